public import RetraceModels

/// How an additive model is learned.
public struct AdditiveOptions: Sendable, Equatable {
  /// How many pairs of features get a term; those with the strongest interaction are taken.
  public var pairs = 5
  /// The most rounds of boosting over all features, and then over all pairs.
  public var rounds = 500
  /// On how many bags of rows it is learned; the model is their mean.
  public var bags = 8
  /// How much of each step's optimum is taken.
  public var rate = 0.15
  /// The most bins of a number.
  public var bins = 1_024
  /// The most bins of a number in a pair.
  public var pairBins = 64
  /// Into how many parts one step divides the bins of a feature.
  public var leaves = 3
  /// The fewest rows in such a part.
  public var minLeaf = 4
  /// The share of a bag's rows that it is measured on to stop early.
  public var holdout = 0.15
  /// After how many rounds without improvement on those rows a bag stops.
  public var patience = 20
  /// The first rounds, whose steps divide at random, which keeps shapes smooth.
  public var smoothing = 100
  /// Features whose number may only raise, or only lower, the prediction.
  public var monotone: [String: AdditiveModel.Direction] = [:]

  /// Makes options with everything at its default.
  public init() {}

  /// Checks the ranges.
  ///
  /// - Throws: ``RunError/unsuitedOption(_:reason:)``.
  func check() throws {
    func require(_ isFine: Bool, _ name: String, _ takes: String, _ got: Any) throws {
      guard !isFine else { return }
      throw RunError.unsuitedOption(name, reason: "takes \(takes), got \(got)")
    }
    func whole(_ name: String, _ got: Int, _ range: ClosedRange<Int>) throws {
      let takes = "a whole number from \(range.lowerBound) to \(range.upperBound)"
      try require(range.contains(got), name, takes, got)
    }
    try whole("pairs", pairs, 0...1_000)
    try whole("rounds", rounds, 1...100_000)
    try whole("bags", bags, 1...1_000)
    try whole("bins", bins, 2...16_384)
    try whole("pair_bins", pairBins, 2...128)
    try whole("leaves", leaves, 2...64)
    try whole("min_leaf", minLeaf, 1...1_000_000)
    try whole("patience", patience, 1...100_000)
    try whole("smoothing", smoothing, 0...100_000)
    try require(rate > 0 && rate <= 1, "rate", "a number above 0, up to 1", rate)
    try require(
      holdout >= 0 && holdout <= 0.5, "holdout", "a share from 0 to 0.5", holdout)
  }
}
