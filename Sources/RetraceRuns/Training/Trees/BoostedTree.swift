import RetraceModels

/// A tree of gradient boosting while it grows.
struct BoostedTree: Sendable {
  /// How a node divides its rows.
  struct Split: Sendable {
    var feature = -1
    /// What it gains: half the decrease of the loss's quadratic approximation, doubled.
    var gain = -Double.infinity
    /// Of numbers: the last bin that goes left; of the column's last bin, missing cells alone go
    /// right.
    var bin = 0
    /// Of categories: the bins that go left.
    var leftBins: [Int]?
    var missingGoesLeft = false
    /// The sums on the left.
    var gradient = 0.0
    var hessian = 0.0

    var isFound: Bool { feature >= 0 }
  }

  /// A node.
  struct Node: Sendable {
    var split: Split?
    var left = -1
    var right = -1
    var value: Double
    var rows: Int
  }

  var nodes: [Node]

  /// The tree as models have it.
  ///
  /// - Parameters:
  ///   - columns: what the bins stand for.
  ///   - scale: what values are multiplied by.
  ///   - output: the output it is for, nil for the only one.
  func modelTree(
    _ columns: [BinnedColumns.Column], scale: Double, output: Int?
  ) -> TreeEnsemble.Tree {
    var tree = TreeEnsemble.Tree(
      left: nodes.map(\.left), right: nodes.map(\.right),
      feature: nodes.map { $0.split?.feature ?? -1 }, threshold: [],
      values: nodes.map { [$0.value * scale] }, cover: nodes.map { Double($0.rows) },
      output: output)
    tree.missing = nodes.map { $0.split?.missingGoesLeft == true ? .goesLeft : [] }
    var levels: [[Int]?] = []
    for node in nodes {
      guard let split = node.split else {
        tree.threshold.append(0)
        levels.append(nil)
        continue
      }
      switch columns[split.feature].meaning {
      case .numbers(let bins):
        tree.threshold.append(split.bin < bins.cuts.count ? bins.cuts[split.bin] : .infinity)
        levels.append(nil)
      case .levels(let groups):
        tree.threshold.append(0)
        levels.append((split.leftBins ?? []).flatMap { groups[$0] }.sorted())
      }
    }
    if levels.contains(where: { $0 != nil }) { tree.levels = levels }
    return tree
  }
}
