import Glibc
import RetraceNumerics
public import RetraceTables

/// Numbers, cells and counts as explanations write them in headlines, rules and notes.
public enum ExplanationText {
  /// A number with a few significant digits: `0.1234`, `1234.6`, `1.2e-07`.
  ///
  /// Digits before the point are never cut. The result does not depend on the locale.
  public static func number(_ number: Double, digits: Int = 4) -> String {
    guard number.isFinite else {
      return number.isNaN ? (number.isMissing ? "missing" : "NaN") : number < 0 ? "-inf" : "inf"
    }
    return trimmed(rounded(number, digits: digits))
  }

  /// A number rounded to significant digits; digits before the point are never cut.
  public static func rounded(_ number: Double, digits: Int) -> Double {
    guard number.isFinite, number != 0 else { return number }
    let exponent = Int(log10(abs(number)).rounded(.down))
    let decimals = max(0, digits - 1 - exponent)
    guard decimals <= 300 else { return number }
    let scale = pow(10, Double(decimals))
    let scaled = number * scale
    return scaled.isFinite ? scaled.rounded() / scale : number
  }

  /// A share as a percentage: `64%`, `0.5%`, `99.9%`; only all is 100% and only none 0%.
  public static func percent(_ share: Double) -> String {
    guard share.isFinite else { return number(share) }
    let whole = (share * 100).rounded()
    if whole >= 1, whole <= 99 || share == 1 { return "\(trimmed(whole))%" }
    return "\(number(share * 100, digits: share > 0.5 ? 4 : 2))%"
  }

  /// A count with thousands separators: `1,000`.
  public static func count(_ count: Int) -> String {
    let digits = String(count.magnitude)
    var groups = ""
    for (position, digit) in digits.enumerated() {
      if position > 0, (digits.count - position) % 3 == 0 { groups.append(",") }
      groups.append(digit)
    }
    return (count < 0 ? "-" : "") + groups
  }

  /// A count with its noun: `1 row`, `1,000 rows`, `2 leaves`.
  public static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(count(number)) \(number == 1 ? noun : plural ?? noun + "s")"
  }

  /// A cell as it reads in a sentence.
  public static func cell(_ cell: Cell) -> String {
    switch cell {
    case .missing: "missing"
    case .number(let value): number(value, digits: 6)
    case .logical(let flag): "\(flag)"
    case .text(let text): text
    }
  }

  /// A cell as it reads in a sentence, nil where it is missing.
  public static func optionalCell(_ cell: Cell) -> String? {
    cell == .missing ? nil : Self.cell(cell)
  }

  /// A cell as it would be typed.
  public static func literal(_ cell: Cell) -> String {
    guard case .text(let text) = cell else { return Self.cell(cell) }
    return "\"\(text)\""
  }

  /// Names in a sentence: `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`.
  public static func list(_ names: [String], limit: Int = 4) -> String {
    guard names.count > 1, let last = names.last else { return names.first ?? "" }
    guard names.count > limit else {
      return names.dropLast().joined(separator: ", ") + " and \(last)"
    }
    return names.prefix(limit).joined(separator: ", ") + " and \(names.count - limit) more"
  }

  private static func trimmed(_ number: Double) -> String {
    if number == number.rounded(.towardZero), abs(number) < 1e15 {
      return number == 0 ? "0" : String(Int64(number))
    }
    return "\(number)"
  }
}
