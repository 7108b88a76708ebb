import RetraceCatalog
import RetraceExplain
import RetraceLanguage
import RetraceRuns
import RetraceSyntax

extension Command {
  /// The command `dynamics(run)`.
  static let dynamics = Command(
    "dynamics", "How each training row was learned: a row per row.",
    .required("run", "The run."), .chosenEpochs, .burnIn, .online,
    .optional(
      "el2n_epoch", Int?.none, "After which epoch EL2N is taken.", type: .integer(0...Int.max),
      defaultText: "3"),
    .optional("grand_epoch", 0, in: 0...Int.max, "After which epoch GraNd is taken; 0 the start."),
    group: .runs,
    discussion: """
      `confidence` is the mean probability of the row's label over the epochs, `variability` its \
      standard deviation (population), `correctness` the share of epochs in which the label was \
      told. `forgetting` counts how often it was told and then not, `first_learned` is the first \
      epoch in which it was (missing: never). `aum` is the mean of the label's logit minus the \
      largest other one. `el2n` is |softmax − one-hot| after `el2n_epoch`, `grand` the norm of the \
      row's loss gradient in the last layer, `grand_full` in all parameters, after `grand_epoch`. \
      Low confidence, low aum and high losses point at wrong labels.

      Confidence, variability, correctness, el2n and the losses are from the ends of epochs. \
      Forgetting, first_learned and aum are from the moment a row is trained on, as they are \
      defined, where that is recorded; `forgetting_end`, `first_learned_end`, `aum_end` are theirs \
      from the ends of epochs. With `online: "always"` or `"never"` all comes from one record. A \
      run with one logit for two classes gives what the same softmax of two would, but for grand, \
      which is √2 less: its last layer has one output.

      Of a model of numbers losses and the variability of predictions are defined.
      """,
    examples: [
      Example(
        "run = example(\"credit\")\ndynamics(run) | sort(aum) | head(5)",
        "the rows that most likely have a wrong label"),
      Example(
        "run = example(\"credit\")\ndynamics(run, burn_in: 2) | where(forgetting > 1) | count",
        "how many rows were forgotten more than once"),
    ],
    references: [
      "S. Swayamdipta et al., Dataset Cartography, EMNLP 2020, https://doi.org/10.18653/v1/2020.emnlp-main.746",
      "M. Toneva et al., An Empirical Study of Example Forgetting, ICLR 2019, https://arxiv.org/abs/1812.05159",
      "G. Pleiss et al., Identifying Mislabeled Data using the Area Under the Margin Ranking, NeurIPS 2020, https://arxiv.org/abs/2001.10528",
      "M. Paul, S. Ganguli, G. K. Dziugaite, Deep Learning on a Data Diet, NeurIPS 2021, https://arxiv.org/abs/2107.07075",
    ],
    searchTerms: [
      "aum", "el2n", "grand", "forgetting", "confidence", "variability", "mislabelled",
    ]
  ) {
    (
      invocation: Invocation, run: RunArgument, epochs: [Int]?, burnIn: Int, online: String,
      el2nEpoch: Int?, grandEpoch: Int
    ) in
    var options = TrainingDynamics.Options(epochs: epochs, burnIn: burnIn, online: online)
    options.el2nEpoch = el2nEpoch
    options.grandEpoch = grandEpoch
    return .table(
      try invocation.locating { try TrainingDynamics(run.run, options).table })
  }

  /// The command `data_map(run, by:)`.
  static let dataMap = Command(
    "data_map", "Map the training rows by how sure the model was and how much it varied.",
    .required("run", "The run."), .chosenEpochs, .burnIn, .online,
    .optional(
      "by", ColumnReference?.none, "A column whose values are compared.", defaultText: "none"),
    group: .runs,
    discussion: """
      A point per training row: the variability of the probability of its label over the epochs, \
      and its mean, the confidence. Rows are easy where the confidence is more than one standard \
      deviation above ½, hard where it is more than one below, and ambiguous between. Hard rows \
      are often mislabelled; ambiguous ones lie near the boundary. `.rows` has the region of each \
      row, `.hardest` those with the lowest confidence, `.cohorts` the shares by a column.
      """,
    examples: [
      Example("run = example(\"credit\")\ndata_map(run)", "easy, ambiguous and hard rows"),
      Example(
        "run = example(\"credit\")\ndata_map(run, by: nationality).cohorts",
        "which group is harder to learn"),
    ],
    references: [
      "S. Swayamdipta et al., Dataset Cartography, EMNLP 2020, https://doi.org/10.18653/v1/2020.emnlp-main.746"
    ],
    searchTerms: ["cartography", "easy", "hard", "ambiguous", "mislabelled"]
  ) {
    (
      invocation: Invocation, run: RunArgument, epochs: [Int]?, burnIn: Int, online: String,
      by: ColumnReference?
    ) in
    let options = TrainingDynamics.Options(epochs: epochs, burnIn: burnIn, online: online)
    return try invocation.explained(run) {
      try DataMap(run.run, options, by: by?.name).explanation
    }
  }

  /// The command `cohorts(run, by:)`.
  static let cohorts = Command(
    "cohorts", "Loss and accuracy of groups of rows, epoch by epoch.",
    .required("run", "The run."),
    .required("by", "The column whose values make the groups.", type: .columnName),
    .choice("metric", ["loss", "accuracy"], "What is drawn."),
    .choice("split", ["train", "valid"], "Which rows."), group: .runs,
    discussion: """
      From the records per row. A column with more than 12 different numbers is cut at its \
      quartiles. `.table` has a row per epoch and group.
      """,
    examples: [
      Example(
        "run = example(\"credit\")\ncohorts(run, by: nationality, split: \"valid\")",
        "who is predicted worse, and since when")
    ],
    searchTerms: ["group", "slice", "subgroup", "curves"]
  ) {
    (
      invocation: Invocation, run: RunArgument, by: ColumnReference, metric: String, split: String
    ) in
    try invocation.explained(run) {
      try CohortCourse(run.run, by: by.name, split: split, metric: metric).explanation
    }
  }
}

extension TrainingDynamics.Options {
  init(epochs: [Int]?, burnIn: Int, online: String) {
    self.init()
    self.epochs = epochs
    self.burnIn = burnIn
    self.online = TrainingDynamics.Source(rawValue: online) ?? .auto
  }
}

extension Invocation {
  /// What a library finds of a run, as a value.
  func explained(_ run: RunArgument, _ body: () throws -> Explanation) throws -> Value {
    .object(ExplanationObject(try locating(rows: "row", body), run: run.run))
  }
}

extension Slot where Argument == [Int]? {
  /// The epochs that are looked at.
  static var chosenEpochs: Slot {
    .optional(
      "epochs", nil, "The epochs that are looked at, such as 1..10.",
      type: .any([.list, .integer(0...Int.max)]), defaultText: "all")
  }
}

extension Slot where Argument == Int {
  /// The epochs that are left out at the start.
  static var burnIn: Slot {
    .optional("burn_in", 0, in: 0...1_000_000, "How many epochs are left out at the start.")
  }
}

extension Slot where Argument == String {
  /// Which record of logits is read.
  static var online: Slot {
    .choice(
      "online", ["auto", "always", "never"],
      "Whether logits from the moment of training are read.")
  }
}
