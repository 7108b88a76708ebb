import RetraceDisplay
import RetraceSyntax

/// Colours an accepted input.
enum StatementPainter {
  /// The input with colours; its characters stay as they are.
  static func painted(_ text: String) -> String {
    if PromptInput.isCommand(text) {
      let end = text.firstIndex { $0 == " " || $0 == "\n" } ?? text.endIndex
      return Theme.paint(String(text[..<end]), .command, usesColor: true) + text[end...]
    }
    let bytes = Array(text.utf8)
    var result = ""
    var position = 0
    for highlight in Highlighter.highlights(of: text) {
      let range = highlight.range
      guard range.lowerBound >= position, range.upperBound <= bytes.count else { continue }
      result += String(decoding: bytes[position..<range.lowerBound], as: UTF8.self)
      let part = String(decoding: bytes[range.lowerBound..<range.upperBound], as: UTF8.self)
      // A colour does not reach over a line's end, where prompts stand.
      result += part.split(separator: "\n", omittingEmptySubsequences: false)
        .map { Theme.paint(String($0), role(of: highlight.role), usesColor: true) }
        .joined(separator: "\n")
      position = range.upperBound
    }
    return result + String(decoding: bytes[position...], as: UTF8.self)
  }

  private static func role(of role: Highlighter.Role) -> Role? {
    switch role {
    case .command: .command
    case .label: .parameter
    case .keyword, .constant: .keyword
    case .number: .number
    case .text, .escape: .text
    case .comment: .comment
    case .invalid: .error
    case .name, .variable, .field, .symbol, .punctuation: nil
    }
  }
}
