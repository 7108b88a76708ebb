import RetraceNumerics

/// Grows the trees of gradient boosting, leaf by leaf, the one that gains most first.
///
/// The smaller side of a split is counted, the other is what its parent has more. Columns are
/// shared out over the threads and each is added up by one of them: the same bits for any number.
///
/// Source: G. Ke et al., "LightGBM: A Highly Efficient Gradient Boosting Decision Tree", NeurIPS
/// 2017; bounds for monotone columns: as XGBoost, each split's values bound those below by their
/// middle.
final class BoostingGrower {
  /// Leaves with fewer rows are counted without other threads.
  private static let serialRows = 2_000
  /// The most memory of histograms, in sums: half a GB.
  private static let poolLimit = 1 << 25

  private let columns: BinnedColumns
  private let search: SplitSearch
  private let depth: Int
  private let leafLimit: Int
  /// 1, −1 or 0 for each column.
  private let directions: [Double]
  private let pool: HistogramPool
  /// All rows, in the order of the leaves.
  private(set) var rows: [UInt32]
  private var spare: [UInt32]
  private var pairs: [SIMD2<Float>]

  /// A leaf that may still be split.
  private struct Leaf {
    var node: Int
    var start: Int
    var count: Int
    var depth: Int
    var sums: SplitSearch.Leaf
    var slot: Int?
    var best = BoostedTree.Split()
  }

  /// A leaf of the tree that was grown, with its part of ``rows``.
  struct FinishedLeaf: Sendable {
    let node: Int
    let range: Range<Int>
  }

  /// The leaves of the tree that was grown last.
  private(set) var leaves: [FinishedLeaf] = []

  init(
    _ columns: BinnedColumns, _ search: SplitSearch, depth: Int, leaves: Int,
    directions: [Double]
  ) {
    self.columns = columns
    self.search = search
    self.depth = depth
    self.directions = directions
    leafLimit = leaves
    let width = columns.columns.reduce(0) { $0 + $1.count + 1 }
    let slots = min(leaves + 1, max(2, Self.poolLimit / max(1, width)))
    pool = HistogramPool(columns.columns, slots: slots)
    rows = []
    spare = [UInt32](repeating: 0, count: columns.rows)
    pairs = [SIMD2<Float>](repeating: .zero, count: columns.rows)
  }

  /// Grows a tree.
  ///
  /// - Parameters:
  ///   - gradients: the gradient and hessian of every row.
  ///   - rows: the rows that it learns, ascending; nil for all.
  ///   - used: the columns it may ask for, ascending.
  /// - Throws: `Interrupted`.
  func grow(
    _ gradients: UnsafeBufferPointer<SIMD2<Float>>, rows chosen: [UInt32]?, used: [Int]
  ) throws -> BoostedTree {
    pool.reset()
    rows = chosen ?? (0..<UInt32(columns.rows)).map { $0 }
    var tree = BoostedTree(nodes: [])
    leaves = []
    guard let slot = pool.take() else { return tree }
    var root = Leaf(
      node: 0, start: 0, count: rows.count, depth: 0,
      sums: SplitSearch.Leaf(gradient: 0, hessian: 0), slot: slot)
    count(root, gradients, used, isWhole: chosen == nil)
    if let first = used.first { root.sums = total(root, first) }
    tree.nodes.append(
      BoostedTree.Node(value: value(root.sums), rows: rows.count))
    if mayBeSplit(root) { root.best = best(of: root, used) }
    var open = [root]
    var leafCount = 1
    while leafCount < leafLimit {
      try Interruption.check()
      // The first of the largest gains.
      var next = -1
      for place in open.indices where open[place].best.isFound {
        if next < 0 || open[place].best.gain > open[next].best.gain { next = place }
      }
      guard next >= 0 else { break }
      let parent = open.remove(at: next)
      leafCount += 1
      let children = split(parent, &tree, gradients, used, isLast: leafCount == leafLimit)
      open.insert(contentsOf: children, at: next)
    }
    for leaf in open {
      leaves.append(
        FinishedLeaf(node: leaf.node, range: leaf.start..<leaf.start + leaf.count))
    }
    return tree
  }

  private func value(_ sums: SplitSearch.Leaf) -> Double {
    search.value(sums.gradient, sums.hessian, sums.low, sums.high)
  }

  private func mayBeSplit(_ leaf: Leaf) -> Bool {
    leaf.depth < depth && leaf.count > 1
      && leaf.sums.hessian >= 2 * max(search.minimumHessian, 1e-12)
  }

  /// Which bins of a column go left, 256 of them.
  private func sides(_ split: BoostedTree.Split) -> [UInt8] {
    let column = columns.columns[split.feature]
    var sides = [UInt8](repeating: 0, count: 256)
    if let left = split.leftBins {
      for bin in left { sides[bin] = 1 }
    } else {
      for bin in 0...min(split.bin, column.count - 1) { sides[bin] = 1 }
    }
    sides[column.missingBin] = split.missingGoesLeft ? 1 : 0
    return sides
  }

  /// Divides a leaf and looks for the splits of its children.
  private func split(
    _ parent: Leaf, _ tree: inout BoostedTree,
    _ gradients: UnsafeBufferPointer<SIMD2<Float>>, _ used: [Int], isLast: Bool
  ) -> [Leaf] {
    let best = parent.best
    let leftCount = part(parent, best)
    var left = Leaf(
      node: tree.nodes.count, start: parent.start, count: leftCount, depth: parent.depth + 1,
      sums: SplitSearch.Leaf(
        gradient: best.gradient, hessian: best.hessian, low: parent.sums.low,
        high: parent.sums.high))
    var right = Leaf(
      node: tree.nodes.count + 1, start: parent.start + leftCount,
      count: parent.count - leftCount, depth: parent.depth + 1,
      sums: SplitSearch.Leaf(
        gradient: parent.sums.gradient - best.gradient,
        hessian: parent.sums.hessian - best.hessian, low: parent.sums.low,
        high: parent.sums.high))
    if directions[best.feature] != 0 {
      let middle = value(left.sums) / 2 + value(right.sums) / 2
      if directions[best.feature] > 0 {
        (left.sums.high, right.sums.low) = (middle, middle)
      } else {
        (left.sums.low, right.sums.high) = (middle, middle)
      }
    }
    for child in [left, right] {
      tree.nodes.append(BoostedTree.Node(value: value(child.sums), rows: child.count))
    }
    tree.nodes[parent.node].split = best
    tree.nodes[parent.node].left = left.node
    tree.nodes[parent.node].right = right.node
    if isLast || (!mayBeSplit(left) && !mayBeSplit(right)) {
      if let slot = parent.slot { pool.giveBack(slot) }
      return [left, right]
    }
    let leftIsSmall = left.count <= right.count
    var (small, large) = leftIsSmall ? (left, right) : (right, left)
    search(&small, &large, parent.slot, gradients, used)
    return leftIsSmall ? [small, large] : [large, small]
  }

  /// What a column offers two leaves.
  private struct Offer {
    var small = BoostedTree.Split()
    var large = BoostedTree.Split()
  }

  /// Counts two children and finds their best splits.
  private func search(
    _ small: inout Leaf, _ large: inout Leaf, _ parentSlot: Int?,
    _ gradients: UnsafeBufferPointer<SIMD2<Float>>, _ used: [Int]
  ) {
    guard let parentSlot, let slot = pool.take() else {
      // Without room for a leaf of its own each child is counted, searched and forgotten.
      guard let slot = parentSlot ?? pool.take() else { return }
      for isSmall in [true, false] {
        var leaf = isSmall ? small : large
        guard mayBeSplit(leaf) else { continue }
        leaf.slot = slot
        count(leaf, gradients, used, isWhole: false)
        leaf.best = best(of: leaf, used)
        leaf.slot = nil
        if isSmall { small = leaf } else { large = leaf }
      }
      pool.giveBack(slot)
      return
    }
    small.slot = slot
    large.slot = parentSlot
    gather(small, gradients)
    let (one, other) = (small, large)
    let isSplit = (mayBeSplit(small), mayBeSplit(large))
    var offers = [Offer](repeating: Offer(), count: used.count)
    offers.withUnsafeMutableBufferPointer { buffer in
      // Each column writes its own offer.
      nonisolated(unsafe) let offers = buffer
      visit(used, rows: small.count) { place, codes, rows, pairs in
        let column = used[place]
        let own = self.pool.histogram(slot, column)
        let rest = self.pool.histogram(parentSlot, column)
        let width = self.columns.columns[column].count + 1
        own.update(repeating: .zero, count: width)
        HistogramKernels.add(
          codes, rows: rows + one.start, count: one.count, pairs: pairs, to: own)
        for bin in 0..<width { rest[bin] -= own[bin] }
        if isSplit.0 { offers[place].small = self.offer(column, one) }
        if isSplit.1 { offers[place].large = self.offer(column, other) }
      }
    }
    for offer in offers {
      if offer.small.gain > small.best.gain { small.best = offer.small }
      if offer.large.gain > large.best.gain { large.best = offer.large }
    }
  }

  /// The best split of a leaf by a column, from its histogram.
  private func offer(_ column: Int, _ leaf: Leaf) -> BoostedTree.Split {
    guard let slot = leaf.slot else { return BoostedTree.Split() }
    var split = search.best(
      columns.columns[column], pool.histogram(slot, column), leaf.sums,
      direction: directions[column])
    if split.gain > -.infinity { split.feature = column }
    return split
  }

  /// The best split of a leaf; of equal gains that of the first column.
  private func best(of leaf: Leaf, _ used: [Int]) -> BoostedTree.Split {
    var best = BoostedTree.Split()
    for column in used {
      let split = offer(column, leaf)
      if split.gain > best.gain { best = split }
    }
    return best
  }

  /// Copies the gradients of a leaf's rows in their order.
  private func gather(_ leaf: Leaf, _ gradients: UnsafeBufferPointer<SIMD2<Float>>) {
    rows.withUnsafeBufferPointer { rows in
      pairs.withUnsafeMutableBufferPointer { pairs in
        // Blocks are disjoint ranges of places.
        nonisolated(unsafe) let (rows, pairs, gradients) = (rows, pairs, gradients)
        Parallel.forEachBlockUninterrupted(count: leaf.count, blockSize: 16_384) { range, _ in
          for place in range { pairs[place] = gradients[Int(rows[leaf.start &+ place])] }
        }
      }
    }
  }

  /// Counts a leaf's histograms from its rows.
  private func count(
    _ leaf: Leaf, _ gradients: UnsafeBufferPointer<SIMD2<Float>>, _ used: [Int], isWhole: Bool
  ) {
    guard let slot = leaf.slot else { return }
    if !isWhole { gather(leaf, gradients) }
    nonisolated(unsafe) let all = gradients
    visit(used, rows: leaf.count) { place, codes, rows, pairs in
      let column = used[place]
      let own = self.pool.histogram(slot, column)
      own.update(repeating: .zero, count: self.columns.columns[column].count + 1)
      if isWhole, let pairs = all.baseAddress {
        HistogramKernels.add(codes, rows: nil, count: leaf.count, pairs: pairs, to: own)
      } else {
        HistogramKernels.add(
          codes, rows: rows + leaf.start, count: leaf.count, pairs: pairs, to: own)
      }
    }
  }

  /// The gradients of a leaf that was counted, added up.
  private func total(_ leaf: Leaf, _ column: Int) -> SplitSearch.Leaf {
    var sums = SplitSearch.Sums.zero
    if let slot = leaf.slot {
      let histogram = pool.histogram(slot, column)
      for bin in 0...columns.columns[column].count { sums += histogram[bin] }
    }
    return SplitSearch.Leaf(gradient: sums.x, hessian: sums.y)
  }

  /// Calls a body for each column, on several threads if there are many rows.
  ///
  /// - Parameter body: takes the column's place among those used, the bins of all rows, the rows in
  ///   the order of the leaves, and the gathered gradients.
  private func visit(
    _ used: [Int], rows count: Int,
    _ body: (Int, UnsafePointer<UInt8>, UnsafePointer<UInt32>, UnsafePointer<SIMD2<Float>>) -> Void
  ) {
    let table = columns.rows
    rows.withUnsafeBufferPointer { rows in
      pairs.withUnsafeBufferPointer { pairs in
        columns.codes.withUnsafeBufferPointer { codes in
          guard let codes = codes.baseAddress, let rows = rows.baseAddress,
            let pairs = pairs.baseAddress
          else { return }
          withoutActuallyEscaping(body) { body in
            // Columns are disjoint: each is counted into its own histograms.
            nonisolated(unsafe) let work = { (place: Int) in
              body(place, codes + used[place] * table, rows, pairs)
            }
            let block = count < Self.serialRows ? used.count : 2
            Parallel.forEachBlockUninterrupted(count: used.count, blockSize: max(1, block)) {
              range, _ in
              for place in range { work(place) }
            }
          }
        }
      }
    }
  }

  /// Puts a leaf's rows into the order of its children.
  private func part(_ leaf: Leaf, _ split: BoostedTree.Split) -> Int {
    let sides = sides(split)
    let offset = split.feature * columns.rows
    return rows.withUnsafeMutableBufferPointer { rows in
      spare.withUnsafeMutableBufferPointer { spare in
        columns.codes.withUnsafeBufferPointer { codes in
          sides.withUnsafeBufferPointer { sides in
            guard let rows = rows.baseAddress, let spare = spare.baseAddress,
              let codes = codes.baseAddress, let sides = sides.baseAddress
            else { return 0 }
            return HistogramKernels.part(
              rows + leaf.start, count: leaf.count, codes: codes + offset, side: sides,
              spare: spare)
          }
        }
      }
    }
  }
}
