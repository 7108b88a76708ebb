extension Parser {
  private static let declarationWords: Set<String> = [
    "let", "var", "const", "val", "set", "local", "global", "my", "auto", "mut", "dim",
  ]
  private static let functionWords: Set<String> = ["def", "function", "func", "fn", "fun", "sub"]
  private static let importWords: Set<String> = [
    "import", "from", "using", "use", "include", "require", "library", "package", "module",
  ]
  private static let loopWords: Set<String> = [
    "for", "while", "foreach", "loop", "until", "repeat", "do",
  ]
  private static let outputWords: Set<String> = [
    "print", "echo", "puts", "show", "display", "return", "println", "yield", "call",
  ]
  private static let otherWords: Set<String> = [
    "class", "struct", "enum", "try", "with", "async", "await", "del", "delete", "raise",
    "throw", "type", "interface", "trait", "begin", "end", "pass", "goto", "switch", "match",
    "case",
  ]

  /// Reports statements of other languages, which start with a word that is no name here.
  mutating func rejectForeignStatement() throws(Failure) {
    let first = current
    let next = ahead(1)
    guard first.kind == .name, first.range.count <= 10 else { return }
    let word = text(first)
    let isBeforeName = next.kind == .name || next.kind == .quotedName
    if isBeforeName, Self.functionWords.contains(word) { throw foreignFunction(word) }
    if isBeforeName, ahead(2).symbol == .assign || Self.declarationWords.contains(word) {
      try rejectDeclaration(word)
      return
    }
    let isBeforeText = next.kind == .textStart
    if isBeforeName || isBeforeText, Self.importWords.contains(word) {
      throw foreign("nothing is imported: all commands are there", "leave the line out")
    }
    if Self.loopWords.contains(word), isBeforeName || startsBlockAfterBrackets() {
      throw foreign(
        "there are no loops", "commands work on whole columns; map(list, x -> …) on each element")
    }
    if isBeforeName || isBeforeText, word == "assert" {
      throw foreign(
        "'assert' is not a word of the language", "write expect(condition)",
        edits: [
          Edit(SourceRange(first.range.lowerBound, next.range.lowerBound), "expect("),
          Edit(at: restOfStatement(from: index).upperBound, ")"),
        ])
    }
    if Self.outputWords.contains(word), next.startsOperand || next.symbol == .minus,
      next.symbol != .openParenthesis, next.symbol != .openSquare,
      next.symbol != .minus || (next.hasSpaceBefore && !ahead(2).hasSpaceBefore)
    {
      throw foreign(
        "a value is shown without '\(word)'", "write the expression alone",
        edits: [Edit(SourceRange(first.range.lowerBound, next.range.lowerBound), "")])
    }
    if isBeforeName || isBeforeText, Self.otherWords.contains(word) {
      throw foreign(
        "'\(word)' is not a word of the language",
        "statements are name = expression, an expression, param and seed")
    }
    if word.lowercased() == "select", isBeforeName || next.symbol == .star {
      throw foreign(
        "this is not a query language",
        "write table | where(condition) | select(columns…)")
    }
  }

  /// Whether brackets and a block follow: `while (x) { … }`.
  private func startsBlockAfterBrackets() -> Bool {
    let opener = ahead(1)
    guard opener.symbol == .openParenthesis, opener.match > index else { return false }
    let body = lexemes[min(opener.match + 1, lexemes.count - 1)]
    return body.startsOperand || body.kind == .newline && nextStartsBlock(after: opener.match)
  }

  private func nextStartsBlock(after position: Int) -> Bool {
    var next = position + 1
    while lexemes[next].kind == .newline { next += 1 }
    return lexemes[next].symbol == .openBrace
  }

  private mutating func foreign(_ message: String, _ help: String, edits: [Edit] = []) -> Failure {
    report(Diagnostic(.foreignStatement, message, at: current.range, help: help), edits: edits)
    return .reported
  }

  /// `let x = 1`, `var x: Int = 1`, `int x = 1`: goes to the name.
  private mutating func rejectDeclaration(_ word: String) throws(Failure) {
    let first = current
    var edits: [Edit] = []
    var nameIndex = index + 1
    // `let mut x`
    while lexemes[nameIndex + 1].kind == .name { nameIndex += 1 }
    let name = lexemes[nameIndex]
    edits.append(Edit(SourceRange(first.range.lowerBound, name.range.lowerBound), ""))
    var sign = nameIndex + 1
    if lexemes[sign].symbol == .colon, lexemes[sign + 1].isWord {
      sign += 2
      edits.append(Edit(SourceRange(name.range.upperBound, lexemes[sign - 1].range.upperBound), ""))
    }
    report(
      Diagnostic(
        .foreignStatement, "a name is given to a value without '\(word)'", at: first.range,
        help: "write name = value"),
      edits: lexemes[sign].symbol == .assign ? edits : [])
    guard lexemes[sign].symbol == .assign else { throw .reported }
    index = sign
    advance()
    try skipOperatorLines()
    _ = try expression()
    throw .reported
  }

  /// Reports `def f(x): return x + 1`, `function f(x) { x + 1 }`.
  private mutating func foreignFunction(_ word: String) -> Failure {
    let first = current
    let name = ahead(1)
    let opener = ahead(2)
    var edits: [Edit] = []
    if opener.symbol == .openParenthesis, opener.match > index {
      var names: [String] = []
      for lexeme in lexemes[(index + 3)..<opener.match] where lexeme.kind == .name {
        names.append(text(lexeme))
      }
      var body = opener.match + 1
      var closing: Lexeme?
      if lexemes[body].symbol == .openBrace, lexemes[body].match > body {
        closing = lexemes[lexemes[body].match]
        body += 1
      } else if lexemes[body].symbol == .colon || lexemes[body].symbol == .assign {
        body += 1
      }
      if lexemes[body].kind == .name, text(lexemes[body]) == "return" { body += 1 }
      if !lexemes[body].endsStatement {
        let parameters = names.count == 1 ? names[0] : "(\(names.joined(separator: ", ")))"
        edits.append(
          Edit(
            SourceRange(first.range.lowerBound, lexemes[body].range.lowerBound),
            "\(text(name)) = \(parameters) -> "))
        if let closing { edits.append(Edit(closing.range, "")) }
      }
    }
    report(
      Diagnostic(
        .foreignStatement, "a function is a value with a name; there is no '\(word)'",
        at: first.range, help: "write \(text(name)) = x -> expression"),
      edits: edits)
    return .reported
  }

  /// Assignments in the spelling of other languages: `:=`, `<-`, `+=`, `++`, `x: int = 1`.
  mutating func foreignAssignment() throws(Failure) {
    let first = current
    guard first.kind == .name || first.kind == .quotedName else { return }
    let sign = ahead(1)
    let name = text(first)
    if sign.symbol == .less, sign.hasSpaceBefore, ahead(2).symbol == .minus,
      !ahead(2).hasSpaceBefore, ahead(3).hasSpaceBefore
    {
      try rejectAssignment(sign.range.joined(with: ahead(2).range), "=", count: 3)
    } else if sign.symbol == .foreign {
      let written = text(sign)
      if written == ":=" {
        try rejectAssignment(sign.range, "=", count: 2)
      } else if written == "++", ahead(2).endsStatement {
        try rejectAssignment(sign.range, " = \(name) + 1", count: 2)
      } else if written.count == 2, written.hasSuffix("="),
        ["+", "-", "*", "/", "^"].contains(written.prefix(1))
      {
        try rejectAssignment(sign.range, "= \(name) \(written.prefix(1))", count: 2)
      }
    } else if sign.symbol == .minus, ahead(2).symbol == .minus, ahead(3).endsStatement,
      !sign.hasSpaceBefore
    {
      try rejectAssignment(sign.range.joined(with: ahead(2).range), " = \(name) - 1", count: 3)
    } else if sign.symbol == .colon, !ahead(2).endsStatement {
      let isTyped = ahead(2).isWord && ahead(3).symbol == .assign
      let range = isTyped ? sign.range.joined(with: ahead(3).range) : sign.range
      try rejectAssignment(range, " =", count: isTyped ? 4 : 2)
    }
  }

  private mutating func rejectAssignment(
    _ sign: SourceRange, _ right: String, count: Int
  ) throws(Failure) {
    let position = reports.count
    var edits = [Edit(sign, right)]
    let written = text(sign)
    let changes = right.utf8.count > 2
    for _ in 0..<count { advance() }
    if !current.endsStatement {
      let value = try expression()
      if changes, case .binary = value.expression {
        edits.append(Edit(at: value.expression.range.lowerBound, "("))
        edits.append(Edit(at: value.expression.range.upperBound, ")"))
      }
    }
    let found = Report(
      diagnostic: Diagnostic(
        .foreignOperator,
        changes
          ? "'\(written)' does not exist: values never change"
          : "a name is given to a value with '=', not '\(written)'", at: sign,
        help: changes ? "give the name to the new value" : "write '='"),
      edits: edits)
    if reports.count < Lexer.maximumReports {
      reports.insert(found, at: min(position, reports.count))
    }
    throw .reported
  }
}
