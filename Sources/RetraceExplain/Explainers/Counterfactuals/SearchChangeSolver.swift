import RetraceNumerics

/// The nearest change that a search finds, for models that can only be asked.
///
/// It starts from several rows that reach the goal: single features moved, sets grown feature by
/// feature, rows of the data that reach it, rows drawn at random, and the row itself led along
/// the model's slope. Each start is improved until nothing helps: changes are taken back and
/// shortened, slid along the boundary of the goal by ``ChangeSlide``, and exchanged for cheaper
/// ones. The best end is the answer; that none is nearer is not proven.
struct SearchChangeSolver: ChangeSolver {
  let scorer: ChangeScorer
  let finisher: ChangeFinisher
  let objective: ChangeObjective
  /// Rows of the data that reach the goal.
  let examples: [[Double]]
  /// The cuts of a model that is constant between them; nil for a model that has slopes.
  let splits: TreeSplits?
  let seed: UInt64

  func nearest(_ limits: [FeatureLimits], effort: ChangeEffort) throws -> ChangeAnswer {
    guard !limits.contains(where: \.isImpossible) else {
      return ChangeAnswer(row: nil, isProven: true)
    }
    let candidates = limits.indices.map { numbers($0, limits[$0]) }
    let search = ChangeSearch(
      scorer: scorer, objective: objective, limits: limits, candidates: candidates,
      isSmooth: splits == nil)
    let origin = search.origin
    if try scorer.scores([origin])[0] >= 0, let row = try finisher.finished(origin, limits) {
      return ChangeAnswer(row: try finisher.pruned(row, limits), isProven: false)
    }
    var starts = try search.grown(byGain: true)
    starts += try search.grown(byGain: false)
    starts += try nearExamples(search)
    if effort == .full || starts.isEmpty { starts += try drawn(search) }
    if let led = try search.led() { starts.append(led) }
    var rows: [[Double]] = []
    for start in search.cheapest(starts, effort == .full ? 8 : 4) {
      let row = try search.improved(start)
      if !rows.contains(row) { rows.append(row) }
    }
    for row in search.cheapest(rows, rows.count) {
      let tight = try search.tightened(row)
      guard let finished = try finisher.finished(tight, limits) else { continue }
      return ChangeAnswer(row: try finisher.pruned(finished, limits), isProven: false)
    }
    return ChangeAnswer(row: nil, isProven: false)
  }

  private func numbers(_ feature: Int, _ limit: FeatureLimits) -> [Double] {
    guard let splits else { return limit.spread(limit.isCategory ? 64 : 17) }
    let choices = splits.choices(feature, limit).filter { !limit.isOwn($0) }
    guard choices.count > 64 else { return choices }
    // Half of them the nearest, the others spread over the rest.
    let rest = choices.count - 32
    return Array(choices.prefix(32)) + (0..<32).map { choices[32 + $0 * rest / 32] }
  }

  /// The nearest rows of the data, moved inside of the limits, that still reach the goal.
  private func nearExamples(_ search: ChangeSearch) throws -> [[Double]] {
    let limits = search.limits
    let rows = examples.map { example in
      limits.indices.map { limits[$0].nearest(to: example[$0]) }
    }
    let near = search.cheapest(rows, 64)
    let scores = try scorer.scores(near)
    return Array(near.indices.filter { scores[$0] >= 0 }.map { near[$0] }.prefix(4))
  }

  /// Rows that take some of their cells from anywhere in the limits.
  private func drawn(_ search: ChangeSearch) throws -> [[Double]] {
    let stream = RandomStream(seed: seed, command: "counterfactuals", purpose: "starts")
    let free = search.limits.indices.filter { !search.candidates[$0].isEmpty }
    guard !free.isEmpty else { return [] }
    let rows = (0..<256).map { item in
      var stream = stream.item(item)
      let share = [0.25, 0.5, 1][item % 3]
      var row = search.origin
      for feature in free where stream.nextUniform() < share {
        let candidates = search.candidates[feature]
        row[feature] = candidates[stream.nextBelow(candidates.count)]
      }
      return row
    }
    let scores = try scorer.scores(rows)
    return search.cheapest(rows.indices.filter { scores[$0] >= 0 }.map { rows[$0] }, 3)
  }
}
