public import RetraceNumerics

extension TreeEnsemble {
  /// How many rows a block has: their cells fit the innermost cache.
  private var blockRows: Int {
    let width = max(layout.slots.count, featureCount) + 1
    let bytes = width * (layout.compact.isEmpty ? 8 : 4)
    return max(16, min(256, 16_384 / bytes / 8 * 8))
  }

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
        let block = TreeBlock(
          layout: layout, featureCount: featureCount,
          source: UnsafeBufferPointer(
            rebasing: source[range.lowerBound * featureCount..<range.upperBound * featureCount]),
          rows: range.count)
        predict(block, into: target)
      }
    }
  }

  private func predict(_ block: TreeBlock, into target: UnsafeMutableBufferPointer<Double>) {
    let outputs = outputCount
    let padded = (block.rows + TreeLayout.lanes - 1) / TreeLayout.lanes * TreeLayout.lanes
    // Output by output, padded to whole lanes.
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, padded * outputs)) { sums in
      sums.update(repeating: 0)
      if let first = sums.baseAddress {
        if !layout.isStepped {
          walk(block, into: first, padded: padded)
        } else if layout.compact.isEmpty {
          step(block, layout.wide, plain: layout.widePlain, into: first, padded: padded)
        } else {
          step(block, layout.compact, plain: layout.compactPlain, into: first, padded: padded)
        }
      }
      let divisor = aggregation == .mean ? Double(max(1, treeCount)) : 1
      for row in 0..<block.rows {
        for output in 0..<outputs {
          target[row * outputs + output] = base[output] + sums[output * padded + row] / divisor
        }
      }
    }
  }

  /// Walks row by row, where the nodes are not laid out.
  private func walk(_ block: TreeBlock, into sums: UnsafeMutablePointer<Double>, padded: Int) {
    let width = treeOutputs.isEmpty ? outputCount : 1
    for tree in 0..<treeCount {
      let output = treeOutputs.isEmpty ? 0 : treeOutputs[tree]
      for row in 0..<block.rows {
        var node = treeStarts[tree]
        while left[node] >= 0 {
          node = child(of: node, cell: block.source[row * featureCount + Int(feature[node])])
        }
        for value in 0..<width {
          sums[(output + value) * padded + row] += values[node * width + value]
        }
      }
    }
  }

  @inline(__always)
  private func step<Cell: TreeCell, Index: FixedWidthInteger & UnsignedInteger & Sendable>(
    _ block: TreeBlock, _ nodes: [TreeLayout.Node<Cell, Index>],
    plain: [TreeLayout.Node<Cell, Index>], into sums: UnsafeMutablePointer<Double>, padded: Int
  ) {
    let plainWidth = (featureCount + 1) * TreeLayout.lanes
    let slotWidth = (layout.slots.count + 1) * TreeLayout.lanes
    let groups = padded / TreeLayout.lanes
    withUnsafeTemporaryAllocation(
      of: Cell.self, capacity: max(1, max(plainWidth, slotWidth) * groups)
    ) { buffer in
      guard let cells = buffer.baseAddress else { return }
      let isPlain = !plain.isEmpty && block.isComplete
      if isPlain { block.fillPlain(cells) } else { block.fill(cells) }
      (isPlain ? plain : nodes).withUnsafeBufferPointer { nodes in
        guard let nodes = nodes.baseAddress else { return }
        let width = isPlain ? plainWidth : slotWidth
        for tree in 0..<treeCount {
          add(
            tree, nodes + layout.roots[tree], cells: cells, width: width, into: sums,
            padded: padded)
        }
      }
    }
  }

  /// Adds one tree's values to the sums of a block.
  @inline(__always)
  private func add<Cell: TreeCell, Index: FixedWidthInteger & UnsignedInteger & Sendable>(
    _ tree: Int, _ nodes: UnsafePointer<TreeLayout.Node<Cell, Index>>,
    cells: UnsafePointer<Cell>, width: Int, into sums: UnsafeMutablePointer<Double>, padded: Int
  ) {
    let depth = layout.depths[tree]
    let groups = padded / TreeLayout.lanes
    @inline(__always)
    func forEachGroup(_ body: (Int, TreeKernel.Lanes) -> Void) {
      if layout.setBits.isEmpty {
        for group in 0..<groups {
          body(group, TreeKernel.leaves(nodes, cells: cells + group * width, depth: depth))
        }
      } else {
        layout.setBits.withUnsafeBufferPointer { bits in
          guard let bits = bits.baseAddress else { return }
          // Only wide nodes have sets.
          let nodes = UnsafeRawPointer(nodes).assumingMemoryBound(to: TreeLayout.WideNode.self)
          let cells = UnsafeRawPointer(cells).assumingMemoryBound(to: Double.self)
          for group in 0..<groups {
            body(
              group,
              TreeKernel.leaves(nodes, cells: cells + group * width, depth: depth, setBits: bits))
          }
        }
      }
    }
    guard layout.values.isEmpty else {
      let first = sums + (treeOutputs.isEmpty ? 0 : treeOutputs[tree] * padded)
      layout.values.withUnsafeBufferPointer { values in
        guard let values = values.baseAddress.map({ $0 + layout.roots[tree] }) else { return }
        forEachGroup { $1.add(values, to: first + $0 * TreeLayout.lanes) }
      }
      return
    }
    let outputs = outputCount
    values.withUnsafeBufferPointer { values in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: TreeLayout.lanes) { positions in
        guard let start = positions.baseAddress else { return }
        forEachGroup { group, lanes in
          lanes.store(start)
          for lane in 0..<TreeLayout.lanes {
            let from = Int(layout.original[layout.roots[tree] + positions[lane]]) * outputs
            let row = group * TreeLayout.lanes + lane
            for output in 0..<outputs { sums[output * padded + row] += values[from + output] }
          }
        }
      }
    }
  }
}
