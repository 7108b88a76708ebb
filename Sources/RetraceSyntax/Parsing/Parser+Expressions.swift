extension Parser {
  /// An expression of any kind: a pipe, a function or an `if`.
  mutating func expression() throws(Failure) -> Parsed {
    try enter(current.range)
    defer { depth -= 1 }
    let parsed = try anyExpression()
    lastExpression = parsed.expression
    return parsed
  }

  private mutating func anyExpression() throws(Failure) -> Parsed {
    if current.symbol == .if { return try conditional() }
    if startsLambda() { return try lambda() }
    if let foreign = try foreignLambda() { return foreign }
    return try pipeRest(try binary(1))
  }

  // MARK: - Pipes

  /// Whether a pipe goes on here or in the next line.
  private func continuesPipe() -> Bool {
    let next = nextBehindLines
    if next.symbol == .bar { return true }
    guard next.symbol == .foreign else { return false }
    let sign = text(next)
    return sign == "|>" || sign == "%>%"
  }

  /// Goes on with the stages of a pipe after what is piped.
  mutating func pipeRest(_ first: Parsed) throws(Failure) -> Parsed {
    var left = first
    while continuesPipe() {
      skipLines()
      let bar = current
      advance()
      if bar.symbol == .foreign {
        report(
          Diagnostic(
            .foreignOperator, "a pipe is written '|'", at: bar.range,
            help: "write '|' instead of '\(text(bar))'"),
          edits: [Edit(bar.range, "|")])
      }
      try skipOperatorLines()
      guard current.kind == .name || current.kind == .quotedName, !startsLambda() else {
        left = try alternative(to: left, bar: bar)
        continue
      }
      left = try stage(left)
      if let infix = infix(), !isDecrement() {
        left = try operatorAfterStage(left, from: first, bar: bar, infix)
      }
    }
    return left
  }

  /// `name`, `name(arguments)`, and `.field` and `[index]` after it.
  private mutating func stage(_ input: Parsed) throws(Failure) -> Parsed {
    let callee = name(current)
    advance()
    var arguments: [ArgumentSyntax] = []
    var height = 0
    var brackets: SourceRange?
    if current.symbol == .openParenthesis {
      brackets = bracketRange(index)
      (arguments, height) = try self.arguments(of: callee.text)
    }
    let call = CallSyntax(
      callee: .name(callee), arguments: arguments, argumentsRange: brackets,
      range: callee.range.joined(with: brackets ?? callee.range))
    var parsed = try node(
      .pipe(input.expression, call, input.expression.range.joined(with: call.range)),
      over: input.height, height)
    while true {
      switch current.symbol {
      case .dot: parsed = try member(parsed)
      case .openSquare: parsed = try subscripted(parsed)
      case .openParenthesis:
        let range = bracketRange(index)
        report(
          Diagnostic(
            .pipeNeedsCall, "brackets cannot follow here", at: range,
            note: "a stage is a name, its arguments, then '.name' or '[index]'",
            help: "put brackets round the pipe so far"),
          edits: [
            Edit(at: parsed.expression.range.lowerBound, "("),
            Edit(at: range.lowerBound, ")"),
          ])
        skipOne()
      default: return parsed
      }
    }
  }

  // MARK: - If

  /// Reads `if condition then first else second`.
  private mutating func conditional() throws(Failure) -> Parsed {
    let start = current
    advance()
    try skipOperatorLines()
    if current.symbol == .then {
      throw fail(
        Diagnostic(
          .incompleteConditional, "the condition of the 'if' is missing", at: current.range,
          help: "write if condition then value else value"))
    }
    let condition = try expression()
    try conditionalWord(.then, after: start)
    let first = try expression()
    try conditionalWord(.else, after: start)
    let second = try expression()
    return try node(
      .conditional(
        condition.expression, first.expression, second.expression,
        start.range.joined(with: second.expression.range)),
      over: condition.height, first.height, second.height)
  }

  /// `then` or `else`, on this line or a later one.
  private mutating func conditionalWord(_ word: Symbol, after start: Lexeme) throws(Failure) {
    if nextBehindLines.symbol == word {
      skipLines()
      advance()
      if current.symbol == .colon { rejectColon() }
      try skipOperatorLines()
      return
    }
    let name = word == .then ? "then" : "else"
    let label = Diagnostic.Label(start.range, "this 'if'")
    let foreign = text(current)
    var diagnostic = Diagnostic(
      .incompleteConditional, "'\(name)' is missing", at: current.range, labels: [label],
      help: "write if condition then value else value")
    if current.kind == .newline {
      diagnostic.range = SourceRange(lastRange.lowerBound, lastEnd)
      diagnostic.note = "'\(name)' is expected after this"
      if word == .else { diagnostic.help = "an 'if' always has a value: add else and another" }
      let edits = word == .else ? [Edit(at: lastEnd, " else missing")] : []
      throw fail(diagnostic, edits: edits)
    }
    if word == .then, current.symbol == .colon || current.symbol == .comma {
      diagnostic.message = "'then' stands after the condition, not '\(foreign)'"
      report(diagnostic, edits: [Edit(current.range, " then")])
      advance()
      try skipOperatorLines()
      return
    }
    if current.symbol == .openBrace {
      diagnostic.message = "there are no blocks; an 'if' is an expression"
      throw fail(diagnostic, edits: blockEdits())
    }
    if word == .then, current.startsOperand || current.symbol == .minus {
      diagnostic.note = "'then' is expected before this"
      report(diagnostic, edits: [Edit(at: lastEnd, " then")])
      return
    }
    if word == .else, current.endsStatement || current.kind == .closer || current.symbol == .comma {
      diagnostic.range = SourceRange(lastRange.lowerBound, lastEnd)
      diagnostic.note = "'else' is expected after this"
      diagnostic.help = "an 'if' always has a value: add else and another"
      throw fail(diagnostic, edits: [Edit(at: lastEnd, " else missing")])
    }
    if word == .else, foreign == "elif" || foreign == "elseif" || foreign == "elsif" {
      diagnostic.message = "'\(foreign)' is not a word of the language"
      diagnostic.help = "write else if"
      report(diagnostic, edits: [Edit(current.range, "else if")])
      advance()
      try conditionalTail(start)
      throw .reported
    }
    throw fail(diagnostic)
  }

  /// Reports the `:` of `then:` and `else:`, which other languages have.
  private mutating func rejectColon() {
    let edit = Edit(current.range, "")
    let range = current.range
    advance()
    if let last = reports.indices.last, reports[last].diagnostic.code == .incompleteConditional,
      reports[last].diagnostic.range.lowerBound >= lexemes[statementStart].range.lowerBound
    {
      reports[last].edits.append(edit)
    } else {
      report(
        Diagnostic(
          .incompleteConditional, "no ':' stands after 'then' or 'else'", at: range,
          help: "write if condition then value else value"),
        edits: [edit])
    }
  }

  /// `condition then a else b` after `elif`.
  private mutating func conditionalTail(_ start: Lexeme) throws(Failure) {
    _ = try expression()
    try conditionalWord(.then, after: start)
    _ = try expression()
    try conditionalWord(.else, after: start)
    _ = try expression()
  }

  /// The edits that turn `{ a } else { b }` into `then a else b`.
  private func blockEdits() -> [Edit] {
    var edits: [Edit] = []
    var position = index
    var isFirst = true
    while lexemes[position].symbol == .openBrace, lexemes[position].match > position {
      let match = lexemes[position].match
      let inner = lexemes[position + 1].range.lowerBound
      let start = lexemes[position].range.lowerBound
      edits.append(Edit(SourceRange(start, max(inner, start)), isFirst ? "then " : ""))
      let end = max(lexemes[match - 1].range.upperBound, inner)
      edits.append(Edit(SourceRange(end, lexemes[match].range.upperBound), ""))
      position = match + 1
      isFirst = false
      guard position < lexemes.count - 1, lexemes[position].symbol == .else else { break }
      position += 1
    }
    return edits
  }
}
