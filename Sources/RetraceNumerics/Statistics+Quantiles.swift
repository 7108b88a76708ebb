extension Statistics {
  /// How a quantile is read off the sorted numbers x₁ ≤ … ≤ xₙ.
  public enum QuantileType: Sendable {
    /// Type 1: the smallest number x with share(≤ x) ≥ p, always one of the numbers.
    case inverseDistribution
    /// Type 7: linear between the numbers, with x₁ at 0 and xₙ at 1; the default of R, NumPy and
    /// Julia.
    case linear
  }

  /// A quantile of some numbers; NaN for no numbers.
  ///
  /// Source: R. J. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", The American
  /// Statistician 50(4), 1996.
  ///
  /// - Parameters:
  ///   - values: the numbers in any order.
  ///   - probability: from 0 to 1; NaN outside.
  ///   - type: how to read it off.
  /// - Complexity: O(n) by radix sorting.
  public static func quantile(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable, _ probability: Double,
    type: QuantileType = .linear
  ) -> Double {
    quantile(sorted: Sorting.sorted(values), probability, type: type)
  }

  /// Several quantiles of some numbers, sorted once.
  ///
  /// - Complexity: O(n + k).
  public static func quantiles(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable,
    _ probabilities: [Double], type: QuantileType = .linear
  ) -> [Double] {
    let sorted = Sorting.sorted(values)
    return probabilities.map { quantile(sorted: sorted, $0, type: type) }
  }

  /// A quantile of numbers already in ascending order, NaN last.
  ///
  /// - Complexity: O(1).
  public static func quantile(
    sorted: [Double], _ probability: Double, type: QuantileType = .linear
  ) -> Double {
    guard let last = sorted.last, probability >= 0, probability <= 1 else { return .nan }
    if last.isNaN { return last }
    let count = sorted.count
    switch type {
    case .inverseDistribution:
      // n·p is rounded: a product within a few roundings of an integer stands for it.
      let position = Double(count) * probability
      let nearest = position.rounded()
      let isWhole = (position - nearest).magnitude <= 4 * position.ulp
      let rank = Int(isWhole ? nearest : position.rounded(.up))
      return sorted[min(count, max(1, rank)) - 1]
    case .linear:
      let position = Double(count - 1) * probability
      let lower = min(count - 1, Int(position))
      let share = position - Double(lower)
      let below = sorted[lower]
      let above = sorted[min(count - 1, lower + 1)]
      guard share > 0, below != above else { return below }
      return below * (1 - share) + above * share
    }
  }

  /// The middle number, or the mean of the two in the middle; NaN for no numbers.
  ///
  /// - Complexity: O(n).
  public static func median(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    quantile(values, 0.5)
  }

  /// The median of |x − median|, not scaled; NaN for no numbers.
  ///
  /// - Complexity: O(n).
  public static func medianAbsoluteDeviation(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    let center = median(values)
    let deviations = values.withNumbers { $0.map { ($0 - center).magnitude } }
    return median(deviations)
  }

  /// The rank of every number among all, 1 for the smallest; equal numbers share the mean of their
  /// ranks, NaN has rank NaN and is not counted.
  ///
  /// - Complexity: O(n).
  public static func ranks(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> [Double] {
    let order = Sorting.order(of: values)
    return values.withNumbers { numbers in
      var ranks = [Double](repeating: .nan, count: numbers.count)
      var start = 0
      while start < order.count, !numbers[order[start]].isNaN {
        var end = start + 1
        while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
        // Ranks start + 1 … end.
        let shared = Double(start + 1 + end) / 2
        for place in start..<end { ranks[order[place]] = shared }
        start = end
      }
      return ranks
    }
  }
}
