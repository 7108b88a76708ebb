package import RetraceModels
import RetraceNumerics

/// A decision tree over a model's features, its nodes in depth-first order, left first.
package struct GrownTree: Sendable {
  /// How a node divides its rows.
  package struct Split: Sendable, Equatable {
    /// The feature that is asked for.
    package var feature: Int
    /// Numbers up to it go left; −∞ or +∞ where only missing cells are told from the rest.
    package var threshold: Double
    /// The levels that go left, nil for numbers; those the node's rows have come first in
    /// ``seenLeft``.
    package var leftLevels: [Int]?
    /// The levels among the node's rows that go left and right.
    package var seenLeft: [Int] = []
    package var seenRight: [Int] = []
    /// Whether missing cells go left.
    package var missingGoesLeft = false
    /// Whether missing cells were among the node's rows.
    package var sawMissing = false

    /// Makes a split.
    package init(
      feature: Int, threshold: Double, leftLevels: [Int]? = nil, missingGoesLeft: Bool = false
    ) {
      self.feature = feature
      self.threshold = threshold
      self.leftLevels = leftLevels
      self.missingGoesLeft = missingGoesLeft
    }

    /// Whether a cell goes left.
    package func goesLeft(_ cell: Double) -> Bool {
      if cell.isNaN { return missingGoesLeft }
      guard let leftLevels else { return cell <= threshold }
      return leftLevels.contains(Int(cell))
    }
  }

  /// A node.
  package struct Node: Sendable {
    /// The rows of each class, or the mean of the rows' numbers.
    package var values: [Double]
    /// How many rows came here.
    package var cover: Double
    /// The sum of squares of the rows' numbers about their mean; 0 for classes.
    package var squares: Double
    package var depth: Int
    /// nil at a leaf.
    package var split: Split?
    package var left = -1
    package var right = -1
  }

  /// The nodes; the first is the root.
  package let nodes: [Node]
  /// How many classes there are; 0 for numbers.
  package let classCount: Int

  /// Puts nodes into depth-first order.
  ///
  /// - Parameter grown: a tree whose root is the first, in any order.
  package init(_ grown: [Node], classCount: Int) {
    self.classCount = classCount
    var nodes: [Node] = []
    // A node that waits, and where its parent wants to know its place.
    var waiting: [(old: Int, parent: Int, isLeft: Bool)] = [(0, -1, true)]
    while let (old, parent, isLeft) = waiting.popLast() {
      if parent >= 0 {
        if isLeft { nodes[parent].left = nodes.count } else { nodes[parent].right = nodes.count }
      }
      let node = grown[old]
      if node.split != nil {
        waiting.append((node.right, nodes.count, false))
        waiting.append((node.left, nodes.count, true))
      }
      nodes.append(node)
    }
    self.nodes = nodes
  }

  /// The positions of the leaves.
  package var leaves: [Int] { nodes.indices.filter { nodes[$0].split == nil } }

  /// The most questions a row is asked.
  package var depth: Int { nodes.map(\.depth).max() ?? 0 }

  /// The leaf that a row comes to.
  package func leaf(of row: (Int) -> Double) -> Int {
    var node = 0
    while let split = nodes[node].split {
      node = split.goesLeft(row(split.feature)) ? nodes[node].left : nodes[node].right
    }
    return node
  }

  /// What a node tells: the position of a class, or a number.
  ///
  /// Of two classes the second where half of the rows or more are of it, of several the first of
  /// the largest, as a model file of these shares would tell.
  package func prediction(at node: Int) -> Double {
    let values = nodes[node].values
    guard classCount > 0 else { return values[0] }
    if classCount == 2 { return values[1] >= values[0] ? 1 : 0 }
    var best = 0
    for position in values.indices where values[position] > values[best] { best = position }
    return Double(best)
  }

  /// What it tells of every row.
  ///
  /// - Throws: `Interrupted`.
  package func predictions(_ columns: [[Double]], rows: Int) throws -> [Double] {
    let answers = nodes.indices.map(prediction)
    return try Parallel.generate(count: rows, blockSize: 4_096) { range, part in
      for row in range {
        part[row - range.lowerBound] = answers[leaf { columns[$0][row] }]
      }
    }
  }

  /// The tree as model files have it: shares of classes or means as values.
  package var modelTree: TreeEnsemble.Tree { modelTree(classWeights: nil, isShort: false) }

  /// The tree as model files have it.
  ///
  /// - Parameters:
  ///   - classWeights: how much a row of each class counts in the shares; nil for all alike.
  ///   - isShort: whether of two classes the share of the second alone is told.
  func modelTree(classWeights: [Double]?, isShort: Bool) -> TreeEnsemble.Tree {
    func shares(_ node: Node) -> [Double] {
      guard classCount > 0 else { return node.values }
      let weighed =
        classWeights.map { weights in node.values.indices.map { node.values[$0] * weights[$0] } }
        ?? node.values
      let total = weighed.reduce(0, +)
      // Rows that do not count still say something where there are no others.
      let shares =
        total > 0 ? weighed.map { $0 / total } : node.values.map { $0 / max(1, node.cover) }
      return isShort && classCount == 2 ? [shares[1]] : shares
    }
    return TreeEnsemble.Tree(
      left: nodes.map(\.left), right: nodes.map(\.right),
      feature: nodes.map { $0.split?.feature ?? -1 },
      threshold: nodes.map { $0.split?.threshold ?? 0 }, values: nodes.map(shares),
      cover: nodes.map(\.cover),
      missing: nodes.contains { $0.split?.missingGoesLeft ?? false }
        ? nodes.map { $0.split?.missingGoesLeft ?? false ? .goesLeft : [] } : [],
      levels: nodes.contains { $0.split?.leftLevels != nil }
        ? nodes.map { $0.split?.leftLevels } : [])
  }
}
