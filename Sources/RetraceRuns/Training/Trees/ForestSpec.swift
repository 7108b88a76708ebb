/// A random forest to train: trees on rows drawn for each, with features drawn for each split.
public struct ForestSpec: Sendable, Equatable {
  /// How many trees.
  public var trees = 100
  /// The most questions a row is asked in a tree; nil for as many as it takes, up to 60.
  public var depth: Int?
  /// The fewest rows of a leaf, those drawn twice counted twice.
  public var minimumLeaf = 1
  /// The share of the features that a split may choose from; nil for √features of classes and a third
  /// for numbers.
  public var features: Double?
  /// Whether each tree learns as many rows as there are, drawn with replacement; else all rows.
  public var bootstrap = true
  /// What the splits of classes lower; numbers lower the squared error.
  public var criterion = TreeCriterion.gini

  /// Makes a forest with everything at its default.
  public init() {}

  /// How many features a split chooses from.
  func choices(of count: Int, isClassification: Bool) -> Int {
    let share =
      features.map { $0 * Double(count) }
      ?? (isClassification ? Double(count).squareRoot() : Double(count) / 3)
    return min(count, max(1, Int(share.rounded())))
  }

  /// Checks ranges.
  ///
  /// - Throws: ``RunError/unsuitedOption(_:reason:)``.
  func check() throws {
    try RunError.require((1...10_000).contains(trees), "trees", "from 1 to 10000", trees)
    if let depth { try RunError.require((1...60).contains(depth), "depth", "from 1 to 60", depth) }
    try RunError.require(minimumLeaf >= 1, "min_leaf", "from 1 on", minimumLeaf)
    if let features {
      try RunError.require(
        features > 0 && features <= 1, "features", "above 0 and up to 1, a share", features)
    }
  }
}
