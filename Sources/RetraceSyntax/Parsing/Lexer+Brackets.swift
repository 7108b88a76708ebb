extension Lexer {
  /// Reads an opening bracket.
  mutating func open(_ symbol: Symbol, width: Int) {
    stack.append(Opening(symbol: symbol, lexeme: lexemes.count))
    count(symbol, by: 1)
    append(.opener, symbol, to: position + width)
  }

  private mutating func count(_ symbol: Symbol, by step: Int) {
    switch symbol {
    case .openSquare, .closeSquare: counts.1 += step
    case .openBrace, .closeBrace: counts.2 += step
    default: counts.0 += step
    }
  }

  private func openCount(_ symbol: Symbol) -> Int {
    switch symbol {
    case .closeSquare: counts.1
    case .closeBrace: counts.2
    default: counts.0
    }
  }

  /// Reads a closing bracket, and reports it if it has no partner.
  mutating func close(_ symbol: Symbol, width: Int) {
    let range = SourceRange(position, position + width)
    guard openCount(symbol) > 0 else {
      closeWithoutPartner(symbol, range)
      return
    }
    guard let index = stack.lastIndex(where: { $0.symbol.closer == symbol }) else { return }
    if index < stack.count - 1 { reportUnclosed(from: index + 1, before: symbol, range) }
    closeVirtually(downTo: index + 1)
    if let frame = stack[index].text {
      popInterpolation()
      append(.interpolationEnd, symbol, to: range.upperBound)
      continueText(frame)
    } else {
      pop()
      append(.closer, symbol, to: range.upperBound)
    }
  }

  /// Takes the bracket on top of the stack off; its partner is the next lexeme.
  private mutating func pop() {
    guard let top = stack.popLast() else { return }
    lexemes[top.lexeme].match = lexemes.count
    count(top.symbol, by: -1)
    while let last = breaks.last, last.depth > stack.count { breaks.removeLast() }
  }

  /// Puts in the partners of the brackets on top of the stack.
  mutating func closeVirtually(downTo depth: Int, isAtEnd: Bool = false) {
    while stack.count > depth, let top = stack.last {
      pop()
      appendVirtual(.closer, top.symbol.closer, isAtEnd: isAtEnd)
    }
  }

  private mutating func closeWithoutPartner(_ symbol: Symbol, _ range: SourceRange) {
    if let top = stack.last, top.text == nil, !nextCloses(top.symbol.closer, from: range.upperBound)
    {
      let wanted = top.symbol.closer
      report(
        Report(
          diagnostic: Diagnostic(
            .unclosedBracket,
            "expected '\(wanted.bracket)' but found '\(symbol.bracket)'", at: range,
            labels: [
              .init(
                lexemes[top.lexeme].range, "'\(top.symbol.bracket)' was opened here")
            ],
            help: "close the bracket with '\(wanted.bracket)'"),
          edits: [Edit(range, wanted.bracket)]))
      pop()
      append(.closer, wanted, to: range.upperBound)
      return
    }
    report(
      Report(
        diagnostic: Diagnostic(
          .strayCloser, "'\(symbol.bracket)' closes nothing", at: range,
          help: "remove it, or open the bracket before"),
        edits: [Edit(range, "")]))
    tokens.append(Token(kind: .closer, range: range))
    position = range.upperBound
    hasSpaceBefore = true
  }

  private func nextCloses(_ symbol: Symbol, from start: Int) -> Bool {
    var index = start
    while index < bytes.count, index < start + 200, bytes[index] <= 0x20 { index += 1 }
    return index < bytes.count && bytes[index] == symbol.bracket.utf8.first
  }

  /// Reports brackets that are open where an outer one is closed.
  private mutating func reportUnclosed(from index: Int, before symbol: Symbol, _ range: SourceRange)
  {
    let closers = stack[index...].reversed().map { $0.symbol.closer.bracket }.joined()
    let opening = stack[stack.count - 1]
    report(
      Report(
        diagnostic: Diagnostic(
          .unclosedBracket, "'\(opening.symbol.bracket)' is not closed",
          at: lexemes[opening.lexeme].range, note: "opened here",
          labels: [.init(range, "expected '\(opening.symbol.closer.bracket)' before this")],
          help: "close the bracket with '\(opening.symbol.closer.bracket)'"),
        edits: [Edit(at: lexemes.last?.range.upperBound ?? position, closers)]))
  }

  /// The report on all brackets that are open at a place.
  private func unclosedReport(_ openings: [Opening], end: Int, label: Diagnostic.Label?) -> Report?
  {
    guard let inner = openings.last else { return nil }
    let closers = openings.reversed().map { $0.symbol.closer.bracket }.joined()
    var labels = openings.dropLast().suffix(2).map {
      Diagnostic.Label(lexemes[$0.lexeme].range, "open, too")
    }
    if let label { labels.append(label) }
    return Report(
      diagnostic: Diagnostic(
        .unclosedBracket,
        openings.count == 1
          ? "'\(inner.symbol.bracket)' is not closed" : "\(openings.count) brackets are not closed",
        at: lexemes[inner.lexeme].range, note: "opened here", labels: labels,
        help: closers.count > 40
          ? "close the brackets" : "close with '\(closers)'"),
      edits: closers.count > 400 ? [] : [Edit(at: end, closers)])
  }

  /// Closes what is open at the end of the text.
  mutating func closeBracketsAtEnd() {
    let end = lexemes.last?.range.upperBound ?? position
    if !reports.contains(where: { $0.hidesRest }) {
      unclosed = unclosedReport(stack, end: end, label: nil)
    }
    closeVirtually(downTo: 0, isAtEnd: true)
  }

  /// If a line inside of the brackets that are open at the end of the text looks like a new
  /// statement, reports the brackets there and goes back to that line.
  mutating func restartAtBreak() -> Bool {
    guard let first = breaks.first, restarts < 16 else { return false }
    restarts += 1
    let openings = stack.filter { $0.lexeme < first.lexemes }
    tokens.removeSubrange(first.tokens...)
    lexemes.removeSubrange(first.lexemes...)
    let isExplained = reports.prefix(first.reports).contains {
      $0.hidesRest
        && $0.diagnostic.range.lowerBound >= (openings.first.map { lexemes[$0.lexeme] })?.range
          .lowerBound ?? 0
    }
    reports.removeSubrange(min(first.reports, reports.count)...)
    characterReports = [:]
    position = first.position
    stack = openings
    let nameStart = skipBlanks(from: position)
    let label = Diagnostic.Label(
      SourceRange(nameStart, nameEnd(from: nameStart)), "a new statement starts here")
    let end = lexemes.last?.range.upperBound ?? position
    if !isExplained, let unclosed = unclosedReport(openings, end: end, label: label) {
      report(unclosed)
    }
    breaks = []
    closeVirtually(downTo: 0)
    counts = (0, 0, 0)
    var newline = Lexeme(kind: .newline, range: SourceRange(position - 1, position))
    newline.isVirtual = true
    lexemes.append(newline)
    hasSpaceBefore = false
    hasLineBefore = false
    return true
  }
}
