/// A text that is being read.
struct TextFrame {
  /// The quote that ends it, `"` or `'`.
  var quote: UInt8
  /// The index of its opening quote.
  var lexeme: Int
  /// Whether it was opened by a typographic quote, so that such a one may end it.
  var isSmart = false
}

extension Lexer {
  /// Reads a text from its opening quote up to its end or its first interpolation.
  mutating func readText(_ frame: TextFrame, quoteWidth: Int) {
    append(.textStart, to: position + quoteWidth)
    continueText(frame)
  }

  /// Reads on in a text after its opening quote or an interpolation.
  mutating func continueText(_ frame: TextFrame) {
    var end = position
    while end < bytes.count, bytes[end] != 0x0A {
      let byte = bytes[end]
      if byte == frame.quote {
        appendPart(to: end)
        endText(frame, width: 1)
        return
      }
      if byte == UInt8(ascii: "\\") {
        appendPart(to: end)
        if peek(1) == UInt8(ascii: "(") {
          openInterpolation(frame)
          return
        }
        readEscape(frame)
        end = position
      } else if byte < 0x20 || byte == 0x7F || byte >= 0xC2 {
        if frame.isSmart, let width = smartQuoteWidth(at: end, like: frame.quote) {
          appendPart(to: end)
          report(smartReport(frame, end: SourceRange(end, end + width)))
          endText(frame, width: width)
          return
        }
        end += checkCharacter(at: end)
      } else {
        end += 1
      }
    }
    if end > position, end < bytes.count, bytes[end - 1] == 0x0D { end -= 1 }
    readUnclosedText(frame, lineEnd: end)
  }

  private mutating func appendPart(to end: Int) {
    if end > position { append(.textPart, to: end) }
  }

  private mutating func endText(_ frame: TextFrame, width: Int) {
    lexemes[frame.lexeme].match = lexemes.count
    append(.textEnd, to: position + width)
  }

  private mutating func openInterpolation(_ frame: TextFrame) {
    stack.append(
      Opening(
        symbol: .openParenthesis, lexeme: lexemes.count, text: frame, outerCounts: counts))
    counts = (1, 0, 0)
    interpolations += 1
    append(.interpolationStart, to: position + 2)
  }

  /// Reads an escape; one that is unknown stands for itself.
  private mutating func readEscape(_ frame: TextFrame) {
    let start = position
    switch peek(1) {
    case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"), UInt8(ascii: "\\"),
      UInt8(ascii: "\""), UInt8(ascii: "'"):
      append(.escape, to: start + 2)
    case UInt8(ascii: "u") where peek(2) == UInt8(ascii: "{"):
      var end = start + 3
      while end < bytes.count, end < start + 12, Self.hexadecimal(bytes[end]) != nil { end += 1 }
      let isClosed = end < bytes.count && bytes[end] == UInt8(ascii: "}")
      let stop = isClosed ? end + 1 : end
      if !isClosed || Self.character(ofEscape: bytes[start..<stop]) == nil {
        report(
          Report(
            diagnostic: Diagnostic(
              .badEscape, "'\(text(start, stop))' is no character", at: SourceRange(start, stop),
              help: "write a character by its number in hexadecimal: \\u{e9}")))
      }
      append(.escape, to: stop)
    default: reportEscape(from: start, in: frame)
    }
  }

  private mutating func reportEscape(from start: Int, in frame: TextFrame) {
    var end = start + 1
    if end < bytes.count, bytes[end] != 0x0A { end += decode(at: end).width }
    var edit = Edit(SourceRange(start, start + 1), "\\\\")
    var help = "a backslash that stands for itself is written twice"
    let digits = bytes[min(end, bytes.count)...].prefix { Self.hexadecimal($0) != nil }
    switch peek(1) {
    case UInt8(ascii: "0"):
      edit = Edit(SourceRange(start, end), "\\u{0}")
      help = "write \\u{0}"
    case UInt8(ascii: "x") where digits.count >= 2, UInt8(ascii: "u") where digits.count >= 4:
      let count = peek(1) == UInt8(ascii: "x") ? 2 : 4
      let number = String(decoding: digits.prefix(count), as: UTF8.self)
      end += count
      edit = Edit(SourceRange(start, end), "\\u{\(number)}")
      help = "write \\u{\(number)}"
    default: break
    }
    let edits = edit.text == "\\\\" && isPath(frame) ? backslashEdits(from: frame) : [edit]
    let range = SourceRange(start, end)
    // A path of Windows has many: one report mends them all.
    if let last = reports.indices.last, reports[last].diagnostic.code == .badEscape,
      reports[last].diagnostic.range.lowerBound > lexemes[frame.lexeme].range.lowerBound
    {
      if !isPath(frame) { reports[last].edits.append(edit) }
    } else {
      report(
        Report(
          diagnostic: Diagnostic(
            .badEscape, "'\(text(start, end))' is not an escape", at: range,
            note: "known are \\n \\t \\r \\\" \\' \\\\ \\u{…} \\(…)", help: help),
          edits: edits))
    }
    append(.escape, to: end)
  }

  /// Whether a text starts as a path of Windows does: `C:\`.
  private func isPath(_ frame: TextFrame) -> Bool {
    let start = lexemes[frame.lexeme].range.upperBound
    return start + 2 < bytes.count && Self.isNameByte(bytes[start], first: true)
      && bytes[start + 1] == UInt8(ascii: ":") && bytes[start + 2] == UInt8(ascii: "\\")
  }

  /// The edits that double each backslash of a path, those that would be escapes, too.
  private func backslashEdits(from frame: TextFrame) -> [Edit] {
    var edits: [Edit] = []
    var index = lexemes[frame.lexeme].range.upperBound
    while index < bytes.count, bytes[index] != 0x0A, bytes[index] != frame.quote {
      if bytes[index] == UInt8(ascii: "\\") {
        if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\\") {
          index += 1
        } else {
          edits.append(Edit(SourceRange(index, index + 1), "\\\\"))
        }
      }
      index += 1
    }
    return edits
  }

  static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  /// What an escape stands for; nil if it is none.
  static func character(ofEscape bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
    let body = bytes.dropFirst()
    switch body.first {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "'"): return "'"
    case UInt8(ascii: "u"):
      let digits = body.dropFirst(2).dropLast()
      guard !digits.isEmpty, digits.count <= 8 else { return nil }
      var value: UInt32 = 0
      for digit in digits {
        guard let next = hexadecimal(digit), value < 0x1000_0000 else { return nil }
        value = value << 4 | next
      }
      return Unicode.Scalar(value)
    default: return nil
    }
  }

  /// Reports a character that must not hide in a text; gives the width of any.
  private mutating func checkCharacter(at offset: Int) -> Int {
    let (scalar, width) = decode(at: offset)
    guard let name = Self.hiddenName(scalar) else { return width }
    let number = String(scalar.value, radix: 16)
    report(
      Report(
        diagnostic: Diagnostic(
          .unknownCharacter, "\(name) hides in the text", at: SourceRange(offset, offset + width),
          help: "write it as \\u{\(number)}, or remove it"),
        edits: [Edit(SourceRange(offset, offset + width), "\\u{\(number)}")]))
    return width
  }

  /// The width of a typographic quote of the same kind as a straight one.
  func smartQuoteWidth(at offset: Int, like quote: UInt8) -> Int? {
    let (scalar, width) = decode(at: offset)
    guard let straight = Self.straightQuote(scalar), straight == quote else { return nil }
    return width
  }

  /// The straight quote that a typographic one stands for.
  static func straightQuote(_ scalar: Unicode.Scalar) -> UInt8? {
    switch scalar {
    case "\u{201C}", "\u{201D}", "\u{201E}", "\u{201F}", "\u{AB}", "\u{BB}", "\u{FF02}",
      "\u{2033}", "\u{301D}", "\u{301E}":
      UInt8(ascii: "\"")
    case "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}", "\u{B4}", "\u{FF07}", "\u{2032}":
      UInt8(ascii: "'")
    default: nil
    }
  }

  func smartReport(_ frame: TextFrame, end: SourceRange) -> Report {
    let start = lexemes[frame.lexeme].range
    let straight = frame.quote == UInt8(ascii: "'") ? "'" : "\""
    let edits = [start, end].filter { $0.count != 1 }.map { Edit($0, straight) }
    return Report(
      diagnostic: Diagnostic(
        .smartQuotes, "a text stands between straight quotes", at: edits.first?.range ?? start,
        note: "a typographic quote",
        help: "write the straight quote \(straight)"),
      edits: edits)
  }
}
