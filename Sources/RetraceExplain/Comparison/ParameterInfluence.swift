import RetraceNumerics
import RetraceTables

/// How much a parameter tells of a metric over several runs: association, not cause.
///
/// All measures are of the metric's ranks, so that one run that diverged does not decide. Texts,
/// logicals and numbers with at most six values: the share of the variance that lies between the
/// values, corrected for their number (ε² of Kelley), (SS_between − (k − 1) MS_within) / SS_total,
/// at least 0. Numbers with more values: the square of the rank correlation, or the same share
/// between fifths of the runs by the number, of 15 runs or more, where that is greater: the best
/// may lie in the middle.
public struct ParameterInfluence: Sendable {
  /// How it was measured.
  public enum Measure: String, Sendable {
    /// The square of the rank correlation.
    case rank = "rank correlation²"
    /// The share of variance between values.
    case groups = "between values"
    /// The share of variance between fifths of the runs by the number.
    case fifths = "between fifths"
  }

  /// The parameter.
  public let name: String
  /// From 0 to 1.
  public let share: Double
  /// How it was measured.
  public let measure: Measure
  /// How many different values there are.
  public let valueCount: Int
  /// Over how many runs.
  public let runCount: Int
  /// The value whose runs are best in the mean, or for numbers with many values which way.
  public let bestValue: String

  /// Measures a parameter.
  ///
  /// - Parameters:
  ///   - cells: its typed value in each run, nil where it is not set.
  ///   - scores: the metric of each run; where it is not finite the run is left out.
  ///   - isLess: whether less of the metric is better.
  /// - Returns: nil if fewer than three runs are left, they all have one value, or no value
  ///   repeats.
  init?(_ name: String, cells: [JSON?], scores: [Double], isLess: Bool) {
    let used = cells.indices.filter { scores[$0].isFinite && (cells[$0] ?? .null) != .null }
    guard used.count >= 3 else { return nil }
    let ranks = Statistics.ranks(used.map { scores[$0] })
    let texts = used.map { cells[$0].map(RunParameters.text) ?? "" }
    let numbers = used.compactMap { row -> Double? in
      if case .number(let number)? = cells[row] { number } else { nil }
    }
    var groups: [String: [Double]] = [:]
    for (text, rank) in zip(texts, ranks) { groups[text, default: []].append(rank) }
    guard groups.count > 1 else { return nil }
    self.name = name
    valueCount = groups.count
    runCount = used.count
    if numbers.count == used.count, groups.count > ParallelRuns.levelLimit {
      let correlation = Statistics.rankCorrelation(numbers, ranks)
      let square = correlation.isNaN ? 0 : correlation * correlation
      if used.count >= 15, let (share, best) = Self.fifths(numbers, ranks, isLess: isLess),
        share > square
      {
        measure = .fifths
        self.share = share
        bestValue = share < Self.least ? "" : best
        return
      }
      measure = .rank
      share = square
      let isMoreBetter = (correlation > 0) != isLess
      bestValue = share < Self.least ? "" : isMoreBetter ? "higher" : "lower"
      return
    }
    // Values that never repeat explain everything and nothing.
    guard groups.count < used.count else { return nil }
    measure = .groups
    let ordered = groups.sorted { $0.key < $1.key }
    share = Self.share(ordered.map(\.value))
    let best = Self.best(ordered.map(\.value), isLess: isLess)
    bestValue = share < Self.least ? "" : ordered[best].key
  }

  /// Below such a share no value is called the best.
  private static let least = 0.05

  /// The share of variance between groups of ranks, corrected for their number.
  private static func share(_ groups: [[Double]]) -> Double {
    let ranks = groups.flatMap { $0 }
    let mean = Statistics.mean(ranks)
    let total = ranks.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard total > 0, ranks.count > groups.count else { return 0 }
    let between = groups.reduce(0) { sum, group in
      let own = Statistics.mean(group) - mean
      return sum + Double(group.count) * own * own
    }
    let within = (total - between) / Double(ranks.count - groups.count)
    return max(0, min(1, (between - Double(groups.count - 1) * within) / total))
  }

  private static func best(_ groups: [[Double]], isLess: Bool) -> Int {
    let means = groups.map { Statistics.mean($0) }
    let best = isLess ? means.min() : means.max()
    return means.firstIndex { $0 == best } ?? 0
  }

  /// The share between fifths of the runs by a number, and the range of the best fifth.
  private static func fifths(
    _ numbers: [Double], _ ranks: [Double], isLess: Bool
  ) -> (share: Double, best: String)? {
    let ends = Statistics.quantiles(numbers, [0.2, 0.4, 0.6, 0.8])
    var groups = [[Double]](repeating: [], count: 5)
    var ranges = [(low: Double, high: Double)?](repeating: nil, count: 5)
    for (number, rank) in zip(numbers, ranks) {
      let group = ends.count { number > $0 }
      groups[group].append(rank)
      let range = ranges[group] ?? (number, number)
      ranges[group] = (min(range.low, number), max(range.high, number))
    }
    let filled = groups.indices.filter { !groups[$0].isEmpty }
    guard filled.count > 1 else { return nil }
    let used = filled.map { groups[$0] }
    guard let range = ranges[filled[best(used, isLess: isLess)]] else { return nil }
    let words =
      "\(ExplanationText.number(range.low, digits: 2))..\(ExplanationText.number(range.high, digits: 2))"
    return (share(used), words)
  }
}
