/// Reads decimal numbers, eight digits at a time, correctly rounded.
///
/// Up to 2^53 and 10^±22 the quotient of two exact numbers is the answer (Clinger 1990); beyond,
/// 128-bit powers of five (Eisel and Lemire 2021); with more than 19 digits the standard library.
package struct NumberScanner {
  /// What was remarkable about the numbers that were read, as bits.
  package struct Remarks: OptionSet, Sendable {
    package let rawValue: UInt8
    /// A whole number with leading zeros, such as a postal code.
    package static let leadingZero = Remarks(rawValue: 1)
    /// A whole number that 64-bit floats do not hold exactly.
    package static let inexactInteger = Remarks(rawValue: 2)
    /// A decimal point.
    static let point = Remarks(rawValue: 4)
    /// A decimal comma.
    static let comma = Remarks(rawValue: 8)
    /// Too large for 64-bit floats, read as infinite.
    package static let overflow = Remarks(rawValue: 16)

    package init(rawValue: UInt8) { self.rawValue = rawValue }
  }

  /// A second decimal mark beside the point; the point itself if there is none.
  let comma: UInt8
  private let powers: UnsafePointer<Double>
  private let scales: UnsafePointer<UInt64>

  /// 10^0 … 10^22, then the same negated; 10^0 … 10^8; allocated once and never freed.
  private nonisolated(unsafe) static let tables: (UnsafePointer<Double>, UnsafePointer<UInt64>) = {
    let powers = UnsafeMutablePointer<Double>.allocate(capacity: 2 * powerCount)
    var power = 1.0
    for exponent in 0..<powerCount {
      powers[exponent] = power
      powers[powerCount + exponent] = -power
      power *= 10
    }
    let scales = UnsafeMutablePointer<UInt64>.allocate(capacity: 9)
    var scale: UInt64 = 1
    for exponent in 0...8 {
      scales[exponent] = scale
      scale *= 10
    }
    return (UnsafePointer(powers), UnsafePointer(scales))
  }()

  /// How many powers of ten are exact.
  private static let powerCount = 23

  /// Makes a scanner.
  ///
  /// - Parameter decimalComma: whether a comma is a decimal mark as well.
  package init(decimalComma: Bool) {
    comma = decimalComma ? UInt8(ascii: ",") : UInt8(ascii: ".")
    (powers, scales) = Self.tables
  }

  /// Reads a number that starts at `start`, behind which eight bytes can be read past any text.
  ///
  /// The grammar: sign, digits, mark, digits, with a digit on one side of the mark at least; then
  /// perhaps `e`, sign, digits. Or `inf`, `infinity`, `nan` in any case, with a sign.
  ///
  /// - Returns: where the number ends and its value; `start` itself if there is none.
  package func scan(
    _ start: UnsafePointer<UInt8>, _ remarks: inout Remarks
  ) -> (end: UnsafePointer<UInt8>, value: Double) {
    let hasPlus = start.pointee == UInt8(ascii: "+") && start[1] != UInt8(ascii: "-")
    let first = start + (hasPlus ? 1 : 0)
    let number = plain(first, &remarks)
    return number.end == first ? word(start) : number
  }

  /// Reads a number as ``scan(_:_:)`` does, but no plus sign before it and no words.
  ///
  /// Made for the innermost loop: the sign is in the power of ten, so that nothing waits for the
  /// quotient.
  @inline(__always)
  func plain(
    _ start: UnsafePointer<UInt8>, _ remarks: inout Remarks
  ) -> (end: UnsafePointer<UInt8>, value: Double) {
    let sign = start.pointee == UInt8(ascii: "-") ? 1 : 0
    let first = start + sign
    var mantissa: UInt64 = 0
    var place = digits(first, &mantissa)
    let whole = place - first
    var exponent = 0
    var count = whole
    let mark = place.pointee
    if mark == UInt8(ascii: ".") || mark == comma {
      let fraction = place + 1
      place = digits(fraction, &mantissa)
      exponent = fraction - place
      count -= exponent
      remarks.formUnion(mark == UInt8(ascii: ".") ? .point : .comma)
    } else if first.pointee == UInt8(ascii: "0"), whole > 1 {
      remarks.formUnion(.leadingZero)
    }
    guard count > 0 else { return (start, 0) }
    if place.pointee | 0x20 == UInt8(ascii: "e") {
      guard let end = Self.exponent(place + 1, &exponent) else { return (start, 0) }
      place = end
    }
    guard mantissa <= 1 << 53, UInt(bitPattern: exponent &+ 22) <= 44, count <= 19 else {
      let magnitude = slow(first, place, mantissa, exponent, count, &remarks)
      return (place, sign == 1 ? -magnitude : magnitude)
    }
    let number = Double(Int64(bitPattern: mantissa))
    let signed = powers + sign &* Self.powerCount
    return (place, exponent < 0 ? number / signed[-exponent] : number * signed[exponent])
  }

  @inline(__always)
  private func digits(
    _ start: UnsafePointer<UInt8>, _ mantissa: inout UInt64
  ) -> UnsafePointer<UInt8> {
    var place = start
    while true {
      let digits = Self.load(place) ^ 0x3030_3030_3030_3030
      let others = ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
      let count = others.trailingZeroBitCount &>> 3
      guard count < 8 else {
        mantissa = mantissa &* 100_000_000 &+ Self.eight(digits)
        place += 8
        continue
      }
      // In two steps, so that no digits at all leave nothing.
      let top = (digits &<< UInt64(truncatingIfNeeded: 56 &- 8 &* count)) &<< 8
      mantissa = mantissa &* scales[count] &+ Self.eight(top)
      return place + count
    }
  }

  @inline(__always)
  static func load(_ place: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
  }

  /// The value of eight digits, the first in the lowest byte.
  @inline(__always)
  private static func eight(_ digits: UInt64) -> UInt64 {
    let pairs = digits &* 10 &+ (digits &>> 8)
    let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (low &+ high) &>> 32
  }

  private static func exponent(
    _ start: UnsafePointer<UInt8>, _ exponent: inout Int
  ) -> UnsafePointer<UInt8>? {
    let isNegative = start.pointee == UInt8(ascii: "-")
    var place = start + (isNegative || start.pointee == UInt8(ascii: "+") ? 1 : 0)
    let first = place
    var written = 0
    while place.pointee &- UInt8(ascii: "0") < 10 {
      written = min(written * 10 + Int(place.pointee &- UInt8(ascii: "0")), 1_000_000)
      place += 1
    }
    guard place > first else { return nil }
    exponent += isNegative ? -written : written
    return place
  }

  @inline(never)
  private func slow(
    _ first: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ mantissa: UInt64,
    _ exponent: Int, _ count: Int, _ remarks: inout Remarks
  ) -> Double {
    var digits = count
    if count > 19 {
      var place = first
      while digits > 19, place < end {
        let byte = place.pointee
        guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: ".") || byte == comma else { break }
        if byte == UInt8(ascii: "0") { digits -= 1 }
        place += 1
      }
    }
    let magnitude: Double
    if digits <= 19 {
      magnitude = EiselLemire.double(mantissa, exponent)
      if exponent == 0, mantissa > 1 << 53, UInt64(exactly: magnitude) != mantissa {
        remarks.formUnion(.inexactInteger)
      }
    } else {
      let text = UnsafeBufferPointer(start: first, count: end - first)
      let written = text.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 }
      magnitude = Double(String(decoding: written, as: UTF8.self)) ?? .infinity
      if exponent == 0 { remarks.formUnion(.inexactInteger) }
    }
    if magnitude.isInfinite { remarks.formUnion(.overflow) }
    return magnitude
  }

  @inline(never)
  private func word(
    _ start: UnsafePointer<UInt8>
  ) -> (end: UnsafePointer<UInt8>, value: Double) {
    let isNegative = start.pointee == UInt8(ascii: "-")
    let first = start + (isNegative || start.pointee == UInt8(ascii: "+") ? 1 : 0)
    func reads(_ word: StaticString) -> Bool {
      for position in 0..<word.utf8CodeUnitCount
      where first[position] | 0x20 != word.utf8Start[position] {
        return false
      }
      return true
    }
    if reads("inf") {
      return (first + (reads("infinity") ? 8 : 3), isNegative ? -.infinity : .infinity)
    }
    guard reads("nan") else { return (start, 0) }
    return (first + 3, .nan)
  }
}
