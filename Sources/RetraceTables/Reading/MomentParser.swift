/// Reads dates and times of ISO 8601.
///
/// A date is `2026-03-01`; a time has `T` or a blank, then `12:30`, `12:30:05` or `12:30:05.25`,
/// then perhaps `Z`, `+01:00`, `+0100` or `+01`; without a zone it is UTC.
package enum MomentParser {
  /// A moment, whether it is a whole day, and whether digits beyond microseconds were cut.
  package struct Parsed: Equatable {
    package let secondsSince1970: Double
    package let isDate: Bool
    package let isCut: Bool
  }

  /// Reads a text that is a date or a time and nothing else.
  package static func parse(_ bytes: [UInt8]) -> Parsed? {
    bytes.withUnsafeBufferPointer { parse($0) }
  }

  package static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Parsed? {
    guard bytes.count >= 10, bytes.count <= 64, bytes[4] == UInt8(ascii: "-"),
      bytes[7] == UInt8(ascii: "-"), let year = digits(bytes, 0, 4),
      let month = digits(bytes, 5, 2), let day = digits(bytes, 8, 2),
      (1...12).contains(month), day >= 1, day <= length(of: month, in: year)
    else { return nil }
    let midnight = 86_400 * dayNumber(year, month, day)
    guard bytes.count > 10 else {
      return Parsed(secondsSince1970: Double(midnight), isDate: true, isCut: false)
    }
    guard bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
      let hour = digits(bytes, 11, 2), hour < 24, byte(bytes, 13) == UInt8(ascii: ":"),
      let minute = digits(bytes, 14, 2), minute < 60
    else { return nil }
    var position = 16
    var second = 0
    var micros = 0
    var isCut = false
    if byte(bytes, position) == UInt8(ascii: ":") {
      guard let seconds = digits(bytes, 17, 2), seconds < 60 else { return nil }
      second = seconds
      position = 19
      if byte(bytes, position) == UInt8(ascii: ".") {
        let first = position + 1
        position = first
        var scale = 100_000
        while let digit = digits(bytes, position, 1) {
          micros += digit * scale
          if scale == 0, digit > 0 { isCut = true }
          scale /= 10
          position += 1
        }
        guard position > first else { return nil }
      }
    }
    guard let zone = zone(bytes, position) else { return nil }
    let whole = midnight + hour * 3_600 + minute * 60 + second - zone
    return Parsed(
      secondsSince1970: Double(whole) + Double(micros) / 1e6, isDate: false, isCut: isCut)
  }

  /// Seconds east of UTC.
  private static func zone(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int? {
    if position == bytes.count { return 0 }
    let sign = bytes[position]
    if sign == UInt8(ascii: "Z") { return position + 1 == bytes.count ? 0 : nil }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      let hours = digits(bytes, position + 1, 2), hours < 24
    else { return nil }
    var minutes = 0
    if position + 3 < bytes.count {
      let first = position + 3 + (bytes[position + 3] == UInt8(ascii: ":") ? 1 : 0)
      guard let written = digits(bytes, first, 2), written < 60, first + 2 == bytes.count else {
        return nil
      }
      minutes = written
    }
    let offset = hours * 3_600 + minutes * 60
    return sign == UInt8(ascii: "-") ? -offset : offset
  }

  private static func byte(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> UInt8 {
    position < bytes.count ? bytes[position] : 0
  }

  private static func digits(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: Int, _ count: Int
  ) -> Int? {
    guard position + count <= bytes.count else { return nil }
    var number = 0
    for byte in bytes[position..<position + count] {
      let digit = byte &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      number = number * 10 + Int(digit)
    }
    return number
  }

  private static func length(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01, by Howard Hinnant's `days_from_civil`.
  private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
