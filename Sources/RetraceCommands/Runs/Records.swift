import RetraceCatalog
import RetraceExplain
import RetraceLanguage
import RetraceRuns
import RetraceSyntax
import RetraceTables

extension Command {
  /// The command `metrics(run)`.
  static let metrics = Command(
    "metrics", "The metrics of a run or of runs: a row per step, split and metric.",
    .required("run", "A run, or runs: their rows stand below one another."),
    group: .runs,
    discussion: """
      The columns are step, epoch, split, metric, value and time (seconds since 1970); of several \
      runs there is a column `run` before them. A metric keeps the name its tool gave it.
      """,
    examples: [
      Example(
        "run = example(\"credit\")\nmetrics(run) | where(metric == \"loss\") | tail(4)",
        "the last losses")
    ],
    searchTerms: ["history", "log"]
  ) { (runs: RunsArgument) in
    .table(runs.isSingle ? runs.runs[0].metrics : RunTables.metrics(of: runs.runs))
  }

  /// The command `params(run)`.
  static let params = Command(
    "params", "What a run was trained with; of several runs a table.",
    .required("run", "A run, or runs."), group: .runs,
    discussion: "Texts that are numbers, `true` or `false` become such.",
    examples: [Example("run = example(\"credit\")\nparams(run).epochs", "how many epochs")],
    searchTerms: ["hyperparameters", "config", "settings"]
  ) { (runs: RunsArgument) in
    if runs.isSingle { return .record(Record(json: RunParameters.typed(of: runs.runs[0]))) }
    return .table(try RunOverview(runs.runs).parameterTable)
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
