extension Lexer {
  /// Reports a text that does not end on its line, and goes on where it probably should have.
  mutating func readUnclosedText(_ frame: TextFrame, lineEnd: Int) {
    if let quote = smartQuote(from: position, to: lineEnd, like: frame.quote) {
      report(smartReport(frame, end: quote))
      if quote.lowerBound > position { append(.textPart, to: quote.lowerBound) }
      lexemes[frame.lexeme].match = lexemes.count
      append(.textEnd, to: quote.upperBound)
      return
    }
    if interpolations > 0, mendInterpolation(before: frame) { return }
    let end = likelyEnd(from: position, to: lineEnd)
    let start = lexemes[frame.lexeme].range.lowerBound
    let quote = String(UnicodeScalar(frame.quote))
    if frame.isSmart {
      var smart = smartReport(frame, end: SourceRange(end, end))
      smart.edits.append(Edit(at: end, quote))
      smart.hidesRest = true
      report(smart)
    } else {
      report(
        Report(
          diagnostic: Diagnostic(
            .unclosedText, "the text is not closed", at: SourceRange(start, max(end, start + 1)),
            note: "a text ends with \(quote) on its line",
            help: "close the text with \(quote)"),
          edits: [Edit(at: end, quote)], hidesRest: true))
    }
    if end > position { append(.textPart, to: end) }
    lexemes[frame.lexeme].match = lexemes.count
    appendVirtual(.textEnd, .none)
    tokens.append(Token(kind: .textEnd, range: SourceRange(position, position)))
    lineIsBroken = true
  }

  private func smartQuote(from start: Int, to end: Int, like quote: UInt8) -> SourceRange? {
    var index = start
    while index < end {
      if bytes[index] >= 0xC2 {
        let width = decode(at: index).width
        if smartQuoteWidth(at: index, like: quote) != nil {
          return SourceRange(index, index + width)
        }
        index += width
      } else {
        index += 1
      }
    }
    return nil
  }

  /// Where the closing quote was probably forgotten: before a bracket that closes an open one,
  /// before `, name:`, or else before the brackets at the line's end.
  private func likelyEnd(from start: Int, to lineEnd: Int) -> Int {
    guard let top = stack.last else {
      var end = trimmedEnd(from: start, to: lineEnd)
      if end > start, bytes[end - 1] == UInt8(ascii: ";") { end -= 1 }
      return trimmedEnd(from: start, to: end)
    }
    let closer = top.symbol.closer.bracket.utf8.first ?? 0
    let opener = top.symbol.bracket.utf8.first ?? 0
    var depth = 0
    var index = start
    while index < lineEnd {
      let byte = bytes[index]
      if byte == opener { depth += 1 }
      if byte == closer {
        if depth == 0, continuesExpression(at: skipBlanks(from: index + 1), lineEnd: lineEnd) {
          return index
        }
        depth = max(0, depth - 1)
      }
      if byte == UInt8(ascii: ",") {
        let name = skipBlanks(from: index + 1)
        let nameEnd = nameEnd(from: name)
        if nameEnd > name, nameEnd < lineEnd, bytes[nameEnd] == UInt8(ascii: ":") { return index }
      }
      index += 1
    }
    var end = lineEnd
    while end > start, ") ]},;\t".utf8.contains(bytes[end - 1]) { end -= 1 }
    return end
  }

  /// Whether what stands at an offset may follow a closing bracket.
  private func continuesExpression(at index: Int, lineEnd: Int) -> Bool {
    guard index < lineEnd else { return true }
    return "|)]},.;[+-*/%^<>=!#".utf8.contains(bytes[index])
  }

  /// The end of a stretch without the blanks at its end.
  func trimmedEnd(from start: Int, to end: Int) -> Int {
    var end = end
    while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 || bytes[end - 1] == 0x0D {
      end -= 1
    }
    return end
  }

  /// A text that is not closed, inside an interpolation with the same quote: its opening quote
  /// most likely closes the outer text, and the interpolation lacks its bracket.
  private mutating func mendInterpolation(before frame: TextFrame) -> Bool {
    guard mendedInterpolations < 50,
      let index = stack.lastIndex(where: { $0.text != nil }), let outer = stack[index].text,
      outer.quote == frame.quote, !outer.isSmart
    else { return false }
    mendedInterpolations += 1
    let quote = lexemes[frame.lexeme].range
    if let token = tokens.lastIndex(where: { $0.range.lowerBound <= quote.lowerBound }) {
      tokens.removeSubrange(token...)
    }
    lexemes.removeSubrange(frame.lexeme...)
    position = quote.lowerBound
    let opening = lexemes[stack[index].lexeme].range
    report(
      Report(
        diagnostic: Diagnostic(
          .unclosedText, "the '\\(' in the text is not closed", at: opening,
          note: "needs a ')'", help: "close it before the text ends"),
        edits: [Edit(at: position, String(repeating: ")", count: stack.count - index))]))
    closeVirtually(downTo: index + 1)
    popInterpolation()
    appendVirtual(.interpolationEnd, .closeParenthesis)
    lexemes[outer.lexeme].match = lexemes.count
    append(.textEnd, to: quote.upperBound)
    return true
  }

  /// Ends all texts whose interpolations are open at the end of the line.
  mutating func closeInterpolationsAtLineEnd() {
    guard let last = stack.last(where: { $0.text != nil }) else { return }
    if !lineIsBroken {
      let quote = last.text.map { String(UnicodeScalar($0.quote)) } ?? "\""
      let end = lexemes.last?.range.upperBound ?? position
      report(
        Report(
          diagnostic: Diagnostic(
            .unclosedText, "the '\\(' in the text is not closed",
            at: lexemes[last.lexeme].range, note: "a text ends on its line",
            help: "close it with ) and the text with \(quote)"),
          edits: interpolations == 1 ? [Edit(at: end, ")" + quote)] : [], hidesRest: true))
    }
    while interpolations > 0, let top = stack.last {
      guard let frame = top.text else {
        closeVirtually(downTo: stack.count - 1)
        continue
      }
      popInterpolation()
      appendVirtual(.interpolationEnd, .closeParenthesis)
      lexemes[frame.lexeme].match = lexemes.count
      appendVirtual(.textEnd, .none)
    }
    lineIsBroken = false
  }

  /// Takes the interpolation on top of the stack off.
  mutating func popInterpolation() {
    guard let top = stack.popLast() else { return }
    lexemes[top.lexeme].match = lexemes.count
    counts = top.outerCounts
    interpolations -= 1
  }
}
