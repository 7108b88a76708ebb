import RetraceModels
import RetraceNumerics

/// One best-first search over sets of choices, see ``TreeChangeSolver``.
struct TreeChangeSearch {
  /// How a run ended.
  enum End {
    /// The search is over: this is the nearest row, or there is none (below the bound).
    case ended([Double]?)
    case stopped
  }

  /// A leaf with what it asks of the features.
  private struct Leaf {
    let node: Int
    /// Positions in ``masks`` of its conditions, each for one feature.
    let conditions: Range<Int>
  }

  /// A set of choices for each feature: bits, the cheapest choice first.
  private struct Node {
    var domains: [UInt64]
    var key: ChangeKey
    let order: Int
  }

  private let choices: [[Double]]
  private let costs: [[Double]]
  private let limits: [FeatureLimits]
  private let objective: ChangeObjective
  private let constants: [Double]
  private let contributions: [Double]
  /// Where each feature's words begin, and at the end their number.
  private let offsets: [Int]
  private var leaves: [Leaf] = []
  private var treeLeaves: [Range<Int>] = []
  private var conditionFeatures: [Int] = []
  /// The words of each condition, one condition after another, and where each begins.
  private var masks: [UInt64] = []
  private var maskStarts: [Int] = []
  private var heap: [Node] = []
  private var created = 0
  private var bound: ChangeKey?

  init(
    _ ensemble: TreeEnsemble, choices: [[Double]], limits: [FeatureLimits],
    contributions: [Double], constants: [Double], objective: ChangeObjective
  ) {
    self.choices = choices
    self.limits = limits
    self.objective = objective
    self.constants = constants
    self.contributions = contributions
    costs = zip(choices, limits).map { choices, limit in choices.map(limit.cost) }
    var offsets = [0]
    for feature in choices { offsets.append((offsets.last ?? 0) + (feature.count + 63) / 64) }
    self.offsets = offsets
    var full = [UInt64](repeating: 0, count: offsets.last ?? 0)
    for feature in choices.indices {
      for choice in choices[feature].indices {
        full[offsets[feature] + choice / 64] |= 1 << UInt64(choice % 64)
      }
    }
    collectLeaves(ensemble, full: full)
    push(full)
  }

  /// Only rows below this cost are of interest from now on.
  mutating func requireBelow(_ key: ChangeKey) { bound = key }

  /// Goes on searching.
  ///
  /// - Parameters:
  ///   - workLimit: how many leaves are looked at before it stops.
  ///   - isReached: whether the model says that a row reaches the goal.
  mutating func run(
    workLimit: Int, isReached: ([Double]) throws -> Bool
  ) throws -> End {
    var work = 0
    let wordLimit = 8_000_000
    while let node = pop() {
      if let bound, !node.key.isClearlyLess(than: bound) { return .ended(nil) }
      work += leaves.count + 1
      if work > workLimit || heap.count * max(1, node.domains.count) > wordLimit {
        insert(node)
        return .stopped
      }
      if work % 65_536 <= leaves.count { try Interruption.check() }
      let cheapest = cheapestChoices(node.domains)
      guard let view = view(node.domains, cheapest) else { continue }
      if view.mayReach {
        let row = cheapest.enumerated().map { choices[$0][$1] }
        if try isReached(row) { return .ended(row) }
      }
      guard let split = view.split else {
        // A single row, or rows that all trees see alike: none of them reaches the goal, unless
        // the cheapest missed it by rounding only.
        continue
      }
      divide(node, by: split)
    }
    return .ended(nil)
  }

  // MARK: - The trees

  /// Writes down what each leaf asks of the features, without those that no choice reaches.
  private mutating func collectLeaves(_ ensemble: TreeEnsemble, full: [UInt64]) {
    var open = full
    // How many questions on the way ask for each feature.
    var asked = [Int](repeating: 0, count: choices.count)
    for tree in 0..<ensemble.treeCount {
      let start = leaves.count
      // What is left to do: a node to enter, or words to restore where its feature is left.
      var stack: [Visit] = [.enter(ensemble.treeStarts[tree])]
      while let visit = stack.popLast() {
        switch visit {
        case .restore(let feature, let words):
          for (word, bits) in words.enumerated() { open[offsets[feature] + word] = bits }
          asked[feature] -= 1
        case .turn(let node, let feature, let words):
          for (word, bits) in words.enumerated() { open[offsets[feature] + word] = bits }
          if words.contains(where: { $0 != 0 }) { stack.append(.enter(node)) }
        case .enter(let node):
          guard !ensemble.isLeaf(node) else {
            addLeaf(node, open, asked)
            continue
          }
          let feature = Int(ensemble.feature[node])
          let words = Array(open[offsets[feature]..<offsets[feature + 1]])
          var left = [UInt64](repeating: 0, count: words.count)
          for (choice, number) in choices[feature].enumerated()
          where words[choice / 64] & (1 << UInt64(choice % 64)) != 0
            && ensemble.goesLeft(node, cell: number)
          {
            left[choice / 64] |= 1 << UInt64(choice % 64)
          }
          asked[feature] += 1
          stack.append(.restore(feature, words))
          stack.append(
            .turn(Int(ensemble.right[node]), feature, zip(words, left).map { $0 & ~$1 }))
          stack.append(.turn(Int(ensemble.left[node]), feature, left))
        }
      }
      treeLeaves.append(start..<leaves.count)
    }
  }

  /// A step of walking a tree without recursion.
  private enum Visit {
    case enter(Int)
    case turn(Int, Int, [UInt64])
    case restore(Int, [UInt64])
  }

  private mutating func addLeaf(_ node: Int, _ open: [UInt64], _ asked: [Int]) {
    let first = conditionFeatures.count
    for feature in asked.indices where asked[feature] > 0 {
      conditionFeatures.append(feature)
      maskStarts.append(masks.count)
      masks += open[offsets[feature]..<offsets[feature + 1]]
    }
    leaves.append(Leaf(node: node, conditions: first..<conditionFeatures.count))
  }

  private func cheapestChoices(_ domains: [UInt64]) -> [Int] {
    choices.indices.map { feature in
      for word in offsets[feature]..<offsets[feature + 1] where domains[word] != 0 {
        return (word - offsets[feature]) * 64 + domains[word].trailingZeroBitCount
      }
      return 0
    }
  }

  /// What the trees say of a set: nil if it cannot reach the goal.
  private func view(
    _ domains: [UInt64], _ cheapest: [Int]
  ) -> (mayReach: Bool, split: (feature: Int, condition: Int)?)? {
    let count = constants.count
    var most = constants
    var own = constants
    var sizes = constants.map { abs($0) }
    var gaps: [(leaf: Int, constraint: Int, size: Double)] = []
    var best = [Double](repeating: -.infinity, count: count)
    var bestLeaf = [Int](repeating: -1, count: count)
    for tree in treeLeaves.indices {
      for constraint in 0..<count { best[constraint] = -.infinity }
      var mine = 0
      for position in treeLeaves[tree] {
        let leaf = leaves[position]
        var (isOpen, isMine) = (true, true)
        for condition in leaf.conditions {
          let feature = conditionFeatures[condition]
          let (start, offset) = (maskStarts[condition], offsets[feature])
          if isMine {
            let choice = cheapest[feature]
            isMine = masks[start + choice / 64] & (1 << UInt64(choice % 64)) != 0
          }
          var meets: UInt64 = 0
          for word in 0..<(offsets[feature + 1] - offset) {
            meets |= domains[offset + word] & masks[start + word]
          }
          if meets == 0 {
            isOpen = false
            break
          }
        }
        guard isOpen else { continue }
        if isMine { mine = leaf.node }
        for constraint in 0..<count {
          let value = contributions[leaf.node * count + constraint]
          if value > best[constraint] {
            best[constraint] = value
            bestLeaf[constraint] = position
          }
        }
      }
      for constraint in 0..<count {
        most[constraint] += best[constraint]
        let value = contributions[mine * count + constraint]
        own[constraint] += value
        sizes[constraint] += abs(value)
        if best[constraint] > value {
          gaps.append((bestLeaf[constraint], constraint, best[constraint] - value))
        }
      }
    }
    for constraint in 0..<count where most[constraint] < -1e-9 * sizes[constraint] { return nil }
    let mayReach = own.indices.allSatisfy { own[$0] >= -1e-9 * sizes[$0] }
    let worst = own.indices.min { own[$0] < own[$1] } ?? 0
    // The largest gap in what is missing most; where nothing is missing, any gap.
    let widest =
      gaps.filter { $0.constraint == worst }.max { $0.size < $1.size }
      ?? gaps.max { $0.size < $1.size }
    guard let widest else { return (mayReach, nil) }
    for condition in leaves[widest.leaf].conditions {
      let feature = conditionFeatures[condition]
      let choice = cheapest[feature]
      if masks[maskStarts[condition] + choice / 64] & (1 << UInt64(choice % 64)) == 0 {
        return (mayReach, (feature, condition))
      }
    }
    return (mayReach, nil)
  }

  // MARK: - The sets

  private mutating func divide(_ node: Node, by split: (feature: Int, condition: Int)) {
    let offset = offsets[split.feature]
    let start = maskStarts[split.condition]
    var inside = node.domains
    var outside = node.domains
    for word in 0..<(offsets[split.feature + 1] - offset) {
      inside[offset + word] &= masks[start + word]
      outside[offset + word] &= ~masks[start + word]
    }
    push(inside)
    push(outside)
  }

  private mutating func push(_ domains: [UInt64]) {
    for feature in choices.indices {
      guard domains[offsets[feature]..<offsets[feature + 1]].contains(where: { $0 != 0 }) else {
        return
      }
    }
    let cheapest = cheapestChoices(domains)
    var cost = 0.0
    var changes = 0
    for feature in cheapest.indices {
      cost += costs[feature][cheapest[feature]]
      if objective == .sparsity, !limits[feature].isOwn(choices[feature][cheapest[feature]]) {
        changes += 1
      }
    }
    let key = ChangeKey(changes: changes, cost: cost)
    if let bound, !key.isClearlyLess(than: bound) { return }
    created += 1
    insert(Node(domains: domains, key: key, order: created))
  }

  private func precedes(_ first: Node, _ second: Node) -> Bool {
    if first.key < second.key { return true }
    // Of equal costs the newer is more divided and so nearer to an answer.
    return second.key < first.key ? false : first.order > second.order
  }

  private mutating func insert(_ node: Node) {
    heap.append(node)
    var position = heap.count - 1
    while position > 0, precedes(heap[position], heap[(position - 1) / 2]) {
      heap.swapAt(position, (position - 1) / 2)
      position = (position - 1) / 2
    }
  }

  private mutating func pop() -> Node? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var position = 0
    while true {
      var next = position
      for child in [2 * position + 1, 2 * position + 2]
      where child < heap.count && precedes(heap[child], heap[next]) { next = child }
      guard next != position else { return first }
      heap.swapAt(position, next)
      position = next
    }
  }
}
