extension Parser {
  /// What is being read, for the wording of errors.
  enum Place {
    case statement
    case element
    case group
    case index
  }

  /// The range of a bracket and what it holds.
  func bracketRange(_ opener: Int) -> SourceRange {
    let match = lexemes[opener].match
    return lexemes[opener].range.joined(with: lexemes[max(match, opener)].range)
  }

  /// Reads what a bracket holds.
  ///
  /// After an error goes behind the bracket and gives a placeholder, so that what follows the
  /// bracket is judged, too.
  mutating func recovering(
    _ closer: Int, in place: Place, _ read: (inout Parser) throws(Failure) -> Parsed
  ) throws(Failure) -> Parsed {
    do throws(Failure) {
      let parsed = try read(&self)
      if index != closer { throw unexpected(after: parsed.expression, in: place) }
      advance()
      return parsed
    } catch {
      if case .abandoned = error { throw error }
      index = closer
      advance()
      return Parsed(expression: .missing(lastRange))
    }
  }

  /// Records an error on a whole bracket and goes behind it.
  mutating func failInside(_ diagnostic: Diagnostic, _ closer: Int, edits: [Edit] = []) -> Failure {
    if lexemes[closer].isAtEnd {
      index = closer
      return fail(diagnostic)
    }
    if !lexemes[closer].isVirtual { report(diagnostic, edits: edits) }
    index = closer
    advance()
    return .reported
  }

  /// Reads the elements of a bracket, separated by commas.
  private mutating func eachElement(
    _ read: (inout Parser) throws(Failure) -> Void
  ) throws(Failure) {
    let closer = current.match
    var commaReport: Int?
    advance()
    while index < closer {
      do throws(Failure) {
        if current.symbol == .comma {
          throw fail(
            Diagnostic(
              .missingOperand, "nothing stands before this comma", at: current.range,
              help: "remove the comma, or write what is missing"),
            edits: [Edit(current.range, "")])
        }
        try read(&self)
        if index < closer, current.symbol != .comma {
          if takeMissingComma(&commaReport) { continue }
          throw unexpected(after: nil, in: .element)
        }
      } catch {
        if case .abandoned = error { throw error }
        while index < closer, current.symbol != .comma { skipOne() }
      }
      if index < closer { advance() }
    }
    index = closer
    advance()
  }

  /// Reports that a comma is missing here, once for a bracket.
  private mutating func takeMissingComma(_ known: inout Int?) -> Bool {
    let next = current
    let touches = next.range.lowerBound == lastEnd
    let isPlain =
      next.kind == .number || next.kind == .name || next.kind == .quotedName
      || (next.kind == .textStart && !touches) || next.symbol == .dollar
      || next.symbol == .true || next.symbol == .false || next.symbol == .missing
    guard isPlain, foreignWord(next) == nil, !isThousands(next) else { return false }
    let edit = Edit(at: lastEnd, ",")
    if let known, known < reports.count {
      reports[known].edits.append(edit)
      return true
    }
    known = reports.count
    report(
      Diagnostic(
        .missingComma, "a comma is missing", at: next.range, note: "before this",
        help: "separate them by commas"),
      edits: [edit])
    return true
  }

  // MARK: - Kinds of brackets

  /// Reads `( expression )`.
  mutating func group() throws(Failure) -> Parsed {
    let range = bracketRange(index)
    let closer = current.match
    advance()
    if index == closer {
      throw failInside(
        Diagnostic(
          .missingOperand, "nothing stands in the brackets", at: range,
          help: "write an expression between them; an empty list is []"), closer)
    }
    let inner = try recovering(closer, in: .group) { parser throws(Failure) in
      try parser.expression()
    }
    return Parsed(
      expression: inner.expression.with(range: range), height: inner.height, isBracketed: true)
  }

  /// Reads `[a, b]`.
  mutating func list() throws(Failure) -> Parsed {
    let range = bracketRange(index)
    var elements: [Expression] = []
    var height = 0
    try eachElement { parser throws(Failure) in
      let element = try parser.expression()
      elements.append(element.expression)
      height = max(height, element.height)
    }
    return try node(.list(elements, range), over: height)
  }

  /// Reads `{key: value}`.
  mutating func record() throws(Failure) -> Parsed {
    let range = bracketRange(index)
    var entries: [RecordEntry] = []
    var keys: Set<String> = []
    var height = 0
    try eachElement { parser throws(Failure) in
      let key = try parser.key()
      if !keys.insert(key.text).inserted {
        parser.report(
          Diagnostic(
            .badRecord, "the key '\(key.text)' comes twice", at: key.range,
            labels: entries.first { $0.key.text == key.text }
              .map { [.init($0.key.range, "the first one")] } ?? [],
            help: "give each key once"))
      }
      let value = try parser.expression()
      entries.append(RecordEntry(key: key, value: value.expression))
      height = max(height, value.height)
    }
    return try node(.record(entries, range), over: height)
  }

  /// The key of a record's entry and the colon behind it.
  private mutating func key() throws(Failure) -> NameSyntax {
    let start = current
    var key: NameSyntax?
    if start.isWord {
      key = name(start)
      advance()
    } else if start.kind == .textStart, lexemes[max(start.match, index)].range.upperBound > 0 {
      guard case .text(let text, let range) = try primary().expression else {
        report(
          Diagnostic(
            .badRecord, "a key cannot have an interpolation", at: start.range,
            help: "write the key out"))
        throw .reported
      }
      key = NameSyntax(text, range)
    }
    if let key {
      if take(.colon) { return key }
      if current.symbol == .assign || (current.symbol == .foreign && text(current) == "=>") {
        report(
          Diagnostic(
            .badRecord, "a key is followed by ':', not by '\(text(current))'", at: current.range,
            help: "write '\(CanonicalText.name(key.text)): ' and the value"),
          edits: [Edit(SourceRange(key.range.upperBound, current.range.upperBound), ":")])
        advance()
        return key
      }
      if current.symbol == .comma || current.kind == .closer {
        throw fail(
          Diagnostic(
            .badRecord, "the key '\(key.text)' has no value", at: key.range,
            help: "write key: value; a list stands in square brackets"),
          edits: [Edit(at: key.range.upperBound, ": \(text(key.range))")])
      }
    }
    if start.kind == .number, ahead(1).symbol == .colon {
      report(
        Diagnostic(
          .badRecord, "a key is a name or a text", at: start.range, help: "put quotes round it"),
        edits: [Edit(start.range, "\"\(text(start))\"")])
      advance()
      advance()
      return NameSyntax(text(start), start.range)
    }
    throw fail(
      Diagnostic(
        .badRecord, "curly brackets hold 'key: value', and are no blocks", at: current.range,
        note: "expected a key and a ':'",
        help: "write {key: value}; an expression needs no brackets, a list has square ones"))
  }

  /// The arguments of a call, brackets included, and the height of the highest.
  mutating func arguments(of callee: String) throws(Failure) -> ([ArgumentSyntax], Int) {
    var arguments: [ArgumentSyntax] = []
    var labels: Set<String> = []
    var height = 0
    callees.append(callee)
    defer { _ = callees.popLast() }
    try eachElement { parser throws(Failure) in
      let label = try parser.argumentLabel()
      if let label, !labels.insert(label.text).inserted {
        parser.report(
          Diagnostic(
            .misplacedArgument, "the argument '\(label.text)' is given twice", at: label.range,
            labels: arguments.first { $0.label?.text == label.text }
              .map { [.init($0.range, "the first one")] } ?? [],
            help: "give it once"))
      }
      let value = try parser.expression()
      arguments.append(ArgumentSyntax(label: label, value: value.expression))
      height = max(height, value.height)
    }
    return (arguments, height)
  }

  /// `name:` before an argument.
  private mutating func argumentLabel() throws(Failure) -> NameSyntax? {
    let start = current
    let next = ahead(1)
    if start.isWord, next.symbol == .colon {
      advance()
      advance()
      return name(start)
    }
    if start.kind == .textStart, start.match > index, start.match + 1 < lexemes.count,
      lexemes[start.match + 1].symbol == .colon, start.match == index + 2,
      ahead(1).kind == .textPart
    {
      let key = text(ahead(1))
      let range = start.range.joined(with: lexemes[start.match].range)
      report(
        Diagnostic(
          .misplacedArgument, "an argument's name stands without quotes", at: range,
          help: "write \(CanonicalText.name(key)): and the value"),
        edits: [Edit(range, CanonicalText.name(key))])
      index = start.match + 2
      return NameSyntax(key, range)
    }
    guard start.isWord, next.symbol == .assign, !comparesArguments else { return nil }
    let name = name(start)
    report(
      Diagnostic(
        .assignmentInExpression, "'=' cannot stand in an argument", at: next.range,
        note: "':' gives an argument by name, '==' compares",
        help: "write \(text(start)): for the argument's name, or \(text(start)) == to compare"),
      edits: [
        Edit(
          SourceRange(start.range.upperBound, next.range.upperBound),
          ahead(2).hasSpaceBefore ? ":" : ": ")
      ])
    advance()
    if !ahead(1).isAtEnd, ahead(1).symbol == .comma || ahead(1).kind == .closer {
      throw .reported
    }
    advance()
    return name
  }

  /// Whether the arguments that are being read belong to a command that takes conditions.
  private var comparesArguments: Bool {
    ["where", "filter", "expect", "if_else"].contains(callees.last ?? "")
  }
}
