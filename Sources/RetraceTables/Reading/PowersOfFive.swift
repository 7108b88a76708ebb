/// The first 128 bits of the powers of five from 5^-342 to 5^308, for ``NumberScanner``.
///
/// They are computed once, when the first number asks for them, by exact arithmetic on whole
/// numbers (about a millisecond); positive powers are truncated, reciprocals up to 5^-27 rounded up.
///
/// D. Lemire, "Number parsing at a gigabyte per second", 2021, section 5.
enum PowersOfFive {
  static let smallest = -342
  static let largest = 308

  /// Two words a power, the high one first.
  static let words: [UInt64] = {
    var result = [UInt64](repeating: 0, count: 2 * (largest - smallest + 1))
    var power: [UInt64] = [1]
    for exponent in 0...(-smallest) {
      if exponent > 0 { multiplyByFive(&power) }
      if exponent <= largest {
        let place = 2 * (exponent - smallest)
        (result[place], result[place + 1]) = leadingBits(power)
      }
      if exponent > 0 {
        let place = 2 * (-exponent - smallest)
        var (high, low) = reciprocal(power)
        if exponent <= 27 {
          low &+= 1
          if low == 0 { high &+= 1 }
        }
        (result[place], result[place + 1]) = (high, low)
      }
    }
    return result
  }()

  private static func multiplyByFive(_ number: inout [UInt64]) {
    var carry: UInt64 = 0
    for position in number.indices {
      let product = number[position].multipliedFullWidth(by: 5)
      let (sum, overflow) = product.low.addingReportingOverflow(carry)
      number[position] = sum
      carry = product.high &+ (overflow ? 1 : 0)
    }
    if carry > 0 { number.append(carry) }
  }

  /// The 128 bits from the highest set one down.
  private static func leadingBits(_ number: [UInt64]) -> (high: UInt64, low: UInt64) {
    let words = number.count
    let first = number[words - 1]
    let second = words > 1 ? number[words - 2] : 0
    let third = words > 2 ? number[words - 3] : 0
    let shift = UInt64(first.leadingZeroBitCount)
    guard shift > 0 else { return (first, second) }
    return (first << shift | second >> (64 - shift), second << shift | third >> (64 - shift))
  }

  /// The 128 bits of 1 / number from the highest set one down, by long division.
  private static func reciprocal(_ number: [UInt64]) -> (high: UInt64, low: UInt64) {
    // The remainder starts as the greatest power of two below the number.
    let bits = number.count * 64 - number[number.count - 1].leadingZeroBitCount
    var remainder = [UInt64](repeating: 0, count: number.count + 1)
    remainder[(bits - 1) / 64] = 1 << UInt64((bits - 1) % 64)
    let divisor = number + [0]
    var high: UInt64 = 0
    var low: UInt64 = 0
    for _ in 0..<128 {
      high = high << 1 | low >> 63
      low <<= 1
      var carry: UInt64 = 0
      for position in remainder.indices {
        let word = remainder[position]
        remainder[position] = word << 1 | carry
        carry = word >> 63
      }
      if isAtLeast(remainder, divisor) {
        subtract(divisor, from: &remainder)
        low |= 1
      }
    }
    return (high, low)
  }

  private static func isAtLeast(_ left: [UInt64], _ right: [UInt64]) -> Bool {
    for position in left.indices.reversed() where left[position] != right[position] {
      return left[position] > right[position]
    }
    return true
  }

  private static func subtract(_ right: [UInt64], from left: inout [UInt64]) {
    var borrow: UInt64 = 0
    for position in left.indices {
      let (first, under) = left[position].subtractingReportingOverflow(right[position])
      let (second, underAgain) = first.subtractingReportingOverflow(borrow)
      left[position] = second
      borrow = under || underAgain ? 1 : 0
    }
  }
}
