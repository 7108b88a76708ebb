public import RetraceCatalog
public import RetraceModels
public import RetraceTables

/// LIME for tables: the model is asked about perturbed rows, and a weighted linear surrogate of
/// its answers near a row explains the row.
///
/// Source: M. T. Ribeiro, S. Singh and C. Guestrin, "Why Should I Trust You?: Explaining the
/// Predictions of Any Classifier", KDD 2016.
public enum LIME: Explainer {
  /// Around what perturbed rows are drawn.
  public enum Center: String, Sendable, CaseIterable {
    /// The background, whatever the row.
    case data
    /// The row that is explained.
    case row
  }

  /// How the lowest bin is drawn where it holds one number only: where a quarter or more of the
  /// background is at a feature's minimum, as for counts that start at 1.
  ///
  /// The authors' program draws such a bin as 0, whatever its number is, and the results that
  /// people know and compare with are made that way; a note names the features it concerns.
  public enum PointBins: String, Sendable, CaseIterable {
    /// As 0, like the authors' program.
    case zero
    /// As the number itself.
    case value
  }

  /// What can be set.
  public struct Options: Sendable {
    /// How many samples there are, the row itself among them.
    public var samples = 5_000
    /// Whether numbers are explained by the quartile bin they lie in.
    public var discretize = true
    /// How a lowest bin of one number is drawn.
    public var pointBins = PointBins.zero
    /// Around what samples are drawn.
    public var around = Center.data
    /// The kernel's width; nil for 0.75 √features.
    public var kernelWidth: Double?
    /// The penalty on the squares of the surrogate's coefficients.
    public var ridge = 1.0
    /// Which features the surrogate keeps.
    public var features = FeatureChoice.all
    /// The rows that samples are drawn from; nil for the training rows.
    public var background: Table?
    /// The scale that is explained.
    public var output: OutputScale?
    /// The class that is explained.
    public var outputClass: Cell?
    /// Where the draws start; nil for the subject's seed.
    public var seed: UInt64?

    /// Makes the options where nothing is set.
    public init() {}
  }

  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "lime",
    summary: "Explain a decision by a linear surrogate of the model near the row.",
    discussion: """
      LIME draws rows like those of the background, asks the model about them, weighs them by \
      how close they are to the row, and fits a linear model to the answers. Its coefficients \
      are the attributions.

      With `discretize: true` an attribution says what it changes that a number lies in the \
      row's own quartile bin rather than in another; with `discretize: false` it is the change \
      per standard deviation of the background. A category's attribution belongs to the row's \
      own level, and one to a missing cell to its being missing. Samples are drawn feature by \
      feature, each as the background has it: combinations that never occur are among them. \
      A state of missing cells is drawn as often as the background has it.

      The weight of a sample is exp(-d²/(2·width²)) of its distance d to the row, in the \
      surrogate's own coordinates. The ridge is not scaled by the number of samples, so small \
      samples give smaller coefficients; a note says so where this exceeds the sampling error.

      Trust it as far as its R² goes: that is the share of the model's variation near the row \
      that the surrogate explains. The error of an attribution is its standard error over \
      seeds. In a table all rows share their draws, so errors of different rows go together. \
      With `features: 5` the five of the largest attributions are kept and fitted again.
      """,
    examples: [
      Example(
        "run = example(\"credit\")\nlime(run.model, run.valid[3])", "Why this application?"),
      Example(
        "run = example(\"credit\")\nlime(run.model, run.valid[3], discretize: false, features: 4)",
        "The four strongest features, per standard deviation."),
      Example(
        "run = example(\"credit\")\nlime(run.model, run.valid[0..9]).features",
        "What counts over several rows."),
    ],
    references: [
      "M. T. Ribeiro, S. Singh, C. Guestrin: \"Why Should I Trust You?\": Explaining the "
        + "Predictions of Any Classifier. KDD 2016. https://doi.org/10.1145/2939672.2939778",
      "H. White: A Heteroskedasticity-Consistent Covariance Matrix Estimator and a Direct Test "
        + "for Heteroskedasticity. Econometrica 48(4), 1980. https://doi.org/10.2307/1912934",
    ],
    searchTerms: ["local", "surrogate", "attribution", "explain", "why", "linear"])

  /// The options where nothing is set.
  public static let defaults = Options()

  /// What can be set by name.
  public static let parameters: [Parameter<Options>] = [
    .integer(
      "samples", \.samples, in: 10...10_000_000,
      "How many rows the model is asked about, the row itself among them."),
    .flag("discretize", \.discretize, "Whether numbers are explained by their quartile bin."),
    .choice("around", \.around, "Whether samples are drawn from the data or around the row."),
    .choice(
      "point_bins", \.pointBins, "How a lowest bin that holds one number only is drawn."),
    .number(
      "kernel_width", \.kernelWidth, in: 1e-3...1e6, default: "0.75*sqrt(features)",
      "How fast a sample's weight falls with its distance."),
    .number(
      "ridge", \.ridge, in: 0...1e12, "Penalty on the squares of the surrogate's coefficients."),
    .features(\.features, "Which features the surrogate keeps: all, how many, or names."),
    .background(\.background), .output(\.output), .outputClass(\.outputClass), .seed(\.seed),
  ]

  /// It explains decisions about rows.
  public static let scope = ExplainerScope.rows

  /// What holds for every result.
  public static let guarantees: Set<Guarantee> = [.determinism, .featureOrder, .rowIndependence]

  /// Explains one row or several.
  ///
  /// - Throws: ``ExplainError``, `ModelError`, or `Interrupted`.
  public static func explain(_ subject: Subject, _ options: Options) throws -> Explanation {
    let attributions = try attributions(of: subject, options)
    guard subject.isSingleRow, let only = attributions.rows.first else {
      return attributions.explanation
    }
    return only.explanation
  }

  /// The attributions of rows of a table.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - rows: the rows to explain; they have the model's columns.
  ///   - background: the rows that samples are drawn from.
  ///   - options: what else is set.
  /// - Throws: ``ExplainError``, `ModelError`, or `Interrupted`.
  /// - Complexity: samples × (features + model) once, then rows × samples × features².
  public static func attributions(
    model: any Model, rows: Table, background: Table, options: Options = defaults
  ) throws -> Attributions {
    try attributions(of: Subject(model: model, rows: rows, training: background), options)
  }
}
