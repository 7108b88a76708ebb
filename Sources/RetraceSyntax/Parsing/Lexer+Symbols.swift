extension Lexer {
  /// Signs of other languages, the longest first; none of them can arise from signs of this one.
  private static let foreign: [StaticString] = [
    "%>%", "<=>", "===", "!==", "...", "**=", "//=", "&&", "||", "<>", "=<", "=>", ":=", "**",
    "//", "++", "+=", "-=", "*=", "/=", "^=", "|>", "|=", "&=", "??", "?.", "::", "<<", ">>", "~=",
    "=~", "!~",
  ]

  /// Reads an operator or mark of printable ASCII.
  mutating func readSymbol() {
    if isAt("/*") {
      readBlockComment()
      return
    }
    if (isAt("//") || isAt("--")) && startsForeignComment() {
      readForeignComment()
      return
    }
    for sign in Self.foreign where bytes[position] == sign.utf8Start[0] && isAt(sign) {
      append(.invalid, .foreign, to: position + sign.utf8CodeUnitCount)
      return
    }
    let next = peek(1)
    let equals = UInt8(ascii: "=")
    switch bytes[position] {
    case UInt8(ascii: "+"): append(.symbol, .plus, to: position + 1)
    case UInt8(ascii: "-") where next == UInt8(ascii: ">"):
      append(.symbol, .arrow, to: position + 2)
    case UInt8(ascii: "-"): append(.symbol, .minus, to: position + 1)
    case UInt8(ascii: "*"): append(.symbol, .star, to: position + 1)
    case UInt8(ascii: "/"): append(.symbol, .slash, to: position + 1)
    case UInt8(ascii: "%"): append(.symbol, .percent, to: position + 1)
    case UInt8(ascii: "^"): append(.symbol, .caret, to: position + 1)
    case equals where next == equals: append(.symbol, .equal, to: position + 2)
    case equals: append(.symbol, .assign, to: position + 1)
    case UInt8(ascii: "!") where next == equals: append(.symbol, .notEqual, to: position + 2)
    case UInt8(ascii: "<") where next == equals: append(.symbol, .lessOrEqual, to: position + 2)
    case UInt8(ascii: "<"): append(.symbol, .less, to: position + 1)
    case UInt8(ascii: ">") where next == equals: append(.symbol, .greaterOrEqual, to: position + 2)
    case UInt8(ascii: ">"): append(.symbol, .greater, to: position + 1)
    case UInt8(ascii: "|"): append(.symbol, .bar, to: position + 1)
    case UInt8(ascii: ":"): append(.symbol, .colon, to: position + 1)
    case UInt8(ascii: ","): append(.symbol, .comma, to: position + 1)
    case UInt8(ascii: ".") where next == UInt8(ascii: "."):
      append(.symbol, .dotDot, to: position + 2)
    case UInt8(ascii: "."): append(.symbol, .dot, to: position + 1)
    case UInt8(ascii: "$"): append(.symbol, .dollar, to: position + 1)
    default: append(.invalid, .foreign, to: position + 1)
    }
  }

  /// Whether `//` or `--` here starts a comment rather than standing between two operands.
  private func startsForeignComment() -> Bool {
    let isFirst = lexemes.last.map { $0.kind == .newline } ?? true
    let after = position + 2
    let isSpaced = after >= bytes.count || bytes[after] <= 0x20
    if isFirst && (isAt("//") || isSpaced) { return true }
    guard isSpaced, hasSpaceBefore else { return false }
    // Two words side by side: prose, not an expression.
    let first = skipBlanks(from: after)
    let firstEnd = nameEnd(from: first)
    let second = skipBlanks(from: firstEnd)
    let secondEnd = nameEnd(from: second)
    guard firstEnd > first, second > firstEnd, secondEnd > second else { return false }
    return Symbol.keywords[text(first, firstEnd)] == nil
      && Symbol.keywords[text(second, secondEnd)] == nil
  }

  private mutating func readForeignComment() {
    let start = position
    let end = trimmedEnd(from: start, to: lineEnd(start))
    report(
      Report(
        diagnostic: Diagnostic(
          .foreignOperator, "a comment starts with '#'", at: SourceRange(start, start + 2),
          help: "write '#' instead of '\(text(start, start + 2))'"),
        edits: [Edit(SourceRange(start, end), "#" + text(start + 2, end))]))
    readComment(from: start)
  }

  private mutating func readBlockComment() {
    let start = position
    var end = lacksBlockEnd ? bytes.count : start + 2
    while end < bytes.count,
      !(bytes[end - 1] == UInt8(ascii: "*") && bytes[end] == UInt8(ascii: "/"))
        || end < start + 3
    {
      end += 1
    }
    let isClosed = end < bytes.count
    end = min(end + 1, bytes.count)
    var edits: [Edit] = []
    if isClosed {
      let content = text(start + 2, end - 2)
      let following = skipBlanks(from: end)
      let endsLine = following == bytes.count || bytes[following] == 0x0A
      edits =
        endsLine && !content.utf8.contains(0x0A)
        ? [Edit(SourceRange(start, end), "#" + content)]
        : [Edit(SourceRange(peekBack() == 0x20 && start > 0 ? start - 1 : start, end), "")]
    }
    report(
      Report(
        diagnostic: Diagnostic(
          .foreignOperator, "a comment starts with '#' and ends with its line",
          at: SourceRange(start, start + 2), help: "write '#' before each line of the comment"),
        edits: edits, hidesRest: !isClosed))
    if !isClosed {
      lacksBlockEnd = true
      end = lineEnd(start)
    }
    tokens.append(Token(kind: .comment, range: SourceRange(start, end)))
    position = end
    hasSpaceBefore = true
  }

  private func lineEnd(_ start: Int) -> Int {
    var end = start
    while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    return end
  }
}
