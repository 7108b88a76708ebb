public import RetraceCatalog
public import RetraceModels
public import RetraceTables

/// A global explanation: a small decision tree that is grown on what the model tells.
///
/// Source: M. Craven and J. Shavlik, "Extracting Tree-Structured Representations of Trained
/// Networks", NIPS 1995; the trees: L. Breiman et al., "Classification and Regression Trees", 1984.
public enum SurrogateTree: Explainer {
  /// The rows that fidelity is measured on besides those the tree is grown on.
  public enum Holdout: Sendable {
    /// This share of the table, drawn with the seed; the tree is not grown on it.
    case share(Double)
    /// These rows; the tree is grown on the whole table.
    case table(Table)
  }

  /// What can be set.
  public struct Options: Sendable {
    /// The most questions that a row is asked.
    public var depth = 3
    /// The fewest rows of a leaf.
    public var minimumLeaf = 1
    /// What the tree tells; nil for the label of classes and the value of numbers.
    public var target: Surrogate.Target?
    /// The class whose probability or margin is told.
    public var outputClass: Cell?
    /// The rows that are held out.
    public var holdout = Holdout.share(0.25)
    /// Whether the best of all trees of depth 1 or 2 is searched, rather than grown greedily.
    public var optimal = false
    /// Where the draws start; nil for the subject's seed.
    public var seed: UInt64?

    /// Makes the options where nothing is set.
    public init() {}
  }

  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "surrogate",
    summary: "Explain a model as a whole by a small decision tree that imitates it.",
    discussion: """
      The tree is grown by CART on what the model tells of the table's rows, never on the true \
      answers: every midpoint of neighbouring numbers is tried, and categories are divided by the \
      order of their levels. Missing cells go to the side where they help most.

      Fidelity is how well tree and model agree: accuracy for labels, R² for numbers, on the rows \
      the tree was grown on and on rows held out. Only held-out fidelity says how far the rules \
      hold elsewhere; compare it with what one answer for all reaches. A rule has the share of \
      the rows it applies to, and its purity: the share of these rows that the model gives the \
      same label, or for numbers how much of their variance is gone.

      Greedy growth need not find the best tree. With `optimal: true` and depth 1 or 2 the best \
      of all trees is searched; none of that depth agrees better on the rows it was grown on.
      """,
    examples: [
      Example(
        "run = example(\"credit\")\nsurrogate(run.model, run.train)", "The model as eight rules."),
      Example(
        "run = example(\"credit\")\nsurrogate(run.model, run.train, depth: 2, optimal: true)",
        "The best tree of two questions."),
      Example(
        "run = example(\"credit\")\n"
          + "surrogate(run.model, run.train, target: \"probability\", holdout: run.valid).rules",
        "Rules for the probability, tested on the validation rows."),
    ],
    references: [
      "L. Breiman, J. Friedman, R. Olshen, C. Stone: Classification and Regression Trees. "
        + "Wadsworth 1984. https://doi.org/10.1201/9781315139470",
      "M. Craven, J. Shavlik: Extracting Tree-Structured Representations of Trained Networks. "
        + "NIPS 1995. https://proceedings.neurips.cc/paper/1995/hash/"
        + "45f31d16b1058d586fc3be7207b58053-Abstract.html",
    ],
    searchTerms: ["global", "tree", "rules", "imitate", "distill", "cart"])

  /// The options where nothing is set.
  public static let defaults = Options()

  /// What can be set by name.
  public static let parameters: [Parameter<Options>] = [
    .integer("depth", \.depth, in: 1...30, "The most questions that a row is asked."),
    .integer("min_leaf", \.minimumLeaf, in: 1...1_000_000_000, "The fewest rows of a leaf."),
    Parameter(
      name: "target", summary: "What the tree tells of the model.",
      type: .choice(Surrogate.Target.allCases.map(\.rawValue))
    ) {
      $0.target.map { "\"\($0.rawValue)\"" } ?? "\"label\", for numbers \"value\""
    } bind: { options, argument throws(ArgumentError) in
      options.target = try argument.choice("target", Surrogate.Target.self)
    },
    .outputClass(\.outputClass),
    Parameter(
      name: "holdout", summary: "Rows that fidelity is tested on: a share, or a table.",
      type: .any([.number(0...0.9), .table])
    ) {
      if case .share(let share) = $0.holdout { Argument.numberText(share) } else { "table" }
    } bind: { options, argument throws(ArgumentError) in
      if case .table(let table) = argument {
        options.holdout = .table(table)
      } else {
        options.holdout = .share(try argument.number("holdout", 0...0.9))
      }
    },
    .flag("optimal", \.optimal, "Whether the best of all trees of depth 1 or 2 is searched."),
    .seed(\.seed),
  ]

  /// It explains models as a whole.
  public static let scope = ExplainerScope.table

  /// What holds for every result.
  public static let guarantees: Set<Guarantee> = [.determinism, .featureOrder]

  /// Grows a surrogate for the subject's model on its rows.
  ///
  /// - Throws: ``ExplainError``, `ModelError`, or `Interrupted`.
  public static func explain(_ subject: Subject, _ options: Options) throws -> Explanation {
    try surrogate(of: subject, options).explanation
  }

  /// The surrogate of a model on a table.
  ///
  /// - Throws: ``ExplainError``, `ModelError`, or `Interrupted`.
  /// - Complexity: rows × features × (sorting + depth), and one prediction per row.
  public static func surrogate(
    model: any Model, table: Table, options: Options = defaults
  ) throws -> Surrogate {
    try surrogate(of: Subject(model: model, rows: table), options)
  }
}
