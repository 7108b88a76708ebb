/// The same steps on eight numbers at once; every lane has the bits of the scalar function.
extension Elementary {
  /// Eight numbers.
  typealias Lanes = SIMD8<Double>

  /// e to the power of x, as ``exp(_:)``.
  @inline(__always)
  static func exp(_ x: Lanes) -> Lanes {
    var clamped = x.replacing(with: 710, where: x .> 710)
    clamped.replace(with: -746, where: x .< -746)
    let k = round(clamped * log2E)
    let r = (clamped - k * ln2High) - k * ln2Low
    let half = round(k * 0.5)
    return ((1 + expm1Reduced(r)) * powerOfTwo(half)) * powerOfTwo(k - half)
  }

  /// e to the power of x less 1, as ``expm1(_:)``.
  @inline(__always)
  static func expm1(_ x: Lanes) -> Lanes {
    var clamped = x.replacing(with: 710, where: x .> 710)
    clamped.replace(with: -40, where: x .< -40)
    let k = round(clamped * log2E)
    let r = (clamped - k * ln2High) - k * ln2Low
    let half = round(k * 0.5)
    let first = powerOfTwo(half)
    let second = powerOfTwo(k - half)
    let p = expm1Reduced(r)
    let large = ((1 + p) * first) * second - 1
    let scale = first * second
    var result = p * scale + (scale - 1)
    result.replace(with: large, where: k .> 60)
    result.replace(with: p, where: k .== 0)
    return result.replacing(with: x, where: x .== 0)
  }

  /// The natural logarithm, as ``log(_:)``.
  @inline(__always)
  static func log(_ x: Lanes) -> Lanes {
    let isTiny = x .< 0x1p-1022
    let scaled = x.replacing(with: x * 0x1p54, where: isTiny)
    let (k, f) = split(scaled)
    let exponent = k.replacing(with: k - 54, where: isTiny)
    var result = logReduced(f, exponent: exponent, correction: .zero)
    result.replace(with: x, where: x .== .infinity)
    result.replace(with: -.infinity, where: x .== 0)
    result.replace(with: .nan, where: x .< 0)
    return result.replacing(with: x + x, where: x .!= x)
  }

  /// The natural logarithm of 1 + x, as ``log1p(_:)``.
  @inline(__always)
  static func log1p(_ x: Lanes) -> Lanes {
    let u = 1 + x
    let lost = (1 - (u - x)).replacing(with: x - (u - 1), where: x .< 1)
    let (k, f) = split(u)
    let isNear = k .== 0
    var result = logReduced(
      f.replacing(with: x, where: isNear), exponent: k,
      correction: (lost / u).replacing(with: 0, where: isNear))
    result.replace(with: x, where: (x .== .infinity) .| (x .== 0))
    result.replace(with: -.infinity, where: x .== -1)
    result.replace(with: .nan, where: x .< -1)
    return result.replacing(with: x + x, where: x .!= x)
  }

  /// 1 / (1 + e^−x), as ``logistic(_:)``.
  @inline(__always)
  static func logistic(_ x: Lanes) -> Lanes {
    let small = exp(-magnitude(x))
    return small.replacing(with: 1, where: x .>= 0) / (1 + small)
  }

  /// The hyperbolic tangent, as ``tanh(_:)``.
  @inline(__always)
  static func tanh(_ x: Lanes) -> Lanes {
    let t = expm1(magnitude(x) * -2)
    let size = -t / (t + 2)
    return size.replacing(with: -size, where: x .< 0).replacing(with: x, where: x .== 0)
  }

  /// log(1 + e^x), as ``softplus(_:)``.
  @inline(__always)
  static func softplus(_ x: Lanes) -> Lanes {
    log1p(exp(-magnitude(x))) + x.replacing(with: 0, where: x .< 0)
  }

  @inline(__always)
  private static func magnitude(_ x: Lanes) -> Lanes {
    let bits = unsafeBitCast(x, to: SIMD8<UInt64>.self) & 0x7FFF_FFFF_FFFF_FFFF
    return unsafeBitCast(bits, to: Lanes.self)
  }

  /// The nearest integers, for magnitudes below 2^51.
  @inline(__always)
  private static func round(_ x: Lanes) -> Lanes { (x + roundingMagic) - roundingMagic }

  @inline(__always)
  private static func powerOfTwo(_ exponent: Lanes) -> Lanes {
    let bits = unsafeBitCast(exponent + roundingMagic, to: SIMD8<UInt64>.self)
    return unsafeBitCast((bits &+ 1023) &<< 52, to: Lanes.self)
  }

  @inline(__always)
  private static func split(_ x: Lanes) -> (exponent: Lanes, fraction: Lanes) {
    let bits = unsafeBitCast(x, to: SIMD8<UInt64>.self)
    let shifted = (bits &- halfRootBits &+ (1024 &<< 52)) &>> 52
    let exponent =
      unsafeBitCast(shifted | 0x4330_0000_0000_0000, to: Lanes.self) - (0x1p52 + 1024)
    let mantissa = bits &- ((shifted &- 1024) &<< 52)
    return (exponent, unsafeBitCast(mantissa, to: Lanes.self) - 1)
  }

  @inline(__always)
  private static func expm1Reduced(_ r: Lanes) -> Lanes {
    var q = Lanes(repeating: 1.0 / 6_227_020_800)
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

  @inline(__always)
  private static func logReduced(
    _ f: Lanes, exponent: Lanes, correction: Lanes
  ) -> Lanes {
    let s = f / (2 + f)
    let z = s * s
    var q = Lanes(repeating: 2.0 / 21)
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
