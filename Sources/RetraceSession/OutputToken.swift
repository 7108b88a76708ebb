import Glibc

/// A word or a number of what a statement printed; drawing characters and blanks are none.
enum OutputToken: Equatable {
  /// Letters, digits and signs that make no number.
  case word(String)
  /// A whole number as it is written, thousands separators aside.
  case whole(String)
  /// A number with a point or an exponent, and the value of one unit of its last digit.
  case decimal(Double, unit: Double, text: String)

  /// The token as it is written.
  var text: String {
    switch self {
    case .word(let text), .whole(let text), .decimal(_, _, let text): text
    }
  }

  /// The number that the token is, nil for a word.
  var value: Double? {
    switch self {
    case .word: nil
    case .whole(let text): Double(text.filter { $0 != "," })
    case .decimal(let value, _, _): value
    }
  }

  /// The tokens of a line.
  ///
  /// A number ends where its digits end, so `(0.25,` holds a bracket, a number and a comma; digits
  /// that touch letters or make no single number, as in `x4` or `0.1.0`, are part of a word.
  static func tokens(of line: String) -> [OutputToken] {
    let bytes = Array(line.utf8)
    var tokens: [OutputToken] = []
    var position = 0
    // Where the last word or number ended: a number does not start right behind one.
    var lastEnd = -1
    while position < bytes.count {
      if position != lastEnd, let end = numberEnd(bytes, from: position) {
        tokens.append(number(String(decoding: bytes[position..<end], as: UTF8.self)))
        position = end
        lastEnd = end
        continue
      }
      let end = wordEnd(bytes, from: position)
      if end > position {
        tokens.append(.word(String(decoding: bytes[position..<end], as: UTF8.self)))
        position = end
        lastEnd = end
        continue
      }
      let width = drawingWidth(bytes, from: position)
      if width == 0 { tokens.append(.word(String(decoding: [bytes[position]], as: UTF8.self))) }
      position += max(width, 1)
    }
    return tokens
  }

  /// Where the number ends that starts at a position; nil if none does.
  private static func numberEnd(_ bytes: [UInt8], from start: Int) -> Int? {
    var position = start
    func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0x20 }
    if byte(position) == 0x2B || byte(position) == 0x2D { position += 1 }
    guard isDigit(byte(position)) else { return nil }
    while isDigit(byte(position)) || (byte(position) == 0x2C && isThousand(bytes, position)) {
      position += 1
    }
    if byte(position) == 0x2E, isDigit(byte(position + 1)) {
      position += 1
      while isDigit(byte(position)) { position += 1 }
    }
    if byte(position) | 0x20 == 0x65 {
      let hasSign = byte(position + 1) == 0x2B || byte(position + 1) == 0x2D
      let digits = position + (hasSign ? 2 : 1)
      if isDigit(byte(digits)) {
        position = digits
        while isDigit(byte(position)) { position += 1 }
      }
    }
    let isVersion = byte(position) == 0x2E && isDigit(byte(position + 1))
    return isWordByte(byte(position)) || isVersion ? nil : position
  }

  /// Whether a comma is followed by exactly three digits.
  private static func isThousand(_ bytes: [UInt8], _ comma: Int) -> Bool {
    guard comma + 3 < bytes.count else { return false }
    return (1...3).allSatisfy { isDigit(bytes[comma + $0]) }
      && (comma + 4 >= bytes.count || !isDigit(bytes[comma + 4]))
  }

  /// Where the word ends that starts at a position; the position itself if none does.
  ///
  /// A word is letters, digits and `_`, and a point between digits.
  private static func wordEnd(_ bytes: [UInt8], from start: Int) -> Int {
    var position = start
    while position < bytes.count {
      let isPoint =
        bytes[position] == 0x2E && position > start && isDigit(bytes[position - 1])
        && position + 1 < bytes.count && isDigit(bytes[position + 1])
      guard isWordByte(bytes[position]) || isPoint else {
        break
      }
      if bytes[position] >= 0x80, drawingWidth(bytes, from: position) > 0 { break }
      position += bytes[position] < 0x80 ? 1 : scalarWidth(bytes[position])
    }
    return min(position, bytes.count)
  }

  /// How many bytes a blank or a drawing character takes; 0 if there is none at the position.
  private static func drawingWidth(_ bytes: [UInt8], from position: Int) -> Int {
    let first = bytes[position]
    if first < 0x80 {
      // A sign that starts no number, a bar and a star are drawn by figures in ASCII.
      return first <= 0x20 || "+-|*".utf8.contains(first) ? 1 : 0
    }
    let width = scalarWidth(first)
    guard position + width <= bytes.count,
      let scalar = String(decoding: bytes[position..<(position + width)], as: UTF8.self)
        .unicodeScalars.first
    else { return 1 }
    switch scalar.value {
    case 0x2500...0x25FF, 0x2800...0x28FF, 0x00B7, 0x2022, 0x2026, 0x2190...0x21FF: return width
    default: return scalar.properties.isWhitespace ? width : 0
    }
  }

  private static func scalarWidth(_ first: UInt8) -> Int {
    first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == 0x5F || byte >= 0x80
  }

  private static func number(_ text: String) -> OutputToken {
    let bytes = Array(text.utf8)
    guard bytes.contains(where: { $0 == 0x2E || $0 | 0x20 == 0x65 }) else { return .whole(text) }
    let plain = bytes.filter { $0 != 0x2C }
    guard let value = Double(String(decoding: plain, as: UTF8.self)), value.isFinite else {
      return .word(text)
    }
    let exponentPosition = plain.firstIndex { $0 | 0x20 == 0x65 }
    let mantissa = plain[..<(exponentPosition ?? plain.count)]
    let exponent =
      exponentPosition.flatMap { Int(String(decoding: plain[($0 + 1)...], as: UTF8.self)) } ?? 0
    let decimals = mantissa.firstIndex(of: 0x2E).map { mantissa.count - $0 - 1 } ?? 0
    return .decimal(value, unit: pow(10, Double(exponent - decimals)), text: text)
  }
}
