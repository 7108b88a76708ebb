import RetraceCatalog
import RetraceLanguage
import RetraceNumerics
import RetraceSyntax
import RetraceTables

/// The table of most examples of table commands.
let exampleTable = "t = table({name: [\"ann\", \"bob\", \"cid\", \"dee\"], age: [31, 45, 28, 45]})"

extension Command {
  /// The command `where(t, condition)`.
  static let whereRows = Command(
    "where", "Keep the rows for which a condition is true.",
    .required("table", "Rows to choose from, or runs.", type: tableOrRuns),
    .required("condition", "True for the rows to keep; rows where it is missing are dropped."),
    group: .tables,
    discussion: """
      Bare names in the condition are columns first. A comparison with a missing cell is missing, \
      so such rows are dropped; `is_missing(x)` finds them. Of runs it keeps runs: their columns \
      are `name`, `status`, `tool`, the parameters and the last values of the metrics.
      """,
    examples: [Example("\(exampleTable)\nt | where(age > 30 and name != \"bob\")", "two of four")],
    searchTerms: ["filter", "subset", "query"]
  ) { (invocation: Invocation, value: Value, condition: DeferredExpression) in
    try invocation.rows(of: value) { try condition.matchingRows(of: $0) }
  }

  /// The command `sort(t, keys…)`.
  static let sort = Command(
    "sort", "Order the rows by one or several keys.",
    .required("table", "Rows to order, or runs.", type: tableOrRuns),
    .variadic("keys", "Columns or expressions; `-x` or `desc(x)` for descending order."),
    group: .tables,
    discussion: """
      Equal rows keep their order. Missing cells come last in both directions. `-x` puts a text \
      in descending order as well.
      """,
    examples: [Example("\(exampleTable)\nt | sort(-age, name)", "oldest first, then by name")],
    searchTerms: ["arrange", "order"]
  ) { (invocation: Invocation, value: Value, keys: [DeferredExpression]) in
    guard !keys.isEmpty else {
      throw invocation.error(
        .missingArgument, "'sort' needs at least one key", help: "give a column: sort(t, age)")
    }
    return try invocation.rows(of: value) { table in
      var columns: [(column: Column, isDescending: Bool)] = []
      for key in keys {
        for part in try key.orderKeys(in: table) { columns.append(part) }
      }
      return table.order(by: columns)
    }
  }

  /// The command `head(t, n)`.
  static let head = Command(
    "head", "Keep the first rows.",
    .required("table", "Rows to take from; also a column or a list.", type: rowsOrValues),
    .optional("n", 10, in: 0...Int.max, "How many rows."),
    group: .tables, examples: [Example("\(exampleTable)\nt | head(2)", "the first two rows")],
    searchTerms: ["limit", "top", "first"]
  ) { (invocation: Invocation, value: Value, n: Int) in
    try invocation.part(of: value) { 0..<min(n, $0) }
  }

  /// The command `tail(t, n)`.
  static let tail = Command(
    "tail", "Keep the last rows.",
    .required("table", "Rows to take from; also a column or a list.", type: rowsOrValues),
    .optional("n", 10, in: 0...Int.max, "How many rows."),
    group: .tables, examples: [Example("\(exampleTable)\nt | tail(2)", "the last two rows")],
    searchTerms: ["last"]
  ) { (invocation: Invocation, value: Value, n: Int) in
    try invocation.part(of: value) { max(0, $0 - n)..<$0 }
  }

  /// The command `sample(t, n)`.
  static let sample = Command(
    "sample", "Draw rows at random, each at most once, in their order.",
    .required("table", "Rows to draw from."),
    .optional("n", 10, in: 0...Int.max, "How many rows; all of them if there are fewer."),
    .seed, group: .tables,
    examples: [Example("\(exampleTable)\nt | sample(2, seed: 7)", "two rows")],
    searchTerms: ["random", "subsample"]
  ) { (invocation: Invocation, table: Table, n: Int, _: Double?) in
    if n > table.rowCount {
      invocation.note("all \(table.rowCount) rows taken, \(n) were asked for")
    }
    var random = RandomStream(seed: invocation.seed, command: "sample", purpose: "rows")
    let rows = random.sample(min(n, table.rowCount), of: table.rowCount).sorted()
    return .table(table.selecting(rows: rows))
  }

  /// The command `distinct(t, columns…)`.
  static let distinct = Command(
    "distinct", "Keep one of each set of equal rows.",
    .required("table", "Rows to choose from."),
    .variadic("columns", "Columns that make rows equal; all of them by default."),
    group: .tables,
    examples: [Example("\(exampleTable)\nt | distinct(age)", "the first row of each age")],
    searchTerms: ["unique", "duplicates"]
  ) { (table: Table, columns: [ColumnReference]) in
    let names = columns.isEmpty ? table.names : columns.map(\.name)
    return .table(table.selecting(rows: table.distinctRows(by: names)))
  }

  /// The command `split(t, test: 0.2)`.
  static let split = Command(
    "split", "Split the rows at random into train and test.",
    .required("table", "Rows to split."),
    .optional("test", 0.2, in: 0...1, "The share of rows in the test table."),
    .optional(
      "stratify", ColumnReference?.none, "A column whose shares both parts keep.",
      defaultText: "none"),
    .seed, group: .tables,
    discussion: "The result is a record with the tables `train` and `test`, rows in their order.",
    examples: [Example("\(exampleTable)\nsplit(t, test: 0.5).train", "half of the rows")],
    searchTerms: ["holdout", "validation"]
  ) {
    (invocation: Invocation, table: Table, test: Double, stratify: ColumnReference?, _: Double?) in
    let strata = Grouping(table, by: stratify.map { [$0.name] } ?? []).rows()
    var isTest = [Bool](repeating: false, count: table.rowCount)
    for (item, rows) in strata.enumerated() {
      var random = RandomStream(
        seed: invocation.seed, command: "split", purpose: "rows", item: UInt64(item))
      let size = Int((Double(rows.count) * test).rounded())
      for position in random.sample(size, of: rows.count) { isTest[rows[position]] = true }
    }
    let rows = Array(0..<table.rowCount)
    return .record(
      Record([
        ("train", .table(table.selecting(rows: rows.filter { !isTest[$0] }))),
        ("test", .table(table.selecting(rows: rows.filter { isTest[$0] }))),
      ]))
  }
}

/// What has a beginning and an end.
private let rowsOrValues = ParameterType.any([.table, .column, .list, .object("runs")])
/// What has rows with columns.
private let tableOrRuns = ParameterType.any([.table, .object("runs")])

extension Invocation {
  /// The rows of a table at some positions, or of runs, whose table has a row per run, the runs.
  fileprivate func rows(of value: Value, _ choose: (Table) throws -> [Int]) throws -> Value {
    switch value {
    case .table(let table): return .table(table.selecting(rows: try choose(table)))
    case .object(let object):
      if let elements = object.elements, let table = try object.tableForm() {
        return elements.selecting(try choose(table))
      }
    default: break
    }
    throw ArgumentError.wrongKind(
      parameter: "table", expected: tableOrRuns.phrase, got: value.shapePhrase)
  }

  /// The rows or elements at neighbouring positions, which depend on how many there are.
  fileprivate func part(
    of value: Value, _ positions: (_ count: Int) -> Range<Int>
  ) throws -> Value {
    switch value {
    case .table(let table):
      return .table(table.selecting(rows: Array(positions(table.rowCount))))
    case .column(let column):
      return .column(column.selecting(Array(positions(column.count))))
    case .list(let items): return .list(Array(items[positions(items.count)]))
    case .object(let object):
      guard let elements = object.elements else { fallthrough }
      return elements.selecting(Array(positions(elements.count)))
    default:
      throw ArgumentError.wrongKind(
        parameter: "table", expected: rowsOrValues.phrase, got: value.shapePhrase)
    }
  }
}

extension Slot where Argument == Double? {
  /// The seed of a command that draws at random.
  static var seed: Slot {
    .optional(
      "seed", nil, "The seed of what is drawn.", type: .integer(0...Int.max),
      defaultText: "the session's")
  }
}

extension DeferredExpression {
  /// The keys of an order that this argument stands for, with their directions.
  func orderKeys(in table: Table) throws -> [(column: Column, isDescending: Bool)] {
    let key = orderKey
    if let name = key.expression.bareName, let column = table[name] {
      return [(column, key.isDescending)]
    }
    return [(try key.expression.column(on: table), key.isDescending)]
  }
}
