import RetraceCatalog
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceSyntax
import RetraceTables

extension Command {
  /// The command `train(table, target:, model:, …)`.
  static let train = Command(
    CatalogEntry(
      name: "train",
      summary: "Train a model on a table and record the run.",
      discussion: """
        Numbers are standardised, categories become one column per level, missing cells get an \
        indicator; all of it stays inside the model, so that explanations speak of the table's \
        columns. Texts and categories as target make classes, numbers are predicted as numbers. \
        Every epoch is recorded: parameters, metrics on train and valid, and of each row the \
        logits and the loss. Ctrl-C keeps the epochs that are done.

        Trees take numbers, categories and missing cells as they are. What counts as an epoch of \
        theirs, wherever one is named, is a tree of forest(…) and boosting(…), and a level of \
        tree(…): a checkpoint is the model of so many trees. `epochs:`, `batch:` and `optimizer:` \
        are for logistic(…) and mlp(…); `rate:` and `l2:` also for boosting(…).

        A run folder holds standard files (run.json, metrics.csv, train.csv, safetensors) and is \
        opened again by load(folder).
        """,
      examples: [
        Example(
          "t = example(\"credit\").train\nrun = train(t, target: repaid, model: logistic(), epochs: 3)",
          "three epochs of logistic regression"),
        Example(
          "t = example(\"credit\").train\n"
            + "run = train(t, target: repaid, model: boosting(trees: 20))\n"
            + "checkpoint(run, 5)",
          "twenty trees, and the model of the first five"),
      ],
      references: [
        "D. P. Kingma, J. Ba, Adam: A Method for Stochastic Optimization, 2015, https://arxiv.org/abs/1412.6980"
      ],
      searchTerms: ["fit", "learn", "sgd", "adam"]),
    group: .runs,
    parameters: [
      ParameterDescription(name: "table", summary: "The rows to learn from.", type: .table),
      ParameterDescription(name: "target", summary: "The column to predict.", type: .columnName),
      ParameterDescription(
        name: "model",
        summary: "What to train, such as logistic(), boosting() or additive().",
        type: .object("model to train"), defaultText: "logistic()"),
      ParameterDescription(
        name: "valid", summary: "The share of rows to measure on, or a table.",
        type: .any([.number(0...0.99), .table]), defaultText: "0.2"),
      ParameterDescription(
        name: "features", summary: "The columns to learn from.", type: .columnNames,
        defaultText: "all"),
      ParameterDescription(
        name: "drop", summary: "Columns not to learn from.", type: .columnNames,
        defaultText: "[]"),
      ParameterDescription(
        name: "epochs", summary: "How often each row is learned.", type: .integer(1...100_000),
        defaultText: "by the model"),
      ParameterDescription(
        name: "batch", summary: "Rows a step.", type: .integer(1...1_000_000), defaultText: "32"),
      ParameterDescription(
        name: "rate", summary: "The learning rate.", type: .number(0...1e6),
        defaultText: "by the model"),
      ParameterDescription(
        name: "optimizer", summary: "How parameters follow their gradients.",
        type: .choice(["sgd", "adam"]), defaultText: "\"sgd\""),
      ParameterDescription(
        name: "momentum", summary: "How much of the last step sgd keeps.",
        type: .number(0...0.999999),
        defaultText: "0.9"),
      ParameterDescription(
        name: "l2", summary: "The factor of half the squared weights in the loss.",
        type: .number(0...1e12), defaultText: "the model's"),
      ParameterDescription(
        name: "weights", summary: "How much the rows of each class count.",
        type: .any([.choice(["equal", "balanced"]), .record]), defaultText: "\"equal\""),
      ParameterDescription(
        name: "folder", summary: "Where the run is kept.", type: .path,
        defaultText: "beside the journal, elsewhere temporary"),
      ParameterDescription(
        name: "name", summary: "The run's name.", type: .text, defaultText: "by model and target"),
      ParameterDescription(
        name: "seed", summary: "The seed of split, order and first weights.",
        type: .integer(0...Int.max), defaultText: "the session's"),
    ]
  ) { invocation in
    let table: Table = try invocation.argument("table")
    let options = try TrainingArguments.options(invocation)
    let folder = try RunFolders.folder(
      for: invocation, name: options.name ?? options.model.family)
    return try invocation.locating {
      .object(RunObject(try Trainer.train(table, options, folder: folder)))
    }
  }
}

/// The arguments of `train` as the trainer takes them.
enum TrainingArguments {
  static func options(_ invocation: Invocation) throws -> TrainingOptions {
    let target: ColumnReference = try invocation.argument("target")
    var options = TrainingOptions(target: target.name, seed: invocation.seed)
    if invocation.isGiven("model") { options.model = try model(invocation) }
    if invocation.isGiven("valid") {
      switch try invocation["valid"].value() {
      case .number(let share): options.validation = .share(share)
      case .table(let table): options.validation = .table(table)
      case let other:
        throw ArgumentError.wrongKind(
          parameter: "valid", expected: "a share or a table", got: other.shapePhrase)
      }
    }
    if invocation.isGiven("features") {
      let references: [ColumnReference] = try invocation.argument("features")
      options.features = references.map(\.name) == ["all"] ? nil : uniqueNames(references)
    }
    if invocation.isGiven("drop") {
      let references: [ColumnReference] = try invocation.argument("drop")
      options.drop = uniqueNames(references)
    }
    options.epochs = try invocation.given("epochs")
    options.batch = try invocation.given("batch")
    options.rate = try invocation.given("rate")
    options.momentum = try invocation.given("momentum")
    options.l2 = try invocation.given("l2")
    options.name = try invocation.given("name")
    if let word: String = try invocation.given("optimizer") {
      options.optimizer = TrainingOptions.Method(rawValue: word)
    }
    if invocation.isGiven("weights") { options.weights = try weights(invocation) }
    return options
  }

  private static func model(_ invocation: Invocation) throws -> ModelSpec {
    let value = try invocation["model"].value()
    if case .object(let object as SpecObject) = value { return object.spec }
    // `model: logistic` without brackets names the command.
    if case .function(let function) = value {
      switch function.name {
      case "logistic": return .logistic()
      case "mlp": return .mlp()
      case "additive": return .additive()
      case "tree": return .tree()
      case "forest": return .forest()
      case "boosting": return .boosting()
      default: break
      }
    }
    throw invocation.error(
      .wrongType, "'model:' takes a model to train, got \(value.shapePhrase)", at: "model",
      help: "for example model: logistic() or model: boosting(trees: 100)")
  }

  private static func weights(_ invocation: Invocation) throws -> TrainingOptions.ClassWeights {
    switch try invocation["weights"].value() {
    case .text("balanced"): return .balanced
    case .text("equal"): return .equal
    case .record(let record):
      var weights: [String: Double] = [:]
      for field in record.fields {
        guard case .number(let weight) = field.value, weight >= 0, weight.isFinite else {
          throw invocation.error(
            .outOfRange,
            "the weight of '\(field.name)' is a number from 0 on, got "
              + field.value.shapePhrase, at: "weights")
        }
        weights[field.name] = weight
      }
      return .given(weights)
    case let other:
      throw invocation.error(
        .wrongType, "'weights:' takes \"balanced\" or a record by class, got \(other.shapePhrase)",
        at: "weights", help: "for example weights: {good: 1, bad: 5}")
    }
  }
}

extension Invocation {
  /// What was given for a parameter, nil if nothing was.
  func given<Argument: CommandArgument>(_ name: String) throws -> Argument? {
    isGiven(name) ? try argument(name, as: Argument.self) : nil
  }
}
