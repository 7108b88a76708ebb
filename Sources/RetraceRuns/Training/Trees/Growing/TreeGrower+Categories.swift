import RetraceModels
import RetraceNumerics

/// The search for splits of categories, and the division of rows.
extension TreeGrower {
  /// Sums of categories that are held at once.
  private static let heldSums = 4_000_000

  /// The best split of each node by a category.
  func categorySplits(_ level: Level, _ feature: Int) -> [Candidate] {
    let levels = features.features[feature].levels?.count ?? 0
    // One more for missing cells and unknown levels.
    let kinds = levels + 1
    let nodes = level.counts.count - 1
    let sums = max(2, level.classes)
    let window = max(1, Self.heldSums / (kinds * sums))
    let isNarrow = !level.narrowCodes.isEmpty
    var best = [Candidate](repeating: Candidate(), count: nodes)
    for start in stride(from: 0, to: nodes, by: window) {
      let end = min(nodes, start + window)
      var table = [Double](repeating: 0, count: (end - start) * kinds * sums)
      for (row, cell) in columns[feature].enumerated() {
        let code = isNarrow ? Int(level.narrowCodes[row]) : Int(level.codes[row])
        let slot = code >> level.shift
        guard slot >= start, slot < end else { continue }
        let kind = cell >= 0 && cell < Double(levels) ? Int(cell) : levels
        let place = ((slot - start) * kinds + kind) * sums
        if level.classes > 0 {
          table[place + code & (1 << level.shift - 1)] += 1
        } else {
          table[place] += 1
          table[place + 1] += level.residuals[row]
        }
      }
      for slot in start..<end {
        let part = table[(slot - start) * kinds * sums..<(slot - start + 1) * kinds * sums]
        best[slot] = bestSplit(Array(part), sums: sums, level: level, levels: levels)
      }
    }
    return best
  }

  /// The best division of one node's levels.
  private func bestSplit(
    _ table: [Double], sums: Int, level: Level, levels: Int
  ) -> Candidate {
    let isClasses = level.classes > 0
    func rows(_ kind: Int) -> Double {
      let part = table[kind * sums..<(kind + 1) * sums]
      return isClasses ? part.reduce(0, +) : part[part.startIndex]
    }
    let present = (0...levels).filter { rows($0) > 0 }
    guard present.count > 1 else { return Candidate() }
    // For two classes and numbers one order holds the best division; for several classes the
    // orders by each class's share are tried.
    let keys = isClasses ? (sums == 2 ? [1] : Array(0..<sums)) : [1]
    var best = Candidate()
    for key in keys {
      let order = present.sorted {
        let (a, b) = (table[$0 * sums + key] / rows($0), table[$1 * sums + key] / rows($1))
        return a == b ? $0 < $1 : a < b
      }
      for cut in 1..<order.count {
        let score = score(
          left: order[..<cut], right: order[cut...], table, sums: sums, level: level)
        guard let score, score > best.score else { continue }
        best = Candidate(
          score: score, missingGoesLeft: order[..<cut].contains(levels),
          leftLevels: order[..<cut].filter { $0 < levels }.sorted())
      }
    }
    return best
  }

  /// What a division gains, on the same scale as that of numbers; nil if a side is too small.
  private func score(
    left: ArraySlice<Int>, right: ArraySlice<Int>, _ table: [Double], sums: Int, level: Level
  ) -> Double? {
    func total(_ kinds: ArraySlice<Int>, _ position: Int) -> Double {
      kinds.reduce(0) { $0 + table[$1 * sums + position] }
    }
    guard level.classes > 0 else {
      let (a, b) = (total(left, 0), total(right, 0))
      guard a >= level.minimumLeaf, b >= level.minimumLeaf else { return nil }
      let sum = total(left, 1)
      return sum * sum / (a * b)
    }
    let (here, there) = ((0..<sums).map { total(left, $0) }, (0..<sums).map { total(right, $0) })
    let (a, b) = (here.reduce(0, +), there.reduce(0, +))
    guard a >= level.minimumLeaf, b >= level.minimumLeaf else { return nil }
    if sums == 2 {
      let cross = here[1] * (a + b) - a * (here[1] + there[1])
      return cross * cross / (a * b)
    }
    let squares = (here.reduce(0) { $0 + $1 * $1 }, there.reduce(0) { $0 + $1 * $1 })
    return (squares.0 * b + squares.1 * a) / (a * b)
  }

  /// Makes the children of every node that has a split, and counts what they hold.
  ///
  /// Levels and missing cells that no row of a node has go to the larger child.
  func divide(_ nodes: inout [GrownTree.Node], _ searched: [Int], _ slots: inout [Int32]) {
    var members = [[Int]](repeating: [], count: searched.count)
    for row in slots.indices where slots[row] >= 0 { members[Int(slots[row])].append(row) }
    for (slot, parent) in searched.enumerated() {
      guard var split = nodes[parent].split else { continue }
      let cells = columns[split.feature]
      let left = members[slot].filter { split.goesLeft(cells[$0]) }
      let right = members[slot].filter { !split.goesLeft(cells[$0]) }
      complete(&split, left: left, right: right)
      nodes[parent].split = split
      for (rows, isLeft) in [(left, true), (right, false)] {
        let child = node(of: rows, depth: nodes[parent].depth + 1)
        if isLeft { nodes[parent].left = nodes.count } else { nodes[parent].right = nodes.count }
        nodes.append(child)
        // Twice the slot, and one more on the right, until the slots are numbered anew.
        for row in rows { slots[row] = Int32(2 * slot + (isLeft ? 0 : 1)) }
      }
      members[slot] = []
    }
    for (slot, rows) in members.enumerated() where nodes[searched[slot]].split == nil {
      for row in rows { slots[row] = -1 }
    }
  }

  /// Says which levels went where, and sends what was not seen to the larger child.
  package func complete(_ split: inout GrownTree.Split, left: [Int], right: [Int]) {
    let cells = columns[split.feature]
    split.sawMissing =
      left.contains { cells[$0].isNaN } || right.contains { cells[$0].isNaN }
    let leftIsLarger = left.count > right.count
    if !split.sawMissing { split.missingGoesLeft = leftIsLarger }
    guard split.leftLevels != nil else { return }
    let levels = features.features[split.feature].levels?.count ?? 0
    func seen(_ rows: [Int]) -> [Int] {
      Set(rows.compactMap { cells[$0].isNaN ? nil : Int(cells[$0]) }).sorted()
    }
    split.seenLeft = seen(left)
    split.seenRight = seen(right)
    let unseen = Set(0..<levels).subtracting(split.seenLeft).subtracting(split.seenRight)
    split.leftLevels = (split.seenLeft + (leftIsLarger ? Array(unseen) : [])).sorted()
  }

  /// Gives the children that are searched next their slots.
  func renumber(_ slots: inout [Int32], _ children: [(left: Int32, right: Int32)]) {
    let places = children.flatMap { [$0.left, $0.right] }
    for row in slots.indices where slots[row] >= 0 { slots[row] = places[Int(slots[row])] }
  }
}
