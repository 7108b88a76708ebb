import RetraceCatalog
import RetraceDisplay
public import RetraceModels
import RetraceNumerics
public import RetraceTables

/// From which probability on the positive one of two classes is best predicted.
public struct ThresholdChoice: Sendable {
  /// What is sought.
  public enum Goal: Sendable, Equatable {
    /// The largest value of a metric of decisions, or the smallest of a loss.
    case best(ModelMetric)
    /// The largest precision among thresholds that find at least this share of the positive rows.
    case recall(Double)
    /// The largest recall among thresholds at which at least this share of flagged rows is right.
    case precision(Double)
    /// The largest recall among thresholds that flag at most this share of the rows.
    case flagged(Double)
    /// The least cost: of a false alarm, and of a positive row that is missed.
    case cost(falsePositive: Double, falseNegative: Double)
  }

  /// How a threshold does.
  public struct Point: Sendable {
    /// The probability from which on rows are flagged.
    public let threshold: Double
    /// Rows flagged rightly and wrongly.
    public let found: Int, wrong: Int
    /// What is sought; NaN where it is undefined.
    public let value: Double
  }

  /// What is sought.
  public let goal: Goal
  /// The positive class.
  public let name: String
  /// How many rows there are, and how many are positive.
  public let rowCount: Int, positives: Int
  /// Every threshold at which something changes, rising.
  public let points: [Point]
  /// The best one.
  public let best: Point
  /// How it does at ½.
  public let half: Point
  /// The 95% interval of the best threshold by drawing rows; NaN where there is none.
  public let low: Double, high: Double
  /// What to know of it.
  public let notes: [String]

  /// Seeks a threshold.
  ///
  /// Of equally good thresholds the one nearest to ½ is taken; it lies half-way between two
  /// probabilities that occur.
  ///
  /// - Throws: ``ExplainError`` for a model that has no threshold, where rows of a class are
  ///   missing, or where no threshold reaches what is asked; `Interrupted`.
  /// - Complexity: O(n log n + replicates · n).
  public init(
    _ rows: ScoredRows, _ goal: Goal, resampling: Evaluation.Resampling = .init()
  ) throws {
    guard rows.outputs.classes.count == 2, rows.scale == .probability else {
      throw ExplainError.unsuited(
        "'threshold' needs a model that gives probabilities of two classes; "
          + (rows.outputs.classes.count > 2
            ? "of several classes the most probable one is predicted" : "this one does not"))
    }
    let positives = rows.labels.map { $0 == 1 }
    let total = positives.count { $0 }
    name = rows.outputs.classNames[1]
    guard total > 0, total < positives.count else {
      throw ExplainError.unsuited(
        "'threshold' needs rows of both classes, all \(ExplanationText.count(positives.count)) "
          + "are \(total > 0 ? "" : "not ")'\(name)'")
    }
    let steps = ThresholdSteps(scores: rows.predictions.column(0), positives: positives)
    self.goal = goal
    rowCount = positives.count
    self.positives = total
    let counted = positives.withSingleCounts { steps.points($0, goal) }
    guard let best = ThresholdSteps.best(counted) else {
      throw ExplainError.unsuited(Self.failure(goal, counted, total: total, name))
    }
    points = counted
    self.best = best
    half = steps.point(at: 0.5, goal)
    let bootstrap = Bootstrap(
      rows: rowCount, replicates: resampling.replicates, cost: 2, seed: resampling.seed,
      command: "evaluate")
    let draws = try bootstrap.measure(width: 1, label: "intervals") { counts in
      [ThresholdSteps.best(steps.points(counts, goal))?.threshold ?? .nan]
    }
    let interval = Bootstrap.interval(draws[0])
    low = interval.low
    high = interval.high
    notes = rows.notes + Self.notes(interval, bootstrap, total, rowCount)
  }

  private static func failure(
    _ goal: Goal, _ points: [Point], total: Int, _ name: String
  ) -> String {
    switch goal {
    case .precision(let least):
      let most = points.map { Double($0.found) / Double(max(1, $0.found + $0.wrong)) }.max() ?? 0
      return "no threshold reaches a precision of \(ExplanationText.number(least)); the highest is "
        + ExplanationText.number(most)
    case .flagged(let most):
      return
        "no threshold flags at most \(ExplanationText.percent(most)) of the rows and any at all"
    default: return "no threshold reaches what is asked on these rows"
    }
  }

  private static func notes(
    _ interval: Bootstrap.Interval, _ bootstrap: Bootstrap, _ positives: Int, _ rows: Int
  ) -> [String] {
    var notes: [String] = []
    if !interval.isMissing {
      notes.append(
        "in 95% of \(ExplanationText.count(bootstrap.replicates)) draws of the rows the best "
          + "threshold is from \(JudgingText.range(interval.low, interval.high))")
    }
    if let note = bootstrap.note { notes.append(note) }
    let rare = min(positives, rows - positives)
    if rare < 30 {
      notes.append(
        "only \(ExplanationText.count(rare, "row")) of the rarer class: the threshold is a guess")
    }
    notes.append(
      "a threshold that was chosen on these rows looks better on them than on others: judge it on "
        + "rows it was not chosen on, with evaluate(model, table, threshold: …)")
    return notes
  }
}
