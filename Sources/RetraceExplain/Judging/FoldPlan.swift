import RetraceNumerics

/// Which rows are tested in which fold, and which are learned from.
package struct FoldPlan: Sendable {
  /// The rows of a fold.
  package struct Fold: Sendable {
    /// Which repeat and which fold of it, from 1.
    package let repetition: Int, number: Int
    /// The rows that are learned from.
    package let train: [Int]
    /// The rows that are tested.
    package let test: [Int]
  }

  /// The folds, repeat by repeat.
  package let folds: [Fold]

  /// Folds at random: each row is tested once in every repeat.
  ///
  /// - Parameters:
  ///   - rows: the rows.
  ///   - strata: what is to be spread evenly over the folds, per row; nil for nothing.
  ///   - groups: rows of one group are never parted; nil for none.
  package init(
    rows: [Int], folds count: Int, repeats: Int, strata: [Int]?, groups: [Int]?, seed: UInt64
  ) {
    let stream = RandomStream(seed: seed, command: "cross_validate", purpose: "folds")
    var folds: [Fold] = []
    for repetition in 0..<repeats {
      var random = stream.item(repetition)
      let places =
        groups.map { Self.grouped($0, strata, count, &random) }
        ?? Self.dealt(rows.count, strata, count, &random)
      for fold in 0..<count {
        folds.append(
          Fold(
            repetition: repetition + 1, number: fold + 1,
            train: rows.indices.filter { places[$0] != fold }.map { rows[$0] },
            test: rows.indices.filter { places[$0] == fold }.map { rows[$0] }))
      }
    }
    self.folds = folds.filter { !$0.test.isEmpty && !$0.train.isEmpty }
  }

  /// Folds in order of time: each is tested by what was learned from all rows before it.
  ///
  /// - Parameters:
  ///   - rows: the rows.
  ///   - times: when each was; equal times are never parted.
  package init(rows: [Int], times: [Double], folds count: Int) {
    let order = Sorting.order(of: times)
    var ends: [Int] = []
    for block in 1...count + 1 {
      var end = max(order.count * block / (count + 1), ends.last ?? 0)
      while end > 0, end < order.count, times[order[end]] == times[order[end - 1]] { end += 1 }
      ends.append(end)
    }
    folds = (0..<count).compactMap { fold in
      let (start, end) = (ends[fold], ends[fold + 1])
      guard start > 0, end > start else { return nil }
      return Fold(
        repetition: 1, number: fold + 1, train: order[..<start].map { rows[$0] },
        test: order[start..<end].map { rows[$0] })
    }
  }

  /// Deals shuffled rows out, stratum by stratum, going on where the last one ended.
  private static func dealt(
    _ count: Int, _ strata: [Int]?, _ folds: Int, _ random: inout RandomStream
  ) -> [Int] {
    let order = random.permutation(count)
    var sorted = order
    if let strata {
      var members = [[Int]](repeating: [], count: (strata.max() ?? 0) + 1)
      for row in order { members[strata[row]].append(row) }
      sorted = members.flatMap { $0 }
    }
    var places = [Int](repeating: 0, count: count)
    for (position, row) in sorted.enumerated() { places[row] = position % folds }
    return places
  }

  /// Gives whole groups to folds, the largest first, to the fold that then is most even: in rows,
  /// or in rows of each stratum.
  private static func grouped(
    _ groups: [Int], _ strata: [Int]?, _ folds: Int, _ random: inout RandomStream
  ) -> [Int] {
    let width = (strata?.max() ?? 0) + 1
    let count = (groups.max() ?? -1) + 1
    var sizes = [[Int]](repeating: Array(repeating: 0, count: width), count: count)
    for row in groups.indices { sizes[groups[row]][strata?[row] ?? 0] += 1 }
    let shuffled = random.permutation(count)
    let rank = shuffled.indices.sorted { shuffled[$0] < shuffled[$1] }
    let order = (0..<count).sorted { a, b in
      let (x, y) = (sizes[a].reduce(0, +), sizes[b].reduce(0, +))
      return x == y ? rank[a] < rank[b] : x > y
    }
    var totals = [[Int]](repeating: Array(repeating: 0, count: width), count: folds)
    var all = Array(repeating: 0, count: width)
    for size in sizes { for stratum in 0..<width { all[stratum] += size[stratum] } }
    var places = [Int](repeating: 0, count: count)
    for group in order {
      var best = (fold: 0, cost: Double.infinity)
      for fold in 0..<folds {
        // How much the squared shares of the fold grow by the group.
        var cost = 0.0
        for stratum in 0..<width where all[stratum] > 0 && sizes[group][stratum] > 0 {
          let whole = Double(all[stratum])
          let before = Double(totals[fold][stratum]) / whole
          let after = Double(totals[fold][stratum] + sizes[group][stratum]) / whole
          cost += after * after - before * before
        }
        if cost < best.cost { best = (fold, cost) }
      }
      places[group] = best.fold
      for stratum in 0..<width { totals[best.fold][stratum] += sizes[group][stratum] }
    }
    return groups.map { places[$0] }
  }
}
