import RetraceCatalog
import RetraceLanguage
import RetraceNumerics
import RetraceSyntax
import RetraceTables

extension Command {
  /// The command `count(t, by…)`.
  static let count = Command(
    "count", "Count the rows, or the rows of each group.",
    .required("table", "The rows."),
    .variadic("by", "Columns or expressions whose values make the groups."),
    group: .tables,
    examples: [
      Example("\(exampleTable)\nt | count(age)", "how many of each age"),
      Example("\(exampleTable)\nt | count(age > 40)", "how many are older"),
    ],
    searchTerms: ["frequency", "value_counts", "tally"]
  ) { (table: Table, by: [DeferredExpression]) in
    let keyed = try KeyedTable(table, by: by)
    let grouping = Grouping(keyed.table, by: keyed.names)
    let counts = grouping.count == 0 && by.isEmpty ? [0] : grouping.counts
    let column = Column(numbers: counts.map(Double.init))
    let keys = Table(grouping.keys.namedColumns, rowCount: counts.count)
    return .table(keys.setting(keys.unusedName("n"), column))
  }

  /// The command `group(t, by…)`.
  static let group = Command(
    "group", "Group the rows by columns, for summarize.",
    .required("table", "The rows."),
    .variadic("by", "Columns or expressions whose values make the groups."),
    group: .tables,
    examples: [
      Example("\(exampleTable)\nt | group(age) | summarize(n: length(name))", "one row per age")
    ],
    searchTerms: ["group_by", "groupby", "aggregate"]
  ) { (invocation: Invocation, table: Table, by: [DeferredExpression]) in
    guard !by.isEmpty else {
      throw invocation.error(
        .missingArgument, "'group' needs at least one column",
        facts: [Suggestions.listing("columns", table.names)],
        help: "for one row of all: summarize(t, n: length(t))")
    }
    let keyed = try KeyedTable(table, by: by)
    return .object(GroupedTable(keyed.table, by: keyed.names))
  }

  /// The command `summarize(t, name: expression…)`.
  static let summarize = Command(
    "summarize", "Reduce a table, or each of its groups, to one row.",
    .required(
      "table", "A table, or a grouped one.", type: .any([.table, .object("grouped table")])),
    .collected("columns", "The expression of each column; it gives one value per group."),
    group: .tables,
    examples: [
      Example("\(exampleTable)\nt | summarize(mean: mean(age), oldest: max(age))", "one row")
    ],
    searchTerms: ["aggregate", "reduce", "summarise"]
  ) { (invocation: Invocation, value: Value, columns: NamedExpressions) in
    let grouped: GroupedTable
    switch value {
    case .table(let table): grouped = GroupedTable(table, by: [])
    case .object(let object as GroupedTable): grouped = object
    default:
      throw ArgumentError.wrongKind(
        parameter: "table", expected: "a table or a grouped table", got: value.shapePhrase)
    }
    return .table(try grouped.summarized(columns))
  }

  /// The command `crosstab(t, a, b)`.
  static let crosstab = Command(
    "crosstab", "Count the rows of each pair of values of two columns.",
    .required("table", "The rows."),
    .required("rows", "The column whose values make the rows."),
    .required("columns", "The column whose values make the columns."),
    group: .tables,
    examples: [Example("\(exampleTable)\ncrosstab(t, age, name)", "ages by names")],
    searchTerms: ["contingency", "pivot"]
  ) { (invocation: Invocation, table: Table, rows: ColumnReference, columns: ColumnReference) in
    let left = Grouping(table, by: [rows.name])
    let top = Grouping(table, by: [columns.name])
    guard left.count * top.count <= 1_000_000, top.count <= 1_000 else {
      throw invocation.error(
        .outOfRange,
        "'\(columns.name)' has \(top.count) different values, at most 1000 make a table",
        at: "columns", help: "put numbers into bins first: cut(\(columns.name), 4)")
    }
    var counts = [[Double]](
      repeating: [Double](repeating: 0, count: left.count), count: top.count)
    for row in 0..<table.rowCount { counts[Int(top.groups[row])][Int(left.groups[row])] += 1 }
    var result = left.keys.namedColumns
    for (position, values) in counts.enumerated() {
      let cell = top.keys.columns[0][position]
      var name = cell == .missing ? "missing" : cell.text
      while result.contains(where: { $0.name == name }) { name += " " }
      result.append((name, Column(numbers: values)))
    }
    return .table(Table(result, rowCount: left.count))
  }
}

/// The names of columns, each once.
func uniqueNames(_ references: [ColumnReference]) -> [String] {
  var seen = Set<String>()
  return references.map(\.name).filter { seen.insert($0).inserted }
}
