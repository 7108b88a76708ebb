import Glibc

/// The one place where numbers become text for people.
///
/// Numbers never have thousands separators (they can be pasted back into the language), except
/// counts in headlines. Nothing here depends on the locale. Text for machines, with all digits, is
/// `JSON.numberText`.
public enum NumberFormat {
  /// How a missing value is shown: the word of the language for it.
  public static let missing = "missing"

  /// From here on numbers are shown with an exponent.
  static let exponentLimit = 1e15

  /// The greatest magnitude below which every whole number has a text of its own.
  static let wholeLimit = 9_007_199_254_740_992.0

  /// A number alone: the shortest digits that read back to it, at most 12 significant ones, so that
  /// 0.1 + 0.2 is `0.3`.
  ///
  /// Whole numbers stand without a point and with all their digits.
  ///
  /// Magnitudes from 10^15 (whole numbers: 2^53) on and below 10^-4 have an exponent, as `1.5e-7`.
  /// NaN is `nan`, infinities are `inf` and `-inf`, negative zero is `-0`. What `Double.missing`
  /// marks is not known here: ask the column or the value whether it is missing.
  public static func text(_ number: Double) -> String {
    text(number, maximumDigits: 12)
  }

  /// A number to so many significant digits at most, without trailing zeros: for captions and
  /// labels, where `0.0523` says enough.
  ///
  /// Whole numbers below a thousand million keep all digits.
  public static func short(_ number: Double, digits: Int = 4) -> String {
    if abs(number) < 1e9, let whole = wholeText(number) { return whole }
    return text(number, maximumDigits: digits)
  }

  /// A number with exactly so many digits after the point; not finite ones as words.
  public static func fixed(_ number: Double, decimals: Int) -> String {
    special(number) ?? DecimalDigits.fixedText(number, decimals: decimals)
  }

  /// A number with its sign, also `+`, to so many significant digits at most.
  public static func signed(_ number: Double, digits: Int = 4) -> String {
    withSign(short(number, digits: digits), of: number)
  }

  /// A share as per cent, to so many decimals at most: 0.125 is `12.5%`.
  public static func percent(_ share: Double, decimals: Int = 1) -> String {
    guard special(share) == nil, abs(share) < 1e12 else { return short(share * 100) + "%" }
    var text = DecimalDigits.fixedText(share * 100, decimals: decimals)
    if text.utf8.contains(UInt8(ascii: ".")) {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return (text == "-0" ? "0" : text) + "%"
  }

  /// A count with thousands separators, for headlines and footers only: `1,234`.
  public static func count(_ count: Int) -> String {
    let digits = Array(String(count.magnitude).utf8)
    var text: [UInt8] = count < 0 ? [UInt8(ascii: "-")] : []
    for (position, digit) in digits.enumerated() {
      if position > 0, (digits.count - position) % 3 == 0 { text.append(UInt8(ascii: ",")) }
      text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A count with what is counted: `1 row`, `1,234 rows`.
  ///
  /// Without a plural an `s` is added.
  public static func count(_ count: Int, _ noun: String, plural: String? = nil) -> String {
    self.count(count) + " " + (count == 1 ? noun : plural ?? noun + "s")
  }

  /// The words for numbers that are not finite, nil for finite ones.
  static func special(_ number: Double) -> String? {
    if number.isFinite { return nil }
    return number.isNaN ? "nan" : number < 0 ? "-inf" : "inf"
  }

  /// A whole number below 2^53 in magnitude with all its digits, nil for others.
  static func wholeText(_ number: Double) -> String? {
    guard number.isFinite, abs(number) < wholeLimit, number == number.rounded(.towardZero) else {
      return nil
    }
    return number == 0 && number.sign == .minus ? "-0" : String(Int64(number))
  }

  /// The text of a number with a `+` if it has no sign.
  static func withSign(_ text: String, of number: Double) -> String {
    number.isNaN || text.hasPrefix("-") ? text : "+" + text
  }

  private static func text(_ number: Double, maximumDigits: Int) -> String {
    if let words = special(number) ?? wholeText(number) { return words }
    var digits = DecimalDigits(shortest: number)
    let isPlain = digits.exponent >= -4 && abs(number) < exponentLimit
    if digits.digits.count > maximumDigits {
      // A number that is not whole must not look whole because its digits ran out; whole numbers
      // are compared exactly where others have a tolerance.
      let shown = isPlain ? max(maximumDigits, digits.exponent + 2) : maximumDigits
      digits = DecimalDigits(number, significant: shown)
    }
    return isPlain ? digits.plainText() : digits.exponentText()
  }
}
