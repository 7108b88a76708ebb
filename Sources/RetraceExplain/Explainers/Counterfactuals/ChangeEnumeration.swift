import RetraceNumerics

/// Finds several different changes of one row, in order of their cost.
///
/// The first is the nearest. Each further one is the nearest that does without at least one
/// feature of every earlier one: sets of features are frozen, one feature of each earlier set,
/// and the cheapest answer comes next (a hitting-set tree). So no set of changes contains
/// another's. Where that leaves fewer than are wanted, the same features follow in other amounts,
/// with one change held to a part of what it was.
///
/// Source: R. Reiter, "A theory of diagnosis from first principles", Artificial Intelligence 32,
/// 1987 (hitting-set trees).
struct ChangeEnumeration {
  /// What was found for one row.
  struct Result: Sendable {
    var rows: [[Double]] = []
    /// Whether the first is proven the nearest, or that there is none.
    var isFirstProven = true
    /// Whether each further one is proven the nearest of its kind.
    var areOthersProven = true
    /// How many of the rows have a set of changes of their own.
    var ownSets = 0
    /// Whether the search for other sets was ended early.
    var isCut = false
  }

  private struct Branch {
    let frozen: Set<Int>
    let row: [Double]
    let key: ChangeKey
    let isProven: Bool
    let order: Int
  }

  let solver: any ChangeSolver
  let finisher: ChangeFinisher
  let objective: ChangeObjective
  private let solveLimit = 120

  /// The nearest changes, at most `count`.
  func found(_ limits: [FeatureLimits], count: Int) throws -> Result {
    var result = Result()
    let first = try solver.nearest(limits, effort: .full)
    result.isFirstProven = first.isProven
    guard let row = first.row else { return result }
    var queue = [try branch(row, frozen: [], limits, isProven: first.isProven, order: 0)]
    var seen: Set<Set<Int>> = [[]]
    var sets: [Set<Int>] = []
    var solves = 1
    while result.rows.count < count, let position = cheapest(queue) {
      let branch = queue.remove(at: position)
      let changed = Set(limits.changed(branch.row))
      // A set that another branch has given already is passed by the features it shares.
      let blocking = sets.first { $0.isSubset(of: changed) }
      if blocking == nil {
        result.rows.append(branch.row)
        sets.append(changed)
        if result.rows.count > 1 {
          result.areOthersProven = result.areOthersProven && branch.isProven
        }
        if result.rows.count == count { break }
      }
      for feature in (blocking ?? changed).sorted() where limits[feature].canStay {
        let frozen = branch.frozen.union([feature])
        guard seen.insert(frozen).inserted else { continue }
        guard solves < solveLimit + 4 * count else {
          result.isCut = true
          break
        }
        solves += 1
        var inner = limits
        for feature in frozen { inner[feature] = inner[feature].frozen() }
        let answer = try solver.nearest(inner, effort: .reduced)
        if !answer.isProven { result.areOthersProven = false }
        guard let row = answer.row else { continue }
        queue.append(
          try self.branch(
            row, frozen: frozen, limits, isProven: answer.isProven, order: queue.count + solves))
      }
    }
    result.ownSets = result.rows.count
    try addAmounts(to: &result, limits, count: count)
    sort(&result, limits)
    return result
  }

  private func branch(
    _ row: [Double], frozen: Set<Int>, _ limits: [FeatureLimits], isProven: Bool, order: Int
  ) throws -> Branch {
    let pruned = try finisher.pruned(row, limits)
    return Branch(
      frozen: frozen, row: pruned, key: objective.key(pruned, limits), isProven: isProven,
      order: order)
  }

  private func cheapest(_ queue: [Branch]) -> Int? {
    queue.indices.min { first, second in
      let (a, b) = (queue[first], queue[second])
      return a.key == b.key ? a.order < b.order : a.key < b.key
    }
  }

  /// Fills up with the same features in other amounts.
  private func addAmounts(
    to result: inout Result, _ limits: [FeatureLimits], count: Int
  ) throws {
    var next = 0
    while result.rows.count < count, next < result.rows.count, next < 8 {
      let row = result.rows[next]
      next += 1
      let changed = limits.changed(row).filter { !limits[$0].isStep && limits[$0].canStay }
      let byCost = changed.sorted {
        let (a, b) = (limits[$0].cost(row[$0]), limits[$1].cost(row[$1]))
        return a == b ? $0 < $1 : a > b
      }
      for feature in byCost {
        // Less and less is asked of the others, until they can make up for it.
        for share in [0.5, 0.75, 0.9] where result.rows.count < count {
          var inner = limits
          inner[feature] = inner[feature].capped(towards: row[feature], share: share)
          guard let answer = try solver.nearest(inner, effort: .reduced).row else { continue }
          let pruned = try finisher.pruned(answer, limits)
          guard result.rows.allSatisfy({ differs($0, pruned, limits) }) else { continue }
          result.rows.append(pruned)
        }
      }
    }
  }

  /// Whether two rows differ enough to be told apart: by a twentieth of what they cost.
  private func differs(
    _ first: [Double], _ second: [Double], _ limits: [FeatureLimits]
  ) -> Bool {
    var difference = 0.0
    for feature in limits.indices where first[feature] != second[feature] {
      if first[feature].isNaN && second[feature].isNaN { continue }
      difference +=
        limits[feature].isStep ? 1 : abs(first[feature] - second[feature]) / limits[feature].unit
    }
    return difference > 0.05 * min(limits.cost(first), limits.cost(second))
  }

  private func sort(_ result: inout Result, _ limits: [FeatureLimits]) {
    let rows = result.rows
    let keys = rows.map { objective.key($0, limits) }
    let order = rows.indices.sorted { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }
    result.rows = order.map { rows[$0] }
  }
}
