/// Exponential and logarithm of one number in own arithmetic.
///
/// The platform's `exp` and `log` choose between variants by processor, and their last bits
/// differ. These use additions, multiplications and divisions only, which IEEE 754 fixes, so
/// they give the same bits on every machine. ``Kernels`` has the same steps eight lanes wide.
enum Elementary {
  /// log₂ e.
  static let log2E = 0x1.71547652b82fep0
  /// The first 32 bits of ln 2: its product with an exponent is exact.
  static let ln2High = 0x1.62e42feep-1
  /// The rest of ln 2.
  static let ln2Low = 0x1.a39ef35793c76p-33
  /// Added and taken away again it rounds to an integer, which the sum's low bits then hold.
  static let roundingMagic = 0x1.8p52
  /// The bits of √½, where the mantissa's range for logarithms begins.
  static let halfRootBits: UInt64 = 0x3FE6_A09E_667F_3BCD

  /// e to the power of x; error below 1e-15 relative, subnormal results rounded once.
  ///
  /// x = k·ln 2 + r with |r| ≤ ½ ln 2, then Taylor's polynomial of degree 13 in r.
  static func exp(_ x: Double) -> Double {
    let clamped = x > 710 ? 710 : x < -746 ? -746 : x
    let k = (clamped * log2E + roundingMagic) - roundingMagic
    let r = (clamped - k * ln2High) - k * ln2Low
    // Two steps, because 2^k itself may be no double: k reaches from −1076 to 1024.
    let half = (k * 0.5 + roundingMagic) - roundingMagic
    return ((1 + expm1Reduced(r)) * powerOfTwo(half)) * powerOfTwo(k - half)
  }

  /// e to the power of x less 1, accurate near 0 too; error below 1e-15 relative.
  static func expm1(_ x: Double) -> Double {
    // Beyond −40 the answer is −1 to the last bit; at 0 the sign of a zero is kept.
    let clamped = x > 710 ? 710 : x < -40 ? -40 : x
    let k = (clamped * log2E + roundingMagic) - roundingMagic
    let r = (clamped - k * ln2High) - k * ln2Low
    let half = (k * 0.5 + roundingMagic) - roundingMagic
    let first = powerOfTwo(half)
    let second = powerOfTwo(k - half)
    let p = expm1Reduced(r)
    if k == 0 { return x == 0 ? x : p }
    // (1 + p)·2^k − 1, with the 1 taken off where it loses nothing.
    let large = ((1 + p) * first) * second - 1
    let scale = first * second
    return k > 60 ? large : p * scale + (scale - 1)
  }

  /// The natural logarithm; error below 1e-15 relative.
  ///
  /// 0 gives −∞, negative numbers NaN.
  static func log(_ x: Double) -> Double {
    let isTiny = x < 0x1p-1022
    let scaled = isTiny ? x * 0x1p54 : x
    let (k, f) = split(scaled)
    let result = logReduced(f, exponent: isTiny ? k - 54 : k, correction: 0)
    return x > 0 ? (x == .infinity ? x : result) : x == 0 ? -.infinity : x < 0 ? .nan : x + x
  }

  /// The natural logarithm of 1 + x, accurate near 0 too; error below 1e-15 relative.
  static func log1p(_ x: Double) -> Double {
    let u = 1 + x
    // What rounding took from 1 + x comes back as a first-order term.
    let lost = x < 1 ? x - (u - 1) : 1 - (u - x)
    let (k, f) = split(u)
    let isNear = k == 0
    let result = logReduced(
      isNear ? x : f, exponent: k, correction: isNear ? 0 : lost / u)
    return x > -1
      ? (x == .infinity || x == 0 ? x : result) : x == -1 ? -.infinity : x < -1 ? .nan : x + x
  }

  /// 1 / (1 + e^−x); error below 1e-15 relative on both sides.
  static func logistic(_ x: Double) -> Double {
    let small = exp(-x.magnitude)
    return (x >= 0 ? 1 : small) / (1 + small)
  }

  /// The hyperbolic tangent, −t / (t + 2) with t = e^(−2|x|) − 1; error below 1e-15 relative.
  static func tanh(_ x: Double) -> Double {
    let t = expm1(x.magnitude * -2)
    let size = -t / (t + 2)
    return x == 0 ? x : x < 0 ? -size : size
  }

  /// log(1 + e^x) without overflow; error below 1e-15 relative.
  static func softplus(_ x: Double) -> Double {
    log1p(exp(-x.magnitude)) + (x < 0 ? 0 : x)
  }

  /// e^r − 1 for |r| ≤ ½ ln 2.
  @inline(__always)
  private static func expm1Reduced(_ r: Double) -> Double {
    var q = 1.0 / 6_227_020_800
    q = q * r + 1.0 / 479_001_600
    q = q * r + 1.0 / 39_916_800
    q = q * r + 1.0 / 3_628_800
    q = q * r + 1.0 / 362_880
    q = q * r + 1.0 / 40_320
    q = q * r + 1.0 / 5_040
    q = q * r + 1.0 / 720
    q = q * r + 1.0 / 120
    q = q * r + 1.0 / 24
    q = q * r + 1.0 / 6
    q = q * r + 0.5
    return r + (r * r) * q
  }

  /// 2 to an integer power within a double's range of normal numbers.
  @inline(__always)
  private static func powerOfTwo(_ exponent: Double) -> Double {
    Double(bitPattern: ((exponent + roundingMagic).bitPattern &+ 1023) &<< 52)
  }

  /// Takes a positive normal number apart: x = 2^k (1 + f), 1 + f between √½ and √2.
  @inline(__always)
  private static func split(_ x: Double) -> (exponent: Double, fraction: Double) {
    let offset = x.bitPattern &- halfRootBits &+ (1024 &<< 52)
    let shifted = offset &>> 52
    let exponent = Double(bitPattern: shifted | 0x4330_0000_0000_0000) - (0x1p52 + 1024)
    let mantissa = x.bitPattern &- ((shifted &- 1024) &<< 52)
    return (exponent, Double(bitPattern: mantissa) - 1)
  }

  /// k ln 2 + log(1 + f) + correction, by log(1 + f) = 2 artanh(f / (2 + f)).
  @inline(__always)
  private static func logReduced(
    _ f: Double, exponent: Double, correction: Double
  ) -> Double {
    let s = f / (2 + f)
    let z = s * s
    var q = 2.0 / 21
    q = q * z + 2.0 / 19
    q = q * z + 2.0 / 17
    q = q * z + 2.0 / 15
    q = q * z + 2.0 / 13
    q = q * z + 2.0 / 11
    q = q * z + 2.0 / 9
    q = q * z + 2.0 / 7
    q = q * z + 2.0 / 5
    q = q * z + 2.0 / 3
    q = q * z
    let halfSquare = 0.5 * f * f
    let low = s * (halfSquare + q) + (exponent * ln2Low + correction)
    return exponent * ln2High - ((halfSquare - low) - f)
  }
}
