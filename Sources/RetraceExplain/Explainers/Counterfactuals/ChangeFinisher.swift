import RetraceNumerics

/// Makes rows that are right but for rounding really right.
///
/// A solver puts a row on the boundary of the goal; the model's own arithmetic may see it just
/// outside. Here it is moved on by the least step, in units of the last place, that brings it in.
struct ChangeFinisher: Sendable {
  let scorer: ChangeScorer

  /// The row itself if the model says that it reaches the goal, else the nearest one a little
  /// further on in the directions it has changed.
  ///
  /// - Returns: nil if a millionth of the way further does not help.
  func finished(_ row: [Double], _ limits: [FeatureLimits]) throws -> [Double]? {
    guard limits.allow(row) else { return nil }
    if try scorer.reached([row])[0] { return row }
    let moved = limits.indices.filter {
      limits[$0].kind == .number && !limits[$0].isStep && !limits[$0].isOwn(row[$0])
    }
    if let pushed = try pushed(row, limits, moved) { return pushed }
    // What has changed may be at its end: then anything that is free to move, either way.
    for feature in limits.indices where limits[feature].kind == .number {
      guard limits[feature].canChange, !limits[feature].isStep else { continue }
      if let pushed = try pushed(row, limits, [feature]) { return pushed }
    }
    return nil
  }

  private func pushed(
    _ row: [Double], _ limits: [FeatureLimits], _ features: [Int]
  ) throws -> [Double]? {
    guard !features.isEmpty else { return nil }
    var rows: [[Double]] = []
    var share = 0x1p-52
    while share < 1e-6 {
      var outward = row
      var inward = row
      for feature in features {
        let limit = limits[feature]
        let size = max(abs(row[feature]), limit.unit) * share
        let direction =
          row[feature] == limit.own ? 1.0 : row[feature] > limit.own ? 1.0 : -1.0
        outward[feature] = min(max(row[feature] + direction * size, limit.low), limit.high)
        inward[feature] = min(max(row[feature] - direction * size, limit.low), limit.high)
      }
      if outward != row { rows.append(outward) }
      if inward != row { rows.append(inward) }
      share *= 2
    }
    rows = rows.filter { limits.allow($0) }
    let isReached = try scorer.reached(rows)
    // A row so near to the boundary must reach the goal also when it is asked about alone; two
    // steps more, some units of the last place, keep it there in company, too.
    for position in rows.indices where isReached[position] {
      let further = min(position + 4, rows.count - 1)
      for candidate in [further, position] where isReached[candidate] {
        if try scorer.reached([rows[candidate]])[0] { return rows[candidate] }
      }
    }
    return nil
  }

  /// A row in which every single change is needed: changes without which the goal is reached all
  /// the same are taken back, the costliest first.
  func pruned(_ row: [Double], _ limits: [FeatureLimits]) throws -> [Double] {
    var row = row
    while true {
      let changed = limits.changed(row).filter { limits[$0].canStay }
      let reverted = changed.map { feature in
        var copy = row
        copy[feature] = limits[feature].own
        return copy
      }
      let isReached = try scorer.reached(reverted)
      let free = changed.indices.filter { isReached[$0] }
      guard
        let best = free.max(by: {
          limits[changed[$0]].cost(row[changed[$0]]) < limits[changed[$1]].cost(row[changed[$1]])
        })
      else { return row }
      row = reverted[best]
    }
  }

  /// Whether the goal is missed as soon as any single change is taken back.
  func isMinimal(_ row: [Double], _ limits: [FeatureLimits]) throws -> Bool {
    let reverted = limits.changed(row).filter { limits[$0].canStay }.map { feature in
      var copy = row
      copy[feature] = limits[feature].own
      return copy
    }
    return try !scorer.reached(reverted).contains(true)
  }
}
