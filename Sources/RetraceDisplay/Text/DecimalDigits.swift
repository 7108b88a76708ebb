import Glibc

/// A finite number as decimal digits: `0.d₁d₂d₃… × 10^(exponent + 1)`, so `d₁.d₂d₃… × 10^exponent`.
///
/// The digits come from the standard library (shortest) or from `vsnprintf` (rounded, exact and
/// half to even); the text around them is made here, so that no locale has a say in it.
struct DecimalDigits: Equatable {
  /// Whether the number is negative, or is -0.
  let isNegative: Bool
  /// ASCII digits, the first not zero unless the number is zero; no trailing zeros.
  let digits: [UInt8]
  /// The decimal exponent of the first digit.
  let exponent: Int

  private static let zero = UInt8(ascii: "0")

  /// The fewest digits that read back to the same number.
  init(shortest number: Double) {
    self.init(reading: Array("\(number)".utf8))
  }

  /// The digits of the number rounded to so many significant ones (1 to 40).
  init(_ number: Double, significant count: Int) {
    self.init(reading: Self.formatted("%.*e", number, min(max(count, 1), 40) - 1))
  }

  /// How many digits stand after the decimal point in plain notation.
  var decimals: Int { max(0, digits.count - 1 - exponent) }

  /// The digits as `123.45`.
  func plainText() -> String {
    var text = isNegative ? "-" : ""
    if exponent < 0 {
      text += "0." + String(repeating: "0", count: -exponent - 1)
      text += String(decoding: digits, as: UTF8.self)
    } else if digits.count <= exponent + 1 {
      text += String(decoding: digits, as: UTF8.self)
      text += String(repeating: "0", count: exponent + 1 - digits.count)
    } else {
      text += String(decoding: digits[...exponent], as: UTF8.self) + "."
      text += String(decoding: digits[(exponent + 1)...], as: UTF8.self)
    }
    return text
  }

  /// The digits as `1.2345e-7`, with at least so many after the point.
  func exponentText(decimals: Int = 0) -> String {
    var text = isNegative ? "-" : ""
    text += String(decoding: digits[..<1], as: UTF8.self)
    let zeros = max(0, decimals - (digits.count - 1))
    if digits.count > 1 || zeros > 0 {
      text += "." + String(decoding: digits[1...], as: UTF8.self)
      text += String(repeating: "0", count: zeros)
    }
    return text + "e\(exponent)"
  }

  /// The number with exactly so many digits after the point, rounded half to even of its exact
  /// value.
  static func fixedText(_ number: Double, decimals: Int) -> String {
    var text: [UInt8] = []
    var isPoint = false
    for byte in formatted("%.*f", number, min(max(decimals, 0), 340)) {
      if byte == UInt8(ascii: "-") || (byte >= zero && byte <= UInt8(ascii: "9")) {
        text.append(byte)
        isPoint = false
      } else if !isPoint {
        // Whatever the locale has for a decimal point, in one byte or several.
        text.append(UInt8(ascii: "."))
        isPoint = true
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private init(reading text: [UInt8]) {
    var digits: [UInt8] = []
    var isNegative = false
    var pointPosition: Int?
    var written = 0
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "e") { break }
      if byte == UInt8(ascii: "-") {
        isNegative = true
      } else if byte >= Self.zero && byte <= UInt8(ascii: "9") {
        digits.append(byte)
        written += 1
      } else if pointPosition == nil {
        pointPosition = written
      }
      index += 1
    }
    var exponent = (pointPosition ?? written) - 1
    if index < text.count {
      exponent += Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
    }
    let leading = digits.prefix { $0 == Self.zero }.count
    if leading == digits.count {
      self.init(isNegative: isNegative, digits: [Self.zero], exponent: 0)
      return
    }
    digits.removeFirst(leading)
    while digits.count > 1 && digits[digits.count - 1] == Self.zero { digits.removeLast() }
    self.init(isNegative: isNegative, digits: digits, exponent: exponent - leading)
  }

  private init(isNegative: Bool, digits: [UInt8], exponent: Int) {
    self.isNegative = isNegative
    self.digits = digits
    self.exponent = exponent
  }

  private static func formatted(_ format: String, _ number: Double, _ precision: Int) -> [UInt8] {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 720) { buffer in
      let length = withVaList([Int32(precision), number]) {
        vsnprintf(buffer.baseAddress, buffer.count, format, $0)
      }
      return buffer.prefix(max(0, min(Int(length), buffer.count - 1))).map { UInt8(bitPattern: $0) }
    }
  }
}
