public import RetraceNumerics
public import RetraceTables

/// How good a model is on a table.
///
/// For classes: accuracy, balanced_accuracy, auc, average_precision, log_loss, brier, ece, f1,
/// mcc. Of several classes auc, average_precision and f1 are plain means over the classes, each
/// against the rest; brier is the sum over classes; ece looks at the largest probability. For
/// numbers: rmse, mae, r2. Others of ``ModelMetric`` are measured where they are named.
public struct Evaluation: Sendable {
  /// One measure.
  public struct Metric: Sendable, Equatable {
    /// Its name, such as `log_loss`.
    public let name: String
    /// Its value; NaN where it is undefined.
    public let value: Double
    /// The lower end of its 95% interval; NaN where there is none.
    public let low: Double
    /// The upper end of its 95% interval; NaN where there is none.
    public let high: Double
  }

  /// How the intervals are made.
  public struct Resampling: Sendable {
    /// How often the rows are drawn; 0 for no intervals.
    public var replicates: Int
    /// Where the draws start.
    public var seed: UInt64

    /// Makes it.
    public init(replicates: Int = 1_000, seed: UInt64 = 42) {
      self.replicates = replicates
      self.seed = seed
    }

    /// Without intervals.
    public static var none: Resampling { Resampling(replicates: 0) }
  }

  /// The measures, in order.
  public let metrics: [Metric]
  /// Which classes were predicted for which; nil for a model of numbers.
  public let confusion: ConfusionMatrix?
  /// How many rows were used.
  public let rowCount: Int
  /// How often rows were drawn for the intervals.
  public let replicates: Int
  /// From which probability on the positive class is predicted.
  public let threshold: Double
  /// What was left out or is undefined, in sentences.
  public let notes: [String]

  /// The value of a measure by its name; nil if there is none.
  public subscript(name: String) -> Double? { metrics.first { $0.name == name }?.value }

  /// The measures as a table with the columns `metric`, `value` and, with intervals, `low` and
  /// `high`.
  public var table: Table {
    var columns: [(name: String, column: Column)] = [
      ("metric", Column(texts: metrics.map(\.name))),
      ("value", Column(numbers: metrics.map(\.value))),
    ]
    if replicates > 0 {
      func shown(_ number: Double) -> Double { number.isNaN ? .missing : number }
      columns.append(("low", Column(numbers: metrics.map { shown($0.low) })))
      columns.append(("high", Column(numbers: metrics.map { shown($0.high) })))
    }
    return Table(columns, notes: notes)
  }

  /// Evaluates a model on the rows of a table whose target is not missing.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - table: has the model's features and the target.
  ///   - target: the name of the target's column; nil for the model's.
  /// - Throws: ``ModelError`` if the target is not known, absent or does not fit, if no row has
  ///   one, or if the model predicts NaN; `Interrupted`.
  public init(_ model: any Model, on table: Table, target: String? = nil) throws {
    try self.init(ScoredRows(model, on: table, target: target))
  }

  /// Evaluates predictions.
  ///
  /// - Parameters:
  ///   - rows: the rows with what is predicted.
  ///   - metrics: what is measured; nil for the usual measures.
  ///   - threshold: from which probability on the positive one of two classes is predicted.
  ///   - resampling: how intervals are made.
  /// - Throws: ``ModelError/noThreshold(reason:)``, `Interrupted`.
  /// - Complexity: O(replicates · rows · classes).
  public init(
    _ rows: ScoredRows, metrics: [ModelMetric]? = nil, threshold: Double = 0.5,
    resampling: Resampling = .none
  ) throws {
    try rows.require(threshold: threshold)
    let metrics = metrics ?? ModelMetric.defaults(of: rows.outputs)
    let scorer = MetricScorer(
      metrics, predictions: rows.predictions, scale: rows.scale, targets: rows.targets,
      outputs: rows.outputs, threshold: threshold)
    let bootstrap = Bootstrap(
      rows: rows.rowCount, replicates: resampling.replicates,
      cost: metrics.map(\.cost).max() ?? 1, seed: resampling.seed, command: "evaluate")
    let draws = try bootstrap.measure(width: metrics.count, label: "intervals") {
      scorer.score($0)
    }
    let intervals = draws.map(Bootstrap.interval)
    let values = scorer.score()
    self.metrics = metrics.indices.map { position in
      Metric(
        name: metrics[position].rawValue, value: values[position],
        low: values[position].isNaN ? .nan : intervals[position].low,
        high: values[position].isNaN ? .nan : intervals[position].high)
    }
    rowCount = rows.rowCount
    replicates = bootstrap.replicates
    self.threshold = threshold
    confusion = rows.outputs.isClassifier ? rows.confusion(threshold: threshold) : nil
    var notes = rows.notes + Self.undefined(self.metrics, rows)
    if let note = bootstrap.note { notes.append(note) }
    notes += Self.partly(self.metrics, intervals, bootstrap.replicates)
    if resampling.replicates > 0, rows.rowCount < 2 {
      notes.append("one row has no interval")
    }
    self.notes = notes
  }

  /// Evaluates predictions that have been made already, without intervals.
  ///
  /// - Parameters:
  ///   - predictions: rows × outputs on a scale.
  ///   - scale: the scale; without probabilities the measures of them are NaN.
  ///   - targets: positions of classes, or numbers, per row; none missing.
  ///   - outputs: what the model tells.
  ///   - notes: what to say beforehand.
  /// - Throws: ``ModelError`` where a prediction is NaN.
  public init(
    predictions: Matrix, scale: OutputScale, targets: [Double], outputs: ModelOutputs,
    notes: [String] = []
  ) throws {
    try self.init(
      ScoredRows(
        predictions: predictions, scale: scale, targets: targets, outputs: outputs, notes: notes))
  }

  private static func undefined(_ metrics: [Metric], _ rows: ScoredRows) -> [String] {
    let names = metrics.filter(\.value.isNaN).map(\.name)
    guard !names.isEmpty else { return [] }
    var note = "undefined on these rows: \(names.joined(separator: ", "))"
    let empty = zip(rows.outputs.classNames, rows.classCounts).filter { $0.1 == 0 }.map(\.0)
    if rows.outputs.isClassifier, !empty.isEmpty {
      note += " (no row is of the class \(empty.prefix(4).joined(separator: ", ")))"
    } else if rows.scale == .margin {
      note += " (the model gives no probabilities)"
    }
    return [note]
  }

  /// Measures that some draws leave undefined.
  private static func partly(
    _ metrics: [Metric], _ intervals: [Bootstrap.Interval], _ replicates: Int
  ) -> [String] {
    var names: [Int: [String]] = [:]
    for (metric, interval) in zip(metrics, intervals)
    where !metric.value.isNaN && interval.undefined > 0 {
      names[interval.undefined, default: []].append(metric.name)
    }
    return names.sorted { $0.key < $1.key }.map { count, names in
      "\(names.joined(separator: ", ")): \(count) of \(replicates) draws lack what is measured "
        + "and are left out" + (2 * count > replicates ? ", so there is no interval" : "")
    }
  }
}
