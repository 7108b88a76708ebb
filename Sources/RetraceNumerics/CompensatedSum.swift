/// A running sum that carries along what rounding takes away.
///
/// Its error does not grow with the number of terms: about one rounding of the sum, plus
/// n·ε² times the sum of magnitudes. Add in a fixed order for the same bits every time.
///
/// Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher
/// Summen", ZAMM 54, 1974.
public struct CompensatedSum: Sendable {
  @usableFromInline var sum = 0.0
  @usableFromInline var correction = 0.0

  /// Makes an empty sum, 0.
  @inlinable
  public init() {}

  /// Adds a term.
  @inlinable
  public mutating func add(_ term: Double) {
    let total = sum + term
    correction += sum.magnitude >= term.magnitude ? (sum - total) + term : (term - total) + sum
    sum = total
  }

  /// The sum so far.
  @inlinable
  public var value: Double {
    // After an infinite term the correction is NaN and says nothing.
    correction.isFinite ? sum + correction : sum
  }
}
