/// Long texts that stand in the editor as one short token each.
///
/// The editor cannot reach rows above the top of the window, so a text taller than that is shown
/// as a token such as `⟦40 lines: a = load("x") … #1⟧` and put back when it is accepted.
struct FoldedTexts {
  private var textOfToken: [String: String] = [:]

  /// The token that stands for a text from now on.
  mutating func fold(_ text: String, cells: Int) -> String {
    let full = expand(text)
    let lines = full.split(separator: "\n", omittingEmptySubsequences: false)
    let size =
      lines.count > 1 ? "\(lines.count) lines" : "\(full.unicodeScalars.count) characters"
    let first: Substring = lines.first { !String($0).isBlank } ?? ""
    let start = String(first.map { "⟦⟧\t".contains($0) ? " " : $0 })
    let name = "#\(textOfToken.count + 1)"
    let room = cells - size.count - name.count - 6
    let token =
      room < 8
      ? "⟦\(size) \(name)⟧"
      : "⟦\(size): \(TextLayout.truncated(start, to: min(room, 48))) \(name)⟧"
    textOfToken[token] = full
    return token
  }

  /// The text with every token replaced by what it stands for.
  ///
  /// - Complexity: linear in the length of the text and of the result.
  func expand(_ text: String) -> String {
    if textOfToken.isEmpty || !text.unicodeScalars.contains("⟦") { return text }
    var result = ""
    var rest = text.unicodeScalars[...]
    while let open = rest.firstIndex(of: "⟦") {
      result += String(rest[..<open])
      rest = rest[open...]
      guard let close = rest.firstIndex(of: "⟧") else { break }
      let token = String(rest[...close])
      if let full = textOfToken[token] {
        result += full
        rest = rest[rest.index(after: close)...]
      } else {
        result += "⟦"
        rest = rest.dropFirst()
      }
    }
    return result + String(rest)
  }
}
