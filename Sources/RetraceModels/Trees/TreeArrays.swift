/// A tree in flat arrays, as ensembles keep it: what large files are read into.
struct TreeArrays {
  /// The left child of each node, -1 at leaves.
  var left: [Int32]
  /// The right child of each node, -1 at leaves.
  var right: [Int32]
  /// The feature of each node; of no matter at leaves.
  var feature: [Int32]
  /// The threshold of each node; of no matter at leaves and where there is a set of levels.
  var threshold: [Double]
  /// The values of the nodes, as many a node as every tree of the ensemble has.
  var values: [Double]
  /// The cover of each node; empty if it is not known.
  var cover: [Double] = []
  /// What each node does with missing cells; empty for right throughout.
  var missing: [TreeEnsemble.MissingRule] = []
  /// The nodes that ask for sets of levels, in order, and the sets that go left.
  var levels: [(node: Int, set: LevelSet)] = []
  /// The output that the tree's one value is added to, if it is for one of several.
  var output: Int?

  /// Checks that this is a tree, and tells its depth.
  ///
  /// - Throws: ``TreeEnsemble/ShapeError``.
  /// - Complexity: O(nodes), without recursion.
  func checkShape(featureCount: Int, valueCount: Int) throws -> Int {
    try checkCounts(valueCount: valueCount)
    let (isReached, depth) = try reached { node in
      guard feature[node] >= 0, feature[node] < featureCount else {
        throw wrong("node \(node) asks for feature \(feature[node]), there are \(featureCount)")
      }
      guard !threshold[node].isNaN else { throw wrong("the threshold of node \(node) is NaN") }
    } leaf: { node in
      guard values[node * valueCount..<(node + 1) * valueCount].allSatisfy(\.isFinite) else {
        throw wrong("the value of leaf \(node) is not finite")
      }
    }
    // What no row can reach is not looked at by prediction, but must not break the arrays.
    for node in left.indices where !isReached[node] && (left[node] >= 0 || right[node] >= 0) {
      throw wrong("node \(node) cannot be reached from the root")
    }
    return depth
  }

  /// The tree without nodes that cannot be reached from the root, such as those that pruning left.
  ///
  /// - Throws: ``TreeEnsemble/ShapeError`` if a node is reached twice or a child is out of range.
  func keepingReachable(valueCount: Int) throws -> TreeArrays {
    try checkCounts(valueCount: valueCount)
    let (isReached, _) = try reached { _ in
    } leaf: { _ in
    }
    guard isReached.contains(false) else { return self }
    var position = [Int32](repeating: -1, count: left.count)
    var kept: [Int] = []
    for node in left.indices where isReached[node] {
      position[node] = Int32(kept.count)
      kept.append(node)
    }
    func moved(_ child: Int32) -> Int32 { child < 0 ? -1 : position[Int(child)] }
    return TreeArrays(
      left: kept.map { moved(left[$0]) }, right: kept.map { moved(right[$0]) },
      feature: kept.map { feature[$0] }, threshold: kept.map { threshold[$0] },
      values: kept.flatMap { values[$0 * valueCount..<($0 + 1) * valueCount] },
      cover: cover.isEmpty ? [] : kept.map { cover[$0] },
      missing: missing.isEmpty ? [] : kept.map { missing[$0] },
      levels: levels.compactMap {
        position[$0.node] < 0 ? nil : (node: Int(position[$0.node]), set: $0.set)
      }, output: output)
  }

  /// Which nodes can be reached from the root, and the depth.
  private func reached(
    inner: (Int) throws -> Void, leaf: (Int) throws -> Void
  ) throws -> (isReached: [Bool], depth: Int) {
    var isReached = [Bool](repeating: false, count: left.count)
    isReached[0] = true
    // Breadth first: the levels stand one after another.
    var order: [Int32] = [0]
    order.reserveCapacity(left.count)
    var depth = 0
    var start = 0
    while true {
      let end = order.count
      for place in start..<end {
        let node = Int(order[place])
        guard (left[node] < 0) == (right[node] < 0) else {
          throw wrong("node \(node) has one child; a node has two or none")
        }
        guard left[node] >= 0 else {
          try leaf(node)
          continue
        }
        try inner(node)
        try reach(left[node], from: node, &isReached, &order)
        try reach(right[node], from: node, &isReached, &order)
      }
      guard order.count > end else { return (isReached, depth) }
      start = end
      depth += 1
    }
  }

  @inline(__always)
  private func reach(
    _ child: Int32, from node: Int, _ isReached: inout [Bool], _ order: inout [Int32]
  ) throws {
    guard child < left.count else {
      throw wrong("node \(node) has the child \(child), there are \(left.count) nodes")
    }
    guard !isReached[Int(child)] else {
      throw wrong("node \(child) is reached twice, so this is no tree")
    }
    isReached[Int(child)] = true
    order.append(child)
  }

  private func wrong(_ text: String) -> TreeEnsemble.ShapeError {
    TreeEnsemble.ShapeError(tree: nil, description: text)
  }

  private func checkCounts(valueCount: Int) throws {
    let count = left.count
    guard count > 0 else { throw wrong("it has no nodes") }
    guard count < Int32.max else { throw wrong("there are more than 2^31 nodes") }
    let counts = [
      ("children_right", right.count), ("feature", feature.count),
      ("threshold", threshold.count), ("cover", cover.isEmpty ? count : cover.count),
      ("missing", missing.isEmpty ? count : missing.count),
    ]
    if let other = counts.first(where: { $0.1 != count }) {
      throw wrong("'children_left' has \(count) nodes, but '\(other.0)' has \(other.1)")
    }
    guard values.count == count * valueCount else {
      throw wrong("there are \(values.count) values, expected \(valueCount) for \(count) nodes")
    }
    var last = -1
    for (node, _) in levels {
      guard node > last, node < count else { throw wrong("a set of levels is of no node") }
      last = node
    }
  }
}
