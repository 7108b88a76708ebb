extension Statistics {
  /// The covariance: Σ (x − mean x)(y − mean y) divided by n − 1 or n; NaN for too few numbers.
  ///
  /// - Parameters:
  ///   - first: x.
  ///   - second: y, as many numbers.
  ///   - divisor: n − 1 or n.
  /// - Complexity: O(n).
  public static func covariance(
    _ first: borrowing some NumberBuffer & ~Copyable & ~Escapable,
    _ second: borrowing some NumberBuffer & ~Copyable & ~Escapable,
    divisor: VarianceDivisor = .sample
  ) -> Double {
    first.withNumbers { x in
      second.withNumbers { y in
        let count = divisor == .sample ? x.count - 1 : x.count
        guard count > 0 else { return .nan }
        return moments(x, y).xy / Double(count)
      }
    }
  }

  /// Pearson's correlation, between −1 and 1.
  ///
  /// NaN for fewer than two numbers or where one side is constant: there it is not defined.
  ///
  /// - Complexity: O(n).
  public static func correlation(
    _ first: borrowing some NumberBuffer & ~Copyable & ~Escapable,
    _ second: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    first.withNumbers { x in
      second.withNumbers { y in
        let (xx, xy, yy) = moments(x, y)
        return ratio(xx, xy, yy)
      }
    }
  }

  /// Spearman's correlation: Pearson's of the ranks, ties sharing their mean rank.
  ///
  /// NaN as ``correlation(_:_:)``, and where a number is NaN.
  ///
  /// - Complexity: O(n).
  public static func rankCorrelation(
    _ first: borrowing some NumberBuffer & ~Copyable & ~Escapable,
    _ second: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    correlation(ranks(first), ranks(second))
  }

  /// A correlation from sums of squares and products.
  static func ratio(_ xx: Double, _ xy: Double, _ yy: Double) -> Double {
    guard !(xx == 0), !(yy == 0) else { return .nan }
    // One root is exact where x = y; the product may overflow where two roots do not.
    let product = xx * yy
    let value =
      product.isFinite && product > 0x1p-960
      ? xy / product.squareRoot() : xy / xx.squareRoot() / yy.squareRoot()
    return value > 1 ? 1 : value < -1 ? -1 : value
  }

  /// The sums of squares and products of the deviations from the means.
  private static func moments(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>
  ) -> (xx: Double, xy: Double, yy: Double) {
    precondition(x.count == y.count, "\(x.count) and \(y.count) numbers cannot be paired")
    guard x.count > 1 else { return (0, 0, 0) }
    let meanX = mean(of: x)
    let meanY = mean(of: y)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for index in 0..<x.count {
      let deviationX = x[index] - meanX
      let deviationY = y[index] - meanY
      xx += deviationX * deviationX
      xy += deviationX * deviationY
      yy += deviationY * deviationY
    }
    return (xx, xy, yy)
  }
}
