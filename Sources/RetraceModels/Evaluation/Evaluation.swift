public import RetraceNumerics
public import RetraceTables

/// How good a model is on a table.
///
/// For classes: accuracy, balanced_accuracy, auc, average_precision, log_loss, brier, ece, f1,
/// mcc. Of several classes auc, average_precision and f1 are plain means over the classes, each
/// against the rest; brier is the sum over classes; ece looks at the largest probability. For
/// numbers: rmse, mae, r2.
public struct Evaluation: Sendable {
  /// One measure.
  public struct Metric: Sendable, Equatable {
    /// Its name, such as `log_loss`.
    public let name: String
    /// Its value; NaN where it is undefined.
    public let value: Double
  }

  /// The measures, in order.
  public let metrics: [Metric]
  /// Which classes were predicted for which; nil for a model of numbers.
  public let confusion: ConfusionMatrix?
  /// How many rows were used.
  public let rowCount: Int
  /// What was left out or is undefined, in sentences.
  public let notes: [String]

  /// The value of a measure by its name; nil if there is none.
  public subscript(name: String) -> Double? { metrics.first { $0.name == name }?.value }

  /// The measures as a table with the columns `metric` and `value`.
  public var table: Table {
    Table(
      [
        (name: "metric", column: Column(texts: metrics.map(\.name))),
        (name: "value", column: Column(numbers: metrics.map(\.value))),
      ], notes: notes)
  }

  /// Evaluates a model on the rows of a table whose target is not missing.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - table: has the model's features and the target.
  ///   - target: the name of the target's column; nil for the model's.
  /// - Throws: ``ModelError`` if the target is not known, absent or does not fit, or if no row
  ///   has one; `Interrupted`.
  public init(_ model: any Model, on table: Table, target: String? = nil) throws {
    let measured = try MeasuredRows(table, model: model, target: target, purpose: "evaluate")
    let scale = model.outputs.defaultScale
    self.init(
      predictions: try model.predict(measured.matrix, scale: scale), scale: scale,
      targets: measured.targets, outputs: model.outputs, notes: measured.notes)
  }

  /// Evaluates predictions that have been made already.
  ///
  /// - Parameters:
  ///   - predictions: rows × outputs on a scale.
  ///   - scale: the scale; without probabilities the measures of them are NaN.
  ///   - targets: positions of classes, or numbers, per row; none missing.
  ///   - outputs: what the model tells.
  ///   - notes: what to say beforehand.
  public init(
    predictions: Matrix, scale: OutputScale, targets: [Double], outputs: ModelOutputs,
    notes: [String] = []
  ) {
    precondition(predictions.rows == targets.count, "a target per row")
    rowCount = targets.count
    guard outputs.isClassifier else {
      let values = predictions.column(0)
      metrics = [
        Metric(
          name: "rmse",
          value: RegressionMetrics.rootMeanSquaredError(predictions: values, targets: targets)),
        Metric(
          name: "mae",
          value: RegressionMetrics.meanAbsoluteError(predictions: values, targets: targets)),
        Metric(
          name: "r2", value: RegressionMetrics.rSquared(predictions: values, targets: targets)),
      ]
      confusion = nil
      self.notes = notes + Self.undefined(metrics)
      return
    }
    let labels = targets.map { Int($0) }
    let confusion = ConfusionMatrix(
      classes: outputs.classes, labels: labels,
      predictions: outputs.predictedClasses(from: predictions, scale: scale))
    let isProbability = scale == .probability
    func ofProbabilities(_ measure: (Matrix, [Int]) -> Double) -> Double {
      isProbability ? measure(predictions, labels) : .nan
    }
    metrics = [
      Metric(name: "accuracy", value: confusion.accuracy),
      Metric(name: "balanced_accuracy", value: confusion.balancedAccuracy),
      Metric(
        name: "auc",
        value: ClassificationMetrics.meanOverClasses(
          predictions, labels, ClassificationMetrics.areaUnderROC)),
      Metric(
        name: "average_precision",
        value: ClassificationMetrics.meanOverClasses(
          predictions, labels, ClassificationMetrics.averagePrecision)),
      Metric(name: "log_loss", value: ofProbabilities(ClassificationMetrics.logLoss)),
      Metric(name: "brier", value: ofProbabilities(ClassificationMetrics.brier)),
      Metric(
        name: "ece",
        value: ofProbabilities {
          ClassificationMetrics.calibrationError(probabilities: $0, labels: $1)
        }),
      Metric(name: "f1", value: confusion.f1),
      Metric(name: "mcc", value: confusion.matthewsCorrelation),
    ]
    self.confusion = confusion
    self.notes = notes + Self.undefined(metrics)
  }

  private static func undefined(_ metrics: [Metric]) -> [String] {
    let names = metrics.filter(\.value.isNaN).map(\.name)
    guard !names.isEmpty else { return [] }
    return ["undefined on these rows: \(names.joined(separator: ", "))"]
  }
}
