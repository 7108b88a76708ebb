import Glibc

/// McNemar's exact test of two classifiers on the same rows.
///
/// Under the hypothesis that both are equally often right, the rows that one alone has right are
/// coin tosses: p = min(1, 2 · P(X ≤ min(b, c))), X binomial with n = b + c and ½.
///
/// Source: Q. McNemar, Psychometrika 12 (1947), https://doi.org/10.1007/BF02295996.
public enum McNemarTest {
  /// The two-sided p-value.
  ///
  /// - Parameters:
  ///   - onlyFirst: rows that only the first has right.
  ///   - onlySecond: rows that only the second has right.
  /// - Complexity: O(min).
  public static func exact(onlyFirst: Int, onlySecond: Int) -> Double {
    let count = onlyFirst + onlySecond
    guard count > 0 else { return 1 }
    let least = min(onlyFirst, onlySecond)
    // Terms by their logarithms: 2^-n is 0 for large n.
    let base = lgamma(Double(count) + 1) - Double(count) * log(2)
    var sum = 0.0
    for tosses in 0...least {
      sum += exp(base - lgamma(Double(tosses) + 1) - lgamma(Double(count - tosses) + 1))
    }
    return min(1, 2 * sum)
  }
}
