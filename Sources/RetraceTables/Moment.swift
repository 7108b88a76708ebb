import Glibc

/// A moment in time as seconds since 1970 in UTC, read from and written as ISO 8601.
public struct Moment: Sendable, Hashable {
  /// Seconds since 1970-01-01T00:00:00 UTC.
  public let secondsSince1970: Double

  /// Makes a moment.
  public init(secondsSince1970: Double) {
    self.secondsSince1970 = secondsSince1970
  }

  /// The day as `2026-03-01`, or with the time of day as `2026-03-01T12:30:00` in UTC;
  /// a fraction of a second is shown only if there is one.
  ///
  /// The civil date follows from the day number by Howard Hinnant's `civil_from_days`.
  public func text(isDate: Bool) -> String {
    guard secondsSince1970.isFinite, abs(secondsSince1970) < 1e14 else {
      return "\(secondsSince1970)"
    }
    let dayNumber = (secondsSince1970 / 86_400).rounded(.down)
    let shifted = Int(dayNumber) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let date = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    guard !isDate else { return date }
    let secondOfDay = secondsSince1970 - dayNumber * 86_400
    let whole = Int(secondOfDay)
    let fraction = secondOfDay - Double(whole)
    let clock = [whole / 3_600, whole / 60 % 60, whole % 60]
      .map { Self.padded($0, 2) }.joined(separator: ":")
    guard fraction > 0 else { return "\(date)T\(clock)" }
    let micros = min(Int((fraction * 1e6).rounded()), 999_999)
    var digits = Self.padded(micros, 6)
    while digits.hasSuffix("0") { digits.removeLast() }
    return digits.isEmpty ? "\(date)T\(clock)" : "\(date)T\(clock).\(digits)"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.count))
    return (number < 0 ? "-" : "") + zeros + digits
  }
}
