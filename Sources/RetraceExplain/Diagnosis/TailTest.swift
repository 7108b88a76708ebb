import Glibc
import RetraceNumerics

/// Which values of a long series stand out above their surroundings further than its own tail
/// explains.
///
/// Each value is compared with the median of the 25 around it, in medians of all such distances;
/// positive series on the logarithmic scale, where the fluctuation of a mean of losses is alike
/// all along. Of the upper tenth of these the excesses over their threshold are
/// taken as exponential, with the mean that their median tells (a few outliers do not move it).
/// A value is told when less than 0.01 values as large are expected in the whole series.
///
/// The exponential tail is that of every distribution in the Gumbel domain, the normal among them,
/// whose own tail is lighter.
///
/// Source: J. Pickands, "Statistical inference using extreme order statistics", Annals of
/// Statistics 3(1), 1975; A. C. Davison and R. L. Smith, "Models for exceedances over high
/// thresholds", Journal of the Royal Statistical Society B 52(3), 1990.
struct TailTest {
  /// The least values that tell a tail.
  static let least = 60

  /// A value that stands out.
  struct Outlier {
    let index: Int
    /// The median around it, on the scale of the series.
    let level: Double
    /// How many values as large are expected by chance in the whole series.
    let expected: Double
  }

  let outliers: [Outlier]

  /// Tests a series of at least ``least`` finite values.
  ///
  /// - Complexity: O(n · window).
  init(_ values: [Double], window: Int = 25) {
    let count = values.count
    guard count >= Self.least else {
      outliers = []
      return
    }
    let isPositive = values.allSatisfy { $0 > 0 }
    let series = isPositive ? values.map { Kernels.log($0) } : values
    let levels = Self.runningMedians(series, window: min(window, count))
    let residuals = series.indices.map { series[$0] - levels[$0] }
    let spread = Statistics.median(residuals.map(abs))
    let scores = residuals.map { residual in
      spread > 0 ? residual / spread : residual > 0 ? .infinity : 0
    }
    let sorted = scores.sorted()
    let threshold = sorted[count - 1 - count / 10]
    let excesses = sorted[(count - count / 10)...].map { $0 - threshold }
    let middle = Statistics.median(excesses.filter(\.isFinite))
    let mean = middle / Kernels.log(2)
    let share = Double(excesses.count)
    outliers = scores.indices.compactMap { index in
      guard scores[index] > threshold else { return nil }
      let expected =
        mean > 0 && scores[index].isFinite
        ? share * Kernels.exp(-(scores[index] - threshold) / mean) : 0
      guard expected < 0.01 else { return nil }
      let level = isPositive ? Kernels.exp(levels[index]) : levels[index]
      return Outlier(index: index, level: level, expected: expected)
    }
  }

  /// The median of a window around each value; at the ends the window keeps its length.
  ///
  /// - Complexity: O(n · window), one insertion and one removal a value.
  private static func runningMedians(_ series: [Double], window: Int) -> [Double] {
    let count = series.count
    var sorted = series[..<window].sorted()
    var medians = [Double](repeating: sorted[window / 2], count: count)
    var start = 0
    for index in 0..<count {
      let wanted = min(max(0, index - window / 2), count - window)
      while start < wanted {
        let (old, new) = (series[start], series[start + window])
        var place = 0
        while place < window - 1, sorted[place] < old { place += 1 }
        // The gap that the old value leaves moves to where the new one belongs.
        while place > 0, sorted[place - 1] > new {
          sorted[place] = sorted[place - 1]
          place -= 1
        }
        while place < window - 1, sorted[place + 1] < new {
          sorted[place] = sorted[place + 1]
          place += 1
        }
        sorted[place] = new
        start += 1
      }
      medians[index] = sorted[window / 2]
    }
    return medians
  }
}
