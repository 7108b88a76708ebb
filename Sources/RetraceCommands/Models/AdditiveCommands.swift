import RetraceCatalog
import RetraceExplain
import RetraceLanguage
import RetraceModels
import RetraceSyntax
import RetraceTables

/// The commands of additive models, in the order in which help lists them.
let additiveCommands: [Command] = [.terms, .removeTerm, .monotone]

extension Command {
  /// The run that the examples of additive models begin with.
  private static let exampleRun = """
    t = example("credit", rows: 400).train
    run = train(t, target: repaid, model: additive(bags: 2, pairs: 1))
    """

  /// The command `terms(model, term)`.
  static let terms = Command(
    "terms", "The terms of an additive model, or one of them as a figure and a table.",
    .required("model", "The model, or a run for its model."),
    .optional(
      "term", [ColumnReference]?.none, "A feature, two of a pair in a list, or a term's name.",
      type: .columnNames, defaultText: "all"),
    .optional(
      "table", Table?.none, "The rows that importance is measured on.", type: .table,
      defaultText: "the training rows"),
    .optional(
      "class", String?.none, "Of several classes the one that a pair is drawn for.", type: .text,
      defaultText: "the first"),
    group: .global,
    discussion: """
      A model like that of additive() is its terms: a row's score is the intercept plus, of every \
      term, the number of the bin that the row falls into. So the figure of a term is all that \
      the model knows of its features, and its contributions are exact attributions.

      Importance is the mean size of a term's contribution. The band around a step function is \
      one standard deviation over the bags of rows that it was learned on. A pair holds only what \
      its two features do not say by themselves. `.table` is the table that is shown, whole.
      """,
    examples: [
      Example("\(exampleRun)\nterms(run)", "what the model consists of"),
      Example("\(exampleRun)\nterms(run, income)", "one feature's step function"),
    ],
    references: [
      "Y. Lou, R. Caruana, J. Gehrke, G. Hooker, Accurate Intelligible Models with Pairwise Interactions, KDD 2013, https://doi.org/10.1145/2487575.2487579",
      "B. Lengerich et al., Purifying Interaction Effects with the Functional ANOVA, AISTATS 2020, https://arxiv.org/abs/1911.04974",
    ],
    searchTerms: ["ebm", "gam", "additive", "shape function", "interpretable", "contribution"]
  ) {
    (
      invocation: Invocation, argument: ModelArgument, term: [ColumnReference]?, table: Table?,
      outputClass: String?
    ) in
    let model = try invocation.additiveModel(argument)
    let terms = try invocation.locating(rows: "table") {
      guard let term else {
        let rows = try table.map { try model.features.matrix(of: $0) }
        let terms = try AdditiveTerms(model, rows: rows)
        return TabledExplanation(terms.explanation, table: terms.table)
      }
      var output = 0
      if let outputClass {
        let names = model.outputs.classNames
        guard model.outputs.isClassifier else { throw ExplainError.noClasses(outputClass) }
        guard let position = names.firstIndex(of: outputClass) else {
          throw ExplainError.unknownClass(outputClass, available: names)
        }
        output = model.outputCount == 1 ? 0 : position
      }
      let view = AdditiveTermView(
        model, term: try invocation.position(of: term, in: model), output: output)
      return TabledExplanation(view.explanation, table: view.table)
    }
    return .object(terms)
  }

  /// The command `remove_term(model, term)`.
  static let removeTerm = Command(
    "remove_term", "An additive model without one of its terms.",
    .required("model", "The model, or a run for its model."),
    .required(
      "term", "A feature, two of a pair in a list, or a term's name.", type: .columnNames),
    group: .models,
    discussion: """
      The term then says nothing for any row; all others stay as they are. A feature that is part \
      of pairs goes on to speak through them.
      """,
    examples: [
      Example(
        "\(exampleRun)\nevaluate(remove_term(run, postcode), run.valid)",
        "what a term was worth")
    ],
    searchTerms: ["edit", "ebm", "gam", "drop feature", "additive"]
  ) { (invocation: Invocation, argument: ModelArgument, term: [ColumnReference]) in
    let model = try invocation.additiveModel(argument)
    let position = try invocation.position(of: term, in: model)
    let removed = model.terms[position]
    if !removed.isPair {
      let pairs = model.pairs(with: model.features.features[removed.axes[0].feature].name)
      if !pairs.isEmpty {
        invocation.note(
          "the model still uses '\(removed.name)' in \(ExplanationText.list(pairs))")
      }
    }
    return .object(ModelObject(try model.removing(terms: [position]), run: argument.run))
  }

  /// The command `monotone(model, feature: "up")`.
  static let monotone = Command(
    "monotone", "An additive model whose prediction a feature moves one way only.",
    .required("model", "The model, or a run for its model."),
    .collected("features", "The direction of each feature: `feature: \"up\"` or `\"down\"`."),
    group: .models,
    discussion: """
      The scores of the feature's own term become the nearest monotone ones (isotonic regression, \
      weighted by the training rows in each bin), so the mean stays. Bins for missing cells stay \
      as they are, and so do pairs: they can undo the order in parts, which a note says. Training \
      with additive(monotone: {feature: "up"}) keeps the order everywhere.
      """,
    examples: [
      Example("\(exampleRun)\nterms(monotone(run, income: \"up\"), income)", "never falls")
    ],
    references: [
      "M. Ayer et al., An Empirical Distribution Function for Sampling with Incomplete Information, 1955, https://doi.org/10.1214/aoms/1177728423"
    ],
    searchTerms: ["edit", "ebm", "gam", "isotonic", "constraint", "additive"]
  ) { (invocation: Invocation, argument: ModelArgument, features: NamedExpressions) in
    var model = try invocation.additiveModel(argument)
    guard !features.isEmpty else {
      throw invocation.error(
        .missingArgument, "'monotone' needs a feature and its direction",
        facts: [Suggestions.listing("features", model.features.names)],
        help: "for example monotone(model, age: \"up\")")
    }
    for element in features {
      let direction = try invocation.direction(element)
      model = try invocation.locating { try model.monotone(element.name, direction) }
      let pairs = model.pairs(with: element.name)
      if !pairs.isEmpty {
        invocation.note(
          "'\(element.name)' is also in \(ExplanationText.list(pairs)), which can undo the order "
            + "there; remove_term takes a pair out")
      }
    }
    return .object(ModelObject(model, run: argument.run))
  }
}

extension Invocation {
  /// The model of an argument, if it is an additive one.
  fileprivate func additiveModel(_ argument: ModelArgument) throws -> AdditiveModel {
    guard let model = argument.model as? AdditiveModel else {
      throw error(
        .wrongType,
        "'\(command.name)' takes an additive model, got \(argument.model.summary)", at: "model",
        help: "train(table, target: …, model: additive()) makes one")
    }
    return model
  }

  /// The position of the term that a name or the names of two features stand for.
  fileprivate func position(
    of references: [ColumnReference], in model: AdditiveModel
  ) throws -> Int {
    let names = references.map(\.name)
    do {
      return try names.count == 1
        ? model.position(ofTerm: names[0]) : model.position(ofTermOver: names)
    } catch ModelError.absentTerm(let name, let available) {
      throw error(
        .unknownChoice, "the model has no term '\(name)'", at: "term",
        facts: [Suggestions.listing("terms", available)],
        help: Suggestions.question(Suggestions.names(near: name, among: available)))
    }
  }

  /// The direction that is given for a feature.
  fileprivate func direction(
    _ element: NamedExpressions.Element
  ) throws -> AdditiveModel.Direction {
    let word: String
    if let name = element.expression.bareName {
      word = name
    } else if case .text(let text) = try element.expression.value() {
      word = text
    } else {
      word = element.expression.text
    }
    guard let direction = AdditiveModel.Direction(rawValue: word) else {
      throw Diagnostic(
        .unknownChoice, "'\(element.name):' takes \"up\" or \"down\", got '\(word)'",
        at: element.expression.range, help: "monotone(model, \(element.name): \"up\")")
    }
    return direction
  }
}
