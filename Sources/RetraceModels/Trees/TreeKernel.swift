/// Walks eight rows at once to their leaves.
///
/// Interleaving matters most: one row at a time would wait for the memory at each step. Positions
/// and cells were checked when the ensemble was laid out; the pointers save that check here.
enum TreeKernel {
  /// How many steps are taken before it is asked whether all rows are at leaves.
  private static let stride = 12

  /// Where eight rows are in a tree, counted from its root.
  struct Lanes {
    var (a, b, c, d) = (0, 0, 0, 0)
    var (e, f, g, h) = (0, 0, 0, 0)

    /// Adds each row's number to its sum.
    @inline(__always)
    func add(_ numbers: UnsafePointer<Double>, to sums: UnsafeMutablePointer<Double>) {
      sums[0] += numbers[a]
      sums[1] += numbers[b]
      sums[2] += numbers[c]
      sums[3] += numbers[d]
      sums[4] += numbers[e]
      sums[5] += numbers[f]
      sums[6] += numbers[g]
      sums[7] += numbers[h]
    }

    /// The eight positions.
    @inline(__always)
    func store(_ positions: UnsafeMutablePointer<Int>) {
      (positions[0], positions[1], positions[2], positions[3]) = (a, b, c, d)
      (positions[4], positions[5], positions[6], positions[7]) = (e, f, g, h)
    }
  }

  /// Walks by a step that takes a position and a lane to the next position.
  @inline(__always)
  private static func walk(
    depth: Int, step: (Int, Int) -> Int
  ) -> Lanes {
    var lanes = Lanes()
    var remaining = depth
    while true {
      for _ in 0..<min(remaining, stride) {
        lanes.a = step(lanes.a, 0)
        lanes.b = step(lanes.b, 1)
        lanes.c = step(lanes.c, 2)
        lanes.d = step(lanes.d, 3)
        lanes.e = step(lanes.e, 4)
        lanes.f = step(lanes.f, 5)
        lanes.g = step(lanes.g, 6)
        lanes.h = step(lanes.h, 7)
      }
      remaining -= stride
      guard remaining > 0 else { return lanes }
      // A leaf leads to itself.
      let isAtLeaves =
        step(lanes.a, 0) == lanes.a && step(lanes.b, 1) == lanes.b && step(lanes.c, 2) == lanes.c
        && step(lanes.d, 3) == lanes.d && step(lanes.e, 4) == lanes.e
        && step(lanes.f, 5) == lanes.f && step(lanes.g, 6) == lanes.g
        && step(lanes.h, 7) == lanes.h
      if isAtLeaves { return lanes }
    }
  }

  /// The leaves of eight rows in a tree of numbers.
  ///
  /// - Parameters:
  ///   - nodes: the tree's root.
  ///   - cells: the cells of the eight rows, slot by slot.
  ///   - depth: the most steps to a leaf.
  @inline(__always)
  static func leaves<Cell: TreeCell, Index: FixedWidthInteger & UnsignedInteger & Sendable>(
    _ nodes: UnsafePointer<TreeLayout.Node<Cell, Index>>, cells: UnsafePointer<Cell>, depth: Int
  ) -> Lanes {
    walk(depth: depth) { position, lane in
      let node = nodes + position
      let isRight = !(cells[Int(node.pointee.cell) + lane] <= node.pointee.threshold)
      return Int(node.pointee.child) &+ (isRight ? 1 : 0)
    }
  }

  /// The leaves of eight rows in a tree that asks for sets of levels, too.
  @inline(__always)
  static func leaves(
    _ nodes: UnsafePointer<TreeLayout.WideNode>, cells: UnsafePointer<Double>, depth: Int,
    setBits: UnsafePointer<UInt64>
  ) -> Lanes {
    walk(depth: depth) { position, lane in
      let node = nodes[position]
      let cell = cells[Int(node.cell & ~TreeLayout.setFlag) + lane]
      let isRight: UInt64 = cell <= node.threshold ? 0 : 1
      // Both are found, and one is taken, so that there is no branch to mispredict.
      let isSet = UInt64(node.cell >> 31)
      let bit = (node.threshold.bitPattern &+ cell.bitPattern) & (0 &- isSet)
      let isLeft = setBits[Int(bit >> 6)] >> (bit & 63) & 1
      return Int(node.child) &+ Int(isRight & (1 &- isSet) | (1 &- isLeft) & isSet)
    }
  }
}
