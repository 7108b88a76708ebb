import RetraceCatalog
import RetraceExplain
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceTables

extension Command {
  /// Parameters of `train` that are of one run alone.
  private static let onlyOfRuns: Set<String> = [
    "table", "target", "model", "folder", "name", "seed", "valid",
  ]

  /// The command `cross_validate(table, target:, model:, folds:, …)`.
  static let crossValidate = Command(
    CatalogEntry(
      name: "cross_validate",
      summary: "Measure a kind of model on rows it did not learn from, fold by fold.",
      discussion: """
        The rows are parted into folds; each is tested by a model that learned from the others. \
        Of classes each fold gets its share of every class (stratified: false leaves that to \
        chance). groups: names a column whose equal values are never parted, such as the customer \
        of several rows. time: names a column of numbers or dates: the rows are not drawn but \
        tested in their order, each block by what was learned from all before it.

        The table has a row per metric: its mean over the folds, their standard deviation, the \
        standard error of the mean and a 95% interval. Folds share training rows and so are not \
        independent: error and interval are those of Nadeau and Bengio, wider than the plain ones. \
        `.values` has a row per fold and metric, `.folds` how many rows and which shares of \
        classes each fold has, `.predictions` what was predicted for each row by a model that did \
        not learn from it. Rows that stand in both parts of a fold, alike in every column, are \
        counted in a note.

        All other parameters are those of train. Without valid: the models learn from all training \
        rows of their fold.
        """,
      examples: [
        Example(
          "t = example(\"credit\").train\n"
            + "cross_validate(t, target: repaid, model: logistic(), folds: 3, epochs: 3)",
          "three folds")
      ],
      references: [
        "C. Nadeau, Y. Bengio, Inference for the generalization error, 2003, https://doi.org/10.1023/A:1024068626366"
      ],
      searchTerms: [
        "folds", "k-fold", "stratified", "group", "time series", "generalization", "leakage",
      ]),
    group: .models,
    parameters: [
      ParameterDescription(name: "table", summary: "The rows.", type: .table),
      ParameterDescription(name: "target", summary: "The column to predict.", type: .columnName),
      ParameterDescription(
        name: "model", summary: "What to train, such as logistic() or mlp().",
        type: .object("model to train"), defaultText: "logistic()"),
      ParameterDescription(
        name: "folds", summary: "How many folds.", type: .integer(2...1_000), defaultText: "5"),
      ParameterDescription(
        name: "repeats", summary: "How often all rows are parted anew.", type: .integer(1...1_000),
        defaultText: "1"),
      ParameterDescription(
        name: "stratified", summary: "Whether each fold gets its share of each class.",
        type: .flag, defaultText: "for classes"),
      ParameterDescription(
        name: "groups", summary: "A column whose equal values are never parted.",
        type: .columnName, defaultText: "none"),
      ParameterDescription(
        name: "time", summary: "A column by which the rows are ordered, not drawn.",
        type: .columnName, defaultText: "none"),
      ParameterDescription(
        // Texts: a bare name would be a column of the table.
        name: "metrics", summary: "What is measured: texts, or \"all\".",
        type: .any([.list, .text]),
        defaultText: "the usual ones"),
      ParameterDescription(
        name: "valid", summary: "The share of training rows to measure each model on meanwhile.",
        type: .number(0...0.99), defaultText: "0"),
    ] + Command.train.parameters.filter { !onlyOfRuns.contains($0.name) } + [
      ParameterDescription(
        name: "seed", summary: "The seed of folds and training.",
        type: .integer(0...Int.max), defaultText: "the session's")
    ]
  ) { invocation in
    let table: Table = try invocation.argument("table")
    var training = try TrainingArguments.options(invocation)
    if !invocation.isGiven("valid") { training.validation = .share(0) }
    var options = CrossValidatedModel.Options()
    options.folds = try invocation.given("folds") ?? 5
    options.repeats = try invocation.given("repeats") ?? 1
    options.isStratified = try invocation.given("stratified")
    let groups: ColumnReference? = try invocation.given("groups")
    options.groups = groups?.name
    let time: ColumnReference? = try invocation.given("time")
    options.time = time?.name
    if invocation.isGiven("metrics") { options.metrics = try invocation.argument("metrics") }
    options.seed = invocation.seed
    let result = try invocation.locating(rows: "table") {
      try CrossValidatedModel(table, training, options)
    }
    return .object(TabledExplanation(result.explanation, table: result.table))
  }
}
