import RetraceNumerics

/// The areas under the curves of one class against each other one, on the rows of both alone.
///
/// Source: D. J. Hand and R. J. Till, "A Simple Generalisation of the Area Under the ROC Curve for
/// Multiple Class Classification Problems", Machine Learning 45, 2001,
/// https://doi.org/10.1023/A:1010920819831.
struct ClassPairRanks: Sendable {
  private let label: Int
  private let labels: [Int]
  private let classCount: Int
  /// `row << 1 | last of equal scores`, in falling order.
  private let entries: [UInt32]

  init(class label: Int, of classCount: Int, scores: [Double], labels: [Int]) {
    self.label = label
    self.labels = labels
    self.classCount = classCount
    let order = Sorting.compactOrder(of: scores)
    var entries = [UInt32](repeating: 0, count: order.count)
    for (position, row) in order.reversed().enumerated() {
      let next = order.count - position - 2
      let isLast = next < 0 || scores[Int(order[next])] != scores[Int(row)]
      entries[position] = row << 1 | (isLast ? 1 : 0)
    }
    self.entries = entries
  }

  /// The area against each class; NaN against itself and where a class has no row.
  func areas(_ counts: RowCounts) -> [Double] {
    var pairs = [Int](repeating: 0, count: classCount)
    var totals = pairs
    var found = 0
    var start = 0
    while start < entries.count {
      var end = start
      var group = 0
      while true {
        let row = Int(entries[end] >> 1)
        if labels[row] == label { group += Int(counts[row]) }
        if entries[end] & 1 == 1 { break }
        end += 1
      }
      for position in start...end {
        let row = Int(entries[position] >> 1)
        let (own, count) = (labels[row], Int(counts[row]))
        totals[own] += count
        if own != label { pairs[own] += count * (2 * found + group) }
      }
      found += group
      start = end + 1
    }
    return (0..<classCount).map { other in
      guard other != label, totals[other] > 0, totals[label] > 0 else { return .nan }
      return Double(pairs[other]) / 2 / (Double(totals[other]) * Double(totals[label]))
    }
  }

  /// The plain and the weighted mean over pairs of classes.
  ///
  /// - Parameter shares: the share of rows of each class.
  static func means(
    _ areas: [[Double]], shares: [Double]
  ) -> (plain: Double, weighted: Double) {
    var (sum, count) = (0.0, 0.0)
    var (weightedSum, weight) = (0.0, 0.0)
    for first in areas.indices {
      for second in areas.indices where second > first {
        let area = (areas[first][second] + areas[second][first]) / 2
        let share = shares[first] + shares[second]
        sum += area
        count += 1
        weightedSum += share * area
        weight += share
      }
    }
    return (sum / count, weightedSum / weight)
  }
}
