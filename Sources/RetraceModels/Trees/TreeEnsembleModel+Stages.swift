extension TreeEnsembleModel {
  /// The model of the first trees alone, as it was when no more of them were learned.
  ///
  /// - Parameters:
  ///   - count: how many trees.
  ///   - depth: how many questions each tree asks at most, nodes there becoming leaves with their own
  ///     values; nil for all.
  /// - Throws: ``TreeEnsemble/ShapeError`` if there are fewer trees.
  /// - Complexity: O(nodes of these trees).
  public func first(_ count: Int, depth: Int? = nil) throws -> TreeEnsembleModel {
    guard count >= 0, count <= ensemble.treeCount else {
      throw TreeEnsemble.ShapeError(
        tree: nil, description: "there are \(ensemble.treeCount) trees, \(count) are asked for")
    }
    if count == ensemble.treeCount, depth == nil { return self }
    let trees = (0..<count).map { number in
      let tree = ensemble.tree(number)
      return depth.map(tree.cut(to:)) ?? tree
    }
    let part = try TreeEnsemble(
      trees: trees, featureCount: ensemble.featureCount, base: ensemble.base,
      aggregation: ensemble.aggregation, link: ensemble.link, linkSlope: ensemble.linkSlope,
      comparison: ensemble.comparison, precision: ensemble.precision)
    return try TreeEnsembleModel(
      part, features: features, sumScale: sumScale, scales: outputs.scales,
      classes: outputs.isClassifier ? outputs.classes : nil, target: outputs.target)
  }
}

extension TreeEnsemble.Tree {
  /// The tree with leaves at a depth, its nodes in depth-first order, left first.
  ///
  /// - Complexity: O(nodes), without recursion.
  package func cut(to depth: Int) -> TreeEnsemble.Tree {
    var kept = TreeEnsemble.Tree(
      left: [], right: [], feature: [], threshold: [], values: [], output: output)
    var waiting: [(node: Int, depth: Int, parent: Int, isLeft: Bool)] = [(0, 0, -1, true)]
    while let (node, level, parent, isLeft) = waiting.popLast() {
      let place = kept.left.count
      if parent >= 0 {
        if isLeft { kept.left[parent] = place } else { kept.right[parent] = place }
      }
      kept.left.append(-1)
      kept.right.append(-1)
      kept.feature.append(feature[node])
      kept.threshold.append(threshold[node])
      kept.values.append(values[node])
      if !cover.isEmpty { kept.cover.append(cover[node]) }
      if !missing.isEmpty { kept.missing.append(missing[node]) }
      if !levels.isEmpty { kept.levels.append(level < depth ? levels[node] : nil) }
      guard level < depth, left[node] >= 0 else { continue }
      waiting.append((right[node], level + 1, place, false))
      waiting.append((left[node], level + 1, place, true))
    }
    return kept
  }
}
