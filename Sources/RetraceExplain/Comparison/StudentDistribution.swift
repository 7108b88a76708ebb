import Glibc

/// Student's t distribution with a whole number of degrees of freedom.
///
/// Source: M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
enum StudentDistribution {
  /// The probability that |T| is at least so large.
  ///
  /// - Complexity: O(degrees), at most 400 terms; beyond the normal distribution is as good.
  static func twoSided(_ t: Double, degrees: Int) -> Double {
    guard degrees >= 1, !t.isNaN else { return .nan }
    let t = abs(t)
    if t.isInfinite { return 0 }
    guard degrees <= 400 else { return erfc(t / 2.0.squareRoot()) }
    let angle = atan(t / Double(degrees).squareRoot())
    let (sine, cosine) = (sin(angle), cos(angle))
    var sum = 0.0
    if degrees % 2 == 1 {
      var term = cosine
      var position = 1
      while position <= degrees - 2 {
        sum += term
        term *= cosine * cosine * Double(position + 1) / Double(position + 2)
        position += 2
      }
      return max(0, 1 - 2 / Double.pi * (angle + sine * sum))
    }
    var term = 1.0
    var position = 0
    while position <= degrees - 2 {
      sum += term
      term *= cosine * cosine * Double(position + 1) / Double(position + 2)
      position += 2
    }
    return max(0, 1 - sine * sum)
  }

  /// The size that |T| exceeds with a probability.
  static func quantile(twoSided probability: Double, degrees: Int) -> Double {
    guard degrees >= 1, probability > 0, probability < 1 else { return .nan }
    var (low, high) = (0.0, 1.0)
    while twoSided(high, degrees: degrees) > probability, high < 1e12 { high *= 2 }
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if twoSided(middle, degrees: degrees) > probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
