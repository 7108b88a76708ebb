/// The monotone sequence nearest to a given one.
package enum IsotonicRegression {
  /// The rising sequence with the smallest weighted sum of squared differences.
  ///
  /// Neighbours that fall are pooled into their weighted mean until none does, so that the
  /// weighted mean of the whole stays what it was.
  ///
  /// Source: M. Ayer et al., "An Empirical Distribution Function for Sampling with Incomplete
  /// Information", Annals of Mathematical Statistics 1955: pool adjacent violators.
  ///
  /// - Parameters:
  ///   - weights: as many as values, above 0.
  /// - Complexity: O(values).
  package static func rising(_ values: [Double], weights: [Double]) -> [Double] {
    precondition(values.count == weights.count, "a weight for each value")
    var pools: [(mean: Double, weight: Double, count: Int)] = []
    for (value, weight) in zip(values, weights) {
      var pool = (mean: value, weight: weight, count: 1)
      while let last = pools.last, last.mean > pool.mean {
        let total = last.weight + pool.weight
        pool = (
          last.mean + (pool.mean - last.mean) * (pool.weight / total), total,
          last.count + pool.count
        )
        pools.removeLast()
      }
      pools.append(pool)
    }
    return pools.flatMap { [Double](repeating: $0.mean, count: $0.count) }
  }
}
