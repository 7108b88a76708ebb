extension Lexer {
  /// What a character that cannot be seen is called; nil for one that can.
  static func hiddenName(_ scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0: "a null character (U+0000)"
    case 0x0A, 0x09: nil
    case 0x01...0x1F, 0x7F...0x9F: "a control character (\(code(scalar)))"
    case 0x202A...0x202E, 0x2066...0x2069: "a mark of writing direction (\(code(scalar)))"
    default: nil
    }
  }

  /// What a character is called that looks like a blank, or like nothing.
  static func invisibleName(_ scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0xA0, 0x202F, 0x2007: return "a no-break space (\(code(scalar)))"
    case 0x200B, 0x2060, 0xFEFF, 0x180E: return "a zero-width space (\(code(scalar)))"
    case 0x200C, 0x200D: return "a zero-width joiner (\(code(scalar)))"
    case 0xAD: return "a soft hyphen (\(code(scalar)))"
    case 0x2028, 0x2029: return "a line separator (\(code(scalar)))"
    case 0x0D: return "a carriage return without a line feed (U+000D)"
    default:
      if let name = hiddenName(scalar) { return name }
      switch scalar.properties.generalCategory {
      case .spaceSeparator: return "an unusual space (\(code(scalar)))"
      case .format: return "an invisible character (\(code(scalar)))"
      default: return nil
      }
    }
  }

  static func code(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// What a typographic character stands for.
  private static let lookalikes: [Unicode.Scalar: (text: String, symbol: Symbol)] = [
    "−": ("-", .minus), "–": ("-", .minus), "—": ("-", .minus), "‒": ("-", .minus),
    "‐": ("-", .minus), "‑": ("-", .minus), "×": ("*", .star), "·": ("*", .star),
    "∙": ("*", .star), "∗": ("*", .star), "÷": ("/", .slash), "∕": ("/", .slash),
    "⁄": ("/", .slash), "≤": ("<=", .lessOrEqual), "⩽": ("<=", .lessOrEqual),
    "≥": (">=", .greaterOrEqual), "⩾": (">=", .greaterOrEqual), "≠": ("!=", .notEqual),
    "→": ("->", .arrow), "⇒": ("->", .arrow), "↦": ("->", .arrow), "…": ("..", .dotDot),
    "∧": (" and ", .and), "∨": (" or ", .or), "¬": ("not ", .not), "∈": (" in ", .in),
    "∉": (" not in ", .foreign), "¦": ("|", .bar), "│": ("|", .bar),
  ]

  /// Reads a character outside of printable ASCII, or a control character.
  mutating func readOther() {
    let (scalar, width) = decode(at: position)
    if bytes[position] >= 0x80, nameEnd(from: position) > position {
      readName()
      return
    }
    let range = SourceRange(position, position + width)
    if let name = Self.invisibleName(scalar) {
      let isBlank = scalar.properties.generalCategory != .format && scalar.value >= 0x80
      reportCharacter(
        scalar, "\(name) stands in the statement", range, replacement: isBlank ? " " : "",
        help: isBlank ? "put an ordinary space there" : "remove it", hidesRest: !isBlank)
      position = range.upperBound
      hasSpaceBefore = hasSpaceBefore || isBlank
      return
    }
    if let quote = Self.straightQuote(scalar) {
      readText(
        TextFrame(quote: quote, lexeme: lexemes.count, isSmart: true), quoteWidth: width)
      return
    }
    if let (text, symbol) = Self.lookalikes[scalar], symbol != .foreign {
      let word = text.filter { $0 != " " }
      let isSpacedBefore = !text.hasPrefix(" ") || peekBack() <= 0x20
      let isSpacedAfter = !text.hasSuffix(" ") || peek(width) <= 0x20
      reportCharacter(
        scalar, "'\(scalar)' is not a sign of the language", range,
        replacement: (isSpacedBefore ? "" : " ") + word + (isSpacedAfter ? "" : " "),
        help: "write \(word)")
      append(.symbol, symbol, to: range.upperBound)
      return
    }
    if scalar.value >= 0xFF01, scalar.value <= 0xFF5E,
      let ascii = Unicode.Scalar(scalar.value - 0xFEE0)
    {
      readFullWidth(scalar, ascii, range)
      return
    }
    readUnknown(scalar, range)
  }

  /// A full-width form of a printable ASCII character, as East Asian keyboards give it.
  private mutating func readFullWidth(
    _ scalar: Unicode.Scalar, _ ascii: Unicode.Scalar, _ range: SourceRange
  ) {
    reportCharacter(
      scalar, "'\(scalar)' is a full-width character", range, replacement: String(ascii),
      help: "write \(ascii)")
    switch ascii {
    case "(": open(.openParenthesis, width: range.count)
    case "[": open(.openSquare, width: range.count)
    case "{": open(.openBrace, width: range.count)
    case ")": close(.closeParenthesis, width: range.count)
    case "]": close(.closeSquare, width: range.count)
    case "}": close(.closeBrace, width: range.count)
    case ",": append(.symbol, .comma, to: range.upperBound)
    case ":": append(.symbol, .colon, to: range.upperBound)
    case "=": append(.symbol, .assign, to: range.upperBound)
    case "|": append(.symbol, .bar, to: range.upperBound)
    case ";": append(.semicolon, to: range.upperBound)
    default: append(.invalid, to: range.upperBound)
    }
  }

  /// Reports a character once for the whole text; further ones join the first.
  private mutating func reportCharacter(
    _ scalar: Unicode.Scalar, _ message: String, _ range: SourceRange, replacement: String,
    help: String, hidesRest: Bool = false
  ) {
    let edit = Edit(range, replacement)
    let isFullWidth = scalar.value >= 0xFF01 && scalar.value <= 0xFF5E
    let key: Unicode.Scalar = isFullWidth ? "\u{FF01}" : scalar
    if let index = characterReports[key], index < reports.count {
      reports[index].edits.append(edit)
      return
    }
    if reports.count < Self.maximumReports { characterReports[key] = reports.count }
    report(
      Report(
        diagnostic: Diagnostic(.unknownCharacter, message, at: range, help: help), edits: [edit],
        hidesRest: hidesRest))
  }

  /// Characters that no statement holds outside of texts and names.
  private mutating func readUnknown(_ scalar: Unicode.Scalar, _ range: SourceRange) {
    var end = range.upperBound
    // The whole of a flag or a face that is made of several characters.
    while end < bytes.count, bytes[end] >= 0x80, nameEnd(from: end) == end {
      let (next, width) = decode(at: end)
      guard next.properties.isEmoji || next.value == 0x200D || next.value == 0xFE0F else { break }
      end += width
    }
    let word = text(range.lowerBound, end)
    var help = "a name with such a character stands in backquotes, a text in quotes"
    var edits: [Edit] = []
    if scalar.properties.numericType == .decimal, let digit = scalar.properties.numericValue {
      help = "write numbers with the digits 0 to 9"
      edits = [Edit(SourceRange(range.lowerBound, end), "\(Int(digit))")]
    } else if let power = ["²": 2, "³": 3][scalar] {
      help = "write ^\(power)"
      edits = [Edit(SourceRange(range.lowerBound, end), "^\(power)")]
    } else if scalar == "∉" {
      help = "write not in"
      edits = [Edit(SourceRange(range.lowerBound, end), " not in ")]
    }
    report(
      Report(
        diagnostic: Diagnostic(
          .unknownCharacter, "'\(word)' has no meaning here",
          at: SourceRange(range.lowerBound, end), help: help),
        edits: edits))
    append(.invalid, to: end)
  }
}
