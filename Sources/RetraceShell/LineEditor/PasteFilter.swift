/// Makes pasted bytes fit for the prompt.
///
/// Line ends become line feeds, control characters go, and a transcript of the prompt gives back
/// what was typed: prompts are cut off and what was printed is left out.
public struct PasteFilter: Sendable {
  /// Visible texts of prompts that start an input.
  public let prompts: [String]

  /// Visible texts of prompts that go on with an input.
  public let continuations: [String]

  /// Starts of lines that hold what was printed.
  public let outputMarks: [String]

  /// Makes a filter that knows these prompts; blanks at their ends need not be there.
  public init(
    prompts: [String] = ["rt> "], continuations: [String] = ["… "], outputMarks: [String] = ["#>"]
  ) {
    self.prompts = prompts
    self.continuations = continuations
    self.outputMarks = outputMarks
  }

  /// The text to insert for these bytes; bytes that are not UTF-8 become U+FFFD.
  ///
  /// - Complexity: linear in the number of bytes.
  public func text(of bytes: some Collection<UInt8>) -> String {
    text(of: String(decoding: bytes, as: UTF8.self))
  }

  /// The text to insert for this one.
  public func text(of pasted: String) -> String {
    let clean = Self.withoutControls(pasted)
    var lines = clean.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines = isTranscript(lines) ? inputs(of: lines) : lines.filter { !isOutput($0) }
    while lines.last?.isBlank == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  private func isTranscript(_ lines: [String]) -> Bool {
    guard let first = lines.first(where: { !$0.isBlank && !isOutput($0) }) else { return false }
    return rest(of: first, after: prompts) != nil || rest(of: first, after: continuations) != nil
  }

  /// The lines behind prompts; what stands between them was printed.
  private func inputs(of lines: [String]) -> [String] {
    let typed = lines.compactMap { rest(of: $0, after: prompts + continuations) }
    // Commands of the prompt are no part of an input of several lines.
    return typed.count == 1 ? typed : typed.filter { !$0.hasPrefix(":") }
  }

  private func isOutput(_ line: String) -> Bool {
    let trimmed = line.drop { $0 == " " || $0 == "\t" }
    return outputMarks.contains { trimmed.hasPrefix($0) }
  }

  private func rest(of line: String, after prompts: [String]) -> String? {
    for prompt in prompts {
      if line.hasPrefix(prompt) { return String(line.dropFirst(prompt.count)) }
      // Copying cuts off the blank of an empty line.
      let trimmed = prompt.trimmingTrailingBlanks()
      if !trimmed.isEmpty, line == trimmed { return "" }
    }
    return nil
  }

  private static func withoutControls(_ text: String) -> String {
    var kept = String.UnicodeScalarView()
    var wasReturn = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\r":
        kept.append("\n")
      case "\n":
        if !wasReturn { kept.append("\n") }
      case "\u{2028}", "\u{2029}":
        kept.append("\n")
      case "\t":
        kept.append(scalar)
      case "\u{FEFF}", "\0"..."\u{1F}", "\u{7F}"..."\u{9F}":
        break
      default:
        kept.append(scalar)
      }
      wasReturn = scalar == "\r"
    }
    return String(kept)
  }
}
