extension Parser {
  /// Parses all statements; each that has an error in it counts as a place without a statement.
  mutating func parseStatements(pipesLastResult: Bool, lexicalReports: [Report]) -> [Piece] {
    var pieces: [Piece] = []
    let hiding = lexicalReports.filter(\.hidesRest).map(\.diagnostic.range.lowerBound)
    while true {
      while current.kind == .newline || current.kind == .semicolon { advance() }
      if current.kind == .end { break }
      statementStart = index
      depth = 0
      callees = []
      let start = current.range.lowerBound
      let reportsBefore = reports.count
      let wasFinished = unfinished == nil
      var kind: Statement.Kind?
      let takesLast = pipesLastResult && pieces.isEmpty && current.symbol == .bar
      do throws(Failure) {
        kind = try statement(takesLast: takesLast)
        if !current.endsStatement {
          throw unexpected(after: kind?.lastExpression, in: .statement)
        }
      } catch {
        kind = nil
        skipStatement()
      }
      let extent = SourceRange(start, max(lastEnd, start))
      if let hidden = hiding.first(where: { $0 >= start && $0 <= extent.upperBound }) {
        // After a text that is not closed nothing can be said of the rest.
        let kept = reports[reportsBefore...].filter { $0.diagnostic.range.lowerBound < hidden }
        reports.replaceSubrange(reportsBefore..., with: kept)
        if wasFinished { unfinished = nil }
      }
      let isSilent = current.kind == .semicolon
      var statement: Statement?
      if let kind, reports.count == reportsBefore {
        statement = Statement(
          kind: kind, range: extent, isSilent: isSilent,
          text: (takesLast ? "_ " : "") + text(extent))
      }
      pieces.append(Piece(extent: extent, statement: statement))
    }
    return pieces
  }

  /// Goes to the end of the statement after an error.
  private mutating func skipStatement() {
    let reached = index
    index = statementStart
    while current.kind != .end {
      if index >= reached, current.endsStatement {
        guard current.kind == .newline else { return }
        let next = nextBehindLines.symbol
        if next != .bar && next != .then && next != .else { return }
      }
      skipOne()
    }
  }

  /// Goes behind a lexeme, or behind the bracket or text that it opens.
  mutating func skipOne() {
    let match = current.match
    if match > index { index = match }
    advance()
  }

  private mutating func statement(takesLast: Bool) throws(Failure) -> Statement.Kind {
    if takesLast {
      let place = current.range.lowerBound
      let last = Parsed(expression: .name("_", SourceRange(place, place)))
      return .expression(try pipeRest(last).expression)
    }
    if let kind = try declaration() { return kind }
    if let kind = try assignment() { return kind }
    try rejectForeignStatement()
    try foreignAssignment()
    let parsed = try expression()
    if current.symbol == .assign { throw badAssignment(to: parsed.expression) }
    return .expression(parsed.expression)
  }

  /// `param name = default` and `seed 42`.
  private mutating func declaration() throws(Failure) -> Statement.Kind? {
    let first = current
    let next = ahead(1)
    guard first.kind == .name else { return nil }
    let isBeforeName = next.kind == .name || next.kind == .quotedName || next.kind == .number
    let word = text(first)
    if word == "param", isBeforeName || (next.kind == .keyword && ahead(2).symbol == .assign) {
      advance()
      return try parameter()
    }
    if word == "seed", isBeforeName {
      advance()
      return try seed()
    }
    return nil
  }

  private mutating func parameter() throws(Failure) -> Statement.Kind {
    let lexeme = current
    let name = try assignable(lexeme)
    advance()
    guard current.symbol == .assign else {
      report(
        Diagnostic(
          .badParameter, "a parameter needs a default",
          at: SourceRange(lastEnd, max(lastEnd, min(current.range.upperBound, lastEnd + 1))),
          help: "write param \(text(lexeme)) = and a value, which also fixes its type"))
      throw .reported
    }
    advance()
    try skipOperatorLines()
    return .parameter(name, try expression().expression)
  }

  private mutating func seed() throws(Failure) -> Statement.Kind {
    let start = current
    let digits = text(start).filter { $0 != "_" }
    if start.kind == .number, ahead(1).endsStatement, let value = UInt64(digits) {
      advance()
      return .seed(value)
    }
    var end = start.range
    while !ahead(1).endsStatement, index < lexemes.count - 2 {
      skipOne()
      end = end.joined(with: current.range)
    }
    report(
      Diagnostic(
        .badSeed, "'seed' takes a whole number that is written out",
        at: SourceRange(start.range.lowerBound, end.upperBound),
        help: "write seed 42, or any number from 0 to 18446744073709551615"),
      edits: [Edit(SourceRange(start.range.lowerBound, end.upperBound), "42")])
    throw .reported
  }

  /// Reads `name = expression`.
  private mutating func assignment() throws(Failure) -> Statement.Kind? {
    let first = current
    guard first.isWord, ahead(1).symbol == .assign else { return nil }
    let name = try assignable(first)
    advance()
    advance()
    try skipOperatorLines()
    return .assignment(name, try expression().expression)
  }

  /// The name that a lexeme before `=` gives.
  private mutating func assignable(_ lexeme: Lexeme) throws(Failure) -> NameSyntax {
    let name = name(lexeme)
    if lexeme.kind == .keyword {
      report(
        Diagnostic(
          .reservedWord, "'\(name.text)' is a word of the language", at: lexeme.range,
          note: "reserved", help: "choose another name, or put it in backquotes"),
        edits: [Edit(lexeme.range, "`\(name.text)`")])
    } else if lexeme.kind == .number {
      report(
        Diagnostic(
          .badParameter, "a name was expected, not a number", at: lexeme.range,
          help: "write param name = \(name.text)"))
      throw .reported
    } else if name.text == "_" || isResultName(name.text) {
      report(
        Diagnostic(
          .badAssignment, "'\(name.text)' stands for an earlier result", at: lexeme.range,
          note: "cannot be given a value", help: "choose another name"))
    }
    return name
  }

  /// Whether a name is `_` with a number.
  private func isResultName(_ name: String) -> Bool {
    name.utf8.count > 1 && name.utf8.first == UInt8(ascii: "_")
      && name.utf8.dropFirst().allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }

  /// After an operator at a line's end goes to the next line, if that does not start a statement.
  mutating func skipOperatorLines() throws(Failure) {
    guard current.kind == .newline else { return }
    let line = index
    let operatorRange = lastRange
    skipLines()
    guard current.isWord, ahead(1).symbol == .assign else { return }
    index = line
    report(
      Diagnostic(
        .missingOperand, "nothing follows '\(text(operatorRange))'", at: operatorRange,
        labels: [.init(nextBehindLines.range, "a new statement starts here")],
        help: "write what '\(text(operatorRange))' needs, or remove it"))
    throw .reported
  }

  /// `=` after something that is no name.
  private mutating func badAssignment(to target: Expression) -> Failure {
    let sign = current.range
    var diagnostic = Diagnostic(
      .badAssignment, "only a name can stand before '='", at: target.range,
      help: "give the value a name, or compare with '=='")
    var edits: [Edit] = []
    let value = restOfStatement(from: index + 1)
    switch target {
    case .variable(let name, let range):
      diagnostic.help = "write the name without '$'"
      edits = [Edit(range, name)]
    case .text(let text, let range):
      diagnostic.message = "a text cannot be given a value"
      diagnostic.help = "a name that is not a word stands in backquotes; '==' compares"
      edits = [Edit(range, CanonicalText.name(text))]
    case .member(.name(let base, _), let column, _):
      diagnostic.message = "values do not change, so their parts cannot be assigned"
      diagnostic.help = "make a table with the new column, and give it a name"
      edits = [
        Edit(
          target.range.joined(with: value),
          "\(CanonicalText.name(base)) = mutate(\(CanonicalText.name(base)), "
            + "\(CanonicalText.name(column.text)): \(text(value)))")
      ]
    case .index(.name(let base, _), .text(let column, _), _):
      diagnostic.message = "values do not change, so their parts cannot be assigned"
      diagnostic.help = "make a table with the new column, and give it a name"
      edits = [
        Edit(
          target.range.joined(with: value),
          "\(CanonicalText.name(base)) = mutate(\(CanonicalText.name(base)), "
            + "\(CanonicalText.name(column)): \(text(value)))")
      ]
    case .member, .index:
      diagnostic.message = "values do not change, so their parts cannot be assigned"
      diagnostic.help = "make a new value with mutate() or map(), and give it a name"
    case .call(let call, _):
      if case .name(let name) = call.callee, let names = Self.names(of: call.arguments) {
        diagnostic.help = "a function is a value with a name"
        let parameters = names.count == 1 ? names[0] : "(\(names.joined(separator: ", ")))"
        edits = [
          Edit(
            SourceRange(target.range.lowerBound, sign.upperBound),
            "\(CanonicalText.name(name.text)) = \(parameters) ->")
        ]
      }
    default:
      diagnostic.help = "to compare write '=='"
      edits = [Edit(sign, "==")]
    }
    report(diagnostic, edits: edits)
    return .reported
  }

  /// The range from a lexeme to the end of the statement.
  func restOfStatement(from start: Int) -> SourceRange {
    var last = min(start, lexemes.count - 1)
    let lower = lexemes[last].range.lowerBound
    var upper = lower
    while !lexemes[last].endsStatement {
      upper = lexemes[last].range.upperBound
      last = lexemes[last].match > last ? lexemes[last].match : last + 1
    }
    return SourceRange(lower, upper)
  }

  /// The arguments as names, if all of them are.
  static func names(of arguments: [ArgumentSyntax]) -> [String]? {
    var names: [String] = []
    for argument in arguments {
      guard argument.label == nil, case .name(let name, _) = argument.value else { return nil }
      names.append(CanonicalText.name(name))
    }
    return names
  }
}

extension Statement.Kind {
  /// The expression at the end of the statement.
  var lastExpression: Expression? {
    switch self {
    case .parameter(_, let expression), .assignment(_, let expression), .expression(let expression):
      expression
    case .seed: nil
    }
  }
}
