import RetraceNumerics
public import RetraceRuns
public import RetraceTables

/// How much a parameter tells of a metric over several runs: association, not cause.
///
/// Both measures are of the metric's ranks, so that one run that diverged does not decide.
/// Numbers with many values: the square of the rank correlation. All others, and numbers with at
/// most six values: the share of the variance that lies between the values, corrected for their
/// number (ε² of Kelley), (SS_between − (k − 1) MS_within) / SS_total, at least 0.
public struct ParameterInfluence: Sendable {
  /// How it was measured.
  public enum Measure: String, Sendable {
    /// The square of the rank correlation.
    case rank = "rank correlation²"
    /// The share of variance between values.
    case groups = "between values"
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
      measure = .rank
      share = correlation.isNaN ? 0 : correlation * correlation
      let isMoreBetter = (correlation > 0) != isLess
      bestValue = correlation.isNaN || correlation == 0 ? "" : isMoreBetter ? "higher" : "lower"
      return
    }
    // Values that never repeat explain everything and nothing.
    guard groups.count < used.count else { return nil }
    measure = .groups
    let mean = Statistics.mean(ranks)
    let total = ranks.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    var between = 0.0
    for group in groups.values {
      let own = Statistics.mean(group)
      between += Double(group.count) * (own - mean) * (own - mean)
    }
    let within = (total - between) / Double(used.count - groups.count)
    share =
      total > 0 ? max(0, min(1, (between - Double(groups.count - 1) * within) / total)) : 0
    let ordered = groups.sorted { $0.key < $1.key }
    let best =
      isLess
      ? ordered.min { Statistics.mean($0.value) < Statistics.mean($1.value) }
      : ordered.max { Statistics.mean($0.value) < Statistics.mean($1.value) }
    bestValue = best?.key ?? ""
  }
}
