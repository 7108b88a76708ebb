import RetraceNumerics

/// Decision trees in flat arrays, whatever library they came from.
///
/// Nodes of all trees stand one after another; children are positions in these arrays. Each
/// format's own comparison, rounding, treatment of missing cells, level sets, aggregation and
/// link are kept, so that predictions agree with the library that trained it.
public struct TreeEnsemble: Sendable, Equatable {
  /// Which numbers go left.
  public enum Comparison: String, Sendable, CaseIterable {
    /// x <= threshold.
    case lessOrEqual = "<="
    /// x < threshold.
    case less = "<"
  }

  /// How numbers are rounded before they are compared.
  public enum Precision: String, Sendable, CaseIterable {
    /// To 64 bits: not at all.
    case double
    /// To 32 bits, the thresholds as well.
    case float
  }

  /// How the values of the leaves are combined.
  public enum Aggregation: String, Sendable, CaseIterable {
    /// Their sum.
    case sum
    /// Their mean over the trees.
    case mean
  }

  /// What turns the combined values into probabilities or numbers.
  public enum Link: String, Sendable, CaseIterable {
    /// Nothing: they are what they are.
    case identity
    /// 1 / (1 + exp(−x)).
    case logistic
    /// The shares of exp(x).
    case softmax
    /// exp(x), for counts and other numbers above 0.
    case exponential
    /// log(1 + exp(x)), for numbers above 0.
    case softplus
    /// x² with the sign of x.
    case signedSquare = "signed_square"
  }

  /// What a node does with cells that are no ordinary numbers.
  public struct MissingRule: OptionSet, Sendable, Hashable {
    /// The options as bits.
    public let rawValue: UInt8

    /// Makes a rule of bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// NaN and missing cells go left; without, right.
    public static let goesLeft = MissingRule(rawValue: 1)
    /// NaN and missing cells are taken for 0 and compared.
    public static let isZero = MissingRule(rawValue: 2)
    /// Zero counts as missing, too: |x| ≤ 1e-35.
    public static let zeroIsMissing = MissingRule(rawValue: 4)
  }

  /// How many features a row has.
  public let featureCount: Int
  /// The first node of each tree, its root, and at the end the number of all nodes.
  public let treeStarts: [Int]
  /// The left child of each node, -1 at leaves.
  public let left: [Int32]
  /// The right child of each node, -1 at leaves.
  public let right: [Int32]
  /// The feature that each node asks for, -1 at leaves.
  public let feature: [Int32]
  /// What it is compared with; not used where the node has a level set.
  public let threshold: [Double]
  /// What each node does with missing cells.
  public let missing: [MissingRule]
  /// The position in ``levelSets`` of the levels that go left, -1 where numbers are compared.
  public let levelSet: [Int32]
  /// Sets of levels.
  public let levelSets: [LevelSet]
  /// The values of each node, ``valueCount`` a node; those of the leaves count.
  public let values: [Double]
  /// How many values a node has.
  public let valueCount: Int
  /// The training rows (or weights) that came through each node; empty unless known for all.
  public let cover: [Double]
  /// For boosting with several outputs: the output that each tree adds its one value to; empty
  /// if every tree has a value for each output.
  public let treeOutputs: [Int]
  /// What is added to each output.
  public let base: [Double]
  /// How the trees are combined.
  public let aggregation: Aggregation
  /// What turns the combination into probabilities or numbers.
  public let link: Link
  /// What the combination is multiplied by before the link, above 0.
  public let linkSlope: Double
  /// Which numbers go left.
  public let comparison: Comparison
  /// How numbers are rounded before they are compared.
  public let precision: Precision
  /// The nodes once more, as prediction walks them.
  let layout: TreeLayout

  /// Makes an ensemble of arrays whose shape was checked when they were appended.
  init(
    _ parts: Parts, featureCount: Int, valueCount: Int, base: [Double],
    aggregation: Aggregation, link: Link, linkSlope: Double, comparison: Comparison,
    precision: Precision
  ) {
    var parts = parts
    parts.starts.append(parts.left.count)
    self.featureCount = featureCount
    treeStarts = parts.starts
    left = parts.left
    right = parts.right
    feature = parts.feature
    threshold = parts.threshold
    missing = parts.missing
    levelSet = parts.levelSet
    levelSets = parts.levelSets
    values = parts.values
    self.valueCount = valueCount
    cover = parts.cover.contains { $0.isNaN } ? [] : parts.cover
    treeOutputs = parts.outputs
    self.base = base
    self.aggregation = aggregation
    self.link = link
    self.linkSlope = linkSlope
    self.comparison = comparison
    self.precision = precision
    layout = TreeLayout(
      parts, featureCount: featureCount, valueCount: valueCount, comparison: comparison,
      precision: precision)
  }

  /// How many trees there are.
  public var treeCount: Int { treeStarts.count - 1 }

  /// How many nodes all trees have.
  public var nodeCount: Int { left.count }

  /// How many numbers come out.
  public var outputCount: Int { base.count }

  /// The most questions that a row is asked in one tree.
  public var depth: Int { layout.depths.reduce(0, max) }

  /// Whether covers are known throughout.
  public var hasCovers: Bool { cover.count == nodeCount }

  /// What the sums over the leaves are multiplied by: 1 for sums, 1 / trees for means.
  public var weight: Double {
    aggregation == .mean && treeCount > 0 ? 1 / Double(treeCount) : 1
  }

  /// Whether a node is a leaf.
  public func isLeaf(_ node: Int) -> Bool { left[node] < 0 }

  /// The child that a cell goes to from an inner node.
  public func child(of node: Int, cell: Double) -> Int {
    Int(goesLeft(node, cell: cell) ? left[node] : right[node])
  }

  /// Whether a cell goes left at an inner node.
  public func goesLeft(_ node: Int, cell: Double) -> Bool {
    let rule = missing[node]
    var cell = cell
    let set = levelSet[node]
    if cell.isNaN {
      // A level that training has not seen is in no set; a missing one follows the rule.
      if set >= 0, !cell.isMissing { return false }
      guard rule.contains(.isZero) else { return rule.contains(.goesLeft) }
      cell = 0
    }
    if rule.contains(.zeroIsMissing), abs(cell) <= 1e-35 { return rule.contains(.goesLeft) }
    if set >= 0 { return levelSets[Int(set)].contains(cell) }
    if precision == .float {
      let (cell, threshold) = (Float(cell), Float(threshold[node]))
      return comparison == .less ? cell < threshold : cell <= threshold
    }
    return comparison == .less ? cell < threshold[node] : cell <= threshold[node]
  }

  /// The leaf that a row reaches in a tree.
  public func leaf(tree: Int, row: [Double]) -> Int {
    var node = treeStarts[tree]
    while !isLeaf(node) { node = child(of: node, cell: row[Int(feature[node])]) }
    return node
  }
}
