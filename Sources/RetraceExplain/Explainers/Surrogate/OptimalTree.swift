import RetraceModels
import RetraceNumerics
import RetraceRuns

/// Finds a tree of depth 1 or 2 that no other of that depth surpasses on the rows given: the
/// fewest wrong labels, or the least squared error.
///
/// For a first question the best second ones are found by a sweep over every sorted column. What
/// the left side costs at best can only grow as rows come to it, and what the right side costs
/// only fall: so the costs at two thresholds bound those between, and whole intervals of
/// thresholds are left out. A category is asked for one level against the rest.
struct OptimalTree: Sendable {
  /// A question that numbers of a column are compared for; categories become columns of 0 and 1.
  private struct Column: Sendable {
    let feature: Int
    /// The level that the column tells from the rest; nil for numbers.
    let level: Int?
    /// Where missing cells stand: below all numbers, or above.
    let missingGoesLeft: Bool
    let values: [Double]
    let order: [UInt32]
    /// The places in the order after which a threshold may stand.
    let cuts: [Int]
  }

  /// What a side of the first question costs at best.
  private struct Side: Sendable {
    /// With leaves of any size; a bound.
    var bound = Double.infinity
    /// With leaves that are large enough.
    var cost = Double.infinity
    /// The column and place of the second question; nil for a leaf.
    var column: Int?
    var cut = 0
  }

  private struct Evaluation: Sendable {
    var left = Side()
    var right = Side()
    var cost: Double { left.cost + right.cost }
  }

  private struct Interval: Sendable {
    let column: Int
    let low: Int
    let high: Int
    let bound: Double
    let lowLeft: Double
    let highRight: Double
  }

  private struct Best: Sendable {
    var cost: Double
    var column: Int?
    var cut = 0
    var evaluation = Evaluation()
  }

  private let grower: TreeGrower
  private let greedy: GrownTree
  private let columns: [Column]
  private let classes: [Int]
  private let classCount: Int
  private let numbers: [Double]
  private let isDeep: Bool

  /// Prepares a search.
  ///
  /// - Parameter greedy: a tree to surpass; it is given back if none does.
  init(_ grower: TreeGrower, greedy: GrownTree) throws {
    self.grower = grower
    self.greedy = greedy
    isDeep = grower.maximumDepth > 1
    switch grower.target {
    case .classes(let classes, let count):
      (self.classes, classCount, numbers) = (classes, count, [])
    case .numbers(let numbers):
      let mean = Statistics.mean(numbers)
      (classes, classCount, self.numbers) = ([], 0, numbers.map { $0 - mean })
    }
    columns = try Parallel.map(count: grower.columns.count) { feature in
      Self.columns(grower.columns[feature], feature, grower.features.features[feature])
    }.flatMap { $0 }
  }

  /// The best tree.
  func search() throws -> GrownTree {
    let rows = grower.target.count
    var best = Best(cost: cost(of: greedy))
    // Rounding must not make an equal tree look better.
    let slack = classCount > 0 ? 0.5 : 1e-12 * max(cost(ofRows: 0..<rows), 1e-300)
    for position in columns.indices where !columns[position].cuts.isEmpty {
      try search(position, &best, slack)
      Progress.report("optimal tree", done: position + 1, total: columns.count)
    }
    guard let column = best.column else { return greedy }
    return tree(column, best)
  }

  private func search(_ column: Int, _ best: inout Best, _ slack: Double) throws {
    let last = columns[column].cuts.count - 1
    let ends = try evaluate([(column, 0), (column, last)])
    consider(ends[0], column, 0, &best, slack)
    consider(ends[1], column, last, &best, slack)
    var intervals = [
      interval(column, 0, last, lowLeft: ends[0].left.bound, highRight: ends[1].right.bound)
    ]
    while !intervals.isEmpty {
      try Interruption.check()
      let open = intervals.filter { $0.high - $0.low > 1 && $0.bound < best.cost - slack }
      // A fixed number at a time, so that the result does not depend on the threads.
      let now = open.prefix(32)
      let middles = now.map { ($0.low + $0.high) / 2 }
      let found = try evaluate(middles.map { (column, $0) })
      intervals = Array(open.dropFirst(now.count))
      for (position, part) in now.enumerated() {
        let middle = middles[position]
        consider(found[position], column, middle, &best, slack)
        intervals.append(
          interval(
            column, part.low, middle, lowLeft: part.lowLeft,
            highRight: found[position].right.bound))
        intervals.append(
          interval(
            column, middle, part.high, lowLeft: found[position].left.bound,
            highRight: part.highRight))
      }
    }
  }

  private func interval(
    _ column: Int, _ low: Int, _ high: Int, lowLeft: Double, highRight: Double
  ) -> Interval {
    Interval(
      column: column, low: low, high: high, bound: lowLeft + highRight, lowLeft: lowLeft,
      highRight: highRight)
  }

  private func consider(
    _ evaluation: Evaluation, _ column: Int, _ cut: Int, _ best: inout Best, _ slack: Double
  ) {
    guard evaluation.cost < best.cost - slack else { return }
    best = Best(cost: evaluation.cost, column: column, cut: cut, evaluation: evaluation)
  }

  /// The best second questions for some first ones, on several threads.
  private func evaluate(_ questions: [(column: Int, cut: Int)]) throws -> [Evaluation] {
    try Parallel.map(count: questions.count) { position in
      let (column, cut) = questions[position]
      return evaluate(columns[column], cut: columns[column].cuts[cut])
    }
  }

  private func evaluate(_ first: Column, cut: Int) -> Evaluation {
    var isRight = [UInt8](repeating: 1, count: grower.target.count)
    for place in 0..<cut { isRight[Int(first.order[place])] = 0 }
    var sums = SideSums(classCount: classCount)
    for row in isRight.indices { add(row, to: &sums, Int(isRight[row])) }
    var evaluation = Evaluation(left: leaf(sums, 0), right: leaf(sums, 1))
    guard isDeep else { return evaluation }
    for (position, column) in columns.enumerated() {
      sweep(position, column, isRight, sums, &evaluation)
    }
    return evaluation
  }

  /// What is known of both sides' rows: class counts, or sums and squares.
  private struct SideSums {
    var counts: [Double] = [0, 0]
    var classes: [Double]
    var sum: [Double] = [0, 0]
    var squares: [Double] = [0, 0]

    init(classCount: Int) { classes = [Double](repeating: 0, count: 2 * classCount) }
  }

  @inline(__always)
  private func add(_ row: Int, to sums: inout SideSums, _ side: Int) {
    sums.counts[side] += 1
    if classCount > 0 {
      sums.classes[side * classCount + classes[row]] += 1
    } else {
      sums.sum[side] += numbers[row]
      sums.squares[side] += numbers[row] * numbers[row]
    }
  }

  private func leaf(_ sums: SideSums, _ side: Int) -> Side {
    guard sums.counts[side] > 0 else { return Side() }
    let cost: Double
    if classCount > 0 {
      let counts = sums.classes[side * classCount..<(side + 1) * classCount]
      cost = sums.counts[side] - (counts.max() ?? 0)
    } else {
      cost = max(0, sums.squares[side] - sums.sum[side] * sums.sum[side] / sums.counts[side])
    }
    let isLarge = sums.counts[side] >= Double(grower.minimumLeaf)
    return Side(bound: cost, cost: isLarge ? cost : .infinity)
  }

  /// Tries every threshold of a column as the second question of both sides.
  private func sweep(
    _ position: Int, _ column: Column, _ isRight: [UInt8], _ totals: SideSums,
    _ evaluation: inout Evaluation
  ) {
    var below = SideSums(classCount: classCount)
    let least = Double(grower.minimumLeaf)
    var place = 0
    for (number, cut) in column.cuts.enumerated() {
      while place < cut {
        let row = Int(column.order[place])
        add(row, to: &below, Int(isRight[row]))
        place += 1
      }
      for side in 0...1 {
        let here = below.counts[side]
        let there = totals.counts[side] - here
        guard here > 0, there > 0 else { continue }
        let cost = cost(below, totals, side)
        let isLarge = here >= least && there >= least
        if side == 0 {
          Self.take(cost, isLarge: isLarge, position, number, &evaluation.left)
        } else {
          Self.take(cost, isLarge: isLarge, position, number, &evaluation.right)
        }
      }
    }
  }

  @inline(__always)
  private static func take(
    _ cost: Double, isLarge: Bool, _ column: Int, _ cut: Int, _ side: inout Side
  ) {
    if cost < side.bound { side.bound = cost }
    guard isLarge, cost < side.cost else { return }
    side.cost = cost
    side.column = column
    side.cut = cut
  }

  @inline(__always)
  private func cost(_ below: SideSums, _ totals: SideSums, _ side: Int) -> Double {
    let here = below.counts[side]
    let there = totals.counts[side] - here
    guard classCount > 0 else {
      let sum = below.sum[side]
      let rest = totals.sum[side] - sum
      return max(0, totals.squares[side] - sum * sum / here - rest * rest / there)
    }
    var most = 0.0
    var mostRest = 0.0
    for position in side * classCount..<(side + 1) * classCount {
      let count = below.classes[position]
      most = max(most, count)
      mostRest = max(mostRest, totals.classes[position] - count)
    }
    return here + there - most - mostRest
  }

  private func cost(ofRows rows: Range<Int>) -> Double {
    var sums = SideSums(classCount: classCount)
    for row in rows { add(row, to: &sums, 0) }
    return leaf(sums, 0).bound
  }

  private func cost(of tree: GrownTree) -> Double {
    tree.leaves.reduce(0) { sum, leaf in
      let node = tree.nodes[leaf]
      return sum + (classCount > 0 ? node.cover - (node.values.max() ?? 0) : node.squares)
    }
  }

  /// The tree of the best first question and its second ones.
  private func tree(_ column: Int, _ best: Best) -> GrownTree {
    let rows = Array(0..<grower.target.count)
    var nodes = [grower.node(of: rows, depth: 0)]
    let first = question(column, best.cut, rows)
    nodes[0].split = first.split
    for (side, members) in [first.left, first.right].enumerated() {
      let choice = side == 0 ? best.evaluation.left : best.evaluation.right
      let place = nodes.count
      if side == 0 { nodes[0].left = place } else { nodes[0].right = place }
      nodes.append(grower.node(of: members, depth: 1))
      guard let column = choice.column else { continue }
      let second = question(column, choice.cut, members)
      nodes[place].split = second.split
      nodes[place].left = nodes.count
      nodes.append(grower.node(of: second.left, depth: 2))
      nodes[place].right = nodes.count
      nodes.append(grower.node(of: second.right, depth: 2))
    }
    return GrownTree(nodes, classCount: classCount)
  }

  /// A question as a node asks it, and how it divides some rows.
  private func question(
    _ position: Int, _ cut: Int, _ rows: [Int]
  ) -> (split: GrownTree.Split, left: [Int], right: [Int]) {
    let column = columns[position]
    let place = column.cuts[cut]
    // The neighbours among the node's own rows, as if the node had been searched alone.
    let bound = column.values[Int(column.order[place - 1])]
    let low = rows.map { column.values[$0] }.filter { $0 <= bound }.max() ?? bound
    let high = rows.map { column.values[$0] }.filter { $0 > bound }.min() ?? .infinity
    var split = GrownTree.Split(
      feature: column.feature,
      threshold: low == -.infinity
        ? -.infinity : high == .infinity ? .infinity : TreeGrower.midpoint(low, high),
      leftLevels: column.level.map { level in
        (grower.features.features[column.feature].levels ?? []).indices.filter { $0 != level }
      }, missingGoesLeft: column.missingGoesLeft)
    let cells = grower.columns[column.feature]
    let left = rows.filter { split.goesLeft(cells[$0]) }
    let right = rows.filter { !split.goesLeft(cells[$0]) }
    grower.complete(&split, left: left, right: right)
    return (split, left, right)
  }

  private static func columns(_ cells: [Double], _ feature: Int, _ kind: Feature) -> [Column] {
    if let levels = kind.levels {
      return levels.indices.map { level in
        // The level itself goes right; missing cells and unknown levels stay with the rest.
        let values = cells.map { $0 == Double(level) ? 1.0 : 0 }
        return column(values, feature, level: level, missingGoesLeft: true)
      }
    }
    guard cells.contains(where: \.isNaN) else {
      return [column(cells, feature, level: nil, missingGoesLeft: false)]
    }
    return [false, true].map { missingGoesLeft in
      let stand = missingGoesLeft ? -Double.infinity : .infinity
      return column(
        cells.map { $0.isNaN ? stand : $0 }, feature, level: nil,
        missingGoesLeft: missingGoesLeft)
    }
  }

  private static func column(
    _ values: [Double], _ feature: Int, level: Int?, missingGoesLeft: Bool
  ) -> Column {
    let order = Sorting.compactOrder(of: values)
    let cuts = order.indices.dropFirst().filter {
      values[Int(order[$0])] != values[Int(order[$0 - 1])]
    }
    return Column(
      feature: feature, level: level, missingGoesLeft: missingGoesLeft, values: values,
      order: order, cuts: cuts)
  }
}
