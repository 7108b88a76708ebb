/// A single decision tree to train, by CART.
public struct TreeSpec: Sendable, Equatable {
  /// The most questions a row is asked.
  public var depth = 4
  /// The fewest training rows of a leaf.
  public var minimumLeaf = 1
  /// What the splits of classes lower; numbers lower the squared error.
  public var criterion = TreeCriterion.gini

  /// Makes a tree with everything at its default.
  public init() {}

  /// Checks ranges.
  ///
  /// - Throws: ``RunError/unsuitedOption(_:reason:)``.
  func check() throws {
    try RunError.require((1...60).contains(depth), "depth", "from 1 to 60", depth)
    try RunError.require(minimumLeaf >= 1, "min_leaf", "from 1 on", minimumLeaf)
  }
}
