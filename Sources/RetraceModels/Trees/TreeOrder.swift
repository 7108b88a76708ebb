/// The nodes of an ensemble tree by tree, breadth first.
struct TreeOrder {
  /// The position in the ensemble of each node.
  private(set) var original: [Int32] = []
  /// The left child of each node, counted from the tree's root; its own place at leaves.
  private(set) var child: [UInt32] = []

  /// Orders the nodes.
  ///
  /// Nodes that no row reaches stand behind the others of their tree, as leaves.
  ///
  /// - Complexity: O(nodes).
  init(_ parts: TreeEnsemble.Parts) {
    let count = parts.left.count
    original.reserveCapacity(count)
    child.reserveCapacity(count)
    let (left, right) = (parts.left, parts.right)
    for (start, end) in zip(parts.starts, parts.starts.dropFirst()) {
      original.append(Int32(start))
      var position = start
      while position < original.count {
        let node = Int(original[position])
        guard left[node] >= 0 else {
          child.append(UInt32(position - start))
          position += 1
          continue
        }
        child.append(UInt32(original.count - start))
        original.append(left[node])
        original.append(right[node])
        position += 1
      }
      if original.count < end { appendUnreached(start..<end) }
    }
  }

  private mutating func appendUnreached(_ range: Range<Int>) {
    var isReached = [Bool](repeating: false, count: range.count)
    for node in original[range.lowerBound...] { isReached[Int(node) - range.lowerBound] = true }
    for node in range where !isReached[node - range.lowerBound] {
      child.append(UInt32(original.count - range.lowerBound))
      original.append(Int32(node))
    }
  }
}
