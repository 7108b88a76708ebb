import RetraceModels
import RetraceNumerics

/// The search for splits where classes have weights or entropy is lowered.
///
/// Rows are counted by class; a side's impurity is taken from the counts times the weights.
extension TreeGrower {
  /// The best split of each node by a feature.
  func weighedSplits(_ level: Level, _ feature: Int, _ column: SortedColumn?) -> [Candidate] {
    var table = WeighedCounts(level, weights: classWeights, criterion: criterion)
    guard let column else {
      return weighedCategories(level, feature, &table)
    }
    let codes = level.codes.isEmpty ? level.narrowCodes.map(UInt32.init) : level.codes
    let nodes = level.counts.count - 1
    var best = [Candidate](repeating: Candidate(), count: nodes)
    for missingGoesLeft in column.hasMissing ? [false, true] : [false] {
      table.clear()
      if missingGoesLeft { table.takeAll(except: column.order, codes) }
      var last = [Double](repeating: .nan, count: nodes + 1)
      func consider(_ slot: Int, _ value: Double) {
        let score = table.score(slot)
        guard
          score > best[slot].score + 1e-12 * abs(best[slot].score) || best[slot].score.isInfinite
        else { return }
        guard score > -.infinity else { return }
        best[slot] = Candidate(
          score: score, threshold: Self.midpoint(last[slot], value),
          missingGoesLeft: missingGoesLeft)
      }
      for (row, value) in zip(column.order, column.values) {
        let code = Int(codes[Int(row)])
        let slot = code >> level.shift
        guard slot < nodes else { continue }
        if value != last[slot] {
          consider(slot, value)
          last[slot] = value
        }
        table.add(code, slot)
      }
      if column.hasMissing, !missingGoesLeft {
        for slot in 0..<nodes { consider(slot, .nan) }
      }
    }
    return best
  }

  /// The best division of each node's levels, missing cells being one more.
  ///
  /// Levels are put into the order of each class's share in turns; of two classes one order holds
  /// the best division.
  private func weighedCategories(
    _ level: Level, _ feature: Int, _ table: inout WeighedCounts
  ) -> [Candidate] {
    let levels = features.features[feature].levels?.count ?? 0
    let kinds = levels + 1
    let nodes = level.counts.count - 1
    let width = level.classes
    var best = [Candidate](repeating: Candidate(), count: nodes)
    let isNarrow = !level.narrowCodes.isEmpty
    // A few nodes at a time, so that the counts by level stay small.
    let window = max(1, 4_000_000 / (kinds * width))
    for start in stride(from: 0, to: nodes, by: window) {
      let end = min(nodes, start + window)
      var counts = [Double](repeating: 0, count: (end - start) * kinds * width)
      for (row, cell) in columns[feature].enumerated() {
        let code = isNarrow ? Int(level.narrowCodes[row]) : Int(level.codes[row])
        let slot = code >> level.shift
        guard slot >= start, slot < end else { continue }
        let kind = cell >= 0 && cell < Double(levels) ? Int(cell) : levels
        counts[((slot - start) * kinds + kind) * width + code & (1 << level.shift - 1)] += 1
      }
      for slot in start..<end {
        func count(_ kind: Int, _ position: Int) -> Double {
          counts[((slot - start) * kinds + kind) * width + position]
        }
        func weight(_ position: Int) -> Double {
          classWeights.map { position < $0.count ? $0[position] : 0 } ?? 1
        }
        let present = (0..<kinds).filter { kind in (0..<width).contains { count(kind, $0) > 0 } }
        guard present.count > 1 else { continue }
        for key in width == 2 ? [1] : Array(0..<width) {
          func share(_ kind: Int) -> Double {
            let total = (0..<width).reduce(0.0) { $0 + weight($1) * count(kind, $1) }
            return total > 0 ? weight(key) * count(kind, key) / total : 0
          }
          let order = present.sorted {
            let (a, b) = (share($0), share($1))
            return a == b ? $0 < $1 : a < b
          }
          table.clear(slot)
          for cut in 0..<order.count - 1 {
            for position in 0..<width {
              table.add(count(order[cut], position), position, slot)
            }
            let score = table.score(slot)
            guard score > best[slot].score else { continue }
            let gone = order[...cut]
            best[slot] = Candidate(
              score: score, missingGoesLeft: gone.contains(levels),
              leftLevels: gone.filter { $0 < levels }.sorted())
          }
        }
      }
    }
    return best
  }
}

/// The rows by class on the left of a split that moves through the nodes of a level.
private struct WeighedCounts {
  private let totals: [Double]
  private let counts: [Double]
  private let width: Int
  private let minimumLeaf: Double
  private let weights: [Double]
  private let criterion: TreeCriterion
  private var left: [Double]
  private var rows: [Double]

  init(_ level: TreeGrower.Level, weights: [Double]?, criterion: TreeCriterion) {
    totals = level.classCounts
    counts = level.counts
    width = level.classes
    minimumLeaf = level.minimumLeaf
    let given = weights ?? []
    self.weights = (0..<level.classes).map { weights == nil ? 1 : $0 < given.count ? given[$0] : 0 }
    self.criterion = criterion
    left = [Double](repeating: 0, count: totals.count)
    rows = [Double](repeating: 0, count: counts.count)
  }

  mutating func clear() {
    for place in left.indices { left[place] = 0 }
    for slot in rows.indices { rows[slot] = 0 }
  }

  mutating func clear(_ slot: Int) {
    for position in 0..<width { left[slot * width + position] = 0 }
    rows[slot] = 0
  }

  /// Puts everything but some rows on the left.
  mutating func takeAll(except order: [UInt32], _ codes: [UInt32]) {
    left = totals
    rows = counts
    for row in order {
      let code = Int(codes[Int(row)])
      left[code] -= 1
      rows[code / width] -= 1
    }
  }

  mutating func add(_ code: Int, _ slot: Int) {
    left[code] += 1
    rows[slot] += 1
  }

  mutating func add(_ count: Double, _ position: Int, _ slot: Int) {
    left[slot * width + position] += count
    rows[slot] += count
  }

  /// How pure the sides are; −∞ if one is too small.
  func score(_ slot: Int) -> Double {
    let count = rows[slot]
    guard count >= minimumLeaf, counts[slot] - count >= minimumLeaf, count > 0,
      counts[slot] > count
    else { return -.infinity }
    var (here, there, mine, yours) = (0.0, 0.0, 0.0, 0.0)
    for position in 0..<width {
      let place = slot * width + position
      let (a, b) = (
        weights[position] * left[place], weights[position] * (totals[place] - left[place])
      )
      here += a
      there += b
      switch criterion {
      case .gini:
        mine += a * a
        yours += b * b
      case .entropy:
        mine += a > 0 ? a * Kernels.log(a) : 0
        yours += b > 0 ? b * Kernels.log(b) : 0
      }
    }
    guard here > 0, there > 0 else { return -.infinity }
    switch criterion {
    case .gini: return mine / here + yours / there
    case .entropy: return mine - here * Kernels.log(here) + yours - there * Kernels.log(there)
    }
  }
}
