import RetraceCatalog
import RetraceLanguage
import RetraceSyntax
import RetraceTables

/// Functions of lists, and of columns and tables as lists of cells and rows.
enum ListFunctions {
  static let all = [map, filter, length, first, last]

  private static let listType = ParameterType.any([.list, .column, .table, .object("runs")])
  private static let summary = "A list, a column, several runs, or a table as its rows."

  static let map = Command(
    "map", "The results of a function for each element.",
    .required("list", summary, type: listType),
    .required("function", "A function of one element."),
    group: .lists,
    discussion: """
      Of a column it is a column if all results are of one kind that a column can hold, else a
      list.
      """,
    examples: [
      Example("map([1, 2, 3], x -> x ^ 2)", "squares"),
      Example("map([4, 9], sqrt)", "a command as the function"),
    ], searchTerms: ["apply", "each", "for", "loop"]
  ) { (call: Invocation, list: Value, function: FunctionArgument) in
    var results: [Value] = []
    let elements = list.elements
    results.reserveCapacity(elements.count)
    for element in elements { results.append(try call.call(function.function, [element])) }
    if case .column = list, let column = Column(values: results) { return .column(column) }
    return .list(results)
  }

  static let filter = Command(
    "filter", "The elements for which a function is true.",
    .required("list", summary, type: listType),
    .required("function", "A function of one element that gives true or false."),
    group: .lists, discussion: "Elements for which it is missing are left out.",
    examples: [Example("filter(1..10, x -> x % 3 == 0)", "3, 6, 9")],
    searchTerms: ["keep", "select"]
  ) { (call: Invocation, list: Value, function: FunctionArgument) in
    var kept: [Int] = []
    for (position, element) in list.elements.enumerated() {
      switch try call.call(function.function, [element]) {
      case .logical(true): kept.append(position)
      case .logical(false), .missing: continue
      case let other:
        throw call.error(
          .notACondition, "the function gives \(other.shapePhrase), not true or false",
          at: "function")
      }
    }
    switch list {
    case .column(let column): return .column(column.selecting(kept))
    case .table(let table): return .table(table.selecting(rows: kept))
    case .object(let object):
      return object.elements?.selecting(kept) ?? list
    default:
      let elements = list.elements
      return .list(kept.map { elements[$0] })
    }
  }

  static let length = Command(
    "length", "How many elements, rows, fields or characters there are.",
    .required("x", "A list, column, table, record or text."), group: .lists,
    discussion: "Missing values count.",
    examples: [
      Example("length([1, 2, missing])", "3"), Example("length(\"abc\")", "3"),
    ], searchTerms: ["count", "size", "rows", "n"]
  ) { (x: Value) in
    switch x {
    case .list(let items): return .number(Double(items.count))
    case .column(let column): return .number(Double(column.count))
    case .table(let table): return .number(Double(table.rowCount))
    case .record(let record): return .number(Double(record.fields.count))
    case .row(let row): return .number(Double(row.table.columnCount))
    case .text(let text): return .number(Double(text.count))
    case .missing: return .missing
    default:
      if case .object(let object) = x {
        if let elements = object.elements { return .number(Double(elements.count)) }
        if let length = try object.field("length") { return length }
      }
      throw ArgumentError.wrongKind(
        parameter: "x", expected: "a list, column, table, record or text", got: x.shapePhrase)
    }
  }

  static let first = end("first", "The first element.", "first([5, 6, 7])", "5") { _ in 0 }
  static let last = end("last", "The last element.", "last([5, 6, 7])", "7") { $0 - 1 }

  private static func end(
    _ name: String, _ about: String, _ example: String, _ caption: String,
    _ position: @escaping @Sendable (Int) -> Int
  ) -> Command {
    Command(
      name, about, .required("list", summary, type: listType), group: .lists,
      discussion: "Of a table its row.", examples: [Example(example, caption)]
    ) { (call: Invocation, list: Value) in
      switch list {
      case .list(let items) where !items.isEmpty: return items[position(items.count)]
      case .column(let column) where column.count > 0:
        return Value(column[position(column.count)])
      case .table(let table) where table.rowCount > 0:
        return .row(Row(table, position(table.rowCount)))
      case .object(let object):
        guard let elements = object.elements, elements.count > 0 else { fallthrough }
        return elements.element(position(elements.count))
      default:
        throw call.error(
          .pastTheEnd, "\(list.shapePhrase) has no \(name) element", at: "list")
      }
    }
  }
}

extension Value {
  /// The elements of a list, the cells of a column, the rows of a table.
  fileprivate var elements: [Value] {
    switch self {
    case .list(let items): items
    case .column(let column): column.values
    case .table(let table): (0..<table.rowCount).map { .row(Row(table, $0)) }
    case .object(let object): object.elements?.values ?? [self]
    default: [self]
    }
  }
}
