extension Parser {
  /// Operators of other languages: what they mean and how that is written here.
  private static let foreignSigns: [String: (BinaryOperator, Int, String)] = [
    "&&": (.and, 2, "and"), "&": (.and, 2, "and"), "||": (.or, 1, "or"),
    "===": (.equal, 4, "=="), "!==": (.notEqual, 4, "!="), "<>": (.notEqual, 4, "!="),
    "~=": (.notEqual, 4, "!="), "=<": (.lessOrEqual, 4, "<="), "=>": (.greaterOrEqual, 4, ">="),
    "**": (.power, 9, "^"), "//": (.divide, 7, ""),
  ]

  /// Words that are operators in other languages, or are written in lower case here.
  private static let foreignWords: [String: (BinaryOperator, Int, String)] = [
    "and": (.and, 2, "and"), "or": (.or, 1, "or"), "in": (.isIn, 4, "in"),
    "is": (.equal, 4, "=="), "eq": (.equal, 4, "=="), "mod": (.remainder, 7, "%"),
  ]

  /// An operator of another language at the current place.
  func foreignInfix() -> Infix? {
    switch current.symbol {
    case .assign:
      return Infix(meaning: .binary(.equal), level: Infix.comparisonLevel, correction: "==")
    case .foreign:
      let sign = text(current)
      if sign == "..." { return Infix(meaning: .range, level: Infix.rangeLevel, correction: "..") }
      guard let (symbol, level, correction) = Self.foreignSigns[sign] else { return nil }
      return Infix(meaning: .binary(symbol), level: level, correction: correction)
    case .none where current.kind == .name: return foreignWord(current)
    default: return nil
    }
  }

  /// The operator that a name stands for in other languages, if an operand follows.
  func foreignWord(_ lexeme: Lexeme) -> Infix? {
    guard lexeme.kind == .name, lexeme.range.count <= 3,
      let (symbol, level, correction) = Self.foreignWords[text(lexeme).lowercased()]
    else { return nil }
    let next = ahead(1)
    guard next.startsOperand || next.symbol == .minus || next.symbol == .not,
      next.symbol != .openParenthesis || next.hasSpaceBefore, missingTest() == nil
    else { return nil }
    return Infix(meaning: .binary(symbol), level: level, correction: correction)
  }

  /// Reports an operator of another language that was read.
  mutating func reportForeignInfix(_ infix: Infix, _ sign: SourceRange) {
    guard let correction = infix.correction else { return }
    let written = text(sign)
    if written == "=" {
      report(
        Diagnostic(
          .assignmentInExpression, "'=' gives a name to a value and cannot compare", at: sign,
          note: "compare with '=='", help: "write '==' to compare"),
        edits: [Edit(sign, "==")])
      return
    }
    if correction.isEmpty {
      report(
        Diagnostic(
          .foreignOperator, "'\(written)' is not an operator of the language", at: sign,
          help: "write floor(a / b) for a whole quotient; a comment starts with '#'"))
      return
    }
    let isWord = written.utf8.first.map { $0 >= 0x41 } ?? false
    report(
      Diagnostic(
        .foreignOperator, "'\(written)' is not an operator of the language", at: sign,
        help: "write '\(correction)'"),
      edits: [
        Edit(
          sign,
          isWord || !correction.utf8.contains { $0 > 0x60 } ? correction : spaced(sign, correction))
      ])
  }

  /// A word in place of a sign, with the blanks that a word needs.
  private func spaced(_ sign: SourceRange, _ word: String) -> String {
    let before = sign.lowerBound > 0 && bytes[sign.lowerBound - 1] > 0x20 ? " " : ""
    let after = sign.upperBound < bytes.count && bytes[sign.upperBound] > 0x20 ? " " : ""
    return before + word + after
  }

  /// `is None`, `is not null`, `IS NULL`: the range, and whether it is negated.
  func missingTest() -> (range: SourceRange, isNegated: Bool)? {
    guard current.kind == .name, text(current).lowercased() == "is" else { return nil }
    var next = 1
    let isNegated = ahead(1).symbol == .not || text(ahead(1)).lowercased() == "not"
    if isNegated { next = 2 }
    let word = ahead(next)
    guard
      word.symbol == .missing
        || ["none", "null", "nil", "na", "nan"].contains(
          text(word).lowercased())
    else { return nil }
    return (current.range.joined(with: word.range), isNegated)
  }

  // MARK: - Pipes

  /// Reports an operator behind a stage of a pipe, and reads on.
  mutating func operatorAfterStage(
    _ stage: Parsed, from first: Parsed, bar: Lexeme, _ infix: Infix
  ) throws(Failure) -> Parsed {
    let sign = current.range.joined(with: ahead(infix.count - 1).range)
    if first.expression.isLogical {
      reportOr(bar, label: .init(sign, "cannot follow the stage of a pipe"))
    } else {
      report(
        Diagnostic(
          .pipeNeedsCall, "'\(text(sign))' cannot follow the stage of a pipe", at: sign,
          help: "put brackets round the pipe; to say 'or' write 'or' instead of '|'"),
        edits: [
          Edit(at: first.expression.range.lowerBound, "("),
          Edit(at: stage.expression.range.upperBound, ")"),
        ])
    }
    return try binaryRest(stage, 1)
  }

  private mutating func reportOr(_ bar: Lexeme, label: Diagnostic.Label?) {
    let edit = Edit(bar.range, spaced(bar.range, "or"))
    if let last = reports.indices.last, reports[last].diagnostic.code == .pipeNeedsCall,
      reports[last].edits.first.map({ text($0.range) == "|" }) ?? false,
      reports[last].diagnostic.range.lowerBound >= lexemes[statementStart].range.lowerBound
    {
      reports[last].edits.append(edit)
      return
    }
    report(
      Diagnostic(
        .pipeNeedsCall, "'|' hands a value to a command and does not mean 'or'", at: bar.range,
        note: "a pipe", labels: label.map { [$0] } ?? [], help: "write 'or'"),
      edits: [edit])
  }

  /// What stands after `|` and is no call: most often the other side of an "or".
  mutating func alternative(to left: Parsed, bar: Lexeme) throws(Failure) -> Parsed {
    let start = current
    if startsLambda() {
      let function = try expression()
      report(
        Diagnostic(
          .pipeNeedsCall, "a function that has no name cannot follow '|'",
          at: function.expression.range,
          help: "give it a name and pipe to that, or use map(x -> …) for each element"))
      throw .reported
    }
    if start.symbol == .dollar, ahead(1).isWord {
      report(
        Diagnostic(
          .pipeNeedsCall, "the name of a function stands after '|' without '$'", at: start.range,
          help: "remove the '$'"),
        edits: [Edit(start.range, "")])
      throw .reported
    }
    let isForeignNot = start.symbol == .foreign && text(start) == "!"
    guard
      start.startsOperand || start.symbol == .not || start.symbol == .minus || isForeignNot
    else {
      throw fail(
        Diagnostic(
          .pipeNeedsCall, "a command is expected after '|'", at: start.range,
          labels: [.init(bar.range, "this pipe")], help: "write the name of a command"))
    }
    let reportsBefore = reports.count
    let right = try binary(1)
    if left.expression.isLogical || right.expression.isLogical {
      let later = Array(reports[reportsBefore...])
      reports.removeSubrange(reportsBefore...)
      reportOr(bar, label: .init(right.expression.range, "not a command"))
      reports += later
    } else {
      report(
        Diagnostic(
          .pipeNeedsCall, "a command is expected after '|'", at: right.expression.range,
          labels: [.init(bar.range, "this pipe")],
          help: "write the name of a command after '|'; \"or\" is written 'or'"))
    }
    let range = left.expression.range.joined(with: right.expression.range)
    return try node(
      .binary(.or, left.expression, right.expression, range), over: left.height, right.height)
  }
}

extension Expression {
  /// Whether the expression looks as if it were true or false.
  var isLogical: Bool {
    switch self {
    case .logical, .unary(.not, _, _): true
    case .binary(let symbol, _, _, _): symbol.isComparison || symbol == .and || symbol == .or
    default: false
    }
  }
}
