/// One step of boosting on a pair of features: a cut on one and, on either side of it, a cut on
/// the other.
///
/// Bins of both features are taken in order, the one for missing cells first.
struct AdditivePairSplit {
  /// The least sum of hessians in a quarter of the table that counts.
  let leastHessian: Float
  let rows: Int
  let columns: Int
  /// Sums over all bins up to one of each axis: gradients, hessians.
  private var gradients: [Float]
  private var hessians: [Float]

  /// Makes room for tables of `rows` × `columns` bins.
  init(rows: Int, columns: Int, leastHessian: Float) {
    self.leastHessian = leastHessian
    self.rows = rows
    self.columns = columns
    gradients = [Float](repeating: 0, count: rows * columns)
    hessians = gradients
  }

  /// A cut: bins up to one of the first axis, or of the second, against the others.
  struct Tree {
    /// Whether the first cut is on the first axis.
    var isByRow = true
    /// The last bin of the near side of the first cut.
    var first = 0
    /// The last bin of the near side, on the other axis, of either side of the first cut.
    var near = 0
    var far = 0
    var gain: Float = 0
  }

  /// Takes in sums by pair of bins.
  mutating func load(_ sums: UnsafePointer<SIMD2<Float>>) {
    let columns = self.columns
    gradients.withUnsafeMutableBufferPointer { gradients in
      hessians.withUnsafeMutableBufferPointer { hessians in
        for row in 0..<rows {
          var total = SIMD2<Float>.zero
          for column in 0..<columns {
            let entry = row * columns + column
            total += sums[entry]
            let above =
              row == 0 ? .zero : SIMD2(gradients[entry - columns], hessians[entry - columns])
            gradients[entry] = total.x + above.x
            hessians[entry] = total.y + above.y
          }
        }
      }
    }
  }

  @inline(__always)
  private func gain(_ gradient: Float, _ hessian: Float) -> Float {
    hessian > leastHessian ? gradient * gradient / hessian : 0
  }

  /// The largest gain of four quarters that one cut on either axis makes: how strong the
  /// interaction is.
  ///
  /// Source: Y. Lou et al., "Accurate Intelligible Models with Pairwise Interactions", KDD 2013,
  /// section 3.2 (FAST).
  func strength() -> Float {
    var best: Float = 0
    forEachCut { _, _, quarters in best = max(best, quarters.sum()) }
    let last = rows * columns - 1
    return best - gain(gradients[last], hessians[last])
  }

  /// Calls a body with the gains of the quarters at every pair of cuts: near–near, near–far,
  /// far–near, far–far.
  @inline(__always)
  private func forEachCut(_ body: (_ row: Int, _ column: Int, _ quarters: SIMD4<Float>) -> Void) {
    let (rows, columns, least) = (self.rows, self.columns, leastHessian)
    gradients.withUnsafeBufferPointer { g in
      hessians.withUnsafeBufferPointer { h in
        let bottom = (rows - 1) * columns
        for row in 0..<rows - 1 {
          let start = row * columns
          let (gRow, hRow) = (g[start + columns - 1], h[start + columns - 1])
          for column in 0..<columns - 1 {
            let (gNear, hNear) = (g[start + column], h[start + column])
            let (gColumn, hColumn) = (g[bottom + column], h[bottom + column])
            let gradient = SIMD4(
              gNear, gRow - gNear, gColumn - gNear,
              g[bottom + columns - 1] - gRow - gColumn + gNear)
            let hessian = SIMD4(
              hNear, hRow - hNear, hColumn - hNear,
              h[bottom + columns - 1] - hRow - hColumn + hNear)
            let isFine = hessian .> least
            let quotient = gradient * gradient / hessian.replacing(with: 1, where: .!isFine)
            body(row, column, SIMD4<Float>.zero.replacing(with: quotient, where: isFine))
          }
        }
      }
    }
  }

  /// The tree with the largest gain; nil if none gains.
  func best() -> Tree? {
    var best = Tree()
    var nearBest: Float = 0
    var farBest: Float = 0
    var current = -1
    // The best of what was seen so far at each cut of the second axis, on either side of it.
    var left = [Float](repeating: 0, count: columns)
    var right = left
    forEachCut { row, column, quarters in
      if row != current {
        if nearBest + farBest > best.gain {
          best.gain = nearBest + farBest
          best.first = current
        }
        (nearBest, farBest, current) = (0, 0, row)
      }
      nearBest = max(nearBest, quarters.x + quarters.y)
      farBest = max(farBest, quarters.z + quarters.w)
      left[column] = max(left[column], quarters.x + quarters.z)
      right[column] = max(right[column], quarters.y + quarters.w)
    }
    if nearBest + farBest > best.gain {
      best.gain = nearBest + farBest
      best.first = current
    }
    for column in 0..<columns - 1 where left[column] + right[column] > best.gain {
      best.gain = left[column] + right[column]
      best.first = column
      best.isByRow = false
    }
    let last = rows * columns - 1
    let whole = gain(gradients[last], hessians[last])
    guard best.gain > whole * 1.000_001 else { return nil }
    // The cuts on the other axis are looked for again, now that the first is known.
    var (near, far): (Float, Float) = (-1, -1)
    forEachCut { row, column, quarters in
      let (first, other) = best.isByRow ? (row, column) : (column, row)
      guard first == best.first else { return }
      let nearGain = best.isByRow ? quarters.x + quarters.y : quarters.x + quarters.z
      let farGain = best.isByRow ? quarters.z + quarters.w : quarters.y + quarters.w
      if nearGain > near { (near, best.near) = (nearGain, other) }
      if farGain > far { (far, best.far) = (farGain, other) }
    }
    return best
  }

  /// A tree with cuts that three numbers in 0..<1 pick, on both sides of which something lies.
  func random(_ chances: SIMD4<Double>) -> Tree? {
    let isByRow = chances.x < 0.5
    let lengths = isByRow ? (rows, columns) : (columns, rows)
    guard lengths.0 > 1, lengths.1 > 1 else { return nil }
    var tree = Tree()
    tree.isByRow = isByRow
    tree.first = Int(chances.y * Double(lengths.0 - 1))
    tree.near = Int(chances.z * Double(lengths.1 - 1))
    tree.far = Int(chances.w * Double(lengths.1 - 1))
    return tree
  }

  /// Writes what each pair of bins gains by a tree's step.
  func write(_ tree: Tree, rate: Float, into delta: UnsafeMutablePointer<Float>) {
    func value(_ rowRange: Range<Int>, _ columnRange: Range<Int>) {
      func sum(_ table: [Float]) -> Float {
        func at(_ row: Int, _ column: Int) -> Float {
          row < 0 || column < 0 ? 0 : table[row * columns + column]
        }
        let (top, bottom) = (rowRange.lowerBound - 1, rowRange.upperBound - 1)
        let (left, right) = (columnRange.lowerBound - 1, columnRange.upperBound - 1)
        return at(bottom, right) - at(top, right) - at(bottom, left) + at(top, left)
      }
      let hessian = sum(hessians)
      let step = hessian > leastHessian ? -rate * sum(gradients) / hessian : 0
      for row in rowRange {
        for column in columnRange { delta[row * columns + column] = step }
      }
    }
    let (near, far) = (0..<tree.first + 1, tree.first + 1..<(tree.isByRow ? rows : columns))
    let others = tree.isByRow ? columns : rows
    for (side, cut) in [(near, tree.near), (far, tree.far)] {
      for other in [0..<cut + 1, cut + 1..<others] {
        if tree.isByRow { value(side, other) } else { value(other, side) }
      }
    }
  }
}
