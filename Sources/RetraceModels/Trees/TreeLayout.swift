/// The nodes of an ensemble as prediction walks them: breadth first, the children of a node next
/// to each other, and a leaf pointing to itself.
///
/// A row so takes a step without a branch: next = first child + (cell <= threshold ? 0 : 1). `<` is
/// written as `<=` of the next lower number. What a node does with missing cells is not asked
/// while walking: a feature has a cell for each rule that nodes have for it, a *slot*, in which
/// missing is −∞ (goes left), NaN (goes right) or 0.
///
/// For sets of levels the threshold holds the position of the set's bits, and the cell the
/// position of the level in them.
struct TreeLayout: Sendable, Equatable {
  /// How many rows are walked at once.
  static let lanes = 8

  /// One node: 8 bytes in 32-bit ensembles that are not too large, else 16.
  struct Node<Threshold: Sendable & Equatable, Index: Sendable & Equatable>: Sendable, Equatable {
    var threshold: Threshold
    /// The place of the cell among those of ``lanes`` rows, slot by slot.
    var cell: Index
    /// The left child, counted from the tree's root; the right one follows it.
    var child: Index
  }

  typealias CompactNode = Node<Float, UInt16>
  typealias WideNode = Node<Double, UInt32>

  /// The bit of ``Node/cell`` that says that the node asks for a set of levels.
  static let setFlag: UInt32 = 1 << 31

  /// One way in which the cells of a feature are read.
  struct Slot: Sendable, Hashable {
    let feature: Int
    let rule: TreeEnsemble.MissingRule
    /// Whether the cell is a level that is looked up in sets.
    let isLevel: Bool
  }

  /// The most steps to a leaf, a tree.
  let depths: [Int]
  /// The first node of each tree.
  let roots: [Int]
  /// The position in the ensemble of each node.
  let original: [Int32]
  /// The values of the nodes in this order, if there is one a node.
  let values: [Double]
  /// The slots that the nodes ask for.
  let slots: [Slot]
  /// How many levels the sets of each slot tell apart; 0 for numbers.
  let levelLimits: [Int]
  /// The nodes with 8 bytes each; empty if they are ``wide``.
  let compact: [CompactNode]
  /// ``compact`` with a slot per feature in its place, for rows without missing cells.
  let compactPlain: [CompactNode]
  /// The nodes with 16 bytes each; empty if they are ``compact``.
  let wide: [WideNode]
  /// ``wide`` with a slot per feature in its place, for rows without missing cells.
  let widePlain: [WideNode]
  /// The bits of all sets of levels.
  let setBits: [UInt64]
  /// Whether cells are rounded to 32 bits.
  let roundsToFloat: Bool
  /// Whether the nodes are laid out at all: not with thresholds that no number is below, nor with
  /// very many levels.
  let isStepped: Bool

  init(
    _ parts: TreeEnsemble.Parts, featureCount: Int, valueCount: Int,
    comparison: TreeEnsemble.Comparison, precision: TreeEnsemble.Precision
  ) {
    let order = TreeOrder(parts)
    let slots = TreeSlots(parts, featureCount: featureCount)
    let thresholds = Thresholds(comparison: comparison, precision: precision)
    let largest = zip(parts.starts, parts.starts.dropFirst()).map { $1 - $0 }.max() ?? 0
    let width = max(slots.slots.count, featureCount) + 1
    isStepped =
      slots.areFew && width < 1 << 24 && !parts.hasThreshold { thresholds.inclusive($0).isNaN }
    let isCompact =
      precision == .float && parts.levelSets.isEmpty && largest <= Int(UInt16.max)
      && width * Self.lanes <= Int(UInt16.max)

    depths = parts.depths
    roundsToFloat = precision == .float
    original = order.original
    roots = Array(parts.starts.dropLast())
    self.slots = slots.slots
    levelLimits = slots.levelLimits
    setBits = isStepped ? slots.setBits : []
    values =
      valueCount == 1
      ? parts.values.withUnsafeBufferPointer { values in
        order.original.map { values[Int($0)] }
      } : []
    let layout = NodeLayout(parts: parts, order: order, slots: slots, thresholds: thresholds)
    let hasPlain = isStepped && slots.allowPlain
    compact = isStepped && isCompact ? layout.compact() : []
    compactPlain = hasPlain && isCompact ? layout.compact(plainWidth: featureCount) : []
    wide = isStepped && !isCompact ? layout.wide() : []
    widePlain = hasPlain && !isCompact ? layout.wide(plainWidth: featureCount) : []
  }

  /// What cells are compared with.
  struct Thresholds {
    let comparison: TreeEnsemble.Comparison
    let precision: TreeEnsemble.Precision

    /// The largest number that still goes left; NaN if none does.
    func inclusive(_ threshold: Double) -> Double {
      let rounded = precision == .float ? Double(Float(threshold)) : threshold
      guard comparison == .less else { return rounded }
      guard rounded != -.infinity else { return .nan }
      return precision == .float ? Double(Float(rounded).nextDown) : rounded.nextDown
    }
  }
}
