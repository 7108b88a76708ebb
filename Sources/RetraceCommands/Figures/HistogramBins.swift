import Glibc
import RetraceNumerics

/// Bins of equal width with nice edges, and how many numbers fall into each.
struct HistogramBins {
  /// The edges in ascending order, one more than bins.
  let edges: [Double]
  /// How many numbers fall into each bin.
  let counts: [Double]
  /// What is not counted: missing, NaN, infinite numbers.
  let notes: [String]

  /// Bins numbers.
  ///
  /// - Parameter count: how many bins; by the spread where it is nil.
  init(_ numbers: [Double], count: Int?) {
    let finite = numbers.filter(\.isFinite)
    let missing = numbers.count(where: \.isMissing)
    let infinite = numbers.count(where: \.isInfinite)
    let undefined = numbers.count - finite.count - missing - infinite
    notes = [(missing, "missing"), (undefined, "NaN"), (infinite, "infinite")]
      .filter { $0.0 > 0 }.map { "\($0.0) \($0.1) left out" }
    guard let least = finite.min(), let greatest = finite.max() else {
      (edges, counts) = ([], [])
      return
    }
    let edges = Self.edges(finite, least, greatest, count)
    var counts = [Double](repeating: 0, count: edges.count - 1)
    for number in finite {
      var low = 0
      var high = edges.count - 1
      while high - low > 1 {
        let middle = (low + high) / 2
        if number >= edges[middle] { low = middle } else { high = middle }
      }
      counts[low] += 1
    }
    self.edges = edges
    self.counts = counts
  }

  private static func edges(
    _ numbers: [Double], _ least: Double, _ greatest: Double, _ count: Int?
  ) -> [Double] {
    let spread = greatest - least
    guard spread > 0, spread.isFinite else {
      let half = max(abs(least) * 0.5, 0.5)
      return spread.isFinite ? [least - half, least + half] : [least, 0, greatest]
    }
    if let count {
      return (0...count).map {
        $0 == count ? greatest : least + spread / Double(count) * Double($0)
      }
    }
    let quartiles = Statistics.quantiles(numbers, [0.25, 0.75])
    let wide = 2 * (quartiles[1] - quartiles[0]) / cbrt(Double(numbers.count))
    let width = niceWidth(max(wide, spread / 40))
    let first = (least / width).rounded(.down)
    let bins = Int(max(1, ((greatest - first * width) / width).rounded(.down) + 1))
    return (0...min(bins, 200)).map { (first + Double($0)) * width }
  }

  /// The least of 1, 2, 5 times a power of ten that is no narrower.
  private static func niceWidth(_ width: Double) -> Double {
    let power = pow(10, log10(width).rounded(.down))
    let factor = [1, 2, 5, 10].first { $0 * power >= width * (1 - 1e-12) } ?? 10
    return factor * power
  }
}
