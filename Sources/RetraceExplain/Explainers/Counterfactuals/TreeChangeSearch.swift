import Glibc
import RetraceModels
import RetraceNumerics

/// One best-first search over sets of choices, see ``TreeChangeSolver``.
struct TreeChangeSearch {
  /// How a run ended.
  enum End {
    /// The search is over: this is the nearest row, or there is none (below the bound).
    case ended([Double]?)
    /// It was given up; this is the nearest row so far, if there is one below the bound.
    case stopped([Double]?)
  }

  /// A set of choices for each feature, with what the trees say of it.
  private struct Node {
    /// The words of the choices, then a bit for each leaf that some of them reach.
    var words: [UInt64]
    var key: ChangeKey
    var order: Int
    /// What the set is divided by; nil if all its rows go the same ways.
    var split: TreeChangeBound.Split?
  }

  private let leaves: TreeChangeLeaves
  private let objective: ChangeObjective
  private var bounds: TreeChangeBound
  private var heap: [Node] = []
  private var created = 0
  private var hasStarted = false
  private var limit: ChangeKey?
  private var best: [Double]?
  /// The words of all sets that may be kept, 64 MB.
  private let wordLimit = 8_000_000

  init(_ leaves: TreeChangeLeaves, constants: [Double], objective: ChangeObjective) {
    self.leaves = leaves
    self.objective = objective
    bounds = TreeChangeBound(leaves, constants: constants, objective: objective)
  }

  /// Only rows below this cost are of interest from now on.
  mutating func requireBelow(_ key: ChangeKey) {
    guard limit.map({ key.isClearlyLess(than: $0) }) ?? true else { return }
    limit = key
    best = nil
  }

  /// Goes on searching.
  ///
  /// - Parameters:
  ///   - workLimit: how many leaves are looked at before it stops.
  ///   - isReached: whether the model says that a row reaches the goal.
  mutating func run(
    workLimit: Int, isReached: ([Double]) throws -> Bool
  ) throws -> End {
    let end = bounds.work + workLimit
    if !hasStarted {
      hasStarted = true
      let open = [UInt64](repeating: .max, count: (leaves.count + 63) / 64)
      try push(leaves.full + open, isReached)
    }
    var steps = 0
    while let node = pop() {
      if let limit, !node.key.isClearlyLess(than: limit) { break }
      if bounds.work > end || heap.count * max(1, node.words.count) > wordLimit {
        insert(node)
        return .stopped(best)
      }
      steps += 1
      if steps % 64 == 0 { try Interruption.check() }
      // A single row, or rows that all trees see alike: none of them reaches the goal.
      guard let split = node.split else { continue }
      for isInside in [true, false] {
        try push(divided(node.words, by: split, isInside: isInside), isReached)
      }
    }
    heap = []
    return .ended(best)
  }

  /// The part of a set that fulfils a condition, or the part that does not, with its leaves.
  private func divided(
    _ words: [UInt64], by split: TreeChangeBound.Split, isInside: Bool
  ) -> [UInt64] {
    var words = words
    let offset = leaves.offsets[split.feature]
    let count = leaves.offsets[split.feature + 1] - offset
    let first = leaves.full.count
    leaves.masks.withUnsafeBufferPointer { masks in
      words.withUnsafeMutableBufferPointer { words in
        for word in 0..<count {
          let mask = masks[split.mask + word]
          words[offset + word] &= isInside ? mask : ~mask
        }
        for (leaf, mask) in leaves.byFeature[split.feature] {
          let bit: UInt64 = 1 << UInt64(leaf & 63)
          guard words[first + leaf >> 6] & bit != 0 else { continue }
          var meets: UInt64 = 0
          for word in 0..<count { meets |= words[offset + word] & masks[mask + word] }
          if meets == 0 { words[first + leaf >> 6] &= ~bit }
        }
      }
    }
    return words
  }

  /// Keeps a set if it may hold a row below the limit; its cheapest row may be the new limit.
  private mutating func push(
    _ words: [UInt64], _ isReached: ([Double]) throws -> Bool
  ) throws {
    guard let view = bounds.view(words, limit: limit) else { return }
    if view.mayReach {
      let row = view.cheapest.enumerated().map { leaves.choices[$0][$1] }
      if try isReached(row) {
        limit = view.rowKey
        best = row
        return
      }
    }
    created += 1
    insert(Node(words: words, key: view.key, order: created, split: view.split))
  }

  // MARK: - The heap

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
