package import RetraceModels
import RetraceNumerics

/// Grows a decision tree by CART: at each node the one split that lowers the Gini impurity or
/// the squared error most, tried exactly at every midpoint of neighbouring numbers.
///
/// Columns are sorted once. All nodes of a level are searched in one sweep per feature, so the
/// cost is rows × features × levels. Categories are split by the order of their levels' means (of
/// several classes by each class's share). Missing cells go to the side where they help most.
/// Equal gains are decided for the first feature, then for the lowest threshold.
///
/// Source: L. Breiman, J. Friedman, R. Olshen and C. Stone, "Classification and Regression
/// Trees", 1984; the levels by means: W. D. Fisher, "On Grouping for Maximum Homogeneity", JASA
/// 53(284), 1958.
package struct TreeGrower: Sendable {
  /// The best split of a node that a feature offers.
  struct Candidate: Sendable {
    /// What the split gains; comparable within a node.
    var score = -Double.infinity
    var threshold = 0.0
    var missingGoesLeft = false
    var leftLevels: [Int]?
  }

  /// A number column in ascending order, without missing cells.
  struct SortedColumn: Sendable {
    var order: [UInt32]
    var values: [Double]
    let hasMissing: Bool
  }

  /// The nodes of a level, as sweeps need them.
  struct Level: Sendable {
    /// How many rows each node has.
    let counts: [Double]
    /// Of classes: the rows of each node and class, `classes` a node.
    let classCounts: [Double]
    let classes: Int
    /// The bits of a code that hold the class.
    let shift: Int
    /// The node and class of each row; nodes that are searched no more share the last number.
    let codes: [UInt32]
    /// The same in a byte, where that is enough.
    let narrowCodes: [UInt8]
    /// Of numbers: each row's distance from its node's mean.
    let residuals: [Double]
    let minimumLeaf: Double
  }

  /// The columns of the model's features, as the model takes them.
  package let columns: [[Double]]
  /// The features.
  package let features: FeatureSpace
  /// What is to be told.
  package let target: TreeTarget
  /// The most questions a row is asked.
  package let maximumDepth: Int
  /// The fewest rows of a leaf.
  package let minimumLeaf: Int

  /// What is lowered at the nodes of classes.
  let criterion: TreeCriterion
  /// How much a row of each class counts; nil for all alike.
  let classWeights: [Double]?
  /// How many features each split may choose from, drawn for it; nil for all.
  let choices: FeatureChoices?

  /// How many features a split may choose from.
  struct FeatureChoices: Sendable {
    let count: Int
    /// A stream for the tree; its items are the nodes.
    let stream: RandomStream

    /// The place of each feature in the order in which a node looks at them.
    func ranks(node: Int, of features: Int) -> [Int] {
      var own = stream.item(node)
      var ranks = [Int](repeating: 0, count: features)
      for (rank, feature) in own.permutation(features).enumerated() { ranks[feature] = rank }
      return ranks
    }
  }

  /// Makes a grower of plain trees: Gini impurity or squared error, all rows and features alike.
  package init(
    columns: [[Double]], features: FeatureSpace, target: TreeTarget, maximumDepth: Int,
    minimumLeaf: Int
  ) {
    self.init(
      columns: columns, features: features, target: target, maximumDepth: maximumDepth,
      minimumLeaf: minimumLeaf, criterion: .gini, classWeights: nil, choices: nil)
  }

  init(
    columns: [[Double]], features: FeatureSpace, target: TreeTarget, maximumDepth: Int,
    minimumLeaf: Int, criterion: TreeCriterion, classWeights: [Double]?, choices: FeatureChoices?
  ) {
    self.columns = columns
    self.features = features
    self.target = target
    self.maximumDepth = maximumDepth
    self.minimumLeaf = minimumLeaf
    self.criterion = criterion
    self.classWeights = classWeights
    self.choices = choices
  }

  /// Whether classes are told apart by more than plain Gini impurity.
  var isWeighed: Bool {
    guard case .classes = target else { return false }
    return criterion != .gini || classWeights != nil
  }

  /// Grows the tree.
  ///
  /// - Throws: `Interrupted`.
  /// - Complexity: O(rows · features · (sorting + depth)); 12 bytes a cell.
  package func grow() throws -> GrownTree {
    var sorted = try sortedColumns()
    var sweptRows = target.count
    var nodes = [node(of: Array(0..<target.count), depth: 0)]
    let leastVariance = 1e-15 * nodes[0].squares / max(1, nodes[0].cover)
    var searched = isOpen(nodes[0], leastVariance) ? [0] : []
    var slots = [Int32](repeating: 0, count: target.count)
    while !searched.isEmpty {
      try Interruption.check()
      let level = level(searched.map { nodes[$0] }, slots)
      let best = try bestSplits(level, sorted, searched)
      var next: [Int] = []
      // The slots of the children; -1 for leaves.
      var children = [(left: Int32, right: Int32)](repeating: (-1, -1), count: searched.count)
      for (slot, candidate) in best.enumerated() where candidate.score > -.infinity {
        nodes[searched[slot]].split = GrownTree.Split(
          feature: candidate.feature, threshold: candidate.split.threshold,
          leftLevels: candidate.split.leftLevels,
          missingGoesLeft: candidate.split.missingGoesLeft)
      }
      divide(&nodes, searched, &slots)
      for (slot, parent) in searched.enumerated() where nodes[parent].split != nil {
        for child in [nodes[parent].left, nodes[parent].right]
        where isOpen(nodes[child], leastVariance) {
          if child == nodes[parent].left {
            children[slot].left = Int32(next.count)
          } else {
            children[slot].right = Int32(next.count)
          }
          next.append(child)
        }
      }
      renumber(&slots, children)
      searched = next
      // Rows of finished leaves are swept no more once they are the most.
      let openRows = slots.count { $0 >= 0 }
      if openRows * 2 < sweptRows, openRows > 0 {
        let (open, before) = (slots, sorted)
        sorted = try Parallel.map(count: before.count) { before[$0]?.keeping(open) }
        sweptRows = openRows
      }
    }
    let classCount: Int = if case .classes(_, let count) = target { count } else { 0 }
    return GrownTree(nodes, classCount: classCount)
  }

  /// A best split with its feature.
  struct Choice: Sendable {
    var feature = 0
    var split = Candidate()
    var score: Double { split.score }
  }

  private func bestSplits(
    _ level: Level, _ sorted: [SortedColumn?], _ searched: [Int]
  ) throws -> [Choice] {
    var best = [Choice](repeating: Choice(), count: level.counts.count)
    // What a node falls back to if none of the features drawn for it divides it.
    var others = best
    var otherRanks = [Int](repeating: .max, count: best.count)
    let ranks = choices.map { choices in
      searched.map { choices.ranks(node: $0, of: columns.count) }
    }
    // Candidates of many nodes are kept for a few features at a time.
    let group = level.counts.count <= 4_096 ? columns.count : 8
    for start in stride(from: 0, to: columns.count, by: max(1, group)) {
      let end = min(columns.count, start + group)
      let found = try Parallel.map(count: end - start) { offset in
        let feature = start + offset
        if isWeighed { return weighedSplits(level, feature, sorted[feature]) }
        guard let column = sorted[feature] else { return categorySplits(level, feature) }
        return numberSplits(level, column)
      }
      for (offset, candidates) in found.enumerated() {
        for slot in candidates.indices {
          if let choices, let ranks, ranks[slot][start + offset] >= choices.count {
            let rank = ranks[slot][start + offset]
            if candidates[slot].score > -.infinity, rank < otherRanks[slot] {
              otherRanks[slot] = rank
              others[slot] = Choice(feature: start + offset, split: candidates[slot])
            }
            continue
          }
          // Gains that differ by rounding only are equal.
          let lead = best[slot].score * (best[slot].score > 0 ? 1 + 1e-12 : 1)
          guard candidates[slot].score > lead else { continue }
          best[slot] = Choice(feature: start + offset, split: candidates[slot])
        }
      }
    }
    for slot in best.indices where best[slot].score == -.infinity { best[slot] = others[slot] }
    return best
  }

  private func sortedColumns() throws -> [SortedColumn?] {
    try Parallel.map(count: columns.count) { position in
      features.features[position].levels == nil ? SortedColumn(columns[position]) : nil
    }
  }

  /// A node of some rows.
  package func node(of rows: [Int], depth: Int) -> GrownTree.Node {
    switch target {
    case .classes(let classes, let count):
      var counts = [Double](repeating: 0, count: count)
      for row in rows { counts[classes[row]] += 1 }
      return GrownTree.Node(
        values: counts, cover: Double(rows.count), squares: 0, depth: depth)
    case .numbers(let numbers):
      let own = rows.map { numbers[$0] }
      let mean = own.isEmpty ? 0 : Statistics.mean(own)
      var squares = 0.0
      for number in own { squares += (number - mean) * (number - mean) }
      return GrownTree.Node(
        values: [mean], cover: Double(rows.count), squares: squares, depth: depth)
    }
  }

  /// Whether a node may be split further: it is not pure but for rounding.
  private func isOpen(_ node: GrownTree.Node, _ leastVariance: Double) -> Bool {
    guard node.depth < maximumDepth, node.cover >= Double(2 * minimumLeaf) else { return false }
    switch target {
    case .classes: return node.values.count { $0 > 0 } > 1
    case .numbers: return node.squares > leastVariance * node.cover
    }
  }

  /// Lays out a level for the sweeps.
  private func level(_ nodes: [GrownTree.Node], _ slots: [Int32]) -> Level {
    let counts = nodes.map(\.cover) + [0]
    switch target {
    case .classes(let classes, let classCount):
      var shift = 1
      while 1 << shift < classCount { shift += 1 }
      let width = 1 << shift
      var classCounts: [Double] = []
      for node in nodes {
        classCounts += node.values + [Double](repeating: 0, count: width - classCount)
      }
      classCounts += [Double](repeating: 0, count: width)
      let isNarrow = counts.count << shift <= 256
      let closed = UInt32(nodes.count) << UInt32(shift)
      let codes = slots.indices.map { row -> UInt32 in
        slots[row] < 0 ? closed : UInt32(slots[row]) << UInt32(shift) | UInt32(classes[row])
      }
      return Level(
        counts: counts, classCounts: classCounts, classes: width, shift: shift,
        codes: isNarrow ? [] : codes,
        narrowCodes: isNarrow ? codes.map { UInt8(truncatingIfNeeded: $0) } : [],
        residuals: [], minimumLeaf: Double(minimumLeaf))
    case .numbers(let numbers):
      let means = nodes.map { $0.values[0] }
      let closed = UInt32(nodes.count)
      let codes = slots.map { $0 < 0 ? closed : UInt32($0) }
      let isNarrow = counts.count <= 256
      return Level(
        counts: counts, classCounts: [], classes: 0, shift: 0, codes: isNarrow ? [] : codes,
        narrowCodes: isNarrow ? codes.map { UInt8(truncatingIfNeeded: $0) } : [],
        residuals: slots.indices.map { row in
          slots[row] < 0 ? 0 : numbers[row] - means[Int(slots[row])]
        }, minimumLeaf: Double(minimumLeaf))
    }
  }
}
