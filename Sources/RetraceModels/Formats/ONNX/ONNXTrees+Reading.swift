extension ONNXTrees {
  /// Reads the settings of a tree step.
  ///
  /// - Parameter classCount: how many classes there are; 0 for numbers.
  /// - Throws: ``GraphError`` if they are no trees.
  init(_ node: ONNXNode, classCount: Int) throws(GraphError) {
    if node.operation == "TreeEnsemble" {
      try self.init(newStyle: node)
      return
    }
    self.init()
    let trees = node.integers("nodes_treeids")
    let count = trees.count
    let ids = node.integers("nodes_nodeids")
    let features = node.integers("nodes_featureids")
    let modes = node.texts("nodes_modes")
    let yes = node.integers("nodes_truenodeids")
    let no = node.integers("nodes_falsenodeids")
    let thresholds = try node.numbers("nodes_values")
    let missing = node.integers("nodes_missing_value_tracks_true")
    guard count > 0, ids.count == count, features.count == count, modes.count == count,
      yes.count == count, no.count == count, thresholds.count == count,
      missing.isEmpty || missing.count == count
    else { throw node.wrong("the lists of its nodes are empty or of different lengths") }
    var positions: [Key: Int] = [:]
    positions.reserveCapacity(count)
    for index in 0..<count {
      let key = Key(tree: trees[index], node: ids[index])
      guard positions.updateValue(index, forKey: key) == nil else {
        throw node.wrong("the node \(ids[index]) of tree \(trees[index]) occurs twice")
      }
      // The first node of a tree is its root.
      if index == 0 || trees[index] != trees[index - 1] { roots.append(index) }
    }
    nodes = [Node](repeating: Node(), count: count)
    for index in 0..<count {
      guard let mode = Mode(rawValue: modes[index]) else {
        throw node.wrong("the mode '\(modes[index])' does not exist")
      }
      nodes[index].mode = mode
      guard mode != .leaf else { continue }
      nodes[index].feature = features[index]
      nodes[index].threshold = thresholds[index]
      nodes[index].missingIsYes = missing.isEmpty ? false : missing[index] != 0
      nodes[index].yes = positions[Key(tree: trees[index], node: yes[index])] ?? -1
      nodes[index].no = positions[Key(tree: trees[index], node: no[index])] ?? -1
    }
    isFloat = node.attributes["nodes_values_as_tensor"] == nil
    try readWeights(node, prefix: classCount > 0 ? "class" : "target", positions, classCount)
    transform = try PostTransform(node)
    base = try node.numbers("base_values")
    if classCount > 0 { try settleScores(node) }
    switch node.text("aggregate_function") ?? "SUM" {
    case "SUM": break
    case "AVERAGE": isMean = true
    case let other: throw node.unknown("trees combined by '\(other)' are not computed here")
    }
    try checkShape(node)
  }

  private struct Key: Hashable {
    let tree: Int
    let node: Int
  }

  private mutating func readWeights(
    _ node: ONNXNode, prefix: String, _ positions: [Key: Int], _ classCount: Int
  ) throws(GraphError) {
    let trees = node.integers("\(prefix)_treeids")
    let ids = node.integers("\(prefix)_nodeids")
    let outputs = node.integers("\(prefix)_ids")
    let weights = try node.numbers("\(prefix)_weights")
    guard trees.count == ids.count, trees.count == outputs.count, trees.count == weights.count
    else { throw node.wrong("the lists of its weights are of different lengths") }
    outputCount = classCount > 0 ? classCount : node.integer("n_targets") ?? 1
    guard outputCount > 0, outputCount <= 1 << 20 else {
      throw node.wrong("\(outputCount) targets are not possible")
    }
    for index in trees.indices {
      guard let position = positions[Key(tree: trees[index], node: ids[index])] else {
        throw node.wrong("a weight is for node \(ids[index]), which tree \(trees[index]) lacks")
      }
      guard outputs[index] >= 0, outputs[index] < outputCount else {
        throw node.wrong("a weight is for output \(outputs[index]) of \(outputCount)")
      }
      nodes[position].weights.append((outputs[index], weights[index]))
    }
  }

  /// The operator `TreeEnsemble` of version 5, whose leaves stand apart from its nodes.
  private init(newStyle node: ONNXNode) throws(GraphError) {
    self.init()
    func tensor(_ key: String) throws(GraphError) -> [Double] {
      try node.tensor(key)?.numbers ?? []
    }
    let thresholds = try tensor("nodes_splits")
    let modes = try tensor("nodes_modes")
    let features = node.integers("nodes_featureids")
    let (yes, no) = (node.integers("nodes_truenodeids"), node.integers("nodes_falsenodeids"))
    let (yesLeafs, noLeafs) = (node.integers("nodes_trueleafs"), node.integers("nodes_falseleafs"))
    let targets = node.integers("leaf_targetids")
    let weights = try tensor("leaf_weights")
    let missing = node.integers("nodes_missing_value_tracks_true")
    let count = thresholds.count
    guard
      [modes.count, features.count, yes.count, no.count, yesLeafs.count, noLeafs.count]
        .allSatisfy({ $0 == count }), targets.count == weights.count,
      missing.isEmpty || missing.count == count
    else { throw node.wrong("the lists of its nodes are of different lengths") }
    outputCount = node.integer("n_targets") ?? 1
    guard outputCount > 0, outputCount <= 1 << 20 else {
      throw node.wrong("\(outputCount) targets are not possible")
    }
    nodes = [Node](repeating: Node(), count: count + targets.count)
    for index in 0..<count {
      guard let number = Int(exactly: modes[index]), let mode = Mode(number: number) else {
        throw node.unknown("nodes that ask for membership are not computed here")
      }
      func child(_ position: Int, isLeaf: Bool) -> Int {
        guard position >= 0, position < (isLeaf ? targets.count : count) else { return -1 }
        return isLeaf ? count + position : position
      }
      nodes[index] = Node(
        mode: mode, feature: features[index], threshold: thresholds[index],
        yes: child(yes[index], isLeaf: yesLeafs[index] != 0),
        no: child(no[index], isLeaf: noLeafs[index] != 0),
        missingIsYes: missing.isEmpty ? false : missing[index] != 0)
      // A single leaf is written as a node both of whose children are it.
      if nodes[index].yes == nodes[index].no, nodes[index].yes >= count {
        nodes[index] = Node(weights: [(0, 0)])
        let leaf = yes[index]
        nodes[index].weights = [(targets[leaf], weights[leaf])]
      }
    }
    for index in targets.indices {
      nodes[count + index].weights = [(targets[index], weights[index])]
    }
    roots = node.integers("tree_roots")
    guard roots.allSatisfy({ $0 >= 0 && $0 < count }) else {
      throw node.wrong("a root is not among its \(count) nodes")
    }
    guard let transform = PostTransform(number: node.integer("post_transform") ?? 0) else {
      throw node.wrong("its post_transform does not exist")
    }
    self.transform = transform
    switch node.integer("aggregate_function") ?? 1 {
    case 0: isMean = true
    case 1: break
    default: throw node.unknown("trees combined by minimum or maximum are not computed here")
    }
    isFloat = try node.tensor("nodes_splits")?.kind != .float64
    try checkShape(node)
  }
}
