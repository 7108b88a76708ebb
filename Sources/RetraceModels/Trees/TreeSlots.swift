/// The ways in which the nodes of an ensemble read their features' cells, and the bits of their
/// sets of levels.
struct TreeSlots {
  /// The most bits that all sets may have, 32 MB.
  private static let bitLimit = 1 << 28

  /// The slots, in the order in which nodes first ask for them.
  private(set) var slots: [TreeLayout.Slot] = []
  /// How many levels the sets of each slot tell apart; 0 for numbers.
  private(set) var levelLimits: [Int] = []
  /// The slot of each node of the ensemble, -1 at leaves.
  private(set) var slotOfNode: [Int32] = []
  /// Where the bits of each node's set start; 0 where numbers are compared.
  private(set) var bitsOfNode: [UInt32: UInt32] = [:]
  /// The bits of all sets.
  ///
  /// A set has a bit for each level that the feature's sets tell apart, then a 0 for other levels
  /// and a 1 for what goes left whatever the set.
  private(set) var setBits: [UInt64] = []
  /// Whether sets take little enough memory.
  private(set) var areFew = true
  /// Whether rows without missing cells can have one slot a feature, and that makes a difference.
  private(set) var allowPlain = false

  init(_ parts: TreeEnsemble.Parts, featureCount: Int) {
    var positions: [Int: Int32] = [:]
    slotOfNode.reserveCapacity(parts.left.count)
    // Most nodes have a slot that was there before: an array finds it faster than a dictionary.
    var known = [Int32](repeating: -1, count: featureCount <= 1 << 16 ? featureCount * 16 : 0)
    for node in parts.left.indices {
      guard parts.left[node] >= 0 else {
        slotOfNode.append(-1)
        continue
      }
      let isLevel = parts.levelSet[node] >= 0
      let rule = parts.missing[node].rawValue & 7
      let key = Int(parts.feature[node]) * 16 + Int(rule) * 2 + (isLevel ? 1 : 0)
      if !known.isEmpty, known[key] >= 0 {
        slotOfNode.append(known[key])
        continue
      }
      let position = positions[key] ?? Int32(slots.count)
      if position == slots.count {
        positions[key] = position
        slots.append(
          TreeLayout.Slot(
            feature: key / 16, rule: TreeEnsemble.MissingRule(rawValue: rule), isLevel: isLevel))
      }
      if !known.isEmpty { known[key] = position }
      slotOfNode.append(position)
    }
    levelLimits = [Int](repeating: 0, count: slots.count)
    if !parts.levelSets.isEmpty { layOutSets(parts) }
    allowPlain =
      parts.levelSets.isEmpty && !slots.contains { $0.rule.contains(.zeroIsMissing) }
      && slots.contains { !$0.rule.isEmpty }
  }

  private mutating func layOutSets(_ parts: TreeEnsemble.Parts) {
    for node in parts.left.indices where slotOfNode[node] >= 0 && parts.levelSet[node] >= 0 {
      let slot = Int(slotOfNode[node])
      let words = parts.levelSets[Int(parts.levelSet[node])].words.count
      levelLimits[slot] = max(levelLimits[slot], words * 64)
    }
    struct Key: Hashable {
      let limit: Int
      let set: LevelSet
    }
    var starts: [Key: UInt32] = [:]
    var count = 0
    for node in parts.left.indices where slotOfNode[node] >= 0 && parts.levelSet[node] >= 0 {
      let limit = levelLimits[Int(slotOfNode[node])]
      let key = Key(limit: limit, set: parts.levelSets[Int(parts.levelSet[node])])
      if let start = starts[key] {
        bitsOfNode[UInt32(node)] = start
        continue
      }
      guard count + limit + 64 <= Self.bitLimit else {
        areFew = false
        setBits = []
        return
      }
      starts[key] = UInt32(count)
      bitsOfNode[UInt32(node)] = UInt32(count)
      setBits += key.set.words
      setBits += [UInt64](repeating: 0, count: limit / 64 - key.set.words.count)
      // Behind the levels: other levels, and what goes left.
      setBits.append(0b10)
      count += limit + 64
    }
  }
}
