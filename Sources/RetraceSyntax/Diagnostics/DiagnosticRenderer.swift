/// Shows diagnostics as plain text: code and summary, the place, the line with the exact span
/// underlined and labelled, facts, and the way out.
///
/// ```text
/// error R0109: '=' gives a name to a value and cannot compare
///   at cell 7:1:12
///   │
/// 1 │ where(t, a = 1)
///   │            ^ compare with '=='
///   help: write '==' to compare
///         where(t, a == 1)
/// ```
public struct DiagnosticRenderer: Sendable {
  /// What a part of the text is, for whoever gives it a colour.
  public enum Role: Sendable, Hashable, CaseIterable {
    /// `error R0109:`
    case code
    /// The summary.
    case message
    /// `at cell 7:1:12`
    case place
    /// Line numbers and the rule beside them.
    case gutter
    /// A line of the source.
    case source
    /// The underline of the place itself, and what is said under it.
    case mark
    /// The underline of a further place, and what is said under it.
    case label
    /// A fact from the live data.
    case fact
    /// `help:` and its sentence.
    case help
    /// A statement that can be typed.
    case fix
  }

  /// How many cells a line may take.
  public var width: Int
  /// Whether only ASCII is used beside the user's own characters.
  public var isASCII: Bool
  /// Gives a part its colour.
  public var paint: @Sendable (Role, String) -> String

  /// Makes a renderer.
  ///
  /// - Parameters:
  ///   - width: how many cells a line may take; less than 20 counts as 20.
  ///   - isASCII: whether only ASCII is used beside the user's own characters.
  ///   - paint: gives a part its colour; without it there is none.
  public init(
    width: Int = 80, isASCII: Bool = false,
    paint: @escaping @Sendable (Role, String) -> String = { _, text in text }
  ) {
    self.width = max(width, 20)
    self.isASCII = isASCII
    self.paint = paint
  }

  /// Shows diagnostics, at most ``ParseResult/shownDiagnostics`` of them, and says how many more there are.
  ///
  /// The text ends with a line feed.
  public func render(_ diagnostics: [Diagnostic], in source: SourceText) -> String {
    var text = ""
    let shown = Array(diagnostics.prefix(ParseResult.shownDiagnostics))
    for (index, diagnostic) in shown.enumerated() {
      if index > 0 { text += "\n" }
      var diagnostic = diagnostic
      // Errors of one statement have one fix, which stands under the last of them.
      if index + 1 < shown.count, shown[index + 1].fix == diagnostic.fix { diagnostic.fix = nil }
      text += render(diagnostic, in: source)
    }
    let further = diagnostics.count - ParseResult.shownDiagnostics
    if further > 0 {
      text += "\n" + paint(.place, "and \(further) more error\(further == 1 ? "" : "s")") + "\n"
    }
    return text
  }

  /// Shows one diagnostic.
  ///
  /// The text ends with a line feed.
  ///
  /// - Parameters:
  ///   - diagnostic: the error.
  ///   - source: the text to which its ranges belong; nil shows no place and no line.
  public func render(_ diagnostic: Diagnostic, in source: SourceText?) -> String {
    var lines = heading(diagnostic)
    if let source {
      lines.append(paint(.place, "  at " + source.place(at: diagnostic.range.lowerBound)))
      lines += SourceExcerpt(renderer: self, source: source).lines(diagnostic)
    }
    for fact in diagnostic.facts {
      lines += hanging(plain(fact), after: "  = ", role: .fact)
    }
    lines += way(out: diagnostic)
    return lines.map { $0 + "\n" }.joined()
  }

  /// Code and summary, wrapped.
  private func heading(_ diagnostic: Diagnostic) -> [String] {
    let code = "error \(diagnostic.code):"
    let wrapped = DisplayWidth.wrap(code + " " + plain(diagnostic.message), to: width)
    return wrapped.enumerated().map { index, line in
      guard index == 0, line.hasPrefix(code) else { return paint(.message, line) }
      return paint(.code, code) + paint(.message, String(line.dropFirst(code.count)))
    }
  }

  /// The help and the fix.
  private func way(out diagnostic: Diagnostic) -> [String] {
    var lines: [String] = []
    if let help = diagnostic.help { lines = hanging(plain(help), after: "  help: ", role: .help) }
    guard let fix = diagnostic.fix else { return lines }
    let start = diagnostic.help == nil ? "  help: " : "        "
    // By bytes, as a carriage return and a line feed are one character.
    let fixLines = fix.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String(decoding: $0.last == 0x0D ? $0.dropLast() : $0, as: UTF8.self) }
    let space = width - start.count
    guard fixLines.count <= 6, fixLines.allSatisfy({ DisplayWidth.of($0) <= 2 * space }) else {
      return lines
    }
    var prefix = paint(.help, start)
    for line in fixLines {
      for piece in DisplayWidth.pieces(visible(line), of: space) {
        lines.append(piece.isEmpty ? "" : prefix + paint(.fix, piece))
        prefix = String(repeating: " ", count: start.count)
      }
    }
    return lines
  }

  /// A line of a fix without tabs, which have no fixed width.
  private func visible(_ line: String) -> String {
    String(line.map { $0 == "\t" ? " " : $0 })
  }

  /// A sentence after a prefix, wrapped under itself.
  private func hanging(_ text: String, after prefix: String, role: Role) -> [String] {
    DisplayWidth.wrap(text, to: width - prefix.count).enumerated().map { index, line in
      let start = index == 0 ? prefix : String(repeating: " ", count: prefix.count)
      return paint(role, start + line)
    }
  }

  /// The own words of a diagnostic, in ASCII if asked, without characters that move the cursor.
  func plain(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "…" where isASCII: result += "..."
      case "−" where isASCII: result += "-"
      case "\n", "\t": result += " "
      default:
        if Lexer.hiddenName(scalar) == nil {
          result.unicodeScalars.append(scalar)
        } else {
          result += Lexer.code(scalar)
        }
      }
    }
    return result
  }
}
