import RetraceNumerics

/// Slides a row along the boundary of the goal to where it costs less.
///
/// Around the row the model is taken for its tangent; the least costly change under it is an exact
/// program (``ChangeProgram``). The row moves towards that change as far as the goal stays
/// reached. Where the model bends away, the tangent beyond the bend joins as a further
/// constraint, so that the row can follow an edge.
struct ChangeSlide {
  /// The model around a row.
  private struct Tangent {
    /// Each constraint where every feature is the row's own.
    var constants: [Double]
    /// Feature by constraint.
    var slopes: [[Double]]
    /// Feature, then number, what a jump adds.
    var jumps: [Int: [(number: Double, gains: [Double])]]

    func value(_ row: [Double], _ limits: [FeatureLimits]) -> [Double] {
      var values = constants
      for feature in limits.indices where !limits[feature].isOwn(row[feature]) {
        let gains =
          limits[feature].isStep
          ? jumps[feature]?.first { $0.number == row[feature] }?.gains
          : slopes[feature].map { $0 * (row[feature] - limits[feature].own) }
        for (constraint, gain) in (gains ?? []).enumerated() { values[constraint] += gain }
      }
      return values
    }
  }

  private let search: ChangeSearch
  private var limits: [FeatureLimits] { search.limits }

  init(_ search: ChangeSearch) {
    self.search = search
  }

  /// Where the tangent at a row says that the goal is reached at the least cost.
  func target(from row: [Double]) throws -> [Double]? {
    try solved([tangent(at: row)], margin: 0.01, keeping: row)
  }

  /// The row after sliding as far as it gets.
  func slid(_ start: [Double]) throws -> [Double] {
    var row = start
    var cuts: [Tangent] = []
    for _ in 0..<16 {
      try Interruption.check()
      let here = try tangent(at: row)
      cuts.removeAll { cut in
        cut.value(row, limits).enumerated().contains { $1 < -1e-6 * (1 + abs(cut.constants[$0])) }
      }
      var rows: [[Double]] = []
      for margin in [0, 0.003, 0.03, 0.2] {
        guard let target = try solved([here] + cuts, margin: margin, keeping: row) else { break }
        for step in 0..<12 {
          rows.append(between(row, target, share: step == 0 ? 1 : 1 / Double(1 << step)))
        }
      }
      let before = search.key(row)
      if let next = try search.best(rows, below: before) {
        row = next
        let after = search.key(row)
        if after.changes < before.changes || after.cost < before.cost * (1 - 1e-4) { continue }
      }
      // Hardly anything gained: the model bends here.
      let scores = try search.scorer.scores(rows)
      guard cuts.count < 3, let beyond = rows.indices.last(where: { scores[$0] < 0 && $0 < 12 })
      else { break }
      cuts.append(try tangent(at: rows[beyond]))
    }
    return row
  }

  private func between(_ row: [Double], _ target: [Double], share: Double) -> [Double] {
    guard share < 1 else { return target }
    return limits.indices.map { feature in
      let limit = limits[feature]
      if limit.isStep || row[feature] == target[feature] { return row[feature] }
      return limit.nearest(to: row[feature] + share * (target[feature] - row[feature]))
    }
  }

  private func solved(
    _ tangents: [Tangent], margin: Double, keeping row: [Double]
  ) throws -> [Double]? {
    let constraints = tangents[0].constants.count
    var builder = ChangeProgramBuilder(constraintCount: tangents.count * constraints)
    let isSparse = search.objective == .sparsity
    for feature in limits.indices {
      // Fewer changes come from taking back and exchanging; sliding keeps to the set.
      if isSparse, limits[feature].isOwn(row[feature]), limits[feature].canStay { continue }
      builder.add(
        feature, limits[feature], slopes: tangents.flatMap { $0.slopes[feature] },
        jump: { number in
          tangents.flatMap { tangent in
            tangent.jumps[feature]?.first { $0.number == number }?.gains
              ?? [Double](repeating: 0, count: constraints)
          }
        })
    }
    let needed = tangents.flatMap { tangent in
      tangent.constants.map { -$0 + margin * abs($0) }
    }
    let program = builder.program(needed: needed)
    guard case .found(let distances, _, _) = try program.solve(nodeLimit: 200) else { return nil }
    return program.row(distances, limits)
  }

  /// The model around a row, from differences.
  private func tangent(at row: [Double]) throws -> Tangent {
    var rows = [row]
    var spans: [(feature: Int, first: Int, numbers: [Double])] = []
    for feature in limits.indices where limits[feature].canChange {
      let limit = limits[feature]
      var numbers: [Double]
      if limit.isStep {
        numbers = [limit.own] + (limit.isCategory ? limit.levels : limit.spread(5))
        if !limit.isCategory { numbers += [limit.low, limit.high] }
        if !limit.isOwn(row[feature]) { numbers.append(row[feature]) }
      } else {
        let step =
          limit.kind == .whole ? 1 : max(1e-5 * limit.unit, 1e-9 * max(1, abs(row[feature])))
        let low = min(limit.low, limit.own)
        let high = max(limit.high, limit.own)
        numbers = [max(low, row[feature] - step), min(high, row[feature] + step)]
      }
      spans.append((feature, rows.count, numbers))
      for number in numbers {
        var copy = row
        copy[feature] = number
        rows.append(copy)
      }
    }
    let margins = try search.scorer.margins(rows)
    let count = margins[0].count
    var tangent = Tangent(
      constants: margins[0],
      slopes: [[Double]](
        repeating: [Double](repeating: 0, count: count), count: limits.count), jumps: [:])
    for (feature, first, numbers) in spans {
      if limits[feature].isStep {
        let own = margins[first]
        tangent.jumps[feature] = numbers.indices.map { position in
          (numbers[position], zip(margins[first + position], own).map { $0 - $1 })
        }
        if !limits[feature].isOwn(row[feature]) {
          for constraint in 0..<count {
            tangent.constants[constraint] -= margins[0][constraint] - own[constraint]
          }
        }
      } else if numbers[1] > numbers[0] {
        for constraint in 0..<count {
          let slope =
            (margins[first + 1][constraint] - margins[first][constraint])
            / (numbers[1] - numbers[0])
          guard slope.isFinite else { continue }
          tangent.slopes[feature][constraint] = slope
          tangent.constants[constraint] += slope * (limits[feature].own - row[feature])
        }
      }
    }
    return tangent
  }
}
