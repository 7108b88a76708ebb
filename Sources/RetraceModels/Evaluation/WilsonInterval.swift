/// The 95% interval of a share that was counted.
///
/// Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
/// Journal of the American Statistical Association 22, 1927,
/// https://doi.org/10.1080/01621459.1927.10502953.
public struct WilsonInterval: Sendable, Equatable {
  /// The lower end.
  public let low: Double
  /// The upper end.
  public let high: Double

  /// The interval of a share; NaN of no rows.
  ///
  /// - Parameters:
  ///   - found: how many rows have what is counted.
  ///   - count: of how many.
  public init(_ found: Int, of count: Int) {
    guard count > 0 else {
      (low, high) = (.nan, .nan)
      return
    }
    let square = 1.959963984540054 * 1.959963984540054
    let n = Double(count)
    let share = Double(found) / n
    let center = (share + square / (2 * n)) / (1 + square / n)
    let reach =
      (square * (share * (1 - share) / n + square / (4 * n * n))).squareRoot() / (1 + square / n)
    low = found == 0 ? 0 : max(0, center - reach)
    high = found == count ? 1 : min(1, center + reach)
  }
}
