import RetraceNumerics
import RetraceSyntax
import RetraceTables

extension Operators {
  /// Compares with `==`, `!=`, `<`, `<=`, `>`, `>=`.
  ///
  /// Comparisons with missing are missing; texts are ordered by code points;
  /// values of different kinds are not compared but refused.
  static func compare(
    _ symbol: BinaryOperator, _ left: Value, _ right: Value, _ ranges: OperandRanges
  ) throws(Diagnostic) -> Value {
    let isEquality = symbol == .equal || symbol == .notEqual
    switch (left, right) {
    case (.number(let left), .number(let right)): return .logical(holds(symbol, left, right))
    case (.text(let left), .text(let right)):
      return .logical(ColumnComparison.holds(symbol, ColumnComparison.order(left, right)))
    case (.logical(let left), .logical(let right)) where isEquality:
      return .logical((left == right) == (symbol == .equal))
    case (.column, _), (_, .column):
      if let column = try columns(symbol, left, right, ranges) { return .column(column) }
    case (.missing, _), (_, .missing): return .missing
    case (.list, .list), (.record, .record), (.row, .row), (.row, .record), (.record, .row),
      (.table, .table), (.function, .function), (.object, .object):
      if isEquality { return .logical(left.isSame(as: right) == (symbol == .equal)) }
    default: break
    }
    throw mismatch(symbol, left, right, ranges)
  }

  private static func holds(_ symbol: BinaryOperator, _ left: Double, _ right: Double) -> Bool {
    switch symbol {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    default: left >= right
    }
  }

  /// Compares where at least one side is a column; nil if the kinds do not agree.
  private static func columns(
    _ symbol: BinaryOperator, _ left: Value, _ right: Value, _ ranges: OperandRanges
  ) throws(Diagnostic) -> Column? {
    if case .column(let first) = left, case .column(let second) = right {
      try checkLengths(first.count, second.count, ranges)
      return try columns(symbol, first, second)
    }
    if case .column(let column) = left {
      return try compare(symbol, column, right, ranges.right)
    }
    if case .column(let column) = right {
      return try compare(symbol.mirrored, column, left, ranges.left)
    }
    return nil
  }

  private static func columns(
    _ symbol: BinaryOperator, _ left: Column, _ right: Column
  ) throws(Diagnostic) -> Column? {
    switch (left.storage, right.storage) {
    case (.numbers(let left), .numbers(let right)),
      (.moments(let left, _), .moments(let right, _)):
      return Column(
        .logicals(ColumnComparison.numbers(symbol, .column(left), .column(right))))
    case (.codes(let left), .codes(let right)):
      return Column(.logicals(ColumnComparison.texts(symbol, left, right)))
    case (.logicals(let left), .logicals(let right))
    where symbol == .equal || symbol == .notEqual:
      let wanted = symbol == .equal
      return Column(
        .logicals(
          zip(left, right).map { $0 == 2 || $1 == 2 ? 2 : ($0 == $1) == wanted ? 1 : 0 }))
    default: return nil
    }
  }

  /// Compares each cell of a column with one value.
  private static func compare(
    _ symbol: BinaryOperator, _ column: Column, _ value: Value, _ range: SourceRange
  ) throws(Diagnostic) -> Column? {
    switch (column.storage, value) {
    case (_, .missing):
      return Column(.logicals([UInt8](repeating: 2, count: column.count)))
    case (.numbers(let numbers), .number(let number)):
      return Column(
        .logicals(ColumnComparison.numbers(symbol, .column(numbers), .scalar(number))))
    case (.codes(let coded), .text(let text)):
      return Column(
        .logicals(
          ColumnComparison.perLevel(coded) {
            ColumnComparison.holds(symbol, ColumnComparison.order($0, text))
          }))
    case (.logicals(let bytes), .logical(let flag))
    where symbol == .equal || symbol == .notEqual:
      let isSame = flag == (symbol == .equal)
      return Column(.logicals(isSame ? bytes : ColumnLogic.not(bytes)))
    case (.moments(let seconds, _), .text(let text)):
      let moment = try moment(text, range)
      return Column(
        .logicals(ColumnComparison.numbers(symbol, .column(seconds), .scalar(moment))))
    case (_, .list(let items)) where items.count == column.count:
      return try Column(values: items).flatMap { other throws(Diagnostic) in
        try columns(symbol, column, other)
      }
    default: return nil
    }
  }

  /// The moment that a text in ISO 8601 stands for, in seconds since 1970.
  static func moment(_ text: String, _ range: SourceRange) throws(Diagnostic) -> Double {
    if let parsed = MomentParser.parse(Array(text.utf8)) { return parsed.secondsSince1970 }
    throw Diagnostic(
      .wrongType, "\(Value.text(text).sourceText) is not a date or time", at: range,
      help: "dates and times are written \"2026-03-01\" or \"2026-03-01T12:30:00\"")
  }

  static func mismatch(
    _ symbol: BinaryOperator, _ left: Value, _ right: Value, _ ranges: OperandRanges
  ) -> Diagnostic {
    let help: String?
    switch (left.comparisonKind, right.comparisonKind) {
    case ("number", "text"), ("text", "number"):
      help = "numbers stand without quotes; number(x) reads a number from a text"
    case ("logical", "number"), ("number", "logical"):
      help = "number(x) makes 1 of true and 0 of false"
    case ("logical", "text"), ("text", "logical"): help = "true and false stand without quotes"
    case let (first, second) where first == second:
      help = "they can only be compared with '==' and '!='"
    default: help = nil
    }
    return Diagnostic(
      .wrongType,
      "'\(symbol.symbol)' cannot compare \(left.shapePhrase) with \(right.shapePhrase)",
      at: ranges.whole,
      labels: [
        .init(ranges.left, "this is \(left.shapePhrase)"),
        .init(ranges.right, "this is \(right.shapePhrase)"),
      ], help: help)
  }
}

extension Value {
  /// What the value counts as in comparisons: `number` for numbers and columns of them.
  var comparisonKind: String {
    switch self {
    case .number: return "number"
    case .logical: return "logical"
    case .text: return "text"
    case .column(let column):
      return column.kind == .category ? "text" : column.kind.rawValue
    default: return kindPhrase
    }
  }
}

extension BinaryOperator {
  /// The comparison with its sides exchanged.
  var mirrored: BinaryOperator {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    default: self
    }
  }
}
