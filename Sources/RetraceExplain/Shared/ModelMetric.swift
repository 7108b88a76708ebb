public import RetraceModels
public import RetraceNumerics

/// A measure of predictions against what is true, by the name that `evaluate` gives it.
public enum ModelMetric: String, Sendable, CaseIterable {
  /// The share of rows predicted right.
  case accuracy
  /// The mean over classes of the share of their rows predicted right.
  case balancedAccuracy = "balanced_accuracy"
  /// The area under the ROC curve; of several classes the mean of each against the rest.
  case auc
  /// Recall times precision in steps; of several classes the mean of each against the rest.
  case averagePrecision = "average_precision"
  /// Minus the mean logarithm of the probability of the true class.
  case logLoss = "log_loss"
  /// The mean squared error of the probabilities.
  case brier
  /// The expected calibration error of 15 bins.
  case ece
  /// F1 of the positive of two classes; of several the mean.
  case f1
  /// Matthews' correlation.
  case mcc
  /// The square root of the mean squared error.
  case rmse
  /// The mean squared error.
  case mse
  /// The mean absolute error.
  case mae
  /// 1 − squared error / squared deviation from the mean.
  case r2

  /// Whether it measures predicted classes rather than numbers.
  public var isForClasses: Bool {
    switch self {
    case .rmse, .mse, .mae, .r2: false
    default: true
    }
  }

  /// Whether less of it is better.
  public var isLoss: Bool {
    switch self {
    case .logLoss, .brier, .ece, .rmse, .mse, .mae: true
    default: false
    }
  }

  /// Whether it needs probabilities; others do with any scale on which classes are told.
  public var needsProbability: Bool {
    switch self {
    case .logLoss, .brier, .ece: true
    default: false
    }
  }

  /// How much worse a value is than another, whichever way the metric goes; negative for better.
  public func worsening(from base: Double, to value: Double) -> Double {
    isLoss ? value - base : base - value
  }

  /// The metric that is meant where none is named: the loss.
  public static func standard(of outputs: ModelOutputs) -> ModelMetric {
    guard outputs.isClassifier else { return .rmse }
    return outputs.scales.contains(.probability) ? .logLoss : .accuracy
  }

  /// The metric that was asked for, or the standard one, checked against a model.
  ///
  /// - Throws: ``ExplainError/unsuited(_:)`` for a metric of classes where numbers are predicted,
  ///   the other way round, or where the model gives no probabilities.
  public static func resolve(_ asked: ModelMetric?, outputs: ModelOutputs) throws -> ModelMetric {
    guard let asked else { return standard(of: outputs) }
    guard asked.isForClasses == outputs.isClassifier else {
      let fitting = allCases.filter { $0.isForClasses == outputs.isClassifier }
      throw ExplainError.unsuited(
        "'\(asked.rawValue)' measures \(asked.isForClasses ? "classes" : "numbers"), the model "
          + "predicts \(outputs.isClassifier ? "classes" : "numbers"); take one of "
          + fitting.map(\.rawValue).joined(separator: ", "))
    }
    guard !asked.needsProbability || outputs.scales.contains(.probability) else {
      throw ExplainError.unsuited(
        "'\(asked.rawValue)' needs probabilities, which the model does not give; take 'accuracy'")
    }
    return asked
  }

  /// The metric of predictions; NaN where it is undefined or there are no rows.
  ///
  /// - Parameters:
  ///   - predictions: rows × outputs on a scale.
  ///   - targets: positions of classes, or numbers, per row; none missing.
  ///   - outputs: what the model tells.
  /// - Complexity: O(n), for `auc` and `average_precision` O(n log n).
  public func value(
    _ predictions: Matrix, scale: OutputScale, targets: [Double], outputs: ModelOutputs
  ) -> Double {
    guard isForClasses else { return ofNumbers(predictions.column(0), targets) }
    let labels = targets.map { Int(exactly: $0) ?? 0 }
    switch self {
    case .auc:
      return ClassificationMetrics.meanOverClasses(
        predictions, labels, ClassificationMetrics.areaUnderROC)
    case .averagePrecision:
      return ClassificationMetrics.meanOverClasses(
        predictions, labels, ClassificationMetrics.averagePrecision)
    case .logLoss: return ClassificationMetrics.logLoss(probabilities: predictions, labels: labels)
    case .brier: return ClassificationMetrics.brier(probabilities: predictions, labels: labels)
    case .ece:
      return ClassificationMetrics.calibrationError(probabilities: predictions, labels: labels)
    default: break
    }
    let confusion = ConfusionMatrix(
      classes: outputs.classes, labels: labels,
      predictions: outputs.predictedClasses(from: predictions, scale: scale))
    switch self {
    case .accuracy: return confusion.accuracy
    case .balancedAccuracy: return confusion.balancedAccuracy
    case .f1: return confusion.f1
    default: return confusion.matthewsCorrelation
    }
  }

  private func ofNumbers(_ predictions: [Double], _ targets: [Double]) -> Double {
    switch self {
    case .mae:
      return RegressionMetrics.meanAbsoluteError(predictions: predictions, targets: targets)
    case .r2: return RegressionMetrics.rSquared(predictions: predictions, targets: targets)
    default:
      let root = RegressionMetrics.rootMeanSquaredError(
        predictions: predictions, targets: targets)
      return self == .mse ? root * root : root
    }
  }
}
