extension Parser {
  /// Whether `name ->` or `(names) ->` starts here, also with the arrow of other languages.
  func startsLambda() -> Bool {
    if current.kind == .name || current.kind == .quotedName { return isArrow(ahead(1)) }
    guard current.symbol == .openParenthesis, current.match > index else { return false }
    return isArrow(lexemes[min(current.match + 1, lexemes.count - 1)])
  }

  private func isArrow(_ lexeme: Lexeme) -> Bool {
    if lexeme.symbol == .arrow { return true }
    return lexeme.symbol == .foreign && text(lexeme) == "=>"
  }

  /// Reads `name -> expression` or `(names) -> expression`.
  mutating func lambda() throws(Failure) -> Parsed {
    let start = current
    var parameters: [NameSyntax] = []
    if start.symbol == .openParenthesis {
      parameters = try parameterNames()
    } else {
      parameters = [name(start)]
      advance()
    }
    if current.symbol == .foreign {
      report(
        Diagnostic(
          .foreignOperator, "the arrow of a function is written '->'", at: current.range,
          help: "write '->'; 'at least' is written '>='"),
        edits: [Edit(current.range, "->")])
    }
    advance()
    try skipOperatorLines()
    let body = try expression()
    return try node(
      .lambda(parameters, body.expression, start.range.joined(with: body.expression.range)),
      over: body.height)
  }

  /// `(a, b)` before an arrow.
  private mutating func parameterNames() throws(Failure) -> [NameSyntax] {
    let closer = current.match
    var names: [NameSyntax] = []
    var problem: Diagnostic?
    advance()
    while index < closer {
      let lexeme = current
      if lexeme.kind == .name || lexeme.kind == .quotedName {
        let name = name(lexeme)
        if problem == nil, names.contains(where: { $0.text == name.text && $0.text != "_" }) {
          problem = Diagnostic(
            .badFunction, "the name '\(name.text)' comes twice", at: lexeme.range,
            help: "give each value a name of its own")
        }
        names.append(name)
        advance()
      } else if problem == nil {
        problem = Diagnostic(
          lexeme.kind == .keyword ? .reservedWord : .badFunction,
          "only names stand before '->'", at: lexeme.range,
          help: "write (x, y) -> and an expression of x and y")
      }
      if names.count > Expression.maximumHeight, problem == nil {
        problem = Diagnostic(.tooDeep, "a function has too many names", at: lexeme.range)
      }
      if problem == nil, index < closer, current.symbol != .comma {
        problem = Diagnostic(
          .badFunction, "only names and commas stand before '->'", at: current.range,
          help: "write (x, y) -> and an expression of x and y")
      }
      if problem != nil { break }
      if index < closer { advance() }
    }
    index = closer
    advance()
    if let problem { report(problem) }
    return names
  }

  /// Functions of other languages: `lambda x: …`, `function(x) …`, `\(x) …`.
  mutating func foreignLambda() throws(Failure) -> Parsed? {
    let start = current
    let word = text(start)
    if start.kind == .name, word == "lambda", ahead(1).kind == .name || ahead(1).symbol == .colon {
      var names: [String] = []
      var last = index + 1
      while lexemes[last].kind == .name || lexemes[last].symbol == .comma {
        if lexemes[last].kind == .name { names.append(text(lexemes[last])) }
        last += 1
      }
      guard lexemes[last].symbol == .colon else { return nil }
      return try rejectFunction(start, names, through: last)
    }
    let isWord = start.kind == .name && ["function", "func", "fn", "lambda"].contains(word)
    let isBackslash = start.symbol == .foreign && word == "\\"
    guard isWord || isBackslash else { return nil }
    if isBackslash, ahead(1).kind == .name, ahead(2).symbol == .arrow {
      return try rejectFunction(start, [text(ahead(1))], through: index + 2)
    }
    guard ahead(1).symbol == .openParenthesis, ahead(1).match > index else { return nil }
    let closer = ahead(1).match
    let body = lexemes[min(closer + 1, lexemes.count - 1)]
    guard body.startsOperand || body.symbol == .minus || isBackslash else { return nil }
    var names: [String] = []
    for lexeme in lexemes[(index + 2)..<closer] {
      if lexeme.kind == .name {
        names.append(text(lexeme))
      } else if lexeme.symbol != .comma {
        return nil
      }
    }
    return try rejectFunction(start, names, through: closer)
  }

  /// Reports a function of another language, and reads its body.
  private mutating func rejectFunction(
    _ start: Lexeme, _ names: [String], through last: Int
  ) throws(Failure) -> Parsed {
    let head = start.range.joined(with: lexemes[last].range)
    let parameters = names.count == 1 ? names[0] : "(\(names.joined(separator: ", ")))"
    let space = ahead(last + 1 - index).hasSpaceBefore ? "" : " "
    index = last
    advance()
    var edits = [Edit(head, "\(parameters) ->\(space)")]
    if current.symbol == .openBrace, current.match > index {
      let closer = lexemes[current.match].range
      edits.append(Edit(current.range, ""))
      edits.append(Edit(closer, ""))
      let next = ahead(1)
      if next.kind == .name, text(next) == "return" { edits.append(Edit(next.range, "")) }
    }
    report(
      Diagnostic(
        .badFunction, "a function is written 'x -> expression'", at: head,
        help: "write \(parameters) -> and the expression"),
      edits: edits)
    if current.symbol == .openBrace { throw .reported }
    _ = try expression()
    return Parsed(expression: .missing(head))
  }
}
