import RetraceCatalog
import RetraceDisplay
import RetraceExplain
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceSyntax
import RetraceTables

private let twoRuns = """
  t = example("credit").train
  a = train(t, target: repaid, epochs: 3)
  b = train(t, target: repaid, epochs: 3, rate: 0.01)
  """

extension Command {
  /// The command `leaderboard(runs, by:, …)`.
  static let leaderboard = Command(
    "leaderboard", "Runs in order of a metric, and which parameters lead to the good ones.",
    .required("runs", "The runs."),
    .optional(
      "by", ColumnReference?.none, "The metric.", defaultText: "the one that says most"),
    .optional("best", false, "Whether each run's best value counts, not its last one."),
    .choice("direction", ["auto", "max", "min"], "Which values are good."),
    .optional(
      "group", [ColumnReference](), "Parameters whose equal values make a group, or all.",
      defaultText: "none"),
    .optional("top", 20, in: 1...1_000_000, "How many rows at most."), group: .runs,
    discussion: """
      Whether less is better is told by the metric's name: of losses and errors it is. `group: all` \
      puts together runs that differ in their seeds alone; a group has the mean, the standard \
      deviation and the number of its runs. Filter first: runs | where(lr < 0.1) | leaderboard.

      The figure has an upright axis per parameter, the most telling on the left, and the metric \
      on the right. How much a parameter tells is measured on the metric's ranks: for numbers \
      with more than six values the squared rank correlation, or the share of variance between \
      fifths of the runs where that is greater; for others the share of variance between their \
      values, corrected for their number.
      """,
    examples: [
      Example(
        "\(twoRuns)\nleaderboard([a, b], by: accuracy)", "two runs by their validation accuracy")
    ],
    references: [
      "T. L. Kelley, An unbiased correlation ratio measure, 1935, https://doi.org/10.1073/pnas.21.9.554"
    ],
    searchTerms: ["rank", "best run", "sweep", "hyperparameters", "parallel coordinates"]
  ) {
    (
      invocation: Invocation, runs: RunsArgument, by: ColumnReference?, best: Bool,
      direction: String, group: [ColumnReference], top: Int
    ) in
    guard !runs.runs.isEmpty else {
      throw invocation.error(.failed, "there are no runs to order", at: "runs")
    }
    var options = Leaderboard.Options()
    options.metric = by?.name
    options.takesBest = best
    options.isLess = direction == "auto" ? nil : direction == "min"
    options.group = group.isEmpty ? nil : group.map(\.name)
    options.top = top
    let leaderboard = try invocation.locating { try Leaderboard(runs.runs, options) }
    return .object(
      TabledExplanation(leaderboard.explanation, table: leaderboard.table))
  }

  /// The command `compare(a, b, …)`.
  static let compare = Command(
    "compare", "What runs differ in, and what came of it; or two models on the same rows.",
    .required(
      "run", "The first run or model; or runs of which the first one is compared with the others.",
      type: ComparedArgument.parameterType),
    .variadic(
      "others", "The runs to compare it with; or the other model and the rows.",
      type: ComparedArgument.parameterType),
    .optional(
      "among", RunsArgument?.none, "Runs that tell how much seeds matter.",
      type: RunsArgument.parameterType, defaultText: "those compared"),
    .optional("rows", 10, in: 0...1_000_000, "How many of the most changed rows are shown."),
    .optional("resamples", 1_000, in: 0...100_000, "How often rows are drawn for intervals."),
    .outcome, .metrics, .threshold, .seed, group: .runs,
    discussion: """
      Parameters, environment, and the training and validation rows by content: rows that were \
      added, removed, or changed and in which columns, wherever they stand. Of each metric the \
      last and the best values, and the difference.

      Where both runs have records per row, the validation rows are drawn again and again in pairs \
      for a 95% interval of the difference, and McNemar's exact test tells whether one is right \
      where the other is wrong more often than a coin says. Without such records there is no \
      interval, and it is said.

      Where runs differ in their seeds alone (given with `among:`, too), the standard deviation \
      between them tells whether the difference is larger than seeds make.

      compare(one, other, table) compares two models, or the models of two runs, on the rows of a \
      table: each metric of both and the difference with a 95% interval from draws of the rows, \
      the same for both, McNemar's test, and `.disagreements`, the rows on which they differ. \
      target:, metrics: and threshold: are those of evaluate.
      """,
    examples: [
      Example("\(twoRuns)\ncompare(a, b)", "a tenth of the learning rate"),
      Example("\(twoRuns)\ncompare(a.model, b.model, t)", "two models on the same rows"),
    ],
    references: [
      "Q. McNemar, Note on the sampling error of the difference between correlated proportions, 1947, https://doi.org/10.1007/BF02295996",
      "B. Efron, Bootstrap methods: another look at the jackknife, 1979, https://doi.org/10.1214/aos/1176344552",
    ],
    searchTerms: ["diff", "difference", "seed", "noise", "significant", "mcnemar"]
  ) {
    (
      invocation: Invocation, first: ComparedArgument, others: [ComparedArgument],
      among: RunsArgument?, rows: Int, resamples: Int, target: ColumnReference?,
      metrics: [ColumnReference], threshold: Double, _: Double?
    ) in
    let compared = [first] + others
    if compared.contains(where: \.isOfModels) {
      let models = try ComparedModels(compared, invocation)
      let comparison = try invocation.locating(rows: "others") {
        try models.compare(
          target: target?.name, metrics: metrics.map(\.name), threshold: threshold,
          resampling: .init(replicates: resamples, seed: invocation.seed), invocation)
      }
      return .object(
        TabledExplanation(comparison.explanation(rows: rows), table: comparison.table))
    }
    let runs = compared.flatMap(\.runs)
    guard let one = runs.first, runs.count > 1 else {
      throw invocation.error(
        .missingArgument, "'compare' needs at least two runs, got \(runs.count)", at: "run",
        help: "compare(a, b)")
    }
    guard runs.count <= 101 else {
      throw invocation.error(
        .outOfRange, "'compare' takes at most 101 runs, got \(runs.count)", at: "run",
        help: "leaderboard(runs) orders many")
    }
    let pool = runs + (among?.runs ?? [])
    let seed = invocation.seed
    let comparisons = try invocation.locating {
      try runs.dropFirst().map { other in
        try RunComparison(one, other, among: pool, resamples: resamples, seed: seed)
      }
    }
    if comparisons.count == 1 {
      return .object(ExplanationObject(comparisons[0].explanation(rows: rows), run: nil))
    }
    return .object(
      ComparisonsObject(
        first: one.name, others: runs.dropFirst().map(\.name), comparisons, rows: rows))
  }
}
