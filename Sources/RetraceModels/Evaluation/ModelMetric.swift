/// A measure of predictions against what is true, by the name that `evaluate` gives it.
///
/// The figures are scikit-learn's. Where a measure of two classes is named without more, it is
/// that of the second, positive class; of several classes it is the plain mean over the classes.
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
  /// The share right among the rows predicted positive; of several classes the mean.
  case precision
  /// The share found of the positive rows; of several classes the mean.
  case recall
  /// The share found of the negative rows; of several classes the mean.
  case specificity
  /// F with recall counting twice as much as precision.
  case f2
  /// The mean of F1 over the classes.
  case f1Macro = "f1_macro"
  /// The mean of F1 over the classes by how many rows they have.
  case f1Weighted = "f1_weighted"
  /// F1 of all classes counted together: the accuracy.
  case f1Micro = "f1_micro"
  /// The mean of precision over the classes.
  case precisionMacro = "precision_macro"
  /// The mean of precision over the classes by how many rows they have.
  case precisionWeighted = "precision_weighted"
  /// The mean of recall over the classes.
  case recallMacro = "recall_macro"
  /// The mean of recall over the classes by how many rows they have.
  case recallWeighted = "recall_weighted"
  /// Agreement beyond chance.
  case kappa = "cohen_kappa"
  /// Agreement beyond chance of ordered classes: errors count by their squared distance.
  case quadraticKappa = "cohen_kappa_quadratic"
  /// The largest difference between true and false positive rates over all thresholds.
  case ks
  /// 2 · AUC − 1.
  case gini
  /// The area under the precision–recall curve by trapezoids, which is too friendly.
  case trapezoidalPrecision = "pr_auc_trapezoid"
  /// The mean AUC of each class against the rest by how many rows the class has.
  case weightedAUC = "auc_ovr_weighted"
  /// The mean AUC over pairs of classes.
  case pairedAUC = "auc_ovo"
  /// The mean AUC over pairs of classes by how many rows the pair has.
  case weightedPairedAUC = "auc_ovo_weighted"
  /// The share of rows whose class is among the two most probable ones.
  case topTwoAccuracy = "top_2_accuracy"
  /// The largest calibration error of 15 bins.
  case mce
  /// The square root of the mean squared error.
  case rmse
  /// The mean squared error.
  case mse
  /// The mean absolute error.
  case mae
  /// 1 − squared error / squared deviation from the mean.
  case r2
  /// The median absolute error.
  case medianAbsoluteError = "median_ae"
  /// The largest absolute error.
  case maximumError = "max_error"
  /// The mean absolute error in shares of the true number.
  case mape
  /// 1 − variance of the error / variance of the target: r2 without a constant bias.
  case explainedVariance = "explained_variance"
  /// The pinball loss at the first decile.
  case pinballLow = "pinball_01"
  /// The pinball loss at the median: half the mean absolute error.
  case pinballMiddle = "pinball_05"
  /// The pinball loss at the ninth decile.
  case pinballHigh = "pinball_09"
  /// Pearson's correlation of predicted and true numbers.
  case pearson
  /// Spearman's correlation of their ranks.
  case spearman
  /// Kendall's tau-b of their order.
  case kendall = "kendall_tau_b"

  /// The metric that a name means: its own, or one that other tools use.
  public init?(named name: String) {
    if let own = ModelMetric(rawValue: name) {
      self = own
      return
    }
    switch name {
    case "roc_auc", "roc_auc_ovr", "auc_ovr": self = .auc
    case "roc_auc_ovr_weighted": self = .weightedAUC
    case "roc_auc_ovo": self = .pairedAUC
    case "roc_auc_ovo_weighted": self = .weightedPairedAUC
    case "brier_score": self = .brier
    case "kappa": self = .kappa
    case "sensitivity": self = .recall
    case "ks_separation": self = .ks
    case "pr_auc": self = .averagePrecision
    case "median_absolute_error": self = .medianAbsoluteError
    case "kendall": self = .kendall
    default: return nil
    }
  }

  /// Whether it measures predicted classes rather than numbers.
  public var isForClasses: Bool {
    switch self {
    case .rmse, .mse, .mae, .r2, .medianAbsoluteError, .maximumError, .mape, .explainedVariance,
      .pinballLow, .pinballMiddle, .pinballHigh, .pearson, .spearman, .kendall:
      false
    default: true
    }
  }

  /// Whether less of it is better.
  public var isLoss: Bool {
    switch self {
    case .logLoss, .brier, .ece, .mce, .rmse, .mse, .mae, .medianAbsoluteError, .maximumError,
      .mape, .pinballLow, .pinballMiddle, .pinballHigh:
      true
    default: false
    }
  }

  /// Whether it needs probabilities; others do with any scale on which classes are told.
  public var needsProbability: Bool {
    switch self {
    case .logLoss, .brier, .ece, .mce: true
    default: false
    }
  }

  /// Whether it looks at the predicted classes alone, and so depends on the threshold.
  public var isOfDecisions: Bool {
    switch self {
    case .accuracy, .balancedAccuracy, .f1, .mcc, .precision, .recall, .specificity, .f2, .f1Macro,
      .f1Weighted, .f1Micro, .precisionMacro, .precisionWeighted, .recallMacro, .recallWeighted,
      .kappa, .quadraticKappa:
      true
    default: false
    }
  }

  /// The lowest and the highest value that it can take.
  public var range: ClosedRange<Double> {
    switch self {
    case .mcc, .gini, .kappa, .quadraticKappa, .pearson, .spearman, .kendall: -1...1
    case .logLoss, .rmse, .mse, .mae, .medianAbsoluteError, .maximumError, .mape, .pinballLow,
      .pinballMiddle, .pinballHigh:
      0 ... .infinity
    case .r2, .explainedVariance: -.infinity...1
    case .brier: 0...2
    default: 0...1
    }
  }

  /// How much worse a value is than another, whichever way the metric goes; negative for better.
  public func worsening(from base: Double, to value: Double) -> Double {
    isLoss ? value - base : base - value
  }

  /// The metrics that `evaluate` gives where none are named.
  public static func defaults(of outputs: ModelOutputs) -> [ModelMetric] {
    outputs.isClassifier
      ? [
        .accuracy, .balancedAccuracy, .auc, .averagePrecision, .logLoss, .brier, .ece, .f1, .mcc,
      ] : [.rmse, .mae, .r2]
  }

  /// All metrics that fit a model, in the order in which they are listed.
  public static func all(of outputs: ModelOutputs) -> [ModelMetric] {
    allCases.filter { $0.isForClasses == outputs.isClassifier }
  }
}
