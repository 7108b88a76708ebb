import RetraceNumerics

/// How many rows of either kind have at least each score.
struct ScoreSteps {
  /// The different scores, falling.
  private(set) var thresholds: [Double] = []
  /// Positive rows with at least that score.
  private(set) var found: [Int] = []
  /// Other rows with at least that score.
  private(set) var missed: [Int] = []

  /// Counts rows.
  ///
  /// - Complexity: O(n log n).
  init(scores: [Double], positives: [Bool]) {
    var (found, missed) = (0, 0)
    let order = Sorting.compactOrder(of: scores)
    for position in order.indices.reversed() {
      let row = Int(order[position])
      if positives[row] { found += 1 } else { missed += 1 }
      if position > 0, scores[Int(order[position - 1])] == scores[row] { continue }
      thresholds.append(scores[row])
      self.found.append(found)
      self.missed.append(missed)
    }
  }
}
