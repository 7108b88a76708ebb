extension Parser {
  /// Reports that something else stands where an expression should; reads on where the meaning
  /// is clear.
  mutating func missingOperand() throws(Failure) -> Parsed {
    let found = current
    if found.symbol == .dot, ahead(1).kind == .number, !ahead(1).hasSpaceBefore {
      return bareFraction()
    }
    if isAtEnd || found.isVirtual || (found.kind == .invalid && found.symbol == .none) {
      throw fail(nothingFollows())
    }
    if index == statementStart { throw badStart() }
    switch found.kind {
    case .keyword: throw misplacedKeyword()
    case .closer, .newline, .semicolon, .interpolationEnd: throw fail(nothingFollows())
    default: break
    }
    switch found.symbol {
    case .comma: throw fail(nothingFollows())
    case .assign:
      let before = lexemes[index - 1]
      let isDoubled = before.symbol == .assign
      throw fail(
        Diagnostic(
          .assignmentInExpression, "'=' cannot stand here", at: found.range,
          help: isDoubled ? "'==' compares, '=' gives a name to a value" : "to compare write '=='"),
        edits: isDoubled ? [Edit(before.range.joined(with: found.range), "==")] : [])
    case .foreign: throw foreignOperand()
    case .arrow:
      throw fail(
        Diagnostic(
          .badFunction, "names are missing before '->'", at: found.range,
          help: "write x -> … or (x, y) -> …"))
    default:
      throw fail(
        Diagnostic(
          .missingOperand, "an expression is missing before '\(text(found))'", at: found.range,
          labels: index > statementStart ? [.init(lexemes[index - 1].range, "after this")] : [],
          help: "write what '\(text(found))' is to work on, or remove it"))
    }
  }

  /// Reads `.5`.
  private mutating func bareFraction() -> Parsed {
    let point = current
    let digits = ahead(1)
    let range = point.range.joined(with: digits.range)
    report(
      Diagnostic(
        .badNumber, "a point in a number has digits on both sides", at: range,
        help: "write 0\(text(range))"),
      edits: [Edit(at: point.range.lowerBound, "0")])
    advance()
    advance()
    return Parsed(expression: .number(0, range))
  }

  /// The error on an operator, comma or word that nothing follows.
  func nothingFollows() -> Diagnostic {
    // Ends of lines do not end a statement that an operator leaves open.
    guard let before = lexemes[..<index].last(where: { $0.kind != .newline }) else {
      return Diagnostic(.missingOperand, "an expression is missing", at: current.range)
    }
    let word = "'\(excerpt(before))'"
    return Diagnostic(
      .missingOperand, "nothing follows \(word)", at: before.range,
      note: "an expression is missing after this",
      help: "write what is missing, or remove \(word)")
  }

  /// Reads `then + 1`, `a + and b`.
  private mutating func misplacedKeyword() -> Failure {
    let found = current
    let word = text(found)
    let next = ahead(1)
    let joins = found.symbol == .and || found.symbol == .or || found.symbol == .in
    if joins, next.startsOperand {
      let before = lexemes[index - 1]
      return fail(
        Diagnostic(
          .missingOperand, "an expression is missing before '\(word)'", at: found.range,
          labels: [.init(before.range, "after this")],
          help: "write what '\(word)' is to work on, or remove it"))
    }
    return fail(
      Diagnostic(
        .reservedWord, "'\(word)' is a word of the language and no value", at: found.range,
        note: "reserved", help: "a name that is spelled like this stands in backquotes"),
      edits: [Edit(found.range, "`\(word)`")])
  }

  /// A sign of another language where an expression should start.
  private mutating func foreignOperand() -> Failure {
    let sign = text(current)
    var diagnostic = Diagnostic(
      .foreignOperator, "'\(sign)' has no meaning here", at: current.range)
    var edits: [Edit] = []
    switch sign {
    case "\\": diagnostic.help = "a function is written x -> expression"
    case "++":
      diagnostic.help = "values never change: write name = name + 1"
    case "...", "**":
      diagnostic.help = "a list is given to a command as it is: remove '\(sign)'"
      edits = [Edit(current.range, "")]
    case "&", "@", "#":
      diagnostic.help = "write the name alone"
      edits = [Edit(current.range, "")]
    case "~":
      diagnostic.help = "there are no formulas; a function is written x -> expression"
    case "?": diagnostic.help = "help on a command is :help NAME, at the prompt"
    default: diagnostic.help = "write an expression"
    }
    return fail(diagnostic, edits: edits)
  }

  /// A statement that starts with something that cannot start one.
  private mutating func badStart() -> Failure {
    let found = current
    let word = excerpt(found)
    let continuesLine = index > 0 && lexemes[index - 1].kind == .newline
    switch found.symbol {
    case .bar:
      return fail(
        Diagnostic(
          .leadingPipe, "there is nothing before '|' to hand on", at: found.range,
          help: "start with a value; at the prompt '_' is the last result"),
        edits: [Edit(at: found.range.lowerBound, "_ ")])
    case .and, .or, .in, .star, .slash, .caret, .plus, .equal, .notEqual, .less, .lessOrEqual,
      .greater, .greaterOrEqual, .dotDot, .dot, .percent, .arrow:
      var diagnostic = Diagnostic(
        .unexpected, "a statement cannot start with '\(word)'", at: found.range)
      var edits: [Edit] = []
      if found.symbol == .percent || found.symbol == .dot, !ahead(1).hasSpaceBefore,
        ahead(1).isWord, !continuesLine
      {
        diagnostic.help = "commands of the prompt start with ':'"
      } else if found.symbol == .plus {
        diagnostic.help =
          "an operator that continues a statement ends the line before; a number needs no '+'"
        if !continuesLine { edits = [Edit(found.range, "")] }
      } else if continuesLine {
        diagnostic.help =
          "to go on with the statement, end the line before with '\(word)'; only '|' may start one"
      } else {
        diagnostic.help = "write what '\(word)' is to work on before it"
      }
      return fail(diagnostic, edits: edits)
    case .then: return misplacedKeyword()
    case .else:
      return fail(
        Diagnostic(
          .incompleteConditional, "this 'else' belongs to no 'if'", at: found.range,
          help: "write if condition then value else value"))
    case .colon:
      return fail(
        Diagnostic(
          .unexpected, "a command of the prompt is not a statement", at: found.range,
          help: "type it alone on a line at the prompt"))
    case .assign:
      return fail(
        Diagnostic(
          .badAssignment, "a name is missing before '='", at: found.range,
          help: "write name = expression, or the expression alone"),
        edits: [Edit(found.range, "")])
    case .comma:
      return fail(
        Diagnostic(
          .unexpected, "a statement cannot start with a comma", at: found.range,
          help: "remove it, or put brackets round what it separates"),
        edits: [Edit(found.range, "")])
    case .foreign: return foreignOperand()
    default:
      return fail(
        Diagnostic(
          .unexpected, "a statement cannot start with '\(word)'", at: found.range,
          help: "write an expression or name = expression"))
    }
  }
}
