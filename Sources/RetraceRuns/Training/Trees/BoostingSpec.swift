/// Gradient boosting to train: trees that each correct what those before them got wrong.
public struct BoostingSpec: Sendable, Equatable {
  /// Which way the prediction may go as a feature grows.
  public enum Direction: String, Sendable, CaseIterable {
    /// It never falls.
    case up
    /// It never rises.
    case down
  }

  /// How many trees; of several classes so many for each.
  public var trees = 100
  /// The most questions a row is asked in a tree.
  public var depth = 6
  /// The most leaves of a tree, the best split first; nil for as many as the depth allows.
  public var leaves: Int?
  /// What each tree's values are multiplied by; nil for the training's rate, or 0.1.
  public var rate: Double?
  /// What is added to the hessians of a leaf; nil for the training's `l2`, or 1.
  public var l2: Double?
  /// The share of the rows that a tree is grown on, drawn without replacement.
  public var rows = 1.0
  /// The share of the columns that a tree may use, drawn for each.
  public var columns = 1.0
  /// The least sum of hessians of a leaf; for numbers, rows.
  public var minimumHessian = 1.0
  /// After how many trees without a better loss on the validation rows it ends; nil for never.
  public var earlyStopping: Int?
  /// Features whose growth may move the prediction one way only.
  public var monotone: [String: Direction] = [:]
  /// The most bins of a column.
  public var bins = 255

  /// Makes gradient boosting with everything at its default.
  public init() {}

  /// Checks ranges.
  ///
  /// - Throws: ``RunError/unsuitedOption(_:reason:)``.
  func check() throws {
    try RunError.require((1...10_000).contains(trees), "trees", "from 1 to 10000", trees)
    try RunError.require((1...30).contains(depth), "depth", "from 1 to 30", depth)
    if let leaves {
      try RunError.require((2...4_096).contains(leaves), "leaves", "from 2 to 4096", leaves)
    }
    if let rate {
      try RunError.require(rate > 0 && rate <= 10, "rate", "above 0 and up to 10", rate)
    }
    if let l2 { try RunError.require(l2 >= 0 && l2.isFinite, "l2", "from 0 on", l2) }
    try RunError.require(rows > 0 && rows <= 1, "rows", "above 0 and up to 1", rows)
    try RunError.require(columns > 0 && columns <= 1, "columns", "above 0 and up to 1", columns)
    try RunError.require(
      minimumHessian >= 0 && minimumHessian.isFinite, "min_hessian", "from 0 on", minimumHessian)
    if let earlyStopping {
      try RunError.require(
        (1...10_000).contains(earlyStopping), "early_stopping", "from 1 to 10000", earlyStopping)
    }
    try RunError.require((2...255).contains(bins), "bins", "from 2 to 255", bins)
  }
}

extension RunError {
  /// Checks a number of an option.
  ///
  /// - Parameter range: what is allowed, such as `from 1 on`.
  static func require<Number>(
    _ isFine: Bool, _ name: String, _ range: String, _ got: Number
  ) throws {
    guard !isFine else { return }
    throw RunError.unsuitedOption(name, reason: "takes a number \(range), got \(got)")
  }
}
