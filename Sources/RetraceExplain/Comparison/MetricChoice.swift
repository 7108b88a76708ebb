import RetraceRuns

/// One metric on one split, chosen for several runs.
struct MetricChoice {
  /// How it is shown: `valid_accuracy`.
  let column: String
  let isLoss: Bool
  private let split: String
  private let measure: String
  private let name: String

  /// Chooses the metric that a name asks for, on the split that says most; without a name the
  /// metric that says most.
  ///
  /// - Throws: ``ExplainError`` if no run has it.
  init(_ runs: [[MetricSeries]], wanted: String?) throws {
    let parts = wanted.map { MetricName($0) }
    var counts: [String: (series: MetricSeries, count: Int, first: Int)] = [:]
    for one in runs.joined() {
      if let parts, let wanted, !one.answers(to: parts, name: wanted) { continue }
      let entry = counts[one.column] ?? (one, 0, counts.count)
      counts[one.column] = (entry.series, entry.count + 1, entry.first)
    }
    let best = counts.values.min { one, two in
      let (a, b) = (MetricRank(one.series), MetricRank(two.series))
      if a != b { return a < b }
      return (two.count, one.first) < (one.count, two.first)
    }
    guard let series = best?.series else {
      var seen: Set<String> = []
      let available = runs.joined().flatMap { [$0.measure, $0.column] }
        .filter { seen.insert($0).inserted }
      throw ExplainError.unknownMetric(wanted ?? "", available: available)
    }
    column = series.column
    isLoss = series.isLoss
    split = series.split
    measure = series.measure
    name = series.name
  }

  /// Its series in a run: the same name, or the same measure on the same split.
  func series(in all: [MetricSeries]) -> MetricSeries? {
    all.first { $0.name == name && $0.split == split }
      ?? all.first { $0.measure == measure && $0.split == split }
  }
}
