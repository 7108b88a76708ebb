/// Summary statistics of numbers.
///
/// Callers leave missing values out before. NaN is not skipped, nor is a missing value: a result
/// that depends on one is NaN. Without enough numbers the result is NaN as well, except
/// for sums; each function says how many it needs.
public enum Statistics {
  /// Σ x, with compensated rounding; 0 for no numbers.
  ///
  /// - Complexity: O(n).
  public static func sum(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    values.withNumbers { numbers in
      var sum = CompensatedSum()
      for number in numbers { sum.add(number) }
      return sum.value
    }
  }

  /// The arithmetic mean; NaN for no numbers.
  ///
  /// The mean of the deviations from a first mean corrects its rounding; sums that overflow are
  /// taken again of scaled numbers.
  ///
  /// - Complexity: O(n).
  public static func mean(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    values.withNumbers { mean(of: $0) }
  }

  /// What the sum of squared deviations is divided by.
  public enum VarianceDivisor: Sendable {
    /// n − 1: unbiased for a sample; needs two numbers.
    case sample
    /// n: the numbers are the whole population; needs one number.
    case population
  }

  /// The variance: Σ (x − mean)² divided by n − 1 or n; NaN for too few numbers.
  ///
  /// Two passes, with the correction for the mean's rounding. Numbers that are all equal have
  /// variance 0 exactly.
  ///
  /// Source: T. F. Chan, G. H. Golub and R. J. LeVeque, "Algorithms for Computing the Sample
  /// Variance", The American Statistician 37(3), 1983, eq. 1.7.
  ///
  /// - Complexity: O(n).
  public static func variance(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable,
    divisor: VarianceDivisor = .sample
  ) -> Double {
    values.withNumbers { numbers in
      let count = divisor == .sample ? numbers.count - 1 : numbers.count
      guard count > 0 else { return .nan }
      let center = mean(of: numbers)
      var squares = 0.0
      var rest = 0.0
      for number in numbers {
        let deviation = number - center
        squares += deviation * deviation
        rest += deviation
      }
      guard squares.isFinite else { return squares }
      return max(0, squares - rest * rest / Double(numbers.count)) / Double(count)
    }
  }

  /// The square root of the ``variance(_:divisor:)``.
  ///
  /// - Complexity: O(n).
  public static func standardDeviation(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable,
    divisor: VarianceDivisor = .sample
  ) -> Double {
    variance(values, divisor: divisor).squareRoot()
  }

  /// The smallest number; NaN for no numbers.
  ///
  /// - Complexity: O(n).
  public static func minimum(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    values.withNumbers { extreme($0) { $0 < $1 } }
  }

  /// The largest number; NaN for no numbers.
  ///
  /// - Complexity: O(n).
  public static func maximum(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    values.withNumbers { extreme($0) { $0 > $1 } }
  }

  /// The number that comes before all others in an order, or the first NaN.
  @inline(__always)
  private static func extreme(
    _ numbers: UnsafeBufferPointer<Double>, _ isBefore: (Double, Double) -> Bool
  ) -> Double {
    guard var best = numbers.first else { return .nan }
    for number in numbers {
      if number.isNaN { return number }
      if isBefore(number, best) { best = number }
    }
    return best
  }

  static func mean(of numbers: UnsafeBufferPointer<Double>) -> Double {
    guard let first = numbers.first else { return .nan }
    if numbers.allSatisfy({ $0 == first }) { return first }
    let count = Double(numbers.count)
    let mean = Kernels.sum(numbers) / count
    guard mean.isFinite else {
      // Infinite numbers or an overflow of the sum, which smaller numbers do not have.
      var scaled = CompensatedSum()
      for number in numbers { scaled.add(number * 0x1p-64) }
      guard scaled.value.isFinite else { return scaled.value }
      let limit = Double.greatestFiniteMagnitude
      return min(max(scaled.value / count * 0x1p64, -limit), limit)
    }
    var rest = 0.0
    for number in numbers { rest += number - mean }
    let corrected = mean + rest / count
    return corrected.isFinite ? corrected : mean
  }
}
