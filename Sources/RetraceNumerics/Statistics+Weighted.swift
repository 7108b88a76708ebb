/// Weighted statistics.
///
/// Weights are at least 0 and need not add up to 1; where they add up to 0, results are NaN. A
/// number of weight 0 counts as absent, unless it is infinite or NaN.
extension Statistics {
  /// Σ w x / Σ w.
  ///
  /// - Parameters:
  ///   - values: x.
  ///   - weights: w, as many.
  /// - Complexity: O(n).
  public static func weightedMean(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable,
    weights: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    values.withNumbers { x in weights.withNumbers { w in weightedMean(of: x, w) } }
  }

  /// Σ w (x − m)² / Σ w with m the weighted mean: the variance of the weighted population.
  ///
  /// - Complexity: O(n).
  public static func weightedVariance(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable,
    weights: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    values.withNumbers { x in
      weights.withNumbers { w in weightedMoments(x, x, w).xy / Kernels.sum(w) }
    }
  }

  /// Σ w (x − mₓ)(y − m_y) / Σ w with the weighted means.
  ///
  /// - Complexity: O(n).
  public static func weightedCovariance(
    _ first: borrowing some NumberBuffer & ~Copyable & ~Escapable,
    _ second: borrowing some NumberBuffer & ~Copyable & ~Escapable,
    weights: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    first.withNumbers { x in
      second.withNumbers { y in
        weights.withNumbers { w in weightedMoments(x, y, w).xy / Kernels.sum(w) }
      }
    }
  }

  /// Pearson's correlation with weights; NaN where one side is constant.
  ///
  /// - Complexity: O(n).
  public static func weightedCorrelation(
    _ first: borrowing some NumberBuffer & ~Copyable & ~Escapable,
    _ second: borrowing some NumberBuffer & ~Copyable & ~Escapable,
    weights: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    first.withNumbers { x in
      second.withNumbers { y in
        weights.withNumbers { w in
          let (xx, xy, yy) = weightedMoments(x, y, w)
          return ratio(xx, xy, yy)
        }
      }
    }
  }

  /// The smallest number x whose share of the weight at or below x reaches p; with equal weights
  /// a quantile of type 1.
  ///
  /// - Parameters:
  ///   - values: x, in any order.
  ///   - weights: w, as many.
  ///   - probability: p, from 0 to 1; NaN outside.
  /// - Complexity: O(n).
  public static func weightedQuantile(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable,
    weights: borrowing some NumberBuffer & ~Copyable & ~Escapable, _ probability: Double
  ) -> Double {
    let order = Sorting.order(of: values)
    return values.withNumbers { x in
      weights.withNumbers { w in
        Kernels.requireEqual(x.count, w.count)
        guard let last = order.last, probability >= 0, probability <= 1 else { return .nan }
        if x[last].isNaN { return x[last] }
        var total = CompensatedSum()
        for index in order { total.add(w[index]) }
        guard total.value > 0 else { return .nan }
        let target = total.value * probability
        // Sums of equal weights are rounded: a few roundings short counts as reached.
        let tolerance = 4 * total.value.ulp
        var reached = CompensatedSum()
        var answer = Double.nan
        for index in order where w[index] > 0 {
          reached.add(w[index])
          answer = x[index]
          if reached.value >= target - tolerance { break }
        }
        return answer
      }
    }
  }

  private static func weightedMean(
    of x: UnsafeBufferPointer<Double>, _ w: UnsafeBufferPointer<Double>
  ) -> Double {
    Kernels.requireEqual(x.count, w.count)
    let total = Kernels.sum(w)
    guard !(total == 0) else { return .nan }
    return Kernels.dot(x, w) / total
  }

  /// Weighted sums of squares and products of the deviations from the weighted means.
  private static func weightedMoments(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>,
    _ w: UnsafeBufferPointer<Double>
  ) -> (xx: Double, xy: Double, yy: Double) {
    let meanX = weightedMean(of: x, w)
    let meanY = weightedMean(of: y, w)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for index in 0..<x.count {
      let deviationX = x[index] - meanX
      let deviationY = y[index] - meanY
      xx += w[index] * deviationX * deviationX
      xy += w[index] * deviationX * deviationY
      yy += w[index] * deviationY * deviationY
    }
    return (xx, xy, yy)
  }
}
