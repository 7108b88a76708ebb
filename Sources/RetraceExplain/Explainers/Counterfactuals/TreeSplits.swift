import RetraceModels

/// Where the trees of an ensemble cut each feature: within an interval between two cuts all
/// numbers go the same ways.
struct TreeSplits: Sendable {
  /// Per feature the least number of each interval but the first, in ascending order.
  let starts: [[Double]]
  let ensemble: TreeEnsemble

  init(_ ensemble: TreeEnsemble) {
    self.ensemble = ensemble
    var starts = [Set<Double>](repeating: [], count: ensemble.featureCount)
    for node in 0..<ensemble.nodeCount where !ensemble.isLeaf(node) {
      let feature = Int(ensemble.feature[node])
      if ensemble.missing[node].contains(.zeroIsMissing) {
        starts[feature].insert(-1e-35)
        starts[feature].insert(1e-35.nextUp)
      }
      guard ensemble.levelSet[node] < 0 else { continue }
      if let start = Self.leastOnRight(ensemble, node) { starts[feature].insert(start) }
    }
    self.starts = starts.map { $0.sorted() }
  }

  /// The least number that goes right at a node, by the ensemble's own comparison and precision.
  private static func leastOnRight(_ ensemble: TreeEnsemble, _ node: Int) -> Double? {
    let threshold = ensemble.threshold[node]
    guard threshold.isFinite else { return nil }
    let isStrict = ensemble.comparison == .less
    guard ensemble.precision == .float else { return isStrict ? threshold : threshold.nextUp }
    // Rounding to 32 bits moves the cut to between two neighbours; it is found by halving.
    let rounded = Float(threshold)
    guard rounded.isFinite else { return nil }
    func goesRight(_ number: Double) -> Bool {
      isStrict ? Float(number) >= rounded : Float(number) > rounded
    }
    var left = Double(rounded.nextDown)
    var right = Double(rounded.nextUp)
    guard left.isFinite, right.isFinite, !goesRight(left), goesRight(right) else { return nil }
    while left.nextUp < right {
      let middle = left + (right - left) / 2
      guard middle > left, middle < right else { break }
      if goesRight(middle) { right = middle } else { left = middle }
    }
    return right
  }

  /// One number of each interval that a feature may move to, the nearest there, the cheapest
  /// first; the own one, if it is allowed, is the first.
  func choices(_ feature: Int, _ limit: FeatureLimits) -> [Double] {
    var choices: [Double] = limit.canStay ? [limit.own] : []
    guard limit.canChange else { return choices }
    if limit.isCategory { return choices + limit.levels }
    let starts = starts[feature]
    for interval in 0...starts.count {
      let low = max(interval > 0 ? starts[interval - 1] : -.infinity, limit.low)
      let high = min(interval < starts.count ? starts[interval].nextDown : .infinity, limit.high)
      guard low <= high else { continue }
      var number = min(max(limit.anchor.isNaN ? low : limit.anchor, low), high)
      if limit.kind == .whole {
        number = number.rounded()
        if number < low { number = low.rounded(.up) }
        if number > high { number = high.rounded(.down) }
        guard number >= low else { continue }
      }
      if !limit.isOwn(number) { choices.append(number) }
    }
    let costs = choices.map(limit.cost)
    return choices.indices.sorted {
      costs[$0] == costs[$1] ? $0 < $1 : costs[$0] < costs[$1]
    }.map { choices[$0] }
  }
}
