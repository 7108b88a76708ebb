import RetraceCatalog
import RetraceLanguage
import RetraceSyntax
import RetraceTables

extension Command {
  /// The command `select(t, columns…)`.
  static let select = Command(
    "select", "Keep some columns, in the order given.",
    .required("table", "The table."),
    .variadic("columns", "Columns to keep."),
    group: .tables, examples: [Example("\(exampleTable)\nt | select(age)", "one column")],
    searchTerms: ["project", "columns"]
  ) { (invocation: Invocation, table: Table, columns: [ColumnReference]) in
    guard !columns.isEmpty else {
      throw invocation.error(
        .missingArgument, "'select' needs at least one column",
        facts: [Suggestions.listing("columns", table.names)])
    }
    var seen = Set<String>()
    return .table(
      Table(
        columns.map(\.name).filter { seen.insert($0).inserted }.compactMap { name in
          table[name].map { (name, $0) }
        }, rowCount: table.rowCount, origin: table.origin))
  }

  /// The command `drop(t, columns…)`.
  static let drop = Command(
    "drop", "Leave out some columns.",
    .required("table", "The table."),
    .variadic("columns", "Columns to leave out."),
    group: .tables, examples: [Example("\(exampleTable)\nt | drop(name)", "all columns but one")],
    searchTerms: ["remove"]
  ) { (table: Table, columns: [ColumnReference]) in
    let names = Set(columns.map(\.name))
    return .table(
      Table(
        table.namedColumns.filter { !names.contains($0.name) }, rowCount: table.rowCount,
        origin: table.origin))
  }

  /// The command `rename(t, new: old)`.
  static let rename = Command(
    "rename", "Give columns other names.",
    .required("table", "The table."),
    .collected("names", "The new name of each column: `new: old`."),
    group: .tables,
    examples: [Example("\(exampleTable)\nt | rename(years: age)", "age is called years")]
  ) { (invocation: Invocation, table: Table, names: NamedExpressions) in
    var new: [String: String] = [:]
    for element in names {
      let references = try element.expression.columnReferences(in: table)
      guard let old = references.first, references.count == 1, !old.isDescending else {
        throw Diagnostic(
          .wrongType, "'\(element.name):' takes the name of one column",
          at: element.expression.range, help: "for example rename(t, new: old)")
      }
      if let other = new.updateValue(element.name, forKey: old.name) {
        throw Diagnostic(
          .repeatedArgument,
          "the column '\(old.name)' would be called both '\(other)' and '\(element.name)'",
          at: element.expression.range,
          help: "mutate(t, \(element.name): \(old.name)) keeps both")
      }
    }
    let columns = table.namedColumns.map { (name: new[$0.name] ?? $0.name, column: $0.column) }
    if let double = firstRepeated(columns.map(\.name)) {
      throw invocation.error(
        .repeatedArgument, "two columns would be called '\(double)'",
        help: "drop one of them first, or choose another name")
    }
    return .table(Table(columns, rowCount: table.rowCount, origin: table.origin))
  }

  /// The command `mutate(t, name: expression…)`.
  static let mutate = Command(
    "mutate", "Add columns, or replace them, by expressions of columns.",
    .required("table", "The table."),
    .collected("columns", "The expression of each column; later ones see earlier ones."),
    group: .tables,
    examples: [
      Example("\(exampleTable)\nt | mutate(months: age * 12, old: months > 500)", "two columns")
    ],
    searchTerms: ["add column", "assign", "with_columns", "transform"]
  ) { (table: Table, columns: NamedExpressions) in
    var result = table
    for element in columns {
      let column = try element.expression.column(on: result)
      result = result.setting(element.name, column)
    }
    return .table(result)
  }

  /// The command `table({name: list})`.
  static let table = Command(
    "table", "Make a table of lists or columns, or of rows.",
    .required(
      "columns",
      "A record with a list or column per name, all of one length; or a list of records or rows.",
      type: .any([.record, .list])),
    group: .tables,
    examples: [
      Example("table({x: [1, 2], y: [\"a\", \"b\"]})", "two rows, two columns"),
      Example("table([{x: 1, y: \"a\"}, {x: 2}])", "a record per row"),
    ],
    searchTerms: ["data frame", "create"]
  ) { (invocation: Invocation, value: Value) in
    if case .list(let items) = value { return .table(try invocation.table(ofRows: items)) }
    let record = try Record.read(invocation["columns"], parameter: "columns")
    let lengths = record.fields.map { field -> Int? in
      switch field.value {
      case .list(let items): items.count
      case .column(let column): column.count
      default: nil
      }
    }
    let count = lengths.compactMap { $0 }.max() ?? (record.fields.isEmpty ? 0 : 1)
    var columns: [(name: String, column: Column)] = []
    for (field, length) in zip(record.fields, lengths) {
      guard length == nil || length == count else {
        throw invocation.error(
          .unequalLengths, "'\(field.name)' has \(length ?? 0) values, others have \(count)",
          at: "columns", help: "a single value is repeated for all rows, a list is not")
      }
      guard let column = field.value.asColumn(count: count) else {
        throw invocation.error(
          .wrongType, "'\(field.name)' is \(field.value.shapePhrase), which makes no column",
          at: "columns", help: "give a list of numbers, of texts, or of true and false")
      }
      columns.append((field.name, column))
    }
    return .table(Table(columns, rowCount: count))
  }

  /// The command `cut(column, n)`.
  static let cut = Command(
    "cut", "Put numbers into bins of equal counts, as a category.",
    .required("column", "Numbers."),
    .optional("n", 4, in: 2...1_000, "How many bins."),
    group: .columns,
    discussion: """
      The edges are quantiles of type 7; equal edges are merged, so there may be fewer bins. A \
      value equal to an edge falls into the lower bin.
      """,
    examples: [Example("cut([1, 2, 3, 4, 5, 6], 3)", "three bins of two")],
    searchTerms: ["bin", "quantile", "ntile"]
  ) { (invocation: Invocation, column: Column, n: Int) in
    guard let bins = Bins(column, count: n) else {
      throw invocation.error(
        .wrongType, "'cut' takes numbers, got a column of \(column.kind.rawValue)", at: "column",
        help: "number(x) reads numbers from texts")
    }
    return .column(bins.column)
  }
}

/// The first name that occurs twice, nil if none does.
func firstRepeated(_ names: [String]) -> String? {
  var seen = Set<String>()
  return names.first { !seen.insert($0).inserted }
}

extension Value {
  /// The value as a column of some length: a single value is repeated.
  func asColumn(count: Int) -> Column? {
    switch self {
    case .column(let column): column
    case .list(let items): Column(values: items)
    default: broadcast(to: count)
    }
  }
}

extension Table {
  /// The table with a column added at the end, or replaced where it stands.
  func setting(_ name: String, _ column: Column) -> Table {
    var columns = namedColumns
    if let position = position(of: name) {
      columns[position].column = column
    } else {
      columns.append((name, column))
    }
    return Table(
      columns, rowCount: columns.count == 1 ? column.count : rowCount, origin: origin)
  }
}
