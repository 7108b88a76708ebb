import RetraceCatalog
import RetraceLanguage
import RetraceSyntax
import RetraceTables

extension Command {
  /// The command `join(t, u, on:)`.
  static let join = Command(
    "join", "Put the rows of two tables side by side where columns agree.",
    .required("table", "The left table."),
    .required("other", "The right table."),
    .optional(
      "on", [ColumnReference](), "Columns that both have; all common ones by default.",
      type: .columnNames, defaultText: "all common columns"),
    .choice("how", Table.JoinKind.allCases.map(\.rawValue), "Which rows are kept."),
    group: .tables,
    discussion: """
      `"inner"` keeps rows that match on both sides, `"left"` all rows of the left table, \
      `"full"` all rows of both. A column of the right table whose name the left one has as well \
      gets `_right`. Missing cells agree with each other.
      """,
    examples: [
      Example(
        "\(exampleTable)\nu = table({name: [\"ann\", \"dee\"], city: [\"Ulm\", \"Kiel\"]})\njoin(t, u, on: name)",
        "two rows with a city")
    ],
    searchTerms: ["merge", "lookup"]
  ) { (invocation: Invocation, table: Table, other: Table, on: [ColumnReference], how: String) in
    let names = on.isEmpty ? table.names.filter { other[$0] != nil } : uniqueNames(on)
    guard !names.isEmpty else {
      throw invocation.error(
        .missingArgument, "the tables have no column in common to join on",
        facts: [
          "columns of the left table: \(table.names.joined(separator: ", "))",
          "columns of the right table: \(other.names.joined(separator: ", "))",
        ], help: "rename one first: rename(u, key: other_key)")
    }
    for name in names where other[name] == nil {
      throw invocation.error(
        .unknownColumn, "the right table has no column '\(name)'", at: "on",
        facts: ["columns of the right table: \(other.names.joined(separator: ", "))"])
    }
    for name in names where (table[name]?.numbers == nil) != (other[name]?.numbers == nil) {
      throw invocation.error(
        .wrongType,
        "'\(name)' is \(table[name]?.kind.rawValue ?? "") on the left and "
          + "\(other[name]?.kind.rawValue ?? "") on the right", at: "on",
        help: "convert one of them: mutate(t, \(name): text(\(name)))")
    }
    let kind = Table.JoinKind(rawValue: how) ?? .inner
    let joined = table.joining(other, on: names, kind: kind)
    if joined.unmatchedLeft > 0 {
      invocation.note(
        "\(joined.unmatchedLeft) rows of the left table have no match"
          + (kind == .inner ? " and are left out" : ""))
    }
    if joined.unmatchedRight > 0 {
      invocation.note(
        "\(joined.unmatchedRight) rows of the right table have no match"
          + (kind == .full ? "" : " and are left out"))
    }
    return .table(joined.table)
  }

  /// The command `bind(t, u)`.
  static let bind = Command(
    "bind", "Put tables below each other.",
    .required("table", "The first table."),
    .variadic("others", "Further tables."),
    group: .tables,
    discussion:
      "The result has the columns of all tables; cells of columns a table lacks are missing.",
    examples: [Example("\(exampleTable)\nbind(t, head(t, 1))", "five rows")],
    searchTerms: ["concat", "append", "union", "rbind"]
  ) { (invocation: Invocation, table: Table, others: [Table]) in
    let tables = [table] + others
    for name in table.names {
      let kinds = Set(tables.compactMap { $0[name]?.kind.rawValue })
      if kinds.count > 1 {
        invocation.note("'\(name)' is \(kinds.sorted().joined(separator: " and ")): made text")
      }
    }
    return .table(Table.stacked(tables))
  }

  /// The command `describe(t)`.
  static let describe = Command(
    "describe", "Show statistics of the number columns, a row per column.",
    .required("table", "The table."),
    group: .tables, examples: [Example("\(exampleTable)\ndescribe(t)", "mean, sd, quartiles")],
    searchTerms: ["summary", "statistics"]
  ) { (invocation: Invocation, table: Table) in
    let left = table.namedColumns.filter { $0.column.numbers == nil }.map(\.name)
    if !left.isEmpty {
      invocation.note("no numbers in: \(left.joined(separator: ", ")) (schema shows all columns)")
    }
    return .table(table.description())
  }

  /// The command `schema(t)`.
  static let schema = Command(
    "schema", "Show the columns: kind, missing cells, different values.",
    .required("table", "The table."),
    group: .tables, examples: [Example("\(exampleTable)\nschema(t)", "a row per column")],
    searchTerms: ["columns", "types", "info"]
  ) { (table: Table) in .table(table.schema()) }

  /// The command `correlation(t)`.
  static let correlation = Command(
    "correlation", "Show the correlations of all pairs of number columns.",
    .required("table", "The table."),
    .choice("method", ["pearson", "spearman"], "Of the values, or of their ranks."),
    group: .tables,
    discussion: "Of each pair only rows count in which neither cell is missing.",
    examples: [
      Example("correlation(table({x: [1, 2, 3], y: [2, 4, 7]}))", "almost on a line")
    ],
    searchTerms: ["corr", "pearson", "spearman"]
  ) { (table: Table, method: String) in
    .table(table.correlations(isRank: method == "spearman"))
  }
}
