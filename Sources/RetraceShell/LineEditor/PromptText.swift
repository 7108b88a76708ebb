internal import CLibedit

/// The text of a prompt, which may hold colours.
///
/// Escape sequences of the form `ESC [ … letter` are told from the visible text, so that the
/// cursor stays where it belongs.
public struct PromptText: Sendable, Equatable, ExpressibleByStringLiteral {
  /// The text as it is written to the terminal.
  public let styled: String

  /// The visible text alone.
  public let plain: String

  /// Makes a prompt of a text with or without escape sequences.
  public init(_ styled: String) {
    self.styled = styled
    plain = Self.parts(of: styled).filter { !$0.isEscape }.map(\.text).joined()
  }

  /// Makes a prompt of a literal.
  public init(stringLiteral value: String) {
    self.init(value)
  }

  /// How many cells the visible text takes.
  var width: Int { plain.unicodeScalars.reduce(0) { $0 + TextLayout.cellWidth(of: $1) } }

  /// The form that libedit takes: each escape sequence between two U+0001.
  ///
  /// A sequence at the very end would be lost, so a space follows it.
  var delimited: [UInt32] {
    let parts = Self.parts(of: styled)
    var scalars: [UInt32] = []
    for part in parts {
      if part.isEscape { scalars.append(1) }
      scalars += part.text.unicodeScalars.map(\.value)
      if part.isEscape { scalars.append(1) }
    }
    if parts.last?.isEscape == true { scalars.append(0x20) }
    return scalars
  }

  private struct Part {
    var text: String
    let isEscape: Bool
  }

  private static func parts(of text: String) -> [Part] {
    var parts: [Part] = []
    var rest = Substring(text).unicodeScalars
    while let first = rest.first {
      if first == "\u{1B}", let end = endOfEscape(in: rest) {
        parts.append(Part(text: String(rest[..<end]), isEscape: true))
        rest = rest[end...]
        continue
      }
      rest.removeFirst()
      // Anything else that does not print would put the cursor out of step.
      if first.value < 0x20 || (0x7F...0x9F).contains(first.value) { continue }
      if let last = parts.indices.last, !parts[last].isEscape {
        parts[last].text.unicodeScalars.append(first)
      } else {
        parts.append(Part(text: String(first), isEscape: false))
      }
    }
    return parts
  }

  private static func endOfEscape(
    in scalars: Substring.UnicodeScalarView
  ) -> Substring.UnicodeScalarView.Index? {
    let bracket = scalars.index(after: scalars.startIndex)
    guard bracket < scalars.endIndex, scalars[bracket] == "[" else { return nil }
    let body = scalars[scalars.index(after: bracket)...]
    guard let final = body.firstIndex(where: { (0x40...0x7E).contains($0.value) }) else {
      return nil
    }
    return scalars.index(after: final)
  }
}
