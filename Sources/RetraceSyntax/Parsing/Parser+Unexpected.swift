extension Parser {
  /// Reports what follows a whole expression and does not belong to it.
  mutating func unexpected(after left: Expression?, in place: Place) -> Failure {
    let found = current
    let left = left ?? lastExpression
    if isAtEnd || found.isVirtual || (found.kind == .invalid && found.symbol == .none) {
      return fail(Diagnostic(.unexpected, "the statement is not finished", at: found.range))
    }
    switch found.symbol {
    case .comma: return unexpectedComma(left, place)
    case .if: return trailingConditional(left)
    case .then, .else:
      report(
        Diagnostic(
          .unexpected, "this '\(text(found))' belongs to no 'if'", at: found.range,
          help: "write if condition then value else value"))
      return .reported
    case .not:
      if ahead(1).isAtEnd || ahead(1).kind == .end || ahead(1).kind == .newline {
        // `a not` may still become `a not in b`.
        advance()
        if isAtEnd { return fail(nothingFollows()) }
      }
      report(
        Diagnostic(
          .unexpected, "'not' between two values is followed by 'in'", at: found.range,
          help: "write a not in b, a != b, or 'and not'"))
      return .reported
    case .arrow:
      report(
        Diagnostic(
          .badFunction, "only names stand before '->'", at: left?.range ?? found.range,
          labels: [.init(found.range, "this arrow")], help: "write x -> … or (x, y) -> …"))
      return .reported
    case .colon:
      report(
        Diagnostic(
          .unexpected, "a ':' stands only after an argument's name or a record's key",
          at: found.range, help: "a range is written a..b, a record {key: value}"))
      return .reported
    case .openBrace:
      report(
        Diagnostic(
          .badRecord, "there are no blocks: curly brackets make a record", at: found.range,
          help: "write the expression without them"))
      return .reported
    case .foreign: return unexpectedSign(left, place)
    default: return sideBySide(left, place)
    }
  }

  /// Reports `1,000`, `1,5`, `a, b` outside of brackets, `t[1, 2]`, `(a, b)`.
  private mutating func unexpectedComma(_ left: Expression?, _ place: Place) -> Failure {
    let comma = current
    let next = ahead(1)
    if case .number(_, let range) = left, next.kind == .number,
      range.upperBound
        == comma.range.lowerBound, next.range.lowerBound == comma.range.upperBound
    {
      let whole = range.joined(with: next.range)
      let fraction = text(next)
      let isThousands = fraction.count == 3 && fraction.allSatisfy(\.isWholeNumber)
      report(
        Diagnostic(
          .badNumber, "a comma cannot stand in a number", at: whole,
          help: isThousands
            ? "write \(text(range))_\(fraction) or \(text(range))\(fraction)"
            : "write \(text(range)).\(fraction) with a point"),
        edits: [Edit(comma.range, isThousands ? "_" : ".")])
      return .reported
    }
    switch place {
    case .group:
      let opener = groupOpener()
      // `(a, b` may still become a function.
      if let opener, lexemes[lexemes[opener].match].isAtEnd { return .abandoned }
      var edits: [Edit] = []
      if let opener {
        edits = [
          Edit(lexemes[opener].range, "["), Edit(lexemes[lexemes[opener].match].range, "]"),
        ]
      }
      report(
        Diagnostic(
          .unexpected, "round brackets hold one expression", at: comma.range,
          help: "a list stands in square brackets; a function is (a, b) -> …"), edits: edits)
    case .index:
      let opener = groupOpener()
      var edits: [Edit] = []
      if let opener {
        edits = [
          Edit(at: lexemes[opener].range.upperBound, "["),
          Edit(at: lexemes[lexemes[opener].match].range.lowerBound, "]"),
        ]
      }
      report(
        Diagnostic(
          .unexpected, "an index is one expression", at: comma.range,
          help: "several rows are a list in the index; a cell is t[row].column"), edits: edits)
    default:
      let start = left?.range.lowerBound ?? comma.range.lowerBound
      let rest = restOfStatement(from: index)
      report(
        Diagnostic(
          .unexpected, "a comma separates arguments, elements and entries, all in brackets",
          at: comma.range, help: "a list stands in square brackets"),
        edits: [Edit(at: start, "["), Edit(at: rest.upperBound, "]")])
    }
    return .reported
  }

  /// The bracket that is being read: the last one before here that is closed behind here.
  private func groupOpener() -> Int? {
    var position = index - 1
    var steps = 0
    while position >= statementStart, steps < 4_000 {
      if lexemes[position].kind == .opener, lexemes[position].match >= index { return position }
      position -= 1
      steps += 1
    }
    return nil
  }

  /// Reports `a if c else b`.
  private mutating func trailingConditional(_ left: Expression?) -> Failure {
    let word = current
    advance()
    var edits: [Edit] = []
    let reportsBefore = reports.count
    if let left, let condition = try? binary(1), current.symbol == .else {
      advance()
      if let second = try? expression() {
        let whole = left.range.joined(with: second.expression.range)
        edits = [
          Edit(
            whole,
            "if \(text(condition.expression.range)) then \(text(left.range)) else "
              + text(second.expression.range))
        ]
      }
    }
    reports.removeSubrange(min(reportsBefore, reports.count)...)
    report(
      Diagnostic(
        .incompleteConditional, "'if' stands before the value that it chooses", at: word.range,
        help: "write if condition then value else value"),
      edits: edits)
    return .reported
  }

  /// A sign of another language after an expression.
  private mutating func unexpectedSign(_ left: Expression?, _ place: Place) -> Failure {
    let sign = text(current)
    var diagnostic = Diagnostic(
      .foreignOperator, "'\(sign)' is not an operator of the language", at: current.range)
    var edits: [Edit] = []
    switch sign {
    case "?":
      diagnostic.help = "a choice is written if condition then value else value"
      if let left, let colon = colonAhead() {
        edits = [
          Edit(at: left.range.lowerBound, "if "), Edit(current.range, "then"),
          Edit(colon.range, "else"),
        ]
      }
    case "??": diagnostic.help = "write coalesce(a, b)"
    case "?.", "::":
      diagnostic.help = "write '.'"
      edits = [Edit(current.range, ".")]
    case "=~", "!~": diagnostic.help = "write contains(text, \"part\")"
    case "~":
      diagnostic.help = "there are no formulas; a target is an argument: train(t, target: \"y\")"
    case "\\":
      diagnostic.help =
        "a statement goes on in the next line after an operator or inside of brackets"
    case "|>", "%>%":
      diagnostic.help = "a pipe is written '|'"
      edits = [Edit(current.range, "|")]
    case "@": diagnostic.help = "a field is written a.name, a product a * b"
    case "!": diagnostic.help = "write 'not' before a condition, '!=' between two values"
    case "++": diagnostic.help = "values never change: write name = name + 1"
    case "+=", "-=", "*=", "/=", "^=", ":=", "**=", "//=", "|=", "&=":
      diagnostic.help = "a name is given to a value with '=', at the start of a statement"
    default: diagnostic.help = "the operators are + - * / % ^ == != < <= > >= in and or not"
    }
    report(diagnostic, edits: edits)
    return .reported
  }

  /// The `:` that belongs to a `?` here.
  private func colonAhead() -> Lexeme? {
    var position = index + 1
    while position < lexemes.count - 1, !lexemes[position].endsStatement,
      lexemes[position].kind != .closer
    {
      if lexemes[position].symbol == .colon { return lexemes[position] }
      position = max(position, lexemes[position].match) + 1
    }
    return nil
  }

  /// Two expressions with nothing between them.
  private mutating func sideBySide(_ left: Expression?, _ place: Place) -> Failure {
    let found = current
    if let (diagnostic, edits) = wordOrText(after: left) {
      report(diagnostic, edits: edits)
      return .reported
    }
    guard found.startsOperand || found.symbol == .dot else {
      report(
        Diagnostic(
          .unexpected, "'\(excerpt(found))' cannot stand here", at: found.range,
          help: expectation(place)))
      return .reported
    }
    var diagnostic = Diagnostic(
      .juxtaposition, "two expressions stand side by side", at: found.range,
      note: "nothing joins this to what stands before",
      help: "put an operator or a comma between them, or ';' between two statements")
    var edits: [Edit] = []
    if place == .statement, found.isWord, ahead(1).symbol == .assign {
      diagnostic.help = "separate two statements by ';' or a new line"
      edits = [Edit(at: lastEnd, ";")]
    } else if case .number(_, let range) = left,
      found.symbol == .openParenthesis || found.kind == .name
    {
      diagnostic.help = "a product is written with '*'"
      edits = [Edit(SourceRange(range.upperBound, found.range.lowerBound), " * ")]
    } else if case .name(let name, let range) = left, place != .element {
      diagnostic.message = "'\(name)' is followed by another expression"
      diagnostic.help = "put the arguments in brackets: \(CanonicalText.name(name))(…)"
      edits = [
        Edit(SourceRange(range.upperBound, found.range.lowerBound), "("),
        Edit(at: argumentsEnd(), ")"),
      ]
    } else if place == .element {
      diagnostic.help = "separate elements and arguments by commas"
      edits = [Edit(at: lastEnd, ",")]
    }
    report(diagnostic, edits: edits)
    return .reported
  }

  /// Where arguments without brackets end: before a pipe, a bracket, or with the statement.
  private func argumentsEnd() -> Int {
    var position = index
    var end = lastEnd
    while !lexemes[position].endsStatement, lexemes[position].kind != .closer,
      lexemes[position].kind != .interpolationEnd, lexemes[position].symbol != .bar
    {
      position = max(position, lexemes[position].match)
      end = lexemes[position].range.upperBound
      position += 1
    }
    return end
  }

  /// The source of a lexeme, a text as a whole, cut if long.
  func excerpt(_ lexeme: Lexeme) -> String {
    var word = text(lexeme)
    if lexeme.kind == .textStart, lexeme.match > 0, lexeme.match < lexemes.count {
      word = text(lexeme.range.joined(with: lexemes[lexeme.match].range))
    }
    return word.count > 24 ? "\(word.prefix(20))…" : word
  }

  /// What could stand at the end of an expression.
  private func expectation(_ place: Place) -> String {
    switch place {
    case .statement: "end the statement with a new line or ';'"
    case .element: "separate elements and arguments by commas"
    case .group, .index: "close the bracket, or put an operator here"
    }
  }
}
