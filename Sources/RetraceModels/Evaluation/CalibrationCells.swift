package import RetraceNumerics

/// Rows in bins of equal width by their predicted probability, for calibration errors.
///
/// Of two classes the positive one's probability is compared with its share; of several the
/// largest probability with the share of rows where it is the true class. Bins are (i/n,
/// (i+1)/n], 0 in the first.
///
/// Source: C. Guo et al., "On Calibration of Modern Neural Networks", ICML 2017,
/// https://proceedings.mlr.press/v70/guo17a.html.
package struct CalibrationCells: Sendable {
  private let bins: [UInt16]
  /// Predicted less observed, per row.
  private let gaps: [Double]
  private let binCount: Int

  /// Puts rows into bins.
  package init(probabilities: Matrix, labels: [Int], bins binCount: Int) {
    self.binCount = binCount
    var bins: [UInt16] = []
    var gaps: [Double] = []
    bins.reserveCapacity(labels.count)
    gaps.reserveCapacity(labels.count)
    for row in labels.indices {
      let (share, isRight) = ClassificationMetrics.topLabel(probabilities, row, labels[row])
      bins.append(UInt16(Self.bin(of: share, binCount)))
      gaps.append(share - (isRight ? 1 : 0))
    }
    self.bins = bins
    self.gaps = gaps
  }

  /// The bin of a probability; a share above 1 by rounding belongs to the last.
  package static func bin(of share: Double, _ count: Int) -> Int {
    guard share.isFinite else { return 0 }
    var bin = Int(min(max(share, 0), 1) * Double(count))
    bin = min(count - 1, bin)
    while bin > 0, share <= Double(bin) / Double(count) { bin -= 1 }
    while bin < count - 1, share > Double(bin + 1) / Double(count) { bin += 1 }
    return bin
  }

  /// The expected and the largest calibration error of the rows as often as they count.
  package func errors(_ counts: RowCounts) -> (expected: Double, largest: Double) {
    var totals = [Int](repeating: 0, count: binCount)
    var sums = [Double](repeating: 0, count: binCount)
    for row in bins.indices {
      let (bin, count) = (Int(bins[row]), Int(counts[row]))
      totals[bin] &+= count
      sums[bin] += Double(count) * gaps[row]
    }
    var (sum, total, largest) = (0.0, 0, 0.0)
    for bin in 0..<binCount where totals[bin] > 0 {
      sum += abs(sums[bin])
      total += totals[bin]
      largest = max(largest, abs(sums[bin]) / Double(totals[bin]))
    }
    return total > 0 ? (sum / Double(total), largest) : (.nan, .nan)
  }
}
