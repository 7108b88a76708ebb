import RetraceModels
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
struct TreeGrower: Sendable {
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
  let columns: [[Double]]
  /// The features.
  let features: FeatureSpace
  /// What is to be told.
  let target: TreeTarget
  /// The most questions a row is asked.
  let maximumDepth: Int
  /// The fewest rows of a leaf.
  let minimumLeaf: Int

  /// Grows the tree.
  ///
  /// - Throws: `Interrupted`.
  /// - Complexity: O(rows · features · (sorting + depth)); 12 bytes a cell.
  func grow() throws -> GrownTree {
    let sorted = try sortedColumns()
    var nodes = [node(of: Array(0..<target.count), depth: 0)]
    let leastVariance = 1e-15 * nodes[0].squares / max(1, nodes[0].cover)
    var searched = isOpen(nodes[0], leastVariance) ? [0] : []
    var slots = [Int32](repeating: 0, count: target.count)
    while !searched.isEmpty {
      try Interruption.check()
      let level = level(searched.map { nodes[$0] }, slots)
      let best = try bestSplits(level, sorted)
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

  private func bestSplits(_ level: Level, _ sorted: [SortedColumn?]) throws -> [Choice] {
    var best = [Choice](repeating: Choice(), count: level.counts.count)
    // Candidates of many nodes are kept for a few features at a time.
    let group = level.counts.count <= 4_096 ? columns.count : 8
    for start in stride(from: 0, to: columns.count, by: max(1, group)) {
      let end = min(columns.count, start + group)
      let found = try Parallel.map(count: end - start) { offset in
        let feature = start + offset
        guard let column = sorted[feature] else { return categorySplits(level, feature) }
        return numberSplits(level, column)
      }
      for (offset, candidates) in found.enumerated() {
        for slot in candidates.indices {
          // Gains that differ by rounding only are equal.
          let lead = best[slot].score * (best[slot].score > 0 ? 1 + 1e-12 : 1)
          guard candidates[slot].score > lead else { continue }
          best[slot] = Choice(feature: start + offset, split: candidates[slot])
        }
      }
    }
    return best
  }

  private func sortedColumns() throws -> [SortedColumn?] {
    try Parallel.map(count: columns.count) { position in
      features.features[position].levels == nil ? SortedColumn(columns[position]) : nil
    }
  }

  /// A node of some rows.
  func node(of rows: [Int], depth: Int) -> GrownTree.Node {
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
