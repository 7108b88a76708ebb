public import RetraceCatalog
public import RetraceModels
public import RetraceTables

/// Counterfactuals: the smallest changes of a row after which the model says something else.
///
/// Distances are sums of |x′ − x| / MAD (S. Wachter, B. Mittelstadt and C. Russell,
/// "Counterfactual Explanations without Opening the Black Box", Harvard JOLT 31, 2018). For
/// linear models the nearest one comes from an exact program, for trees from a best-first search
/// over the intervals between their cuts, for other models from a search with many starts.
public enum Counterfactuals: Explainer {
  /// What the counterfactuals are ordered by.
  public enum Objective: String, Sendable, CaseIterable {
    /// The sum of |x′ − x| / MAD.
    case distance
    /// The number of changes, then the distance.
    case sparsity
  }

  /// Which way a number may go.
  public enum Direction: String, Sendable, CaseIterable {
    /// It may only grow.
    case up
    /// It may only shrink.
    case down
  }

  /// What a feature may be.
  public enum AllowedValues: Sendable, Equatable {
    /// A number in a range, ends included.
    case range(Double, Double)
    /// One of some levels.
    case levels([String])
  }

  /// What can be set.
  public struct Options: Sendable {
    /// The class that is wanted; nil for the other one, of several for the second likeliest.
    public var target: Cell?
    /// The ends between which the output shall lie; may be infinite.
    public var range: [Double]?
    /// How many counterfactuals are wanted.
    public var count = 4
    /// What they are ordered by.
    public var objective = Objective.distance
    /// The features that may change; nil for all.
    public var vary: [String]?
    /// The features that must stay as they are.
    public var freeze: [String] = []
    /// What features may be; for others numbers in the range of the data and levels in them.
    public var ranges: [(feature: String, allowed: AllowedValues)] = []
    /// Which way numbers may go.
    public var monotone: [(feature: String, direction: Direction)] = []
    /// The features that take whole numbers; nil for those that are whole all through the data.
    public var integers: [String]?
    /// The rows that units, ranges and plausibility come from; nil for the training rows.
    public var data: Table?
    /// The scale of the reported prediction and of ``range``.
    public var output: OutputScale?
    /// Where the draws start; nil for the subject's seed.
    public var seed: UInt64?

    /// Makes the options where nothing is set.
    public init() {}
  }

  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "counterfactuals",
    summary: "Find the smallest changes of a row that change the model's decision.",
    discussion: """
      A counterfactual is a row that the model decides differently, as near to the one explained \
      as can be: "with 2,000 less of amount it would have been approved". The distance is the sum \
      of |x' - x| / MAD over the numbers, where MAD is the median of |x - median| in `data` (1 \
      where that is 0), and 1 for every category that changes.

      A class is reached where the model itself, asked about the final row, tells it: at a \
      probability of at least 0.5, or as the largest of several. With `range: [low, high]` the \
      output must lie in the range. Whole numbers stay whole, `freeze`, `ranges` and `monotone` \
      hold for every row, and numbers and levels stay within those of `data` where `ranges` says \
      nothing. A missing cell stays missing; only where nothing else helps is it filled, which \
      costs 1.

      The first is the nearest; each further one does without at least one feature of every \
      earlier one. For linear models and trees the first is proven the nearest, and "none \
      exists" is proven, too; a note says so. For other models it is the best that a search \
      found.

      `minimal` says that every single change is needed. `plausibility` is the share of the \
      rows of `data` that lie at least as far from their nearest neighbour as the counterfactual \
      lies from its own: near 0 it is unlike any of them. A counterfactual says what the model \
      would decide, not that the change is possible or that it would help.
      """,
    examples: [
      Example(
        "run = example(\"credit\")\ncounterfactuals(run.model, run.valid[3])",
        "What would change this decision?"),
      Example(
        "run = example(\"credit\")\ncounterfactuals(run.model, run.valid[3], objective: \"sparsity\", "
          + "count: 2).changes",
        "The fewest changes, as a table."),
    ],
    references: [
      "S. Wachter, B. Mittelstadt, C. Russell: Counterfactual Explanations without Opening the "
        + "Black Box. Harvard Journal of Law & Technology 31(2), 2018. "
        + "https://doi.org/10.2139/ssrn.3063289",
      "R. K. Mothilal, A. Sharma, C. Tan: Explaining Machine Learning Classifiers through Diverse "
        + "Counterfactual Explanations. FAT* 2020. https://doi.org/10.1145/3351095.3372850",
      "R. Reiter: A Theory of Diagnosis from First Principles. Artificial Intelligence 32(1), "
        + "1987. https://doi.org/10.1016/0004-3702(87)90062-2",
    ],
    searchTerms: ["recourse", "what if", "change", "nearest", "flip", "explain", "why", "dice"])

  /// The options where nothing is set.
  public static let defaults = Options()

  /// It explains decisions about rows.
  public static let scope = ExplainerScope.rows

  /// What holds for every result.
  public static let guarantees: Set<Guarantee> = [.determinism, .featureOrder, .rowIndependence]

  /// Explains one row or several.
  ///
  /// - Throws: ``ExplainError``, `ModelError`, or `Interrupted`.
  public static func explain(_ subject: Subject, _ options: Options) throws -> Explanation {
    let sets = try find(of: subject, options)
    guard subject.isSingleRow, let only = sets.sets.first else { return sets.explanation }
    return only.explanation
  }

  /// The counterfactuals of rows of a table.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - rows: the rows to explain; they have the model's columns.
  ///   - data: the rows that units, ranges and plausibility come from.
  ///   - options: what else is set.
  /// - Throws: ``ExplainError``, `ModelError`, or `Interrupted`.
  public static func find(
    model: any Model, rows: Table, data: Table, options: Options = defaults
  ) throws -> CounterfactualSets {
    try find(of: Subject(model: model, rows: rows, training: data), options)
  }
}
