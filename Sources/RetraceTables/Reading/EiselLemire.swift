/// A decimal mantissa and exponent to the nearest 64-bit float, ties to even.
///
/// D. Lemire, "Number parsing at a gigabyte per second", 2021; that no case is left over was shown
/// by N. Mushtak and D. Lemire, "Fast number parsing without fallback", 2023.
enum EiselLemire {
  /// The float nearest to `mantissa` · 10^`exponent`; infinity if it is too large.
  static func double(_ mantissa: UInt64, _ exponent: Int) -> Double {
    guard mantissa != 0, exponent >= PowersOfFive.smallest else { return 0 }
    guard exponent <= PowersOfFive.largest else { return .infinity }
    let shift = mantissa.leadingZeroBitCount
    let product = product(mantissa << UInt64(shift), exponent)
    let upper = Int(product.high >> 63)
    var bits = product.high >> UInt64(upper + 9)
    var power = ((217_706 * exponent) >> 16) + 63 + upper - shift + 1023
    if power <= 0 {
      guard 1 - power < 64 else { return 0 }
      bits >>= UInt64(1 - power)
      bits += bits & 1
      bits >>= 1
      return Double(bitPattern: bits)
    }
    // Halfway between two floats: only then does the even one have to be chosen.
    if product.low <= 1, exponent >= -4, exponent <= 23, bits & 3 == 1,
      bits << UInt64(upper + 9) == product.high
    {
      bits &= ~1
    }
    bits += bits & 1
    bits >>= 1
    if bits >= 1 << 53 {
      bits = 1 << 52
      power += 1
    }
    guard power < 0x7FF else { return .infinity }
    return Double(bitPattern: bits & ~(1 << 52) | UInt64(power) << 52)
  }

  private static func product(
    _ mantissa: UInt64, _ exponent: Int
  ) -> (high: UInt64, low: UInt64) {
    let place = 2 * (exponent - PowersOfFive.smallest)
    let first = mantissa.multipliedFullWidth(by: PowersOfFive.words[place])
    guard first.high & 0x1FF == 0x1FF else { return (first.high, first.low) }
    let second = mantissa.multipliedFullWidth(by: PowersOfFive.words[place + 1])
    let (low, overflow) = first.low.addingReportingOverflow(second.high)
    return (first.high &+ (overflow ? 1 : 0), low)
  }
}
