import RetraceNumerics
public import RetraceRuns
import RetraceTables

/// What two runs differ in and what came of it.
public struct RunComparison: Sendable {
  /// A table of the runs, such as their training rows, compared by content.
  public struct Data: Sendable {
    /// `train` or `valid`.
    public let split: String
    /// What differs; nil where a run does not hold the table.
    public let difference: TableDifference?
    /// Rows that left the split of the first run and are in the other split of the second.
    public let movedCount: Int
  }

  /// The names of the runs.
  public let first: String, second: String
  /// Parameters, seeds, tools and settings that differ.
  public let parameters: [MemberDifference]
  /// What differs of where they were trained.
  public let environment: [MemberDifference]
  /// Whether both say where they were trained.
  public let knowsEnvironment: Bool
  /// Their tables.
  public let data: [Data]
  /// Their metrics, those that say most first.
  public let metrics: [MetricOutcome]
  /// What they say of the same rows; nil where the records per row are missing.
  public let examples: ExampleOutcomes?
  /// How many runs repeat each other but for their seeds, all groups together.
  public let repeatedCount: Int
  /// What to know of it.
  public let notes: [String]

  /// Compares two runs.
  ///
  /// - Parameters:
  ///   - others: runs that tell how much seeds matter; the two themselves count, too.
  ///   - resamples: how often rows are drawn for the intervals.
  ///   - seed: the seed of these draws.
  /// - Throws: `Interrupted`.
  public init(
    _ first: Run, _ second: Run, among others: [Run] = [], resamples: Int = 1_000,
    seed: UInt64 = 42
  ) throws {
    let isNamed = first.name != second.name
    self.first = isNamed ? first.name : "first"
    self.second = isNamed ? second.name : "second"
    parameters = MemberDifference.all(Self.settings(first), Self.settings(second))
    environment = MemberDifference.all(first.environment, second.environment)
    knowsEnvironment = !first.environment.isEmpty && !second.environment.isEmpty
    data = Self.data(first, second)
    var notes: [String] = []
    var examples: ExampleOutcomes?
    do {
      examples = try ExampleOutcomes(first, second, resamples: resamples, seed: seed)
    } catch let error as Interrupted {
      throw error
    } catch {
      notes.append("without intervals and outcomes per row: \(error)")
    }
    self.examples = examples
    if let examples, let count = first.valid?.rowCount, examples.rows.count < count {
      notes.append(
        "outcomes per row are of the \(ExplanationText.count(examples.rows.count)) of "
          + "\(ExplanationText.count(count, "validation row")) that both runs have")
    }
    var runs = [first, second]
    for run in others where !runs.contains(where: { $0 === run }) { runs.append(run) }
    let groups = SeedNoise.groups(of: runs)
    repeatedCount = groups.reduce(0) { $0 + $1.count }
    let all = runs
    let series = try Parallel.map(count: all.count, blockSize: 64) { RunMetrics(all[$0]).series }
    let (metrics, isRecomputed) = Self.metrics(series, groups, examples)
    self.metrics = metrics
    if isRecomputed {
      notes.append("metrics named (rows) are means over the records per row at the last epoch")
    }
    if metrics.isEmpty { notes.append("the runs have no metric in common") }
    if groups.isEmpty {
      notes.append(
        "whether seeds alone make such differences cannot be told: no runs here differ in their "
          + "seeds alone; give them with among:")
    }
    self.notes = notes
  }

  /// What a run was trained with, in one list.
  private static func settings(_ run: Run) -> [JSON.Member] {
    var members = run.params
    func add(_ name: String, _ value: JSON?) {
      if let value, !members.contains(where: { $0.key == name }) {
        members.append(.init(name, value))
      }
    }
    add("seed", run.header.seed.map { .number(Double($0)) })
    add("target", run.target.map(JSON.text))
    add("features", run.features.isEmpty ? nil : .text(run.features.joined(separator: ", ")))
    add("classes", run.classes.isEmpty ? nil : .text(run.classes.joined(separator: ", ")))
    add("tool", run.header.tool.isEmpty ? nil : .text(run.header.tool))
    return members
  }

  private static func data(_ first: Run, _ second: Run) -> [Data] {
    let tables = [("train", first.train, second.train), ("valid", first.valid, second.valid)]
    return tables.enumerated().map { position, entry in
      guard let one = entry.1, let two = entry.2 else {
        return Data(split: entry.0, difference: nil, movedCount: 0)
      }
      let difference = TableDifference(one, two)
      var moved = 0
      if !difference.removed.isEmpty, let other = tables[1 - position].2 {
        moved = TableDifference(one.selecting(rows: difference.removed), other).sameCount
      }
      return Data(split: entry.0, difference: difference, movedCount: moved)
    }
  }

  private static func metrics(
    _ series: [[MetricSeries]], _ groups: [[Int]], _ examples: ExampleOutcomes?
  ) -> ([MetricOutcome], isRecomputed: Bool) {
    var found: [(rank: MetricRank, outcome: MetricOutcome)] = []
    var explained: Set<String> = []
    for one in series[0] {
      guard let two = series[1].first(where: { $0.name == one.name && $0.split == one.split }),
        let first = one.last, let second = two.last
      else { continue }
      let rank = MetricRank(one)
      let values = groups.map { group in
        group.map { run in
          series[run].first { $0.name == one.name && $0.split == one.split }?.last ?? .nan
        }
      }
      var interval: (low: Double, high: Double)?
      if one.split == "valid",
        let rows = examples?.differences.first(where: { $0.measure == one.measure.lowercased() }),
        agrees(rows.first, first), agrees(rows.second, second), !rows.low.isNaN
      {
        interval = (rows.low, rows.high)
        explained.insert(rows.measure)
      }
      func best(_ series: MetricSeries) -> Double {
        series.bestPosition(isLess: one.isLoss).map { series.values[$0] } ?? .nan
      }
      found.append(
        (
          rank,
          MetricOutcome(
            metric: one.column, isLess: one.isLoss, first: first, second: second,
            bestFirst: best(one), bestSecond: best(two), interval: interval,
            noise: rank.isOther ? nil : SeedNoise(values))
        ))
    }
    var outcomes = found.enumerated()
      .sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
      .map(\.element.outcome)
    // What was recorded otherwise, or not at all, is known from the rows.
    let basic = ["accuracy", "loss", "squared_error"]
    let others =
      examples?.differences.filter {
        basic.contains($0.measure) && !explained.contains($0.measure)
      } ?? []
    outcomes += others.map { rows in
      MetricOutcome(
        metric: "valid_\(rows.measure) (rows)", isLess: rows.measure != "accuracy",
        first: rows.first, second: rows.second, bestFirst: .nan, bestSecond: .nan,
        interval: rows.low.isNaN ? nil : (rows.low, rows.high), noise: nil)
    }
    return (outcomes, !others.isEmpty)
  }

  /// Whether a mean over rows is what was recorded, but for rounding to single precision.
  private static func agrees(_ mean: Double, _ recorded: Double) -> Bool {
    abs(mean - recorded) <= 1e-4 * max(1, abs(recorded))
  }
}
