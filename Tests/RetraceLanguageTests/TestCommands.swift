import RetraceCatalog
import RetraceLanguage
import RetraceTables

/// A few commands that show each way of declaring one; no more than the tests need.
let testCommands: [Command] = [
  TestCommands.head, TestCommands.keep, TestCommands.add, TestCommands.pick,
  TestCommands.perGroup, TestCommands.fit, TestCommands.each, TestCommands.fails,
  TestCommands.seedOf, TestCommands.total, TestCommands.sorted,
]

enum TestCommands {
  static let head = Command(
    "head", "The first rows.", .required("table", "Rows to take from."),
    .optional("n", 10, in: 0...1_000_000, "How many rows."), group: .tables, examples: []
  ) { (table: Table, n: Int) in
    .table(table.selecting(rows: Array(0..<min(n, table.rowCount))))
  }

  static let keep = Command(
    "keep", "The rows for which a condition is true.", .required("table", "Rows."),
    .required("condition", "What holds for the rows."), group: .tables, examples: []
  ) { (table: Table, condition: DeferredExpression) in
    .table(table.selecting(rows: try condition.matchingRows(of: table)))
  }

  static let add = Command(
    "add", "The table with further columns.", .required("table", "Rows."),
    .collected("columns", "New columns."), group: .tables, examples: []
  ) { (table: Table, columns: NamedExpressions) in
    var result = table
    for column in columns {
      let cells = try column.expression.column(on: result)
      result = Table(result.namedColumns + [(column.name, cells)])
    }
    return .table(result)
  }

  static let pick = Command(
    "pick", "Some columns.", .required("table", "Rows."), .variadic("columns", "Which."),
    group: .tables, examples: []
  ) { (table: Table, columns: [ColumnReference]) in
    .list(columns.map { .text(($0.isDescending ? "-" : "") + $0.name) })
  }

  static let perGroup = Command(
    "per_group", "A value for the first row and one for the rest.", .required("table", "Rows."),
    .required("value", "What is computed."), group: .tables, examples: []
  ) { (table: Table, value: DeferredExpression) in
    .list([
      try value.evaluate(on: table, rows: [0]),
      try value.evaluate(on: table, rows: Array(1..<table.rowCount)),
    ])
  }

  static let fit = Command(
    CatalogEntry(name: "fit", summary: "Parameters as data."), group: .models,
    parameters: [
      ParameterDescription(name: "rows", summary: "The rows.", type: .rows),
      ParameterDescription(
        name: "rate", summary: "The step.", type: .number(0...1), defaultText: "0.1"),
      ParameterDescription(
        name: "optimizer", summary: "How.", type: .choice(["sgd", "adam"]),
        defaultText: "\"sgd\""),
      ParameterDescription(
        name: "depth", summary: "How deep.", type: .integer(1...9), defaultText: "automatic"),
    ]
  ) { call in
    let rate: Double = try call.argument("rate")
    let optimizer: String = try call.argument("optimizer")
    let depth: Int? = try call.argument("depth")
    return .text("\(optimizer) \(rate) \(depth.map { "\($0)" } ?? "none")")
  }

  static let each = Command(
    "each", "The results of a function.",
    .required("list", "Elements.", type: .any([.list, .column])),
    .required("function", "What is done."), group: .lists, examples: []
  ) { (call: Invocation, list: [Value], function: FunctionArgument) in
    .list(try list.map { try call.call(function.function, [$0]) })
  }

  static let total = Command(
    "total", "The sum.", .required("values", "Numbers.", type: .any([.list, .column])),
    group: .columns, examples: []
  ) { (values: [Double]) in .number(values.reduce(0, +)) }

  struct LibraryError: Error, CustomStringConvertible {
    let description = "the library says 'no'"
  }

  static let fails = Command(
    "fails", "Always fails.", .optional("kind", "library", "How."), group: .language, examples: []
  ) { (kind: String) in
    if kind == "range" {
      throw ArgumentError.outOfRange(
        parameter: "kind", expected: "less", got: "\"range\"", suggestions: [])
    }
    throw LibraryError()
  }

  static let seedOf = Command(
    "seed_of", "The seed.",
    .optional("seed", nil as Int?, "The seed.", type: .integer(0...Int.max)),
    group: .language, examples: []
  ) { (call: Invocation, _: Int?) in
    call.note("drawn")
    return .number(Double(call.seed))
  }

  static let sorted = Command(
    "sorted", "Order keys.", .required("table", "Rows."), .variadic("keys", "Keys."),
    group: .tables, examples: []
  ) { (table: Table, keys: [DeferredExpression]) in
    .list(
      try keys.map { key in
        let (expression, isDescending) = key.orderKey
        let column = try expression.column(on: table)
        return .text("\(isDescending ? "down" : "up") \(column.kind.rawValue) \(expression.text)")
      })
  }
}
