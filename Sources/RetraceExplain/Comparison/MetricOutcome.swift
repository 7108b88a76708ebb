import RetraceNumerics
import RetraceTables

/// How a metric ended in two runs.
public struct MetricOutcome: Sendable {
  /// The metric with its split: `valid_loss`.
  public let metric: String
  /// Whether less is better.
  public let isLess: Bool
  /// The last value in each run.
  public let first: Double, second: Double
  /// The best value in each run; NaN if none is finite.
  public let bestFirst: Double, bestSecond: Double
  /// The 95% interval of the difference of the last values by resampling validation rows in
  /// pairs; nil where the records per row are missing.
  public let interval: (low: Double, high: Double)?
  /// How far the metric differs between seeds; nil where no runs repeat each other.
  public let noise: SeedNoise?

  /// The second run's last value less the first's.
  public var difference: Double { second - first }

  /// Whether the second run ended better; nil if they are equal or not finite.
  public var isSecondBetter: Bool? {
    guard difference.isFinite, difference != 0 else { return nil }
    return (difference < 0) == isLess
  }

  /// The probability of so large a difference between two seeds.
  public var noiseProbability: Double? {
    difference.isFinite ? noise?.probability(ofDifference: difference) : nil
  }

  /// A row per metric.
  static func table(_ outcomes: [MetricOutcome]) -> Table {
    var columns: [(name: String, column: Column)] = [
      ("metric", Column(texts: outcomes.map(\.metric))),
      ("first", Column(numbers: outcomes.map(\.first))),
      ("second", Column(numbers: outcomes.map(\.second))),
      ("difference", Column(numbers: outcomes.map(\.difference))),
    ]
    if outcomes.contains(where: { $0.interval != nil }) {
      columns.append(("low", Column(numbers: outcomes.map { $0.interval?.low ?? .missing })))
      columns.append(("high", Column(numbers: outcomes.map { $0.interval?.high ?? .missing })))
    }
    if outcomes.contains(where: { $0.noise != nil }) {
      columns.append(
        ("seed_sd", Column(numbers: outcomes.map { $0.noise?.deviation ?? .missing })))
      columns.append(
        ("seed_p", Column(numbers: outcomes.map { $0.noiseProbability ?? .missing })))
    }
    columns.append(("best_first", Column(numbers: outcomes.map { Self.shown($0.bestFirst) })))
    columns.append(("best_second", Column(numbers: outcomes.map { Self.shown($0.bestSecond) })))
    return Table(columns, rowCount: outcomes.count)
  }

  private static func shown(_ number: Double) -> Double { number.isNaN ? .missing : number }
}
