extension TreeEnsemble.Tree {
  /// Checks that this is a tree, and tells its depth.
  ///
  /// - Throws: ``TreeEnsemble/ShapeError``.
  /// - Complexity: O(nodes), without recursion.
  func checkShape(featureCount: Int, valueCount: Int) throws -> Int {
    try checkCounts(valueCount: valueCount)
    var isReached = [Bool](repeating: false, count: left.count)
    isReached[0] = true
    var level = [0]
    var depth = 0
    while !level.isEmpty {
      var next: [Int] = []
      for node in level {
        guard try !isSoundLeaf(node) else { continue }
        try checkQuestion(node, featureCount: featureCount)
        for child in [left[node], right[node]] {
          guard child < left.count else {
            throw wrong("node \(node) has the child \(child), there are \(left.count) nodes")
          }
          guard !isReached[child] else {
            throw wrong("node \(child) is reached twice, so this is no tree")
          }
          isReached[child] = true
          next.append(child)
        }
      }
      if !next.isEmpty { depth += 1 }
      level = next
    }
    // What no row can reach is not looked at by prediction, but must not break the arrays.
    for node in left.indices where !isReached[node] && left[node] >= 0 {
      throw wrong("node \(node) cannot be reached from the root")
    }
    return depth
  }

  private func wrong(_ text: String) -> TreeEnsemble.ShapeError {
    TreeEnsemble.ShapeError(tree: nil, description: text)
  }

  private func checkCounts(valueCount: Int) throws {
    let count = left.count
    guard count > 0 else { throw wrong("it has no nodes") }
    let counts = [
      ("children_right", right.count), ("feature", feature.count),
      ("threshold", threshold.count), ("value", values.count),
      ("cover", cover.isEmpty ? count : cover.count),
      ("missing", missing.isEmpty ? count : missing.count),
      ("levels", levels.isEmpty ? count : levels.count),
    ]
    if let other = counts.first(where: { $0.1 != count }) {
      throw wrong("'children_left' has \(count) nodes, but '\(other.0)' has \(other.1)")
    }
    if let node = values.firstIndex(where: { $0.count != valueCount }) {
      throw wrong("node \(node) has \(values[node].count) values, expected \(valueCount)")
    }
  }

  private func isSoundLeaf(_ node: Int) throws -> Bool {
    guard (left[node] < 0) == (right[node] < 0) else {
      throw wrong("node \(node) has one child; a node has two or none")
    }
    guard left[node] < 0 else { return false }
    guard values[node].allSatisfy(\.isFinite) else {
      throw wrong("the value of leaf \(node) is not finite")
    }
    return true
  }

  private func checkQuestion(_ node: Int, featureCount: Int) throws {
    guard feature[node] >= 0, feature[node] < featureCount else {
      throw wrong("node \(node) asks for feature \(feature[node]), there are \(featureCount)")
    }
    guard !threshold[node].isNaN else { throw wrong("the threshold of node \(node) is NaN") }
  }
}
