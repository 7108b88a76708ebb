/// Elementary functions with the same bits on every machine, for one number and for buffers.
///
/// A buffer's element and the number alone give the same bits. NaN gives NaN, and a missing value
/// stays missing.
extension Kernels {
  /// e to the power of x.
  ///
  /// The error is below 1e-15 relative; results below 2^−1022 are rounded once more.
  public static func exp(_ x: Double) -> Double { Elementary.exp(x) }

  /// e to the power of x, for every number of a buffer in place.
  public static func exp(_ numbers: UnsafeMutableBufferPointer<Double>) {
    transform(numbers, lanes: { Elementary.exp($0) }, scalar: { Elementary.exp($0) })
  }

  /// e to the power of x, for every number of an array.
  public static func exp(_ numbers: [Double]) -> [Double] {
    var result = numbers
    result.withUnsafeMutableBufferPointer { exp($0) }
    return result
  }

  /// e to the power of x, less 1.
  ///
  /// Accurate near 0 too; the error is below 1e-15 relative.
  public static func expm1(_ x: Double) -> Double { Elementary.expm1(x) }

  /// e to the power of x, less 1, for every number of a buffer in place.
  public static func expm1(_ numbers: UnsafeMutableBufferPointer<Double>) {
    transform(numbers, lanes: { Elementary.expm1($0) }, scalar: { Elementary.expm1($0) })
  }

  /// e to the power of x, less 1, for every number of an array.
  public static func expm1(_ numbers: [Double]) -> [Double] {
    var result = numbers
    result.withUnsafeMutableBufferPointer { expm1($0) }
    return result
  }

  /// The natural logarithm.
  ///
  /// 0 gives −∞, negative numbers NaN; the error is below 1e-15 relative.
  public static func log(_ x: Double) -> Double { Elementary.log(x) }

  /// The natural logarithm, for every number of a buffer in place.
  public static func log(_ numbers: UnsafeMutableBufferPointer<Double>) {
    transform(numbers, lanes: { Elementary.log($0) }, scalar: { Elementary.log($0) })
  }

  /// The natural logarithm, for every number of an array.
  public static func log(_ numbers: [Double]) -> [Double] {
    var result = numbers
    result.withUnsafeMutableBufferPointer { log($0) }
    return result
  }

  /// The natural logarithm of 1 + x.
  ///
  /// Accurate near 0 too; −1 gives −∞, less NaN; the error is below 1e-15 relative.
  public static func log1p(_ x: Double) -> Double { Elementary.log1p(x) }

  /// The natural logarithm of 1 + x, for every number of a buffer in place.
  public static func log1p(_ numbers: UnsafeMutableBufferPointer<Double>) {
    transform(numbers, lanes: { Elementary.log1p($0) }, scalar: { Elementary.log1p($0) })
  }

  /// The natural logarithm of 1 + x, for every number of an array.
  public static func log1p(_ numbers: [Double]) -> [Double] {
    var result = numbers
    result.withUnsafeMutableBufferPointer { log1p($0) }
    return result
  }

  /// 1 / (1 + e^−x).
  ///
  /// The inverse of the logit; the error is below 1e-15 relative in both tails.
  public static func logistic(_ x: Double) -> Double { Elementary.logistic(x) }

  /// 1 / (1 + e^−x), for every number of a buffer in place.
  public static func logistic(_ numbers: UnsafeMutableBufferPointer<Double>) {
    transform(numbers, lanes: { Elementary.logistic($0) }, scalar: { Elementary.logistic($0) })
  }

  /// 1 / (1 + e^−x), for every number of an array.
  public static func logistic(_ numbers: [Double]) -> [Double] {
    var result = numbers
    result.withUnsafeMutableBufferPointer { logistic($0) }
    return result
  }

  /// The hyperbolic tangent.
  ///
  /// The error is below 1e-15 relative.
  public static func tanh(_ x: Double) -> Double { Elementary.tanh(x) }

  /// The hyperbolic tangent, for every number of a buffer in place.
  public static func tanh(_ numbers: UnsafeMutableBufferPointer<Double>) {
    transform(numbers, lanes: { Elementary.tanh($0) }, scalar: { Elementary.tanh($0) })
  }

  /// The hyperbolic tangent, for every number of an array.
  public static func tanh(_ numbers: [Double]) -> [Double] {
    var result = numbers
    result.withUnsafeMutableBufferPointer { tanh($0) }
    return result
  }

  /// log(1 + e^x).
  ///
  /// The log loss of a logit; neither tail overflows; the error is below 1e-15 relative.
  public static func softplus(_ x: Double) -> Double { Elementary.softplus(x) }

  /// log(1 + e^x), for every number of a buffer in place.
  public static func softplus(_ numbers: UnsafeMutableBufferPointer<Double>) {
    transform(numbers, lanes: { Elementary.softplus($0) }, scalar: { Elementary.softplus($0) })
  }

  /// log(1 + e^x), for every number of an array.
  public static func softplus(_ numbers: [Double]) -> [Double] {
    var result = numbers
    result.withUnsafeMutableBufferPointer { softplus($0) }
    return result
  }

  @inline(__always)
  private static func transform(
    _ numbers: UnsafeMutableBufferPointer<Double>,
    lanes: (SIMD8<Double>) -> SIMD8<Double>, scalar: (Double) -> Double
  ) {
    guard let base = numbers.baseAddress else { return }
    let count = numbers.count
    var index = 0
    while index &+ 8 <= count {
      let place = UnsafeMutableRawPointer(base + index)
      place.storeBytes(
        of: lanes(place.loadUnaligned(as: SIMD8<Double>.self)), as: SIMD8<Double>.self)
      index &+= 8
    }
    while index < count {
      base[index] = scalar(base[index])
      index &+= 1
    }
  }
}
