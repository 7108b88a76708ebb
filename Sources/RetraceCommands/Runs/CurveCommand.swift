import RetraceCatalog
import RetraceDisplay
import RetraceExplain
import RetraceLanguage
import RetraceRuns
import RetraceSyntax
import RetraceTables

extension Command {
  /// The command `curves(runs, metric:, …)`.
  static let curves = Command(
    "curves", "Draw how metrics of one or several runs went.",
    .required("run", "A run, or runs to draw in one figure."),
    .optional(
      "metric", [String](), "One metric or a list of them.", type: .any([.text, .list]),
      defaultText: "the loss"),
    .optional(
      "split", [String](), "One split or a list of them.", type: .any([.text, .list]),
      defaultText: "all"),
    .optional(
      "smooth", 0.0, in: 0...0.9999, "The weight of what went before in an exponential mean."),
    .optional(
      "log", .logical(false), "The logarithmic axes: true for y.",
      type: .any([.flag, .choice(["y", "x", "xy"])])),
    .choice("x", ["auto", "epoch", "step"], "What stands on the x axis."),
    .optional(
      "by", ColumnReference?.none, "A column whose values make a curve each, of one run.",
      defaultText: "none"),
    .title, .width, .height, group: .runs,
    discussion: """
      A metric is found whatever its tool calls it on each split: "loss" draws `loss`, \
      `train_loss` and `val_loss`; "val_loss" or "valid loss" that on valid alone. Every value is \
      drawn: where many fall into one column of the figure, the column reaches from the least to \
      the greatest. With steps on the x axis upright dotted lines end the epochs.

      `smooth: 0.6` draws an exponential mean, corrected for its start, over light dots that are \
      the recorded values. `by:` follows groups of rows, for which the run needs records per row: \
      the loss or accuracy of the training rows, or with `split: "valid"` of the others.
      """,
    examples: [
      Example("run = example(\"credit\")\ncurves(run)", "train and valid loss"),
      Example(
        "run = example(\"credit\")\ncurves(run, metric: [\"loss\", \"accuracy\"], smooth: 0.6)",
        "two metrics, smoothed"),
      Example("run = example(\"credit\")\ncurves(run, by: purpose)", "the loss of each group"),
    ],
    searchTerms: ["learning curve", "plot", "loss", "smooth", "cohort", "history"]
  ) {
    (
      invocation: Invocation, runs: RunsArgument, metrics: [String], splits: [String],
      smoothing: Double, log: Value, x: String, by: ColumnReference?, title: String,
      width: Int?, height: Int?
    ) in
    var options = RunCurves.Options()
    options.metrics = metrics
    options.splits = splits.map { MetricName("\($0)_x").split ?? $0 }
    options.smoothing = smoothing
    options.horizontal = RunCurves.Horizontal(rawValue: x)
    options.isLogarithmicX = log.axes.contains("x")
    options.isLogarithmicY = log.axes.contains("y")
    let (figure, series) =
      try by.map { try invocation.cohorts(runs.runs, by: $0.name, options) }
      ?? invocation.curves(runs.runs, options)
    var shown = figure
    if !title.isEmpty { shown.title = title }
    shown.width = width
    shown.height = height
    for note in RunCurves.notes(options, figure: shown) { invocation.note(note) }
    return .object(FigureValue(shown, data: series.table))
  }
}

extension Invocation {
  /// Metrics of runs.
  fileprivate func curves(
    _ runs: [Run], _ options: RunCurves.Options
  ) throws -> (Figure, [Figure.Series]) {
    guard !runs.isEmpty else { throw error(.failed, "there are no runs to draw", at: "run") }
    let curves = try locating { try RunCurves(runs, options) }
    return (curves.figure, curves.series)
  }

  /// Groups of rows of one run.
  fileprivate func cohorts(
    _ runs: [Run], by column: String, _ options: RunCurves.Options
  ) throws -> (Figure, [Figure.Series]) {
    guard runs.count == 1, let run = runs.first else {
      throw error(
        .wrongType, "'by:' follows groups of rows of one run, got \(runs.count) runs", at: "run",
        help: "take one of them: runs[0] | curves(by: \(column))")
    }
    guard options.metrics.count <= 1, options.splits.count <= 1 else {
      throw error(
        .outOfRange, "'by:' follows one metric on one split",
        at: options.metrics.count > 1 ? "metric" : "split")
    }
    let measure = options.metrics.first.map { MetricName($0).measure } ?? "loss"
    let split =
      options.splits.first ?? options.metrics.first.flatMap { MetricName($0).split } ?? "train"
    guard ["train", "valid"].contains(split) else {
      throw error(
        .unknownChoice, "records per row are of \"train\" or \"valid\", got \"\(split)\"",
        at: "split")
    }
    let table = split == "valid" ? run.valid : run.train
    if let table, table[column] == nil {
      throw error(
        .unknownColumn, "the \(split) rows have no column '\(column)'", at: "by",
        facts: [Suggestions.listing("their columns", table.names)],
        help: Suggestions.question(Suggestions.names(near: column, among: table.names)))
    }
    let cohorts = try locating {
      try CohortCurves(run, by: column, measure: measure, split: split)
    }
    for text in cohorts.notes { note(text) }
    var series = cohorts.series
    if options.smoothing > 0 {
      series =
        series.map { RunCurves.smoothed($0, weight: options.smoothing) }
        + series.map {
          Figure.Series("\($0.name) recorded", x: $0.x, y: $0.y, isFaint: true)
        }
    }
    var figure = Figure(
      .lines(series), title: "\(split) \(measure) of \(run.name) by \(column)", xLabel: "epoch",
      yLabel: "mean \(measure)", isLogarithmicY: options.isLogarithmicY)
    figure.isLogarithmicX = options.isLogarithmicX
    return (figure, series)
  }
}

extension Value {
  /// The axes that the argument `log:` names.
  fileprivate var axes: String {
    switch self {
    case .logical(true): "y"
    case .text(let axes): axes
    default: ""
    }
  }
}
