import RetraceTables

/// The trees of a `TreeEnsembleClassifier`, `TreeEnsembleRegressor` or `TreeEnsemble`.
///
/// Nodes of all trees stand one after another. All ways of branching are kept as they are, also
/// those that ``TreeEnsemble`` does not have.
struct ONNXTrees: Sendable {
  /// How a node asks.
  enum Mode: String, Sendable {
    case lessOrEqual = "BRANCH_LEQ"
    case less = "BRANCH_LT"
    case greaterOrEqual = "BRANCH_GTE"
    case greater = "BRANCH_GT"
    case equal = "BRANCH_EQ"
    case notEqual = "BRANCH_NEQ"
    case leaf = "LEAF"

    init?(number: Int) {
      let all: [Mode] = [.lessOrEqual, .less, .greaterOrEqual, .greater, .equal, .notEqual]
      guard all.indices.contains(number) else { return nil }
      self = all[number]
    }
  }

  /// One node; children are positions among all nodes.
  struct Node: Sendable {
    var mode = Mode.leaf
    var feature = 0
    var threshold = 0.0
    var yes = -1
    var no = -1
    var missingIsYes = false
    /// Outputs and what the leaf adds to them.
    var weights: [(output: Int, value: Double)] = []
  }

  /// The root of each tree.
  var roots: [Int] = []
  var nodes: [Node] = []
  var outputCount = 1
  var isMean = false
  var base: [Double] = []
  var transform = PostTransform.none
  /// How the sums of a classifier become scores of its classes.
  var scores = Scores.each
  /// Whether numbers are rounded to 32 bits before they are compared.
  var isFloat = true

  /// How many features are asked for at least.
  var featureCount: Int { nodes.reduce(0) { $1.mode == .leaf ? $0 : max($0, $1.feature + 1) } }

  /// The position of the leaf that a row reaches.
  @inline(__always)
  func leaf(_ root: Int, _ row: UnsafeBufferPointer<Double>) -> Int {
    var position = root
    while true {
      let node = nodes[position]
      let cell = node.mode == .leaf ? 0 : row[node.feature]
      let isYes: Bool
      switch node.mode {
      case .leaf: return position
      case .lessOrEqual: isYes = cell <= node.threshold
      case .less: isYes = cell < node.threshold
      case .greaterOrEqual: isYes = cell >= node.threshold
      case .greater: isYes = cell > node.threshold
      case .equal: isYes = cell == node.threshold
      case .notEqual: isYes = cell != node.threshold
      }
      position = isYes || node.missingIsYes && cell.isNaN ? node.yes : node.no
    }
  }

  /// The sums (or means) over the trees, the base left out, and whether any leaf spoke for each.
  func sums(_ row: UnsafeBufferPointer<Double>, into sums: inout [Double], at start: Int) {
    for root in roots {
      for weight in nodes[leaf(root, row)].weights { sums[start + weight.output] += weight.value }
    }
    if isMean {
      for output in 0..<outputCount { sums[start + output] /= Double(max(1, roots.count)) }
    }
  }

  /// Checks that the nodes are trees; a node reached twice is not.
  func checkShape(_ place: ONNXNode) throws(GraphError) {
    var isReached = [Bool](repeating: false, count: nodes.count)
    for root in roots {
      var stack = [root]
      while let position = stack.popLast() {
        guard nodes.indices.contains(position) else {
          throw place.wrong("a node has a child that does not exist")
        }
        guard !isReached[position] else {
          throw place.wrong("a node is reached twice, so this is no tree")
        }
        isReached[position] = true
        let node = nodes[position]
        if node.mode == .leaf {
          guard
            node.weights.allSatisfy({
              $0.output >= 0 && $0.output < outputCount && $0.value.isFinite
            })
          else { throw place.wrong("a leaf has a weight that is not finite or for no output") }
        } else {
          guard node.feature >= 0, node.feature < 1 << 24 else {
            throw place.wrong("a node asks for feature \(node.feature)")
          }
          guard !node.threshold.isNaN else { throw place.wrong("a threshold is NaN") }
          stack.append(node.yes)
          stack.append(node.no)
        }
      }
    }
  }
}

extension ONNXTrees {
  /// The trees as our own ensemble; nil where it has no such question.
  ///
  /// - Parameters:
  ///   - featureCount: how many columns a row has.
  ///   - link: what stands behind the sums.
  ///   - picksSecond: whether only the second of two outputs is kept.
  func ensemble(
    featureCount: Int, link: TreeEnsemble.Link, base: [Double]
  ) throws -> TreeEnsemble? {
    let modes = Set(nodes.map(\.mode))
    // Every node gets a value for every output: not where leaves name few of very many.
    let weights = nodes.reduce(0) { $0 + $1.weights.count }
    guard nodes.count * outputCount <= max(1 << 22, 8 * weights) else { return nil }
    guard !modes.contains(.equal), !modes.contains(.notEqual), self.featureCount <= featureCount
    else { return nil }
    // One comparison for all: where both occur, `<` becomes `<=` of the next lower number.
    let isStrict = modes.isDisjoint(with: [.lessOrEqual, .greater]) && modes.count > 1
    var trees: [TreeEnsemble.Tree] = []
    for root in roots {
      var order = [root]
      var next = 0
      while next < order.count {
        let node = nodes[order[next]]
        if node.mode != .leaf { order += [node.yes, node.no] }
        next += 1
      }
      let positions = Dictionary(zip(order, 0...), uniquingKeysWith: { first, _ in first })
      var tree = TreeEnsemble.Tree(left: [], right: [], feature: [], threshold: [], values: [])
      for position in order {
        let node = nodes[position]
        var values = [Double](repeating: 0, count: outputCount)
        for weight in node.weights { values[weight.output] += weight.value }
        tree.values.append(values)
        tree.feature.append(node.mode == .leaf ? -2 : node.feature)
        // `>=` and `>` are the other side of `<` and `<=`.
        let isTurned = node.mode == .greaterOrEqual || node.mode == .greater
        let yes = positions[node.yes] ?? -1
        let no = positions[node.no] ?? -1
        tree.left.append(node.mode == .leaf ? -1 : isTurned ? no : yes)
        tree.right.append(node.mode == .leaf ? -1 : isTurned ? yes : no)
        tree.missing.append(node.missingIsYes != isTurned ? .goesLeft : [])
        let asksLess = node.mode == .less || node.mode == .greaterOrEqual
        tree.threshold.append(asksLess && !isStrict ? below(node.threshold) : node.threshold)
      }
      trees.append(tree)
    }
    return try TreeEnsemble(
      trees: trees, featureCount: featureCount, base: base, aggregation: isMean ? .mean : .sum,
      link: link, comparison: isStrict ? .less : .lessOrEqual,
      precision: isFloat ? .float : .double)
  }

  private func below(_ threshold: Double) -> Double {
    isFloat ? Double(Float(threshold).nextDown) : threshold.nextDown
  }
}
