import RetraceLanguage
import RetraceSyntax
import RetraceTables

/// A table with the columns that make its groups: its own, and those of expressions like
/// `age > 40`, which are called as they were typed.
struct KeyedTable {
  /// The table, with a column for each expression added.
  private(set) var table: Table
  /// The names of the columns that make the groups, each once.
  private(set) var names: [String] = []

  /// Adds what the keys need.
  ///
  /// - Throws: `Diagnostic` for unknown columns and for what makes no column.
  init(_ table: Table, by keys: [DeferredExpression]) throws {
    self.table = table
    for element in keys.flatMap(\.elements) { try add(element, of: table) }
  }

  private mutating func add(_ key: DeferredExpression, of source: Table) throws {
    if let name = key.bareName, source[name] != nil {
      append(name)
    } else if try key.bareName != nil || key.evaluate(on: source).holdsTexts {
      // A name that is no column, or the names that a variable or an expression gives.
      for reference in try key.columnReferences(in: source) { append(reference.name) }
    } else {
      let column = try key.column(on: source)
      if source[key.text] == nil { table = table.setting(key.text, column) }
      append(key.text)
    }
  }

  private mutating func append(_ name: String) {
    if !names.contains(name) { names.append(name) }
  }
}

extension Table {
  /// A name that no column has: the one wanted, or it with underscores behind.
  func unusedName(_ wanted: String) -> String {
    var name = wanted
    while self[name] != nil { name += "_" }
    return name
  }
}

extension Invocation {
  /// The table of a list of records or rows: the columns of all, missing where one lacks a field.
  func table(ofRows items: [Value]) throws -> Table {
    var tables: [Table] = []
    for (position, item) in items.enumerated() {
      switch item {
      case .row(let row): tables.append(row.asTable)
      case .record(let record):
        guard let table = Table(record: record) else {
          throw error(
            .wrongType, "element \(position) holds what cannot stand in a cell", at: "columns",
            help: "the fields of a row are numbers, texts, true, false or missing")
        }
        tables.append(table)
      default:
        throw error(
          .wrongType,
          "'table' takes a record of lists, or a list of records; element \(position) is "
            + item.shapePhrase, at: "columns", help: "for example table({x: [1, 2]})")
      }
    }
    return Table.stacked(tables)
  }
}
