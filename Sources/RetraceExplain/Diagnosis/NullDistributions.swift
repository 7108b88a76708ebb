import Glibc
import RetraceNumerics

/// Probabilities of chance that detectors compare their statistics with.
enum NullDistributions {
  /// The probability that a normal number exceeds x.
  static func normalTail(_ x: Double) -> Double { NormalDistribution.cumulative(-x) }

  /// The probability that a χ² number exceeds x.
  ///
  /// By the cube root of Wilson and Hilferty, whose error is below 0.01 in the standard error;
  /// for one and two degrees exactly.
  ///
  /// Source: E. B. Wilson and M. M. Hilferty, "The distribution of chi-square", PNAS 17(12), 1931.
  static func chiSquareTail(_ x: Double, degrees: Int) -> Double {
    guard x > 0, degrees > 0 else { return 1 }
    if degrees == 1 { return min(1, 2 * normalTail(x.squareRoot())) }
    if degrees == 2 { return Kernels.exp(-x / 2) }
    let spread = 2 / (9 * Double(degrees))
    return normalTail((cbrt(x / Double(degrees)) - (1 - spread)) / spread.squareRoot())
  }

  /// The probability that a Poisson number is at least `count`.
  static func poissonTail(_ count: Int, mean: Double) -> Double {
    guard count > 0 else { return 1 }
    guard mean > 0 else { return 0 }
    if mean > 500 { return normalTail((Double(count) - 0.5 - mean) / mean.squareRoot()) }
    var term = Kernels.exp(-mean)
    var below = term
    for number in 1..<max(1, min(count, 100_000)) {
      term *= mean / Double(number)
      below += term
    }
    return max(0, 1 - below)
  }

  /// The probability that two samples' distribution functions differ by as much as `distance`
  /// somewhere.
  ///
  /// Source: N. Smirnov, "Table for estimating the goodness of fit of empirical distributions",
  /// Annals of Mathematical Statistics 19(2), 1948; with the correction of M. A. Stephens, 1970.
  static func smirnovTail(_ distance: Double, _ first: Int, _ second: Int) -> Double {
    let size = Double(first) * Double(second) / Double(max(1, first + second))
    let root = size.squareRoot()
    let scaled = (root + 0.12 + 0.11 / max(root, 1)) * distance
    guard scaled > 0.2 else { return 1 }
    var sum = 0.0
    for term in 1...40 {
      let sign = term % 2 == 1 ? 1.0 : -1.0
      sum += sign * Kernels.exp(-2 * Double(term * term) * scaled * scaled)
    }
    return min(1, max(0, 2 * sum))
  }
}
