import RetraceNumerics
import RetraceSyntax
import RetraceTables

/// The places of the operands of an operator, for errors.
struct OperandRanges {
  let left: SourceRange
  let right: SourceRange
  let whole: SourceRange
}

/// What operators do with values: on columns element by element, one value standing for all rows.
package enum Operators {
  /// `-x` and `not x`.
  static func apply(
    _ symbol: UnaryOperator, _ value: Value, at range: SourceRange
  ) throws(Diagnostic) -> Value {
    switch (symbol, value) {
    case (_, .missing): return .missing
    case (.negate, .number(let number)): return .number(-number)
    case (.not, .logical(let flag)): return .logical(!flag)
    case (.negate, .column(let column)):
      if case .numbers(let numbers) = column.storage {
        return .column(Column(numbers: ColumnArithmetic.negated(numbers)))
      }
    case (.not, .column(let column)):
      if case .logicals(let bytes) = column.storage {
        return .column(Column(.logicals(ColumnLogic.not(bytes))))
      }
    default: break
    }
    if symbol == .not { throw .notACondition(value, at: range, needed: "what follows 'not'") }
    throw Diagnostic(
      .wrongType, "'-' takes a number, got \(value.shapePhrase)", at: range,
      help: arithmeticHelp(value))
  }

  /// `+ - * / % ^`; `+` also joins texts.
  static func arithmetic(
    _ symbol: BinaryOperator, _ left: Value, _ right: Value, _ ranges: OperandRanges
  ) throws(Diagnostic) -> Value {
    if case .number(let left) = left, case .number(let right) = right {
      return Value(number: ColumnArithmetic.apply(symbol, left, right))
    }
    if let first = numbers(left), let second = numbers(right) {
      if first.count == nil, second.count == nil { return .missing }
      try checkLengths(first.count, second.count, ranges)
      return .column(Column(numbers: ColumnArithmetic.apply(symbol, first, second)))
    }
    if symbol == .add, let joined = try joinTexts(left, right, ranges) { return joined }
    let isLeft = numbers(left) == nil
    let culprit = isLeft ? left : right
    let isText = texts(left) != nil || texts(right) != nil
    let needed = symbol == .add ? "numbers, or two texts" : "numbers"
    throw Diagnostic(
      .wrongType, "'\(symbol.symbol)' takes \(needed), got \(culprit.shapePhrase)",
      at: isLeft ? ranges.left : ranges.right,
      labels: [
        .init(
          isLeft ? ranges.right : ranges.left,
          "this is \(isLeft ? right.shapePhrase : left.shapePhrase)")
      ],
      help: isText && symbol == .add
        ? "a value stands in a text as \"\\(value)\"" : arithmeticHelp(culprit))
  }

  /// The number operand that a value is; nil if it is none.
  static func numbers(_ value: Value) -> NumberOperand? {
    switch value {
    case .number(let number): return .scalar(number)
    case .missing: return .scalar(.missing)
    case .column(let column):
      if case .numbers(let numbers) = column.storage { return .column(numbers) }
      return nil
    default: return nil
    }
  }

  /// The texts that a value is, one or one a row; nil if it is none.
  static func texts(_ value: Value) -> CodedValues? {
    switch value {
    case .text(let text): return CodedValues(codes: [0], levels: [text], isCategory: true)
    case .column(let column):
      if case .codes(let coded) = column.storage { return coded }
      return nil
    default: return nil
    }
  }

  /// Columns that are combined have the same number of rows.
  static func checkLengths(
    _ left: Int?, _ right: Int?, _ ranges: OperandRanges
  ) throws(Diagnostic) {
    guard let left, let right, left != right else { return }
    throw Diagnostic(
      .unequalLengths,
      "columns of \(left.grouped) and \(right.grouped) values cannot be combined",
      at: ranges.whole,
      labels: [
        .init(ranges.left, left.counted("value")), .init(ranges.right, right.counted("value")),
      ])
  }

  private static func joinTexts(
    _ left: Value, _ right: Value, _ ranges: OperandRanges
  ) throws(Diagnostic) -> Value? {
    if case .text(let left) = left, case .text(let right) = right { return .text(left + right) }
    switch (texts(left), texts(right)) {
    case (nil, nil): return nil
    case (nil, _?):
      guard case .missing = left else { return nil }
    case (_?, nil):
      guard case .missing = right else { return nil }
    default: break
    }
    let counts = (rowCount(left), rowCount(right))
    try checkLengths(counts.0, counts.1, ranges)
    guard let count = counts.0 ?? counts.1 else { return .missing }
    guard let first = left.broadcastTexts(to: count), let second = right.broadcastTexts(to: count)
    else { return .column(Column(texts: [String?](repeating: nil, count: count))) }
    var joined: [String?] = []
    joined.reserveCapacity(count)
    for row in 0..<count {
      if let a = first.text(at: row), let b = second.text(at: row) {
        joined.append(a + b)
      } else {
        joined.append(nil)
      }
    }
    return .column(Column(texts: joined))
  }

  private static func rowCount(_ value: Value) -> Int? {
    if case .column(let column) = value { return column.count }
    return nil
  }

  private static func arithmeticHelp(_ value: Value) -> String? {
    switch value {
    case .logical: return "number(x) makes 1 of true and 0 of false"
    case .list: return "map(list, x -> x + 1) calculates with each element"
    case .text: return "number(x) reads a number from a text"
    case .column(let column):
      switch column.kind {
      case .logical: return "number(column) makes 1 of true and 0 of false"
      case .text, .category: return "number(column) reads numbers from texts"
      case .date, .time: return "number(column) gives seconds since 1970"
      case .number: return nil
      }
    case .table: return "a column of a table is table.name"
    default: return nil
    }
  }
}

extension Value {
  /// The texts of a text, or of a column of texts, one a row.
  func broadcastTexts(to count: Int) -> CodedValues? {
    guard case .codes(let coded)? = broadcast(to: count)?.storage else { return nil }
    return coded
  }
}
