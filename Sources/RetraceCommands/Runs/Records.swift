import RetraceCatalog
import RetraceDisplay
import RetraceLanguage
import RetraceRuns
import RetraceSyntax
import RetraceTables

extension Command {
  /// The command `metrics(run)`.
  static let metrics = Command(
    "metrics", "The metrics of a run: a row per step, split and metric.",
    .required("run", "The run."),
    group: .runs,
    examples: [
      Example(
        "run = example(\"credit\")\nmetrics(run) | where(metric == \"loss\") | tail(4)",
        "the last losses")
    ],
    searchTerms: ["history", "log"]
  ) { (run: RunArgument) in .table(run.run.metrics) }

  /// The command `curves(run, metric:)`.
  static let curves = Command(
    "curves", "Draw how the metrics of a run went, epoch by epoch.",
    .required("run", "The run."),
    .optional("metric", "loss", "The metric to draw."),
    .optional("log", false, "Whether the y axis is logarithmic."),
    .title, .width, .height, group: .runs,
    examples: [Example("run = example(\"credit\")\ncurves(run)", "train and valid loss")],
    searchTerms: ["learning curve", "plot", "loss"]
  ) {
    (
      invocation: Invocation, run: RunArgument, metric: String, log: Bool, title: String,
      width: Int?, height: Int?
    ) in
    let table = run.run.metrics
    let names = Grouping(table, by: ["metric"]).keys["metric"]?.texts.compactMap { $0 } ?? []
    guard names.contains(metric) else {
      throw invocation.error(
        .unknownChoice, "the run has no metric '\(metric)'", at: "metric",
        facts: [Suggestions.listing("its metrics", names)],
        help: Suggestions.question(Suggestions.names(near: metric, among: names)))
    }
    let wanted = table["metric"].map { column in
      (0..<table.rowCount).filter { column[$0] == .text(metric) }
    }
    let rows = table.selecting(rows: wanted ?? [])
    let x = rows["epoch"]?.presentNumbers?.count == rows.rowCount ? "epoch" : "step"
    let xs = rows[x]?.numbers ?? []
    let ys = rows["value"]?.numbers ?? []
    let splits = Grouping(rows, by: ["split"])
    let series = splits.rows().enumerated().map { group, positions in
      Figure.Series(
        splits.keys["split"]?[group].text ?? "", x: positions.map { xs[$0] },
        y: positions.map { ys[$0] })
    }
    let figure = Figure(
      .lines(series), title: title.isEmpty ? "\(metric) of \(run.run.name)" : title, xLabel: x,
      yLabel: metric, width: width, height: height, isLogarithmicY: log)
    return .object(FigureValue(figure, data: series.table))
  }

  /// The command `checkpoint(run, epoch)`.
  static let checkpoint = Command(
    "checkpoint", "The model as it was after an epoch.",
    .required("run", "The run."),
    .required("epoch", in: 0...Int.max, "After how many epochs; 0 is the start."),
    group: .runs,
    examples: [
      Example(
        "run = example(\"credit\")\nevaluate(checkpoint(run, 1), run.valid) | head(1)",
        "the accuracy after one epoch")
    ],
    searchTerms: ["epoch", "snapshot", "weights"]
  ) { (invocation: Invocation, run: RunArgument, epoch: Int) in
    .object(
      ModelObject(
        try invocation.locating { try run.run.model(atEpoch: epoch) }, run: run.run))
  }
}
