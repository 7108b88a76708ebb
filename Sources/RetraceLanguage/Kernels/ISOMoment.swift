/// Reads dates and times in ISO 8601.
enum ISOMoment {
  /// The moment that a text stands for, in seconds since 1970.
  ///
  /// The text is like `2026-03-01`, `2026-03-01T12:30:00` or
  /// `2026-03-01 12:30:00.5+02:00`; nil for any other. Without a zone UTC is meant.
  ///
  /// The day number follows from the civil date by Howard Hinnant's `days_from_civil`.
  static func seconds(_ text: String) -> Double? {
    var bytes = Array(text.utf8)[...]
    guard let year = digits(4, &bytes), skip("-", &bytes), let month = digits(2, &bytes),
      skip("-", &bytes), let day = digits(2, &bytes), (1...12).contains(month),
      (1...daysInMonth(year, month)).contains(day)
    else { return nil }
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let midnight = Double(era * 146_097 + dayOfEra - 719_468) * 86_400
    guard !bytes.isEmpty else { return midnight }
    guard skip("T", &bytes) || skip(" ", &bytes), let clock = timeOfDay(&bytes),
      let offset = zone(&bytes), bytes.isEmpty
    else { return nil }
    return midnight + clock - offset
  }

  private static func timeOfDay(_ bytes: inout ArraySlice<UInt8>) -> Double? {
    guard let hour = digits(2, &bytes), hour < 24, skip(":", &bytes),
      let minute = digits(2, &bytes), minute < 60
    else { return nil }
    var seconds = Double(hour * 3_600 + minute * 60)
    guard skip(":", &bytes) else { return seconds }
    guard let second = digits(2, &bytes), second < 61 else { return nil }
    seconds += Double(second)
    guard skip(".", &bytes) else { return seconds }
    let fraction = bytes.prefix { (48...57).contains($0) }
    guard !fraction.isEmpty, fraction.count <= 18,
      let value = Double("0." + String(decoding: fraction, as: UTF8.self))
    else { return nil }
    bytes = bytes.dropFirst(fraction.count)
    return seconds + value
  }

  private static func zone(_ bytes: inout ArraySlice<UInt8>) -> Double? {
    guard !bytes.isEmpty, !skip("Z", &bytes) else { return 0 }
    let sign: Double = bytes.first == UInt8(ascii: "-") ? -1 : 1
    guard skip("+", &bytes) || skip("-", &bytes), let hours = digits(2, &bytes), hours < 24
    else { return nil }
    _ = skip(":", &bytes)
    let minutes = bytes.isEmpty ? 0 : digits(2, &bytes)
    guard let minutes, minutes < 60 else { return nil }
    return sign * Double(hours * 3_600 + minutes * 60)
  }

  private static func daysInMonth(_ year: Int, _ month: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  private static func skip(_ mark: Unicode.Scalar, _ bytes: inout ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first, first == UInt8(ascii: mark) else { return false }
    bytes.removeFirst()
    return true
  }

  private static func digits(_ count: Int, _ bytes: inout ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= count else { return nil }
    var number = 0
    for byte in bytes.prefix(count) {
      guard (48...57).contains(byte) else { return nil }
      number = number * 10 + Int(byte) - 48
    }
    bytes = bytes.dropFirst(count)
    return number
  }
}
