package import RetraceNumerics

/// How often each row counts: once, or as often as a resampling has drawn it.
package typealias RowCounts = UnsafeBufferPointer<UInt16>

/// Rows in falling order of a score, of which some are positive: sorted once, measured often.
package struct RankedScores: Sendable {
  /// The areas under the curves of all thresholds.
  package struct Areas: Sendable {
    /// The probability that a positive row stands before a negative one; ties count ½.
    package var roc = Double.nan
    /// Recall times precision in steps.
    package var averagePrecision = Double.nan
    /// The area under the precision–recall curve by trapezoids.
    package var trapezoid = Double.nan
  }

  /// Per row in falling order its number, whether it is positive and whether its score is the
  /// last of equal ones: `row << 2 | positive << 1 | last`.
  private let entries: [UInt32]

  /// Sorts rows.
  ///
  /// - Parameters:
  ///   - scores: a score per row; none NaN.
  ///   - positives: whether each row is positive.
  /// - Complexity: O(n log n).
  package init(scores: [Double], positives: [Bool]) {
    precondition(scores.count == positives.count, "a label per score")
    precondition(scores.count < 1 << 30, "\(scores.count) rows to rank")
    let order = Sorting.compactOrder(of: scores)
    var entries = [UInt32](repeating: 0, count: order.count)
    for (position, row) in order.reversed().enumerated() {
      let next = order.count - position - 2
      let isLast = next < 0 || scores[Int(order[next])] != scores[Int(row)]
      entries[position] = row << 2 | (positives[Int(row)] ? 2 : 0) | (isLast ? 1 : 0)
    }
    self.entries = entries
  }

  /// The areas of the rows as often as they count.
  ///
  /// - Complexity: O(n).
  package func areas(_ counts: RowCounts) -> Areas {
    var (found, missed) = (0, 0)
    var (group, others) = (0, 0)
    // Twice the number of pairs that stand in order.
    var pairs = 0
    var (steps, trapezoids) = (0.0, 0.0)
    var precision = 1.0
    entries.withUnsafeBufferPointer { entries in
      for entry in entries {
        let count = Int(counts[Int(entry >> 2)])
        let positive = count & -Int(entry >> 1 & 1)
        group &+= positive
        others &+= count &- positive
        guard entry & 1 == 1 else { continue }
        pairs &+= others &* (2 &* found &+ group)
        found &+= group
        missed &+= others
        if group &+ others > 0 {
          let own = Double(found) / Double(found &+ missed)
          steps += Double(group) * own
          trapezoids += Double(group) * (own + precision) * 0.5
          precision = own
        }
        group = 0
        others = 0
      }
    }
    guard found > 0 else { return Areas() }
    return Areas(
      roc: missed > 0 ? Double(pairs) / 2 / (Double(found) * Double(missed)) : .nan,
      averagePrecision: steps / Double(found), trapezoid: trapezoids / Double(found))
  }

  /// The largest difference between the shares of positives and of negatives before a score.
  ///
  /// - Complexity: O(n).
  package func separation(_ counts: RowCounts) -> Double {
    var (positives, negatives) = (0, 0)
    for entry in entries {
      let count = Int(counts[Int(entry >> 2)])
      if entry & 2 == 2 { positives &+= count } else { negatives &+= count }
    }
    guard positives > 0, negatives > 0 else { return .nan }
    var (found, missed) = (0, 0)
    var largest = 0.0
    for entry in entries {
      let count = Int(counts[Int(entry >> 2)])
      if entry & 2 == 2 { found &+= count } else { missed &+= count }
      guard entry & 1 == 1 else { continue }
      let difference = Double(found) / Double(positives) - Double(missed) / Double(negatives)
      largest = max(largest, abs(difference))
    }
    return largest
  }
}
