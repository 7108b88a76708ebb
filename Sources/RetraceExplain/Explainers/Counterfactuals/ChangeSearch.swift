import RetraceNumerics

/// The steps of a search for the nearest change of one row within limits.
struct ChangeSearch {
  let scorer: ChangeScorer
  let objective: ChangeObjective
  let limits: [FeatureLimits]
  /// Numbers that each feature is tried at.
  let candidates: [[Double]]
  /// Whether the model has slopes.
  let isSmooth: Bool
  private let beamWidth = 8
  /// Cells of rows that are held at once.
  private static let heldCells = 2_000_000

  /// The row itself, with what may not stay moved to the nearest number that is allowed.
  var origin: [Double] { limits.map { $0.nearest(to: $0.own) } }

  func key(_ row: [Double]) -> ChangeKey { objective.key(row, limits) }

  /// The cheapest different rows, in order.
  func cheapest(_ rows: [[Double]], _ count: Int) -> [[Double]] {
    let keys = rows.map(key)
    let order = rows.indices.sorted { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }
    var kept: [[Double]] = []
    for position in order where kept.count < count {
      // Missing cells are NaN and equal to nothing, so costs and bits are compared.
      if !kept.contains(where: { isSame($0, rows[position]) }) { kept.append(rows[position]) }
    }
    return kept
  }

  private func isSame(_ first: [Double], _ second: [Double]) -> Bool {
    zip(first, second).allSatisfy { $0.bitPattern == $1.bitPattern }
  }

  // MARK: - Starts

  /// Rows with as few changes as it takes, grown feature by feature.
  ///
  /// - Parameter byGain: whether a set is worth what it gains, or what it gains per cost.
  func grown(byGain: Bool) throws -> [[Double]] {
    let start = origin
    let base = try scorer.scores([start])[0]
    let numbers = candidates.map { Self.thinned($0, byGain && objective == .sparsity ? 17 : 9) }
    var features = limits.indices.filter { limits[$0].canChange }
    var beam = [start]
    let most = features.count
    for level in 0..<min(most, objective == .sparsity ? most : 12) {
      var steps: [(row: Int, feature: Int, number: Double)] = []
      for (row, cells) in beam.enumerated() {
        for feature in features where limits[feature].isOwn(cells[feature]) {
          for number in numbers[feature] { steps.append((row, feature, number)) }
        }
      }
      func row(_ step: Int) -> [Double] {
        var row = beam[steps[step].row]
        row[steps[step].feature] = steps[step].number
        return row
      }
      var scores: [Double] = []
      let chunk = max(64, Self.heldCells / limits.count)
      while scores.count < steps.count {
        try Interruption.check()
        let range = scores.count..<min(steps.count, scores.count + chunk)
        scores += try scorer.scores(range.map(row))
      }
      let reached = steps.indices.filter { scores[$0] >= 0 }
      if !reached.isEmpty { return cheapest(reached.prefix(4_096).map(row), 6) }
      let worth = steps.indices.map { step in
        let (from, feature) = (beam[steps[step].row], steps[step].feature)
        let cost = limits.cost(from) + limits[feature].cost(steps[step].number)
        return byGain ? scores[step] : (scores[step] - base) / (cost + 1e-9)
      }
      let order = steps.indices.sorted {
        worth[$0] == worth[$1] ? $0 < $1 : worth[$0] > worth[$1]
      }
      // Of very many features only those that do most alone are combined.
      if level == 0 {
        var strongest: [Int] = []
        for step in order where strongest.count < 48 && !strongest.contains(steps[step].feature) {
          strongest.append(steps[step].feature)
        }
        features = strongest.sorted()
      }
      var sets: Set<[Int]> = []
      var next: [[Double]] = []
      for step in order {
        guard next.count < beamWidth else { break }
        // One row a set of changes, or a few neighbouring numbers fill the beam.
        let row = row(step)
        if sets.insert(limits.changed(row)).inserted { next.append(row) }
      }
      beam = next
      if beam.isEmpty { return [] }
    }
    return []
  }

  /// At most that many of some numbers, evenly taken, both ends among them.
  private static func thinned(_ numbers: [Double], _ count: Int) -> [Double] {
    guard numbers.count > count else { return numbers }
    return (0..<count).map { numbers[$0 * (numbers.count - 1) / (count - 1)] }
  }

  /// The row that the model's slope leads to.
  func led() throws -> [Double]? {
    guard isSmooth else { return nil }
    let slide = ChangeSlide(self)
    var row = origin
    for _ in 0..<8 {
      guard let next = try slide.target(from: row) else { return nil }
      if try scorer.scores([next])[0] >= 0 { return next }
      if isSame(next, row) { return nil }
      row = next
    }
    return nil
  }

  // MARK: - Improvement

  /// The row after all improvements.
  func improved(_ start: [Double]) throws -> [Double] {
    var row = try pruned(start)
    for _ in 0..<24 {
      try Interruption.check()
      let before = key(row)
      if isSmooth { row = try ChangeSlide(self).slid(row) }
      row = try pruned(shortened(row))
      if isMuchLess(key(row), before) { continue }
      guard let exchanged = try exchanged(row) else { break }
      row = try pruned(exchanged)
    }
    return row
  }

  /// Whether going on is worth it.
  private func isMuchLess(_ key: ChangeKey, _ other: ChangeKey) -> Bool {
    key.changes < other.changes || key.cost < other.cost * (1 - 1e-5)
  }

  /// The row without the changes that are not needed, the costliest first.
  private func pruned(_ row: [Double]) throws -> [Double] {
    var row = row
    while true {
      let rows = limits.changed(row).filter { limits[$0].canStay }.map { feature in
        var copy = row
        copy[feature] = limits[feature].own
        return copy
      }
      guard let next = try best(rows, below: key(row)) else { return row }
      row = next
    }
  }

  /// The row with each change as short as it can be, the largest saving first.
  private func shortened(_ row: [Double]) throws -> [Double] {
    var row = row
    for _ in 0..<8 {
      var rows: [[Double]] = []
      for feature in limits.changed(row) where !limits[feature].isStep {
        let limit = limits[feature]
        let cost = limit.cost(row[feature])
        var numbers = candidates[feature].filter { limit.cost($0) < cost }
        if isSmooth {
          numbers += (1..<12).map {
            limit.nearest(to: limit.own + (row[feature] - limit.own) * Double($0) / 12)
          }
        }
        for number in numbers where limit.allows(number) {
          var next = row
          next[feature] = number
          rows.append(next)
        }
      }
      guard let next = try best(rows, below: key(row)) else { return row }
      row = next
    }
    return row
  }

  /// A cheaper row in which one change is shorter, or gone, and another feature moved instead.
  private func exchanged(_ row: [Double]) throws -> [Double]? {
    let limit = key(row)
    let most = min(8_192, max(64, Self.heldCells / limits.count))
    var rows: [[Double]] = []
    for feature in limits.changed(row) where rows.count < most {
      var shorter: [Double] = limits[feature].canStay ? [limits[feature].own] : []
      let cost = limits[feature].cost(row[feature])
      if limits[feature].isCategory {
        shorter += limits[feature].levels.filter { $0 != row[feature] }
      } else if !limits[feature].isStep {
        let nearer = candidates[feature].filter { limits[feature].cost($0) < cost }
        shorter += nearer.sorted { limits[feature].cost($0) > limits[feature].cost($1) }.prefix(2)
      }
      for number in shorter {
        for other in limits.indices where other != feature {
          for next in candidates[other] {
            var changed = row
            changed[feature] = number
            changed[other] = next
            if rows.count < most, isMuchLess(key(changed), limit) { rows.append(changed) }
          }
        }
      }
    }
    return try best(rows, below: limit)
  }

  /// The cheapest of the rows that reach the goal, if it is cheaper than a cost.
  func best(_ rows: [[Double]], below limit: ChangeKey) throws -> [Double]? {
    let keys = rows.map(key)
    let cheaper = rows.indices.filter { keys[$0].isClearlyLess(than: limit) }
    let scores = try scorer.scores(cheaper.map { rows[$0] })
    let reached = cheaper.indices.filter { scores[$0] >= 0 }.map { cheaper[$0] }
    let best = reached.min { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }
    return best.map { rows[$0] }
  }

  /// The row with its numbers pulled back to the boundary of the goal as far as doubles go.
  func tightened(_ row: [Double]) throws -> [Double] {
    var row = row
    let order = limits.changed(row).filter {
      limits[$0].kind == .number && !limits[$0].isStep && limits[$0].canStay
    }.sorted { limits[$0].cost(row[$0]) > limits[$1].cost(row[$1]) }
    for feature in order where isSmooth {
      var near = limits[feature].own
      for _ in 0..<16 {
        let far = row[feature]
        let rows = (1..<16).map { step in
          var copy = row
          copy[feature] = near + (far - near) * Double(step) / 16
          return copy
        }
        let scores = try scorer.scores(rows)
        // Only the stretch that ends at the row is walked: behind a gap the goal may be met again.
        let lastMiss = scores.lastIndex { $0 < 0 }
        if let lastMiss { near = rows[lastMiss][feature] }
        let first = (lastMiss ?? -1) + 1
        if first < rows.count { row[feature] = rows[first][feature] }
        if abs(row[feature] - near) <= 1e-15 * abs(row[feature]) || near == row[feature] { break }
        if lastMiss == nil { break }
      }
    }
    return row
  }
}
