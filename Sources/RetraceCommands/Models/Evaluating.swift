import RetraceCatalog
import RetraceExplain
import RetraceLanguage
import RetraceModels
import RetraceSyntax
import RetraceTables

extension Command {
  /// The command `evaluate(model, table, target:, metrics:, threshold:, bootstrap:)`.
  static let evaluate = Command(
    "evaluate", "Measure a model on rows whose outcome is known, with intervals.",
    .judged, .judgedRows, .outcome, .metrics, .threshold, .bootstrap, .seed,
    group: .models,
    discussion: """
      For classes accuracy, balanced_accuracy, auc, average_precision, log_loss, brier, ece, f1 \
      and mcc; for numbers rmse, mae and r2. Rows without an outcome are left out, with a note.

      low and high are a 95% interval: the rows are drawn again and again with replacement, and \
      the middle 95% of what comes out is taken. They tell how far other rows like these would \
      move a figure, not how another training would. Small differences between models are better \
      seen with compare, which draws the same rows for both.

      metrics: takes more: precision, recall, specificity, f2, f1_macro, f1_weighted, f1_micro, \
      precision_macro, precision_weighted, recall_macro, recall_weighted, cohen_kappa, \
      cohen_kappa_quadratic, ks, gini, pr_auc_trapezoid, auc_ovr_weighted, auc_ovo, \
      auc_ovo_weighted, top_2_accuracy and mce; for numbers mse, median_ae, max_error, mape (a \
      share, not percent), explained_variance, pinball_01, pinball_05, pinball_09, pearson, \
      spearman and kendall_tau_b; or all. Of two classes precision, recall and f1 are those of the \
      second, positive one; of several the plain mean over the classes. The figures are those of \
      scikit-learn; ece and mce have 15 bins, log_loss takes the logarithm of at least 1e-15.
      """,
    examples: [
      Example(
        "run = example(\"credit\")\nevaluate(run.model, run.valid)", "nine measures with intervals"),
      Example(
        "run = example(\"credit\")\n"
          + "evaluate(run.model, run.valid, metrics: [precision, recall], threshold: 0.3)",
        "at another threshold"),
    ],
    references: [
      "B. Efron, Bootstrap methods: another look at the jackknife, 1979, https://doi.org/10.1214/aos/1176344552"
    ],
    searchTerms: [
      "accuracy", "auc", "score", "metrics", "rmse", "precision", "recall", "bootstrap",
    ]
  ) {
    (
      invocation: Invocation, model: ModelArgument, table: Table, target: ColumnReference?,
      metrics: [ColumnReference], threshold: Double, bootstrap: Int, _: Double?
    ) in
    let evaluation = try invocation.locating(rows: "table") {
      let rows = try invocation.scored(model, table, target)
      return try Evaluation(
        rows, metrics: ModelMetric.resolve(metrics.map(\.name), outputs: rows.outputs),
        threshold: threshold,
        resampling: .init(replicates: bootstrap, seed: invocation.seed))
    }
    return .object(TabledExplanation(evaluation.explanation, table: evaluation.table))
  }

  /// The command `confusion(model, table, target:, threshold:)`.
  static let confusion = Command(
    "confusion", "Count the rows of each class by what the model predicts.",
    .judged, .judgedRows, .outcome, .threshold, group: .models,
    discussion: """
      A row per class as it is, a column per class as it is predicted. `.shares` has the same as \
      shares of each row, `.classes` precision, recall and f1 of each class, `.pairs` which classes \
      are taken for which, the most frequent first.
      """,
    examples: [
      Example("run = example(\"credit\")\nconfusion(run.model, run.valid)", "two by two"),
      Example(
        "run = example(\"credit\")\nconfusion(run.model, run.valid, threshold: 0.3).classes",
        "precision and recall at another threshold"),
    ],
    searchTerms: ["confusion matrix", "errors", "precision", "recall", "false positives"]
  ) {
    (
      invocation: Invocation, model: ModelArgument, table: Table, target: ColumnReference?,
      threshold: Double
    ) in
    guard model.model.outputs.isClassifier else {
      throw invocation.error(
        .wrongType, "'confusion' counts classes, the model predicts numbers", at: "model",
        help: "evaluate(model, table) measures it")
    }
    let report = try invocation.locating(rows: "table") {
      try ConfusionReport(invocation.scored(model, table, target), threshold: threshold)
    }
    return .object(TabledExplanation(report.explanation, table: report.table))
  }

  /// The command `threshold(model, table, …)`.
  static let threshold = Command(
    "threshold", "Find from which probability on to predict the positive class.",
    .judged, .judgedRows, .outcome,
    .choice(
      "metric", ["f1", "f2", "mcc", "balanced_accuracy", "accuracy", "cohen_kappa"],
      "What is to be largest."),
    .optional(
      "cost", Record?.none, "What a false alarm and a missed row cost, in place of a metric.",
      type: .record, defaultText: "none"),
    .optional(
      "recall", Double?.none, "The least share of positive rows to find, in place of a metric.",
      type: .number(0...1), defaultText: "none"),
    .optional(
      "precision", Double?.none, "The least share of flagged rows to be right, likewise.",
      type: .number(0...1), defaultText: "none"),
    .optional(
      "flagged", Double?.none, "The largest share of rows to flag, likewise.",
      type: .number(0...1), defaultText: "none"),
    .bootstrap, .seed, group: .models,
    discussion: """
      Models predict the second of two classes from probability 0.5 on; where a class is rare, or \
      errors of one kind are worse, another threshold is better. Sought is the largest f1 or \
      another metric; with recall: the largest precision among thresholds that find so many \
      positive rows; with precision: or flagged: the largest recall; with cost: \
      {false_positive: 1, false_negative: 5} the least cost.

      It is a table with a row per threshold: threshold, precision, recall, f1, the share of rows \
      flagged, and what is sought; `.best` is the threshold. The interval shows how far other rows \
      like these would move it: where it is wide, little depends on where in it one is. Judge the \
      threshold on rows that it was not chosen on.
      """,
    examples: [
      Example("run = example(\"credit\")\nthreshold(run.model, run.valid)", "the largest f1"),
      Example(
        "run = example(\"credit\")\n"
          + "threshold(run.model, run.valid, cost: {false_positive: 1, false_negative: 5}).best",
        "the cheapest one"),
    ],
    searchTerms: ["cutoff", "cut-off", "operating point", "cost", "decision"]
  ) {
    (
      invocation: Invocation, model: ModelArgument, table: Table, target: ColumnReference?,
      metric: String, cost: Record?, recall: Double?, precision: Double?, flagged: Double?,
      bootstrap: Int, _: Double?
    ) in
    var goals: [ThresholdChoice.Goal] = []
    if let cost { goals.append(try invocation.costs(cost)) }
    if let recall { goals.append(.recall(recall)) }
    if let precision { goals.append(.precision(precision)) }
    if let flagged { goals.append(.flagged(flagged)) }
    if invocation.isGiven("metric") || goals.isEmpty {
      goals.append(.best(ModelMetric(rawValue: metric) ?? .f1))
    }
    guard let goal = goals.first, goals.count == 1 else {
      throw invocation.error(
        .outOfRange,
        "'threshold' seeks one thing: a metric, or what cost:, recall:, precision: or flagged: ask")
    }
    let choice = try invocation.locating(rows: "table") {
      try ThresholdChoice(
        invocation.scored(model, table, target), goal,
        resampling: .init(replicates: bootstrap, seed: invocation.seed))
    }
    return .object(TabledExplanation(choice.explanation, table: choice.table))
  }
}

extension Invocation {
  /// What errors cost.
  fileprivate func costs(_ record: Record) throws -> ThresholdChoice.Goal {
    var costs = ["false_positive": 1.0, "false_negative": 1.0]
    for field in record.fields {
      guard costs[field.name] != nil else {
        throw error(
          .unknownArgument, "'cost:' takes false_positive and false_negative, not '\(field.name)'",
          at: "cost", help: "cost: {false_positive: 1, false_negative: 5}")
      }
      guard case .number(let cost) = field.value, cost >= 0, cost.isFinite else {
        throw error(
          .outOfRange,
          "the cost of '\(field.name)' is a number from 0 on, got \(field.value.shapePhrase)",
          at: "cost")
      }
      costs[field.name] = cost
    }
    return .cost(
      falsePositive: costs["false_positive"] ?? 1, falseNegative: costs["false_negative"] ?? 1)
  }
}
