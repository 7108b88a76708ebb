import Glibc

/// Numbers as a report writes them.
enum Figures {
  /// Seconds with three digits: `12.3 s`, `48.1 ms`.
  static func seconds(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "–" }
    return seconds < 0.1 ? "\(short(seconds * 1_000)) ms" : "\(short(seconds)) s"
  }

  /// Bytes in megabytes.
  static func megabytes(_ bytes: Int) -> String { "\((bytes + 500_000) / 1_000_000) MB" }

  /// A number with at most three significant digits, whole from 100 on.
  static func short(_ number: Double) -> String {
    guard number.isFinite, abs(number) < 1e15 else { return "\(number)" }
    if number == number.rounded() || abs(number) >= 100 { return "\(Int(number.rounded()))" }
    let decimals = abs(number) >= 10 ? 1 : abs(number) >= 1 ? 2 : 3
    let factor = [1.0, 10, 100, 1_000][decimals]
    return "\((number * factor).rounded() / factor)"
  }

  /// A share or a score with four decimals.
  static func fourDigits(_ number: Double) -> String {
    number.isFinite ? "\((number * 1e4).rounded() / 1e4)" : "–"
  }

  /// The middle of numbers, NaN of none.
  static func median(_ numbers: [Double]) -> Double {
    guard !numbers.isEmpty else { return .nan }
    let sorted = numbers.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
