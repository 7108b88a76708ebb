/// One line on its way to the screen: pieces of text with their roles.
///
/// All text that is written passes through here, so it is here that control characters are
/// escaped and blanks at the end are left out.
struct StyledLine {
  private(set) var pieces: [(text: String, role: Role?)] = []
  /// The cells the pieces take so far.
  private(set) var width = 0

  init() {}

  init(_ text: String, _ role: Role? = nil) {
    append(text, role)
  }

  /// Adds a text at the end, escaped.
  mutating func append(_ text: String, _ role: Role? = nil) {
    guard !text.isEmpty else { return }
    let text = TextWidth.escaped(text)
    width += TextWidth.width(of: text)
    if let last = pieces.last, last.role == role {
      pieces[pieces.count - 1].text += text
    } else {
      pieces.append((text, role))
    }
  }

  /// Adds the pieces of another line.
  mutating func append(_ line: StyledLine) {
    for piece in line.pieces { append(piece.text, piece.role) }
  }

  /// Adds blanks until the line is so wide.
  mutating func pad(to width: Int) {
    if width > self.width { append(String(repeating: " ", count: width - self.width)) }
  }

  /// Writes the line, without blanks at its end and without a line feed.
  func write(to output: inout String, usesColor: Bool) {
    var last = pieces.count - 1
    while last >= 0, pieces[last].text.allSatisfy({ $0 == " " }) { last -= 1 }
    guard last >= 0 else { return }
    for piece in pieces[..<last] {
      output += Theme.paint(piece.text, piece.role, usesColor: usesColor)
    }
    var tail = pieces[last].text[...]
    while tail.utf8.last == UInt8(ascii: " ") { tail.removeLast() }
    output += Theme.paint(String(tail), pieces[last].role, usesColor: usesColor)
  }
}
