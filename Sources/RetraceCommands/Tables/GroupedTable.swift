import RetraceDisplay
import RetraceLanguage
import RetraceNumerics
import RetraceSyntax
import RetraceTables

/// A table whose rows are grouped by the values of some columns, as `summarize` takes it.
final class GroupedTable: ObjectValue {
  /// The table.
  let table: Table
  /// The columns whose values make the groups.
  let names: [String]
  /// The groups.
  let grouping: Grouping

  /// Groups a table by columns that it has; without any all rows are one group.
  init(_ table: Table, by names: [String]) {
    self.table = table
    self.names = names
    grouping = Grouping(table, by: names)
  }

  /// What it is.
  let kind = "grouped table"

  /// Its rows, groups and keys.
  var summary: String {
    "grouped table · \(NumberFormat.count(table.rowCount)) rows · "
      + "\(NumberFormat.count(grouping.count)) groups by \(names.joined(separator: ", "))"
  }

  /// The names of its fields.
  let fieldNames = ["table", "groups"]

  /// The table, or a row per group.
  func field(_ name: String) -> Value? {
    switch name {
    case "table": .table(table)
    case "groups": .table(groups)
    default: nil
    }
  }

  /// The groups with the rows of each.
  func document() -> Document {
    Document([
      .headline(summary), .table(groups, TableStyle(rowNoun: "groups")),
      .notes(["pipe it to summarize(name: expression) for one row per group"]),
    ])
  }

  /// The groups, as a table.
  func json() throws -> JSON { try Value.table(groups).json() }

  private var groups: Table {
    grouping.keys.setting(
      grouping.keys.unusedName("n"), Column(numbers: grouping.counts.map(Double.init)))
  }

  /// A row per group with the value of each expression on the group's rows.
  ///
  /// Calls like `mean(x)` are computed for all groups in one sweep.
  func summarized(_ columns: NamedExpressions) throws -> Table {
    // A table without groups gives one row, also if it is empty.
    let isWhole = names.isEmpty
    let count = isWhole ? 1 : grouping.count
    var result = isWhole ? Table([], rowCount: 1) : grouping.keys
    var rows: [[Int]]?
    for element in columns {
      guard !names.contains(element.name) else {
        throw Diagnostic(
          .repeatedColumn, "'\(element.name)' is a column that makes the groups already",
          at: element.nameRange, help: "choose another name")
      }
      if let column = quickColumn(element.expression), column.count == count {
        result = result.setting(element.name, column)
        continue
      }
      let groupRows = rows ?? (isWhole ? [Array(0..<table.rowCount)] : grouping.rows())
      rows = groupRows
      var values: [Value] = []
      values.reserveCapacity(count)
      for group in groupRows {
        let value = try element.expression.evaluate(on: table, rows: group)
        values.append(try single(value, of: element))
      }
      guard let column = Column(values: values) else {
        throw Diagnostic(
          .wrongType, "'\(element.name)' has values of different kinds in different groups",
          at: element.expression.range,
          help: "give numbers, texts, or true and false for all groups")
      }
      result = result.setting(element.name, column)
    }
    return result
  }

  private func quickColumn(_ expression: DeferredExpression) -> Column? {
    guard let call = expression.simpleCall, let column = table[call.column],
      let aggregate = Grouping.Aggregate(rawValue: call.command)
    else { return nil }
    return grouping.aggregate(aggregate, of: column)
  }

  /// The one value that an expression gives for a group.
  private func single(_ value: Value, of element: NamedExpressions.Element) throws -> Value {
    switch value {
    case .missing, .number, .logical, .text: return value
    case .column(let column) where column.count == 1: return Value(column[0])
    case .list(let items) where items.count == 1: return items[0]
    default:
      throw Diagnostic(
        .wrongType, "'\(element.name)' is \(value.shapePhrase) for a group, one value is needed",
        at: element.expression.range,
        help: "reduce it: \(element.name): mean(…), sum(…), first(…) or length(…)")
    }
  }
}
