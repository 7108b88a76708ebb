extension TreeEnsemble {
  /// One tree as model files have it: arrays by the number of the node, node 0 the root.
  public struct Tree: Sendable, Equatable {
    /// The left child of each node, -1 at leaves.
    public var left: [Int]
    /// The right child of each node, -1 at leaves.
    public var right: [Int]
    /// The feature of each node; of no matter at leaves.
    public var feature: [Int]
    /// The threshold of each node; of no matter at leaves.
    public var threshold: [Double]
    /// The values of each node, as many a node as every tree of the ensemble has.
    public var values: [[Double]]
    /// The cover of each node; empty if it is not known.
    public var cover: [Double]
    /// What each node does with missing cells; empty for right throughout.
    public var missing: [MissingRule]
    /// The levels that go left at each node, nil where numbers are compared; may be empty.
    public var levels: [[Int]?]
    /// The output that the tree's one value is added to, if it is for one of several.
    public var output: Int?

    /// Makes a tree.
    public init(
      left: [Int], right: [Int], feature: [Int], threshold: [Double], values: [[Double]],
      cover: [Double] = [], missing: [MissingRule] = [], levels: [[Int]?] = [],
      output: Int? = nil
    ) {
      self.left = left
      self.right = right
      self.feature = feature
      self.threshold = threshold
      self.values = values
      self.cover = cover
      self.missing = missing
      self.levels = levels
      self.output = output
    }
  }

  /// What is wrong with the shape of a tree or an ensemble.
  public struct ShapeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Which tree, counted from 0; nil if it is the ensemble.
    public let tree: Int?
    /// What is wrong, without a period.
    public let description: String
  }

  /// Makes an ensemble and checks its shape: every tree is a tree, and every position is in range.
  ///
  /// Kernels rely on it.
  ///
  /// - Parameters:
  ///   - trees: the trees.
  ///   - featureCount: how many features a row has.
  ///   - base: what is added to each output; as many as there are outputs.
  ///   - aggregation: how the trees are combined.
  ///   - link: what turns the combination into probabilities or numbers.
  ///   - linkSlope: what the combination is multiplied by before the link; finite and above 0.
  ///   - comparison: which numbers go left.
  ///   - precision: how numbers are rounded before they are compared.
  /// - Throws: ``ShapeError``.
  /// - Complexity: O(nodes).
  public init(
    trees: [Tree], featureCount: Int, base: [Double], aggregation: Aggregation = .sum,
    link: Link = .identity, linkSlope: Double = 1, comparison: Comparison = .lessOrEqual,
    precision: Precision = .double
  ) throws {
    guard !base.isEmpty else { throw ShapeError(tree: nil, description: "there is no output") }
    guard linkSlope > 0, linkSlope.isFinite, link != .identity || linkSlope == 1 else {
      throw ShapeError(
        tree: nil, description: "the slope of the link must be above 0, and 1 for 'identity'")
    }
    let hasOutputs = trees.contains { $0.output != nil }
    let valueCount = hasOutputs ? 1 : base.count
    var parts = Parts()
    for (number, tree) in trees.enumerated() {
      do {
        if hasOutputs {
          guard let output = tree.output, base.indices.contains(output) else {
            throw ShapeError(
              tree: nil, description: "its output must be from 0 to \(base.count - 1)")
          }
          parts.outputs.append(output)
        }
        try parts.append(
          TreeArrays(tree, valueCount: valueCount), featureCount: featureCount,
          valueCount: valueCount)
      } catch let error as ShapeError {
        throw ShapeError(tree: number, description: error.description)
      }
    }
    self.init(
      parts, featureCount: featureCount, valueCount: valueCount, base: base,
      aggregation: aggregation, link: link, linkSlope: linkSlope, comparison: comparison,
      precision: precision)
  }

  /// One tree of the ensemble, its nodes numbered from 0.
  public func tree(_ number: Int) -> Tree {
    let range = treeStarts[number]..<treeStarts[number + 1]
    func local(_ child: Int32) -> Int { child < 0 ? -1 : Int(child) - range.lowerBound }
    return Tree(
      left: range.map { local(left[$0]) }, right: range.map { local(right[$0]) },
      feature: range.map { Int(feature[$0]) }, threshold: range.map { threshold[$0] },
      values: range.map { Array(values[$0 * valueCount..<($0 + 1) * valueCount]) },
      cover: cover.isEmpty ? [] : Array(cover[range]),
      missing: range.map { missing[$0] },
      levels: levelSets.isEmpty
        ? [] : range.map { levelSet[$0] < 0 ? nil : levelSets[Int(levelSet[$0])].levels },
      output: treeOutputs.isEmpty ? nil : treeOutputs[number])
  }

  /// The arrays of an ensemble while its trees are appended.
  struct Parts {
    /// The most words that all sets of levels may have, 256 MB.
    private static let wordLimit = 1 << 25

    var starts: [Int] = []
    var depths: [Int] = []
    var left: [Int32] = []
    var right: [Int32] = []
    var feature: [Int32] = []
    var threshold: [Double] = []
    var missing: [MissingRule] = []
    var levelSet: [Int32] = []
    var levelSets: [LevelSet] = []
    var values: [Double] = []
    var cover: [Double] = []
    var outputs: [Int] = []
    private var wordCount = 0

    /// Checks a tree and appends it.
    ///
    /// - Throws: ``ShapeError``.
    mutating func append(_ tree: TreeArrays, featureCount: Int, valueCount: Int) throws {
      let start = left.count
      guard start + tree.left.count < Int(Int32.max) else {
        throw ShapeError(tree: nil, description: "there are more than 2^31 nodes")
      }
      let depth = try tree.checkShape(featureCount: featureCount, valueCount: valueCount)
      starts.append(start)
      depths.append(depth)
      let offset = Int32(start)
      let isLeaf = tree.left.map { $0 < 0 }
      left += tree.left.map { $0 < 0 ? -1 : $0 + offset }
      right += tree.right.map { $0 < 0 ? -1 : $0 + offset }
      feature += zip(tree.feature, isLeaf).map { $1 ? -1 : $0 }
      threshold += zip(tree.threshold, isLeaf).map { $1 ? 0 : $0 }
      let count = isLeaf.count
      missing += tree.missing.isEmpty ? [MissingRule](repeating: [], count: count) : tree.missing
      cover += tree.cover.isEmpty ? [Double](repeating: .nan, count: count) : tree.cover
      values += tree.values
      levelSet += [Int32](repeating: -1, count: count)
      for (node, set) in tree.levels where !isLeaf[node] {
        wordCount += set.words.count
        guard wordCount <= Self.wordLimit else {
          throw ShapeError(tree: nil, description: "its sets of levels take too much memory")
        }
        levelSet[start + node] = Int32(levelSets.count)
        levelSets.append(set)
      }
    }

    /// Whether the threshold of some node that compares numbers fulfils a condition.
    func hasThreshold(_ condition: (Double) -> Bool) -> Bool {
      for node in left.indices where left[node] >= 0 && levelSet[node] < 0 {
        if condition(threshold[node]) { return true }
      }
      return false
    }
  }
}

extension TreeArrays {
  /// Makes flat arrays of a tree.
  ///
  /// - Throws: ``TreeEnsemble/ShapeError`` if the arrays differ in length.
  init(_ tree: TreeEnsemble.Tree, valueCount: Int) throws {
    let count = tree.left.count
    func number(_ whole: Int) -> Int32 { Int32(clamping: whole) }
    if let node = tree.values.firstIndex(where: { $0.count != valueCount }) {
      throw TreeEnsemble.ShapeError(
        tree: nil,
        description:
          "node \(node) has \(tree.values[node].count) values, expected \(valueCount)")
    }
    let counts = [
      ("value", tree.values.count), ("levels", tree.levels.isEmpty ? count : tree.levels.count),
    ]
    if let other = counts.first(where: { $0.1 != count }) {
      throw TreeEnsemble.ShapeError(
        tree: nil,
        description: "'children_left' has \(count) nodes, but '\(other.0)' has \(other.1)")
    }
    self.init(
      left: tree.left.map { $0 < 0 ? -1 : number($0) },
      right: tree.right.map { $0 < 0 ? -1 : number($0) }, feature: tree.feature.map(number),
      threshold: tree.threshold, values: tree.values.flatMap(\.self), cover: tree.cover,
      missing: tree.missing,
      levels: tree.levels.enumerated().compactMap { node, levels in
        levels.map { (node: node, set: LevelSet($0)) }
      }, output: tree.output)
  }
}
