import RetraceSyntax
import RetraceTables

extension Evaluator {
  /// The value of an operator between two expressions.
  func evaluate(
    _ symbol: BinaryOperator, _ left: Expression, _ right: Expression, _ range: SourceRange,
    _ depth: Int
  ) throws(Diagnostic) -> Value {
    let ranges = OperandRanges(left: left.range, right: right.range, whole: range)
    let first = try evaluate(left, depth + 1)
    switch symbol {
    case .and, .or:
      return try logic(first, right, isAnd: symbol == .and, ranges, depth)
    case .isIn, .isNotIn:
      let found: Value
      if case .range(let low, let high, _) = right {
        let ends = (try evaluate(low, depth + 1), try evaluate(high, depth + 1))
        found = try Operators.isBetween(first, ends.0, ends.1, ranges, low.range, high.range)
      } else {
        found = try Operators.isIn(first, evaluate(right, depth + 1), ranges)
      }
      return symbol == .isIn ? found : try Operators.apply(.not, found, at: range)
    case .add, .subtract, .multiply, .divide, .remainder, .power:
      return try Operators.arithmetic(symbol, first, evaluate(right, depth + 1), ranges)
    default:
      let second = try evaluate(right, depth + 1)
      noteTraps(first, second, left, right)
      return try Operators.compare(symbol, first, second, ranges)
    }
  }

  /// Leaves a note where a comparison is right but most likely not what was meant.
  private func noteTraps(
    _ first: Value, _ second: Value, _ left: Expression, _ right: Expression
  ) {
    for case .missing in [left, right] {
      context.notes.add(
        "comparisons with missing are missing; is_missing(x) asks whether x is missing")
    }
    switch (first, second) {
    case (.column(let column), .text(let text)), (.text(let text), .column(let column)):
      guard case .codes(let coded) = column.storage, coded.isCategory,
        !coded.levels.contains(where: { $0.isSameText(as: text) }),
        let hint = Suggestions.question(
          Suggestions.names(near: text, among: coded.levels), quote: "\"")
      else { return }
      context.notes.add("no category is \(Value.text(text).sourceText); \(hint)")
    default: return
    }
  }

  /// `and`, `or`: the right side is not evaluated where the left one decides.
  private func logic(
    _ first: Value, _ right: Expression, isAnd: Bool, _ ranges: OperandRanges, _ depth: Int
  ) throws(Diagnostic) -> Value {
    let left = try truth(first, ranges.left, isAnd ? "and" : "or")
    if case .one(let byte) = left, byte == (isAnd ? 0 : 1) { return .logical(!isAnd) }
    let second = try evaluate(right, depth + 1)
    switch (left, try truth(second, ranges.right, isAnd ? "and" : "or")) {
    case (.one(let a), .one(let b)):
      let byte = isAnd ? ColumnLogic.and(a, b) : ColumnLogic.or(a, b)
      return byte == 2 ? .missing : .logical(byte == 1)
    case (.many(let a), .one(let b)), (.one(let b), .many(let a)):
      return .column(Column(.logicals(ColumnLogic.combine(a, b, isAnd: isAnd))))
    case (.many(let a), .many(let b)):
      try Operators.checkLengths(a.count, b.count, ranges)
      return .column(Column(.logicals(ColumnLogic.combine(a, b, isAnd: isAnd))))
    }
  }

  private enum Truth {
    case one(UInt8)
    case many([UInt8])
  }

  private func truth(
    _ value: Value, _ range: SourceRange, _ word: String
  ) throws(Diagnostic) -> Truth {
    switch value {
    case .logical(let flag): return .one(flag ? 1 : 0)
    case .missing: return .one(2)
    case .column(let column):
      if case .logicals(let bytes) = column.storage { return .many(bytes) }
    default: break
    }
    throw .notACondition(value, at: range, needed: "each side of '\(word)'")
  }
}
