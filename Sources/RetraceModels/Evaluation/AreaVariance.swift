import RetraceNumerics

/// The area under the ROC curve with its variance over samples of rows.
///
/// Source: E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, "Comparing the Areas under Two or
/// More Correlated Receiver Operating Characteristic Curves", Biometrics 44, 1988,
/// https://doi.org/10.2307/2531595; by ranks: X. Sun and W. Xu, IEEE Signal Processing Letters 21,
/// 2014, https://doi.org/10.1109/LSP.2014.2337313.
public struct AreaVariance: Sendable {
  /// The area; NaN for rows of one kind only.
  public let area: Double
  /// The variance; NaN for fewer than two rows of a kind.
  public let variance: Double
  /// The lower end of the 95% interval, not below 0; NaN where there is none.
  public let low: Double
  /// The upper end of the 95% interval, not above 1; NaN where there is none.
  public let high: Double

  /// Measures scores.
  ///
  /// - Parameters:
  ///   - scores: a score per row; none NaN.
  ///   - positives: whether each row is positive.
  /// - Complexity: O(n log n).
  public init(scores: [Double], positives: [Bool]) {
    precondition(scores.count == positives.count, "a label per score")
    let rows = scores.indices
    let (own, others) = (rows.filter { positives[$0] }, rows.filter { !positives[$0] })
    let (m, n) = (Double(own.count), Double(others.count))
    guard m > 0, n > 0 else {
      (area, variance, low, high) = (.nan, .nan, .nan, .nan)
      return
    }
    let all = Statistics.ranks(scores)
    let ownRanks = Statistics.ranks(own.map { scores[$0] })
    let otherRanks = Statistics.ranks(others.map { scores[$0] })
    // The share of the other kind that each row stands before.
    let first = zip(own, ownRanks).map { (all[$0] - $1) / n }
    let second = zip(others, otherRanks).map { 1 - (all[$0] - $1) / m }
    let area = Statistics.mean(first)
    self.area = area
    guard m > 1, n > 1 else {
      (variance, low, high) = (.nan, .nan, .nan)
      return
    }
    let variance = Statistics.variance(first) / m + Statistics.variance(second) / n
    self.variance = variance
    let reach = 1.959963984540054 * variance.squareRoot()
    low = max(0, area - reach)
    high = min(1, area + reach)
  }
}
