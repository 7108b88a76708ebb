/// The nodes of an ensemble as prediction walks them: 16 bytes each, breadth first, the children
/// of a node next to each other, and a leaf pointing to itself.
///
/// A row so takes a fixed number of steps without a branch:
/// next = first child + (x <= threshold ? 0 : 1). `<` is written as `<=` of the next lower number.
struct TreeLayout: Sendable, Equatable {
  /// Trees deeper than this are walked node by node to the leaf instead.
  static let steppedDepth = 14

  /// One node.
  struct Node: Sendable, Equatable {
    var threshold: Double
    var feature: UInt32
    /// The left child; the right one follows it.
    var child: UInt32
  }

  /// The most steps to a leaf, a tree.
  let depths: [Int]
  /// All nodes.
  let nodes: [Node]
  /// The first node of each tree.
  let roots: [Int]
  /// The position in the ensemble of each node.
  let original: [Int32]
  /// Whether some node has more than a comparison: a level set, or zeros that count as missing.
  let needsRules: Bool
  /// Whether cells are rounded to 32 bits.
  let roundsToFloat: Bool

  init(
    _ parts: TreeEnsemble.Parts, comparison: TreeEnsemble.Comparison,
    precision: TreeEnsemble.Precision
  ) {
    var nodes: [Node] = []
    var original: [Int32] = []
    var roots: [Int] = []
    nodes.reserveCapacity(parts.left.count)
    for start in parts.starts.dropLast() {
      let root = nodes.count
      roots.append(root)
      nodes.append(Node(threshold: .infinity, feature: 0, child: UInt32(root)))
      original.append(Int32(start))
      var position = root
      while position < nodes.count {
        let node = Int(original[position])
        if parts.left[node] >= 0 {
          nodes[position] = Node(
            threshold: Self.inclusive(parts.threshold[node], comparison, precision),
            feature: UInt32(parts.feature[node]), child: UInt32(nodes.count))
          for next in [parts.left[node], parts.right[node]] {
            nodes.append(Node(threshold: .infinity, feature: 0, child: UInt32(nodes.count)))
            original.append(next)
          }
        }
        position += 1
      }
    }
    self.nodes = nodes
    self.original = original
    self.roots = roots
    depths = parts.depths
    needsRules =
      !parts.levelSets.isEmpty || parts.missing.contains { $0.contains(.zeroIsMissing) }
    roundsToFloat = precision == .float
  }

  /// The largest number that still goes left; NaN if none does.
  private static func inclusive(
    _ threshold: Double, _ comparison: TreeEnsemble.Comparison,
    _ precision: TreeEnsemble.Precision
  ) -> Double {
    let rounded = precision == .float ? Double(Float(threshold)) : threshold
    guard comparison == .less else { return rounded }
    guard rounded != -.infinity else { return .nan }
    return precision == .float ? Double(Float(rounded).nextDown) : rounded.nextDown
  }
}
