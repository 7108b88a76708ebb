extension TextWidth {
  /// A text as it may be shown: control and hidden format characters as `\n`, `\t`, `\u{1b}`.
  ///
  /// What comes from data must not move the cursor, change colours or reverse the direction of what
  /// follows, so this is applied to everything a renderer writes. Joiners within words and emoji
  /// stay as they are.
  ///
  /// - Complexity: O(length); printable ASCII is returned as it is.
  public static func escaped(_ text: String) -> String {
    if isPlain(text) || !text.unicodeScalars.contains(where: { escape(of: $0) != nil }) {
      return text
    }
    var shown = ""
    for scalar in text.unicodeScalars {
      if let escape = escape(of: scalar) {
        shown += escape
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  /// The escape a scalar is shown as, nil if it is shown as itself.
  static func escape(of scalar: Unicode.Scalar) -> String? {
    let value = scalar.value
    if value >= 0x20 && value < 0x7F { return nil }
    switch value {
    case 0x09: return "\\t"
    case 0x0A: return "\\n"
    case 0x0D: return "\\r"
    case 0x00..<0x20, 0x7F...0x9F: return hexadecimal(value)
    case 0xA0..<0xAD, 0xAE..<0x600: return nil
    // Joiners, and the tags that spell the flags of regions.
    case 0x200C, 0x200D, 0xE0020...0xE007F: return nil
    // Signs that enclose Arabic and Syriac numbers are visible although they are format characters.
    case 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2, 0x110BD, 0x110CD: return nil
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return hexadecimal(value)
    default: return nil
    }
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    "\\u{" + String(value, radix: 16) + "}"
  }
}
