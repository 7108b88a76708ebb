public import RetraceNumerics

extension TreeEnsemble {
  /// How many rows a block has: their cells fit the innermost cache.
  private var blockRows: Int { max(16, min(256, 4_096 / max(1, featureCount) / 8 * 8)) }

  /// The combined values of the trees for a batch: base + sum or mean.
  ///
  /// Trees outside, rows inside, eight rows at once; sums run in the order of the trees.
  ///
  /// - Parameters:
  ///   - rows: a row per case and a column per feature.
  ///   - result: is overwritten with a row per case and a column per output.
  /// - Throws: `Interrupted`.
  /// - Complexity: O(rows · trees · depth).
  public func combined(_ rows: Matrix, into result: inout Matrix) throws {
    precondition(rows.columns == featureCount, "rows do not fit the trees")
    if result.rows != rows.rows || result.columns != outputCount {
      result = Matrix(rows: rows.rows, columns: outputCount)
    }
    try Parallel.fillRows(of: &result, blockSize: blockRows) { range, target in
      rows.elements.withUnsafeBufferPointer { source in
        predictBlock(
          UnsafeBufferPointer(
            rebasing: source[range.lowerBound * featureCount..<range.upperBound * featureCount]),
          rows: range.count, into: target)
      }
    }
  }

  private func predictBlock(
    _ source: UnsafeBufferPointer<Double>, rows: Int,
    into target: UnsafeMutableBufferPointer<Double>
  ) {
    let outputs = outputCount
    for index in target.indices { target[index] = 0 }
    // The cells of the block, rounded as the model rounds them, rows padded to eight.
    let padded = (rows + 7) / 8 * 8
    let width = max(1, featureCount)
    var cells = [Double](repeating: 0, count: padded * width)
    var hasNaN = false
    for index in source.indices {
      let cell = source[index]
      if cell.isNaN { hasNaN = true }
      cells[index] = layout.roundsToFloat && !cell.isNaN ? Double(Float(cell)) : cell
    }
    let usesRules = hasNaN || layout.needsRules
    var leaves = [Int32](repeating: 0, count: padded)
    for tree in 0..<treeCount {
      if usesRules || layout.depths[tree] > TreeLayout.steppedDepth {
        for row in 0..<rows { leaves[row] = walk(tree, source, row: row) }
      } else {
        step(tree, cells: cells, width: width, leaves: &leaves)
      }
      add(leaves, tree: tree, rows: rows, to: target)
    }
    let divisor = aggregation == .mean ? Double(max(1, treeCount)) : 1
    for row in 0..<rows {
      for output in 0..<outputs {
        target[row * outputs + output] =
          base[output] + target[row * outputs + output] / divisor
      }
    }
  }

  private func walk(_ tree: Int, _ source: UnsafeBufferPointer<Double>, row: Int) -> Int32 {
    var node = treeStarts[tree]
    let start = row * featureCount
    while left[node] >= 0 {
      node = child(of: node, cell: source[start + Int(feature[node])])
    }
    return Int32(node)
  }

  /// Walks eight rows at once, a fixed number of steps.
  private func step(_ tree: Int, cells: [Double], width: Int, leaves: inout [Int32]) {
    let depth = layout.depths[tree]
    let root = UInt32(layout.roots[tree])
    let original = layout.original
    cells.withUnsafeBufferPointer { cells in
      layout.nodes.withUnsafeBufferPointer { nodes in
        leaves.withUnsafeMutableBufferPointer { leaves in
          // Positions were checked when the ensemble was made; the pointers save that check here.
          guard let x = cells.baseAddress, let node = nodes.baseAddress else { return }
          for start in stride(from: 0, to: leaves.count, by: 8) {
            let row = x + start * width
            var (a, b, c, d) = (root, root, root, root)
            var (e, f, g, h) = (root, root, root, root)
            for _ in 0..<depth {
              a = Self.next(node, a, row)
              b = Self.next(node, b, row + width)
              c = Self.next(node, c, row + 2 * width)
              d = Self.next(node, d, row + 3 * width)
              e = Self.next(node, e, row + 4 * width)
              f = Self.next(node, f, row + 5 * width)
              g = Self.next(node, g, row + 6 * width)
              h = Self.next(node, h, row + 7 * width)
            }
            leaves[start] = original[Int(a)]
            leaves[start + 1] = original[Int(b)]
            leaves[start + 2] = original[Int(c)]
            leaves[start + 3] = original[Int(d)]
            leaves[start + 4] = original[Int(e)]
            leaves[start + 5] = original[Int(f)]
            leaves[start + 6] = original[Int(g)]
            leaves[start + 7] = original[Int(h)]
          }
        }
      }
    }
  }

  @inline(__always)
  private static func next(
    _ nodes: UnsafePointer<TreeLayout.Node>, _ position: UInt32, _ row: UnsafePointer<Double>
  ) -> UInt32 {
    let node = nodes[Int(position)]
    return node.child &+ (row[Int(node.feature)] <= node.threshold ? 0 : 1)
  }

  private func add(
    _ leaves: [Int32], tree: Int, rows: Int, to target: UnsafeMutableBufferPointer<Double>
  ) {
    let outputs = outputCount
    values.withUnsafeBufferPointer { values in
      if !treeOutputs.isEmpty {
        let output = treeOutputs[tree]
        for row in 0..<rows { target[row * outputs + output] += values[Int(leaves[row])] }
      } else if outputs == 1 {
        for row in 0..<rows { target[row] += values[Int(leaves[row])] }
      } else {
        for row in 0..<rows {
          let from = Int(leaves[row]) * outputs
          for output in 0..<outputs { target[row * outputs + output] += values[from + output] }
        }
      }
    }
  }
}
