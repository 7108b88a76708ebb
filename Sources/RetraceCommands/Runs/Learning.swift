import RetraceCatalog
import RetraceExplain
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceSyntax
import RetraceTables

extension Command {
  /// The command `trajectory(run, row)`.
  static let trajectory = Command(
    "trajectory", "Follow one row through the training: what was predicted, and why.",
    .required("run", "The run."),
    .required("row", "The row, such as run.valid[17], or a record."), .chosenEpochs,
    .choice("method", ["auto", "lime", "linear"], "How attributions are found."),
    .optional("samples", 5_000, in: 10...1_000_000, "How many perturbed rows LIME draws."),
    .optional(
      "output", String?.none, "The scale that is explained.",
      type: .choice(["probability", "margin", "value"]),
      defaultText: "\"probability\", for numbers \"value\""),
    .optional(
      "class", Value.missing, "The class; the positive one of two.",
      type: .any([
        .text, .number(-Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude), .flag,
      ]),
      defaultText: "automatic"),
    .seed, group: .runs,
    discussion: """
      At every checkpoint the row is predicted and explained: by LIME with the same perturbed rows \
      each time, so that what changes is the model, or exactly where the model is linear (margin: \
      weight × (value − mean over the training rows)). A sign change is marked where an \
      attribution is on the other side of 0 than before, each beyond two standard errors. \
      `.predictions`, `.attributions` and `.features` are its tables.

      LIME's attributions are only as good as its R² at each checkpoint; a note says where it is \
      low.
      """,
    examples: [
      Example(
        "run = example(\"credit\")\ntrajectory(run, run.valid[17])",
        "how one decision came about"),
      Example(
        "run = example(\"credit\")\ntrajectory(run, run.train[3], epochs: 0..3).predictions",
        "the first epochs"),
    ],
    references: [
      "M. T. Ribeiro, S. Singh, C. Guestrin, \"Why Should I Trust You?\", KDD 2016, https://doi.org/10.1145/2939672.2939778"
    ],
    searchTerms: ["course", "history of a row", "sign change", "epochs", "lime"]
  ) {
    (
      invocation: Invocation, run: RunArgument, row: RowsArgument, epochs: [Int]?,
      method: String, samples: Int, output: String?, outputClass: Value, _: Double?
    ) in
    var options = Trajectory.Options(seed: invocation.seed)
    options.epochs = epochs
    options.method = Trajectory.Method(rawValue: method) ?? .auto
    options.samples = samples
    options.output = output.flatMap(OutputScale.init(rawValue:))
    options.outputClass = outputClass.classCell
    return try invocation.explained(run) {
      try Trajectory(run.run, row: row.table, options).explanation
    }
  }

  /// The command `reliance(run)`.
  static let reliance = Command(
    CatalogEntry(
      name: "reliance",
      summary: "What the model leaned on at every checkpoint, and since when.",
      discussion: """
        The permutation importance of each feature at every checkpoint, on the validation rows \
        (else the training rows), with the same permutations each time. A model leans on a feature \
        where shuffling it makes the metric worse by more than two standard errors and by at least \
        2% of all importance at the checkpoint where that is largest; `learned` is the epoch from which on it does so until the end. A \
        feature that carries the model (40% of all importance, and twice the next) is found with \
        the epoch in which it took over: a shortcut or a leak, if it is not meant to. \
        `.shortcut` names it, `.table` has a row per epoch and feature.
        """,
      examples: [
        Example("run = example(\"credit\")\nreliance(run)", "when the shortcut was learned"),
        Example(
          "run = example(\"credit\")\n"
            + "reliance(run, metric: \"auc\", groups: {origin: [postcode, nationality]}).features",
          "by the AUC, two features together"),
      ],
      references: [
        "A. Fisher, C. Rudin, F. Dominici, All Models are Wrong, but Many are Useful, JMLR 20, 2019, https://jmlr.org/papers/v20/18-760.html"
      ],
      searchTerms: ["shortcut", "leak", "importance", "permutation", "when learned"]),
    group: .runs,
    parameters: [
      ParameterDescription(name: "run", summary: "The run.", type: .object("run")),
      ParameterDescription(
        name: "metric", summary: "What the model is measured by, as 'evaluate' names it.",
        type: .choice(ModelMetric.allCases.map(\.rawValue)),
        defaultText: "\"log_loss\", for numbers \"rmse\""),
      ParameterDescription(
        name: "repeats", summary: "How often each feature is shuffled.",
        type: .integer(1...10_000), defaultText: "5"),
      ParameterDescription(
        name: "groups", summary: "Features that are shuffled together, as {name: [columns]}.",
        type: .any([.columnNames, .record]), defaultText: "{}"),
      ParameterDescription(
        name: "epochs", summary: "The epochs that are looked at, such as 0..10.",
        type: .any([.list, .integer(0...Int.max)]), defaultText: "all"),
      ParameterDescription(
        name: "rows", summary: "The rows it is measured on.", type: .table,
        defaultText: "valid, else train"),
      ParameterDescription(
        name: "seed", summary: "The seed of the permutations.", type: .integer(0...Int.max),
        defaultText: "the session's"),
    ]
  ) { invocation in
    let run: RunArgument = try invocation.argument("run")
    var options = Reliance.Options(seed: invocation.seed)
    let metric: String? = try invocation.argument("metric", default: nil)
    options.metric = metric.flatMap(ModelMetric.init(rawValue:))
    options.repeats = try invocation.argument("repeats")
    options.epochs = try invocation.argument("epochs", default: nil)
    options.rows = try invocation.argument("rows", default: nil)
    if invocation.isGiven("groups") {
      do {
        options.groups = try PermutationImportance.groups(
          try invocation.libraryArgument("groups", .any([.columnNames, .record])))
      } catch let error as ArgumentError {
        throw invocation.diagnostic(error, at: "groups")
      }
    }
    return try invocation.explained(run) { try Reliance(run.run, options).explanation }
  }
}

extension Value {
  /// The class that a value names; nil where it is missing.
  fileprivate var classCell: Cell? {
    switch self {
    case .text(let text): .text(text)
    case .number(let number): .number(number)
    case .logical(let flag): .logical(flag)
    default: nil
    }
  }
}
