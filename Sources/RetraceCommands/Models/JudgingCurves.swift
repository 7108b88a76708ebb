import RetraceCatalog
import RetraceExplain
import RetraceLanguage
import RetraceModels
import RetraceTables

extension Command {
  /// The command `roc(model, table, target:, class:)`.
  static let roc = Command(
    "roc", "Draw how many positive and negative rows are flagged at each threshold.",
    .judged, .judgedRows, .outcome, .judgedClass("the positive one of two, else each"),
    group: .models,
    discussion: """
      The curve of true positive rate over false positive rate, of several classes one for each \
      against the rest. `.auc` is the area under it: how often a positive row gets a higher score \
      than a negative one, where ties count one half; `.low` and `.high` are DeLong's 95% interval. \
      The table has a point per threshold at which the curve turns; where classes are very \
      unequal, precision_recall tells more.
      """,
    examples: [
      Example("run = example(\"credit\")\nroc(run.model, run.valid)", "the curve and its area"),
      Example("run = example(\"credit\")\nroc(run.model, run.valid).auc", "the area alone"),
    ],
    references: [
      "E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Comparing the areas under two or more correlated receiver operating characteristic curves, 1988, https://doi.org/10.2307/2531595"
    ],
    searchTerms: ["receiver operating characteristic", "auc", "sensitivity", "specificity"]
  ) {
    (
      invocation: Invocation, model: ModelArgument, table: Table, target: ColumnReference?,
      judged: ClassArgument?
    ) in
    let curve = try invocation.locating(rows: "table") {
      try ROCCurve(invocation.scored(model, table, target), class: judged?.cell)
    }
    return .object(TabledExplanation(curve.explanation, table: curve.table))
  }

  /// The command `precision_recall(model, table, target:, class:, bootstrap:)`.
  static let precisionRecall = Command(
    "precision_recall", "Draw how many flagged rows are right over how many are found.",
    .judged, .judgedRows, .outcome, .judgedClass("the positive one of two, else each"),
    .bootstrap, .seed, group: .models,
    discussion: """
      The step curve of precision over recall, of several classes one for each against the rest. \
      `.average_precision` is the area under the steps, without interpolation; a model that knows \
      nothing reaches the share of positive rows, `.baseline`.
      """,
    examples: [
      Example(
        "run = example(\"credit\")\nprecision_recall(run.model, run.valid)",
        "the curve and its area")
    ],
    references: [
      "J. Davis, M. Goadrich, The relationship between precision-recall and ROC curves, 2006, https://doi.org/10.1145/1143844.1143874"
    ],
    searchTerms: ["average precision", "pr curve", "rare class", "imbalanced"]
  ) {
    (
      invocation: Invocation, model: ModelArgument, table: Table, target: ColumnReference?,
      judged: ClassArgument?, bootstrap: Int, _: Double?
    ) in
    let curve = try invocation.locating(rows: "table") {
      try PrecisionRecallCurve(
        invocation.scored(model, table, target), class: judged?.cell,
        resampling: .init(replicates: bootstrap, seed: invocation.seed))
    }
    return .object(TabledExplanation(curve.explanation, table: curve.table))
  }

  /// The command `calibration(model, table, target:, bins:, binning:, class:, bootstrap:)`.
  static let calibration = Command(
    "calibration", "Compare what is predicted with what comes true, bin by bin.",
    .judged, .judgedRows, .outcome,
    .optional("bins", 10, in: 2...1_000, "How many bins."),
    .choice("binning", ["width", "mass"], "Bins of equal width, or of about equally many rows."),
    .judgedClass("the positive one of two, else the predicted one"), .bootstrap, .seed,
    group: .models,
    discussion: """
      Of rows to which the model gives a probability of 70%, about 70% should come true. Each bin \
      has its rows, the mean prediction, the observed share with Wilson's 95% interval, and the \
      range in which the observed share lies in 95% of cases if the predictions are right \
      (bootstrap: draws of Bröcker and Smith). `.ece` and `.mce` are the mean and the largest \
      distance of these bins, `.noise` up to where the mean distance reaches by chance; the Brier \
      score falls into reliability (less is better), resolution (more is better) and uncertainty.

      Of several classes it judges the probability of the class that is predicted, or with class: \
      that of one. Of a model of numbers it compares the mean prediction with the mean outcome in \
      bins of about equally many rows, and tells of the residuals.
      """,
    examples: [
      Example("run = example(\"credit\")\ncalibration(run.model, run.valid)", "ten bins"),
      Example(
        "run = example(\"credit\")\n"
          + "calibration(run.model, run.valid, bins: 5, binning: \"mass\").ece",
        "the error of five bins of equally many rows"),
    ],
    references: [
      "J. Bröcker, L. A. Smith, Increasing the reliability of reliability diagrams, 2007, https://doi.org/10.1175/WAF993.1",
      "C. Guo et al., On calibration of modern neural networks, 2017, https://proceedings.mlr.press/v70/guo17a.html",
    ],
    searchTerms: ["reliability", "ece", "brier", "probabilities", "residuals", "hosmer"]
  ) {
    (
      invocation: Invocation, model: ModelArgument, table: Table, target: ColumnReference?,
      bins: Int, binning: String, judged: ClassArgument?, bootstrap: Int, _: Double?
    ) in
    try invocation.locating(rows: "table") {
      let rows = try invocation.scored(model, table, target)
      guard rows.outputs.isClassifier else {
        let curve = try NumberCalibration(
          rows, bins: bins, hasEqualWidth: invocation.isGiven("binning") && binning == "width")
        return .object(TabledExplanation(curve.explanation, table: curve.table))
      }
      var options = CalibrationCurve.Options()
      options.bins = bins
      options.hasEqualWidth = binning == "width"
      options.outputClass = judged?.cell
      options.replicates = bootstrap
      options.seed = invocation.seed
      let curve = try CalibrationCurve(rows, options)
      return .object(TabledExplanation(curve.explanation, table: curve.table))
    }
  }
}
