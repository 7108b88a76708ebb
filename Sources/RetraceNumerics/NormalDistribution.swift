/// The standard normal distribution, in own arithmetic: the same bits on every machine.
public enum NormalDistribution {
  /// The density exp(−x²/2) / √(2π).
  ///
  /// The exponent is split so that its rounding does not spoil the tails.
  public static func density(_ x: Double) -> Double {
    if x.isNaN { return x }
    return gauss(x.magnitude) * inverseRootTwoPi
  }

  /// The probability of a draw at most x, accurate relatively in the lower tail, too.
  ///
  /// Error below 1e-15 relative down to −37; for upper tails use `cumulative(-x)`.
  ///
  /// Source: W. J. Cody, "Rational Chebyshev Approximations for the Error Function",
  /// Mathematics of Computation 23(107), 1969; coefficients as in ACM TOMS algorithm 715.
  public static func cumulative(_ x: Double) -> Double {
    if x.isNaN { return x }
    let y = x.magnitude
    if y <= 0.674_489_75 {
      let square = x * x
      let top =
        (((center.top[4] * square + center.top[0]) * square + center.top[1]) * square
          + center.top[2]) * square + center.top[3]
      let bottom =
        (((square + center.bottom[0]) * square + center.bottom[1]) * square
          + center.bottom[2]) * square + center.bottom[3]
      return 0.5 + x * top / bottom
    }
    let tail = y > 40 ? 0 : gauss(y) * millsRatio(y)
    return x < 0 ? tail : 1 - tail
  }

  /// The number x that a draw is at most with probability p: the inverse of ``cumulative(_:)``.
  ///
  /// Error about 1e-16 relative. 0 gives −∞, 1 gives +∞, numbers outside 0…1 NaN.
  ///
  /// Source: M. J. Wichura, "Algorithm AS 241: The Percentage Points of the Normal
  /// Distribution", Applied Statistics 37(3), 1988, PPND16.
  public static func quantile(_ p: Double) -> Double {
    let q = p - 0.5
    if q.magnitude <= 0.425 {
      let r = 0.180625 - q * q
      return q * ratio(r, wichuraCenter)
    }
    guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : p.isNaN ? p : .nan }
    let r = (-Elementary.log(q < 0 ? p : 1 - p)).squareRoot()
    let size = r <= 5 ? ratio(r - 1.6, wichuraMiddle) : ratio(r - 5, wichuraTail)
    return q < 0 ? -size : size
  }

  /// A point of the standard normal distribution cut to an interval: its quantile at u.
  ///
  /// Monotone in u, one uniform a draw. Above the median it works with upper tails, so that no
  /// digits are lost there; the result always lies in the interval.
  ///
  /// - Parameters:
  ///   - u: from (0, 1), such as ``RandomStream/nextOpenUniform()``.
  ///   - lower: the interval's lower end, may be −∞.
  ///   - upper: its upper end, at least `lower`, may be +∞.
  public static func truncatedQuantile(
    _ u: Double, from lower: Double, to upper: Double
  ) -> Double {
    guard lower < upper else { return lower == upper ? lower : .nan }
    let low = cumulative(lower)
    let p = low + u * (cumulative(upper) - low)
    if p <= 0.5 {
      let x = quantile(p)
      // Below −38 the probabilities are 0: all the mass is at the inner end.
      return x == -.infinity ? upper : min(max(x, lower), upper)
    }
    let high = cumulative(-upper)
    let x = -quantile(high + (1 - u) * (cumulative(-lower) - high))
    return x == .infinity ? lower : min(max(x, lower), upper)
  }

  /// Draws from a normal distribution cut to an interval; takes one word of the stream.
  ///
  /// - Parameters:
  ///   - stream: where the randomness comes from.
  ///   - mean: of the distribution before it is cut.
  ///   - standardDeviation: of the distribution before it is cut; 0 gives the mean.
  ///   - lower: the interval's lower end.
  ///   - upper: its upper end.
  public static func draw(
    from stream: inout RandomStream, mean: Double = 0, standardDeviation: Double = 1,
    between lower: Double, and upper: Double
  ) -> Double {
    let u = stream.nextOpenUniform()
    guard standardDeviation > 0 else { return min(max(mean, lower), upper) }
    let x = truncatedQuantile(
      u, from: (lower - mean) / standardDeviation, to: (upper - mean) / standardDeviation)
    return min(max(mean + standardDeviation * x, lower), upper)
  }

  static let inverseRootTwoPi = 0.398942280401432677939946059934

  /// exp(−y²/2) for y ≥ 0, with y² in two parts of which the first is exact.
  private static func gauss(_ y: Double) -> Double {
    guard y < 40 else { return 0 }
    let head = Double(Int(y * 16)) / 16
    let rest = (y - head) * (y + head)
    return Elementary.exp(-head * head * 0.5) * Elementary.exp(-rest * 0.5)
  }

  /// The tail beyond y divided by exp(−y²/2), for y above 0.67.
  private static func millsRatio(_ y: Double) -> Double {
    guard y > 5.656_854_249_492_380_195 else {
      var top = middle.top[8] * y
      var bottom = y
      for index in 0..<7 {
        top = (top + middle.top[index]) * y
        bottom = (bottom + middle.bottom[index]) * y
      }
      return (top + middle.top[7]) / (bottom + middle.bottom[7])
    }
    let square = 1 / (y * y)
    var top = far.top[5] * square
    var bottom = square
    for index in 0..<4 {
      top = (top + far.top[index]) * square
      bottom = (bottom + far.bottom[index]) * square
    }
    let series = square * (top + far.top[4]) / (bottom + far.bottom[4])
    return (inverseRootTwoPi - series) / y
  }
}
