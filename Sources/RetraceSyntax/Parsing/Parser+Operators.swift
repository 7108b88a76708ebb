/// An operator between two operands, as it stands in the source.
struct Infix {
  enum Meaning {
    case binary(BinaryOperator)
    case range
  }
  var meaning: Meaning
  /// How strongly it binds: 1 `or`, 2 `and`, 3 `not`, 4 comparison, 5 range, 6 sum, 7 product,
  /// 8 sign, 9 power.
  var level: Int
  /// How many lexemes it takes.
  var count = 1
  /// The right spelling, if it is an operator of another language.
  var correction: String?

  static let notLevel = 3
  static let comparisonLevel = 4
  static let rangeLevel = 5
  static let signLevel = 8
  static let powerLevel = 9
}

extension Parser {
  /// The operator at the current place, or nil.
  func infix() -> Infix? {
    switch current.symbol {
    case .or: Infix(meaning: .binary(.or), level: 1)
    case .and: Infix(meaning: .binary(.and), level: 2)
    case .equal: Infix(meaning: .binary(.equal), level: 4)
    case .notEqual: Infix(meaning: .binary(.notEqual), level: 4)
    case .less: Infix(meaning: .binary(.less), level: 4)
    case .lessOrEqual: Infix(meaning: .binary(.lessOrEqual), level: 4)
    case .greater: Infix(meaning: .binary(.greater), level: 4)
    case .greaterOrEqual: Infix(meaning: .binary(.greaterOrEqual), level: 4)
    case .in: Infix(meaning: .binary(.isIn), level: 4)
    case .not where ahead(1).symbol == .in:
      Infix(meaning: .binary(.isNotIn), level: 4, count: 2)
    case .dotDot: Infix(meaning: .range, level: 5)
    case .plus: Infix(meaning: .binary(.add), level: 6)
    case .minus: Infix(meaning: .binary(.subtract), level: 6)
    case .star: Infix(meaning: .binary(.multiply), level: 7)
    case .slash: Infix(meaning: .binary(.divide), level: 7)
    case .percent: Infix(meaning: .binary(.remainder), level: 7)
    case .caret: Infix(meaning: .binary(.power), level: 9)
    default: foreignInfix()
    }
  }

  /// An expression without pipes whose operators bind at least as strongly as asked.
  mutating func binary(_ minimum: Int) throws(Failure) -> Parsed {
    try binaryRest(try prefix(minimum), minimum)
  }

  /// Goes on with operators after a first operand.
  mutating func binaryRest(_ first: Parsed, _ minimum: Int) throws(Failure) -> Parsed {
    var left = first
    var lastLevel = 0
    var lastRight = first
    var chainReport: Int?
    while let infix = infix(), infix.level >= minimum {
      if isStatementAssignment(after: left) || isDecrement() { break }
      let start = index
      let sign = current.range.joined(with: ahead(infix.count - 1).range)
      for _ in 0..<infix.count { advance() }
      reportForeignInfix(infix, sign)
      try skipOperatorLines()
      if startsUnparenthesised() {
        try rejectBareOperand()
      }
      let right: Parsed
      if infix.level == Infix.powerLevel {
        try enter(sign)
        defer { depth -= 1 }
        right = try binary(Infix.signLevel)
      } else {
        right = try binary(infix.level + 1)
      }
      let isChain =
        infix.level == lastLevel
        && (lastLevel == Infix.comparisonLevel || lastLevel == Infix.rangeLevel)
      if isChain {
        reportChain(&chainReport, infix, at: start, sign, middle: lastRight, right: right)
      }
      lastLevel = infix.level
      lastRight = right
      let range = left.expression.range.joined(with: right.expression.range)
      switch infix.meaning {
      case .range:
        left = try node(
          .range(left.expression, right.expression, range), over: left.height, right.height)
      case .binary(let symbol):
        left = try node(
          .binary(symbol, left.expression, right.expression, range), over: left.height,
          right.height)
      }
    }
    return left
  }

  /// Whether a `=` here is one that the statement has to judge: `a.b = 1`.
  private func isStatementAssignment(after left: Parsed) -> Bool {
    current.symbol == .assign && depth <= 1
      && left.expression.range.lowerBound == lexemes[statementStart].range.lowerBound
  }

  /// Whether a `--` here is that of other languages, which counts down.
  func isDecrement() -> Bool {
    guard current.symbol == .minus, !current.hasSpaceBefore, ahead(1).symbol == .minus,
      !ahead(1).hasSpaceBefore, !ahead(1).hasLineBefore
    else { return false }
    let next = ahead(2)
    return next.endsStatement || next.kind == .closer || next.symbol == .comma
  }

  private mutating func reportChain(
    _ chain: inout Int?, _ infix: Infix, at start: Int, _ sign: SourceRange, middle: Parsed,
    right: Parsed
  ) {
    let isRange = infix.level == Infix.rangeLevel
    let edit = Edit(
      at: middle.expression.range.upperBound, " and \(text(middle.expression.range))")
    // A `=` in place of `==` was just reported here.
    if infix.correction != nil, let last = reports.indices.last { chain = last }
    if let chain, chain < reports.count {
      if !isRange { reports[chain].edits.append(edit) }
      return
    }
    let message = isRange ? "a range has two ends" : "comparisons do not chain"
    let help =
      isRange
      ? "write a range as first..last" : "compare twice, with 'and' between"
    chain = reports.count
    report(
      Diagnostic(
        .chainedComparison, message, at: sign, note: isRange ? "a third end" : "the second one",
        help: help),
      edits: isRange ? [] : [edit])
  }

  /// An operand with the signs before it.
  mutating func prefix(_ minimum: Int) throws(Failure) -> Parsed {
    let start = current
    switch start.symbol {
    case .not where ahead(1).symbol != .in: return try negation(minimum, start)
    case .minus:
      try enter(start.range)
      defer { depth -= 1 }
      advance()
      try skipOperatorLines()
      let operand = try binary(Infix.signLevel)
      return try node(
        .unary(.negate, operand.expression, start.range.joined(with: operand.expression.range)),
        over: operand.height)
    case .plus where ahead(1).startsOperand && index > statementStart:
      report(
        Diagnostic(
          .unexpected, "a number needs no '+' before it", at: start.range, help: "remove the '+'"),
        edits: [Edit(start.range, "")])
      advance()
      return try postfix(primary())
    case .foreign where text(start) == "!": return try negation(minimum, start)
    case .none
    where start.kind == .name && start.range.count == 3 && ahead(1).startsOperand
      && ahead(1).kind != .opener && text(start).lowercased() == "not":
      return try negation(minimum, start)
    default: return try postfix(primary())
    }
  }

  /// `not x`, or `!x`.
  private mutating func negation(_ minimum: Int, _ start: Lexeme) throws(Failure) -> Parsed {
    try enter(start.range)
    defer { depth -= 1 }
    let isForeign = start.symbol != .not
    let reportsBefore = reports.count
    advance()
    let gap = current.hasSpaceBefore ? "" : " "
    try skipOperatorLines()
    let operand = try binary(
      isForeign && minimum > Infix.notLevel ? Infix.signLevel : Infix.notLevel)
    let range = start.range.joined(with: operand.expression.range)
    let isMisplaced = minimum > Infix.notLevel
    let closing = isMisplaced ? [Edit(at: range.upperBound, ")")] : []
    if isForeign {
      let found = Report(
        diagnostic: Diagnostic(
          .foreignOperator, "'\(text(start))' is not an operator of the language", at: start.range,
          help: "write 'not'"),
        edits: [Edit(start.range, (isMisplaced ? "(not" : "not") + gap)] + closing)
      if reports.count < Lexer.maximumReports {
        reports.insert(found, at: min(reportsBefore, reports.count))
      }
    } else if isMisplaced {
      report(
        Diagnostic(
          .unexpected, "'not' as an operand stands in brackets", at: start.range,
          help: "put brackets round 'not' and what it negates"),
        edits: [Edit(at: start.range.lowerBound, "(")] + closing)
    }
    return try node(.unary(.not, operand.expression, range), over: operand.height)
  }

  /// Whether an `if` or a function stands where only an operand may.
  func startsUnparenthesised() -> Bool { current.symbol == .if || startsLambda() }

  /// Reports an `if` or a function as an operand, and reads it.
  mutating func rejectBareOperand() throws(Failure) {
    let start = current
    let what = start.symbol == .if ? "an 'if'" : "a function"
    let value = try expression()
    report(
      Diagnostic(
        start.symbol == .if ? .incompleteConditional : .badFunction,
        "\(what) as an operand stands in brackets", at: start.range,
        help: "put brackets round it"),
      edits: [
        Edit(at: value.expression.range.lowerBound, "("),
        Edit(at: value.expression.range.upperBound, ")"),
      ])
    throw .reported
  }
}
