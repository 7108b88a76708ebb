extension Parser {
  /// What stands for itself: a literal, a name, something in brackets.
  mutating func primary() throws(Failure) -> Parsed {
    let start = current
    switch start.kind {
    case .number: return number()
    case .textStart: return try textLiteral()
    case .name, .quotedName:
      if startsLambda() {
        try rejectBareOperand()
      }
      advance()
      return Parsed(expression: .name(name(start).text, start.range))
    default: break
    }
    switch start.symbol {
    case .true, .false:
      advance()
      return Parsed(expression: .logical(start.symbol == .true, start.range))
    case .missing:
      advance()
      return Parsed(expression: .missing(start.range))
    case .dollar: return try variable()
    case .openParenthesis:
      if startsLambda() {
        try rejectBareOperand()
      }
      return try group()
    case .openSquare: return try list()
    case .openBrace: return try record()
    case .if:
      try rejectBareOperand()
      throw .reported
    default: return try missingOperand()
    }
  }

  /// A number and the percent sign that may belong to it.
  private mutating func number() -> Parsed {
    let digits = current.range
    advance()
    let isPercent = endsNumberAsPercent(digits)
    let value = Lexer.value(
      of: bytes[digits.lowerBound..<digits.upperBound], percent: isPercent)
    guard isPercent else {
      rejectThousands(after: digits)
      return Parsed(expression: .number(value, digits.joined(with: lastRange)))
    }
    percentTokens.append(current.token)
    let range = digits.joined(with: current.range)
    advance()
    return Parsed(expression: .number(value, range))
  }

  /// Reports `,000` right after a number, inside of brackets where a comma has a meaning.
  private mutating func rejectThousands(after digits: SourceRange) {
    var edits: [Edit] = []
    while current.symbol == .comma, current.range.lowerBound == lastEnd, digits.count <= 3,
      ahead(1).kind == .number, ahead(1).range.lowerBound == current.range.upperBound,
      ahead(1).range.count == 3, depth > 1,
      !edits.isEmpty || bytes[ahead(1).range.lowerBound] == UInt8(ascii: "0")
    {
      edits.append(Edit(current.range, "_"))
      advance()
      advance()
    }
    guard !edits.isEmpty else { return }
    let range = digits.joined(with: lastRange)
    report(
      Diagnostic(
        .badNumber, "a comma cannot stand in a number", at: range,
        help: "set thousands apart by '_', or write [1, 0] with a blank for two numbers"),
      edits: edits)
  }

  /// Whether a `%` here touches the number before it and has no operand after it.
  private func endsNumberAsPercent(_ digits: SourceRange) -> Bool {
    guard current.symbol == .percent, current.range.lowerBound == digits.upperBound else {
      return false
    }
    let next = ahead(1)
    return next.hasLineBefore || next.isVirtual || !next.startsOperand
  }

  /// Reads `$name`.
  private mutating func variable() throws(Failure) -> Parsed {
    let start = current
    let next = ahead(1)
    guard next.isWord, !next.hasSpaceBefore, !next.hasLineBefore else {
      advance()
      throw fail(
        Diagnostic(
          .unexpected, "the name of a variable follows '$'", at: start.range,
          note: "a name is missing here", help: "write $name without a blank"))
    }
    advance()
    advance()
    return Parsed(
      expression: .variable(name(next).text, start.range.joined(with: next.range)))
  }

  // MARK: - Postfix

  /// Goes on with `.name`, `[index]` and `(arguments)` after a value.
  mutating func postfix(_ first: Parsed) throws(Failure) -> Parsed {
    var parsed = first
    while true {
      switch current.symbol {
      case .dot:
        // `x .5` is for whoever reports two expressions side by side.
        if current.hasSpaceBefore, ahead(1).kind == .number { return parsed }
        parsed = try member(parsed)
      case .openSquare: parsed = try subscripted(parsed)
      case .openParenthesis:
        if case .number = parsed.expression, !parsed.isBracketed { return parsed }
        parsed = try call(parsed)
      default: return parsed
      }
    }
  }

  /// `.name` after a value.
  mutating func member(_ base: Parsed) throws(Failure) -> Parsed {
    let dot = current
    advance()
    try skipOperatorLines()
    let next = current
    guard next.isWord else {
      var diagnostic = Diagnostic(
        .missingOperand, "a name follows the '.'", at: dot.range, note: "after this",
        help: "write the name of a field or column, or remove the '.'")
      if next.kind == .number, !next.hasSpaceBefore {
        diagnostic.help = "an element is reached by its place in square brackets"
        throw fail(
          diagnostic,
          edits: [Edit(dot.range.joined(with: next.range), "[\(text(next))]")])
      }
      if next.symbol == .openSquare, !next.hasSpaceBefore {
        throw fail(diagnostic, edits: [Edit(dot.range, "")])
      }
      throw fail(diagnostic)
    }
    advance()
    let name = name(next)
    return try node(
      .member(base.expression, name, base.expression.range.joined(with: name.range)),
      over: base.height)
  }

  /// `[index]` after a value.
  mutating func subscripted(_ base: Parsed) throws(Failure) -> Parsed {
    let opener = index
    let range = bracketRange(opener)
    let closer = lexemes[opener].match
    advance()
    if index == closer {
      throw failInside(
        Diagnostic(
          .missingOperand, "an index is missing", at: range,
          help: "write the number of a row, a range a..b, or a list [1, 4]"),
        closer)
    }
    let inner = try recovering(closer, in: .index) { parser throws(Failure) in
      try parser.expression()
    }
    return try node(
      .index(
        base.expression, inner.expression, base.expression.range.joined(with: range)),
      over: base.height, inner.height)
  }

  /// `(arguments)` after a value.
  private mutating func call(_ base: Parsed) throws(Failure) -> Parsed {
    let brackets = bracketRange(index)
    var callee = CallSyntax.Callee.value(base.expression)
    var called = ""
    if case .name(let name, let range) = base.expression, !base.isBracketed {
      callee = .name(NameSyntax(name, range))
      called = name
    }
    let (arguments, height) = try arguments(of: called)
    let range = base.expression.range.joined(with: brackets)
    let call = CallSyntax(
      callee: callee, arguments: arguments, argumentsRange: brackets, range: range)
    return try node(.call(call, range), over: base.height, height)
  }

  // MARK: - Texts

  /// A text with its escapes and interpolations.
  private mutating func textLiteral() throws(Failure) -> Parsed {
    let start = current
    let end = start.match
    guard end > index else { throw fail(Diagnostic(.unclosedText, "a text", at: start.range)) }
    let range = start.range.joined(with: lexemes[end].range)
    var segments: [TextSegment] = []
    var characters = ""
    var height = 0
    advance()
    while index < end {
      switch current.kind {
      case .escape:
        let escape = bytes[current.range.lowerBound..<current.range.upperBound]
        if let scalar = Lexer.character(ofEscape: escape) {
          characters.unicodeScalars.append(scalar)
        }
        advance()
      case .interpolationStart:
        if !characters.isEmpty { segments.append(.text(characters)) }
        characters = ""
        let inner = try interpolation()
        segments.append(.expression(inner.expression))
        height = max(height, inner.height)
      default:
        characters += text(current)
        advance()
      }
    }
    index = end
    advance()
    if segments.isEmpty { return Parsed(expression: .text(characters, range)) }
    if !characters.isEmpty { segments.append(.text(characters)) }
    return try node(.interpolated(segments, range), over: height)
  }

  /// `\(expression)` inside a text.
  private mutating func interpolation() throws(Failure) -> Parsed {
    let start = current
    let closer = start.match
    advance()
    if index == closer {
      throw failInside(
        Diagnostic(
          .missingOperand, "nothing stands in '\\( )'",
          at: start.range.joined(with: lexemes[closer].range),
          help: "write an expression between the brackets"), closer)
    }
    return try recovering(closer, in: .group) { parser throws(Failure) in
      try parser.expression()
    }
  }
}
