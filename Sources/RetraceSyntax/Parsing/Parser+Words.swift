extension Parser {
  /// Whether a number continues another across a comma or a blank: `1 000`.
  func isThousands(_ lexeme: Lexeme) -> Bool {
    guard lexeme.kind == .number, index > 0, lexemes[index - 1].kind == .number,
      lexeme.range.count == 3, lexemes[index - 1].range.count <= 3
    else { return false }
    return lexeme.range.lowerBound == lastEnd + 1
  }

  /// Habits that show in the word or text after an expression.
  func wordOrText(after left: Expression?) -> (Diagnostic, [Edit])? {
    let found = current
    if isThousands(found) {
      let first = lexemes[index - 1].range
      return (
        Diagnostic(
          .badNumber, "a blank cannot stand in a number", at: first.joined(with: found.range),
          help: "write \(text(first))_\(text(found))"),
        [Edit(SourceRange(first.upperBound, found.range.lowerBound), "_")]
      )
    }
    if let test = missingTest(), let left {
      let call = "\(test.isNegated ? "not " : "")is_missing(\(text(left.range)))"
      return (
        Diagnostic(
          .foreignOperator, "'\(text(test.range))' is not written like this", at: test.range,
          help: "write \(call)"),
        [Edit(left.range.joined(with: test.range), call)]
      )
    }
    if found.kind == .textStart { return textAfter(left) }
    if found.symbol == .dot, ahead(1).kind == .number {
      return (
        Diagnostic(
          .badNumber, "a point in a number has digits on both sides",
          at: found.range.joined(with: ahead(1).range),
          help: "write 0.\(text(ahead(1))), and an operator before it"), []
      )
    }
    if found.kind == .name, ["then", "else", "if"].contains(text(found).lowercased()) {
      return (
        Diagnostic(
          .foreignOperator, "'\(text(found))' is written in lower case", at: found.range,
          help: "write '\(text(found).lowercased())'"),
        [Edit(found.range, text(found).lowercased())]
      )
    }
    return nil
  }

  /// A text right after an expression: an f-string, doubled or tripled quotes.
  private func textAfter(_ left: Expression?) -> (Diagnostic, [Edit])? {
    let found = current
    let touches = found.range.lowerBound == lastEnd
    let end = lexemes[max(found.match, index)].range
    let whole = found.range.joined(with: end)
    if touches, case .name(let name, let range) = left, name.count <= 2,
      ["f", "r", "b", "u", "rb", "fr", "s"].contains(name.lowercased())
    {
      let isFormat = name.lowercased().contains("f") || name == "s"
      var edits = [Edit(range, "")]
      if isFormat { edits += bracesAsInterpolations(whole) }
      return (
        Diagnostic(
          .foreignOperator, "a text has no prefix '\(name)'", at: range,
          help: isFormat
            ? "every text may hold values: \"loss \\(x)\"" : "write the text alone"),
        edits
      )
    }
    guard touches, lexemes[index - 1].kind == .textEnd else { return nil }
    let previous: SourceRange
    switch left {
    case .text(_, let range), .interpolated(_, let range): previous = range
    default: return nil
    }
    let isTriple = previous.count == 2
    return (
      Diagnostic(
        .unclosedText,
        isTriple ? "a text starts with one quote and ends on its line" : "two texts touch",
        at: isTriple ? previous.joined(with: found.range) : found.range,
        help: isTriple
          ? "write one quote; a line break in a text is \\n"
          : "a quote inside of a text is written \\\(text(found))"),
      isTriple
        ? [Edit(previous, "")]
        : [
          Edit(
            SourceRange(found.range.lowerBound - 1, found.range.upperBound), "\\" + text(found))
        ]
    )
  }

  /// The edits that turn `{x}` and `{x:.2f}` in a text into `\(x)`.
  private func bracesAsInterpolations(_ range: SourceRange) -> [Edit] {
    var edits: [Edit] = []
    var opener: Int?
    var formatStart: Int?
    for offset in range.lowerBound..<range.upperBound {
      switch bytes[offset] {
      case UInt8(ascii: "{"):
        // `${x}` of other languages
        let start = offset > 0 && bytes[offset - 1] == UInt8(ascii: "$") ? offset - 1 : offset
        edits.append(Edit(SourceRange(start, offset + 1), "\\("))
        opener = offset
        formatStart = nil
      case UInt8(ascii: ":") where opener != nil && formatStart == nil: formatStart = offset
      case UInt8(ascii: "}") where opener != nil:
        edits.append(Edit(SourceRange(formatStart ?? offset, offset + 1), ")"))
        opener = nil
      default: break
      }
    }
    return edits
  }
}
