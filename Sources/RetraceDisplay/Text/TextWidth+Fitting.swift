extension TextWidth {
  /// To which side a text is padded.
  public enum Alignment: Sendable {
    /// Blanks after the text.
    case left
    /// Blanks before the text.
    case right
  }

  /// A text of at most `width` cells: escaped, and where it is too long cut with `…` (`~` in ASCII).
  public static func truncated(_ text: String, to width: Int, isASCII: Bool = false) -> String {
    let text = escaped(text)
    guard self.width(of: text) > width else { return text }
    guard width > 0 else { return "" }
    return prefix(of: text, cells: width - 1).text + (isASCII ? "~" : "…")
  }

  /// A text, escaped and padded with blanks to `width` cells; longer ones are returned whole.
  public static func padded(
    _ text: String, to width: Int, _ alignment: Alignment = .left
  ) -> String {
    let text = escaped(text)
    let blanks = String(repeating: " ", count: max(0, width - self.width(of: text)))
    return alignment == .left ? text + blanks : blanks + text
  }

  /// The lines of a text at most `width` cells wide, broken at blanks where possible, within a word
  /// where it is wider than a line.
  ///
  /// Line feeds in the text break lines; other control characters are escaped. An empty text is one
  /// empty line.
  public static func wrapped(_ text: String, to width: Int) -> [String] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .flatMap { wrappedLine(escaped(String($0)), to: max(1, width)) }
  }

  /// The longest prefix of an escaped text that takes at most `cells`, and the cells it takes.
  static func prefix(of text: String, cells: Int) -> (text: String, width: Int) {
    var taken = 0
    var end = text.startIndex
    for index in text.indices {
      let next = taken + width(of: text[index])
      if next > cells { break }
      taken = next
      end = text.index(after: index)
    }
    return (String(text[..<end]), taken)
  }

  private static func wrappedLine(_ text: String, to width: Int) -> [String] {
    if self.width(of: text) <= width { return [text] }
    var lines: [String] = []
    var line = String(text.prefix { $0 == " " })
    var lineWidth = line.utf8.count
    if lineWidth >= width {
      line = ""
      lineWidth = 0
    }
    var isStart = true
    for word in text.split(separator: " ") {
      var word = String(word)
      var wordWidth = self.width(of: word)
      if !isStart, lineWidth + 1 + wordWidth <= width {
        line += " " + word
        lineWidth += 1 + wordWidth
        continue
      }
      if !isStart {
        lines.append(line)
        line = ""
        lineWidth = 0
      }
      while lineWidth + wordWidth > width {
        let head = prefix(of: word, cells: width - lineWidth)
        // A character wider than the line is all that can be left out.
        if head.text.isEmpty && lineWidth == 0 {
          word.removeFirst()
        } else {
          lines.append(line + head.text)
          word.removeFirst(head.text.count)
        }
        line = ""
        lineWidth = 0
        wordWidth = self.width(of: word)
      }
      line += word
      lineWidth += wordWidth
      isStart = false
    }
    lines.append(line)
    return lines
  }
}
