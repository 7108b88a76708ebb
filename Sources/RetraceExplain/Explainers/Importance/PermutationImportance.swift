public import RetraceCatalog
public import RetraceModels
public import RetraceTables

/// Permutation importance: how much worse a model gets on rows in which a feature is shuffled.
///
/// Source: L. Breiman, "Random Forests", Machine Learning 45, 2001; A. Fisher, C. Rudin and
/// F. Dominici, "All Models are Wrong, but Many are Useful", JMLR 20, 2019.
public enum PermutationImportance: Explainer {
  /// Features that are permuted together.
  public struct Group: Sendable, Equatable {
    /// What it is called.
    public let name: String
    /// The names of its features.
    public let features: [String]

    /// Makes a group.
    public init(_ name: String, _ features: [String]) {
      self.name = name
      self.features = features
    }
  }

  /// What can be set.
  public struct Options: Sendable {
    /// What is measured; nil for the loss.
    public var metric: ModelMetric?
    /// How often each feature is permuted.
    public var repeats = 10
    /// Features that are permuted together; all others by themselves.
    public var groups: [Group] = []
    /// The column with the outcome; nil for the model's.
    public var target: String?
    /// Where the draws start; nil for the subject's seed.
    public var seed: UInt64?

    /// Makes the options where nothing is set.
    public init() {}
  }

  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "importance",
    summary: "Measure how much worse a model gets when a feature is shuffled.",
    discussion: """
      The cells of a feature are shuffled among the rows and the model is measured again: the \
      importance is how much worse the metric gets, whichever way the metric goes. Take rows \
      that the model was not trained on; on its training rows importance shows what it \
      memorised, too.

      Each feature is shuffled `repeats` times. `sd` is the spread over these, `error` the \
      standard error of their mean; neither tells how another draw of rows would come out. A \
      negative importance that is beyond its error means that the feature misleads on these rows.

      It says what the model leans on, not what is true of the world. Features that go together \
      share their importance or hide it, as each stands in for the other, and shuffling one alone \
      makes rows that never occur: a note names such pairs, and `groups:` shuffles them together.
      """,
    examples: [
      Example("run = example(\"credit\")\nimportance(run.model, run.valid)", "By the loss."),
      Example(
        "run = example(\"credit\")\n"
          + "importance(run.model, run.valid, metric: \"auc\", repeats: 5,\n"
          + "  groups: {origin: [postcode, nationality]})",
        "By the AUC, two features together."),
    ],
    references: [
      "L. Breiman: Random Forests. Machine Learning 45, 2001. "
        + "https://doi.org/10.1023/A:1010933404324",
      "A. Fisher, C. Rudin, F. Dominici: All Models are Wrong, but Many are Useful. JMLR 20, "
        + "2019. https://jmlr.org/papers/v20/18-760.html",
    ],
    searchTerms: ["permutation", "global", "feature importance", "what counts", "shuffle"])

  /// The options where nothing is set.
  public static let defaults = Options()

  /// What can be set by name.
  public static let parameters: [Parameter<Options>] = [
    .metric(\.metric),
    .integer("repeats", \.repeats, in: 1...10_000, "How often each feature is shuffled."),
    .custom(
      "groups", .any([.columnNames, .record]), default: "{}",
      "Features that are shuffled together, as {name: [columns]}."
    ) { options, argument throws(ArgumentError) in
      options.groups = try groups(argument)
    },
    Parameter(
      name: "target", summary: "The column with the outcome.", type: .columnName
    ) {
      $0.target ?? "the model's"
    } bind: { options, argument throws(ArgumentError) in
      options.target = try argument.text("target")
    },
    .seed(\.seed),
  ]

  /// It explains models as a whole.
  public static let scope = ExplainerScope.table

  /// What holds for every result.
  public static let guarantees: Set<Guarantee> = [.determinism, .featureOrder]

  /// Measures the subject's model on its rows.
  ///
  /// - Throws: ``ExplainError``, `ModelError`, or `Interrupted`.
  public static func explain(_ subject: Subject, _ options: Options) throws -> Explanation {
    try importances(of: subject, options).explanation
  }

  /// The importance of each feature of a model on a table.
  ///
  /// - Throws: ``ExplainError``, `ModelError`, or `Interrupted`.
  /// - Complexity: features × repeats predictions of all rows.
  public static func importances(
    model: any Model, table: Table, options: Options = defaults
  ) throws -> FeatureImportances {
    try importances(of: Subject(model: model, rows: table), options)
  }

  /// One group, or several by name.
  package static func groups(_ argument: Argument) throws(ArgumentError) -> [Group] {
    guard case .record(let members) = argument else {
      let names = try argument.texts("groups")
      return names.isEmpty ? [] : [Group(names.joined(separator: "+"), names)]
    }
    var groups: [Group] = []
    for member in members {
      groups.append(Group(member.name, try member.value.texts("groups")))
    }
    return groups
  }
}

extension Parameter {
  /// `metric:`, what a model is measured by; none for its loss.
  static func metric(_ path: any OptionPath<Options, ModelMetric?>) -> Self {
    let words = ModelMetric.allCases.map(\.rawValue)
    return Self(
      name: "metric", summary: "What the model is measured by, as 'evaluate' names it.",
      type: .choice(words)
    ) {
      $0[keyPath: path].map { "\"\($0.rawValue)\"" } ?? "\"log_loss\", for numbers \"rmse\""
    } bind: { options, argument throws(ArgumentError) in
      options[keyPath: path] = try argument.choice("metric", ModelMetric.self)
    }
  }
}
