import Glibc

/// What a set of choices costs at least if it is to reach the goal.
///
/// Every set costs its cheapest choices. More follows from the trees: let tree t gain d over what
/// its leaf of the cheapest choices adds, by a leaf that costs s more. A feature's cost is shared
/// out among the trees that ask for it, by what each can gain at most; so the sum of all s is no
/// more than what a row really costs, and for every price p ≥ 0 of what is missing to the goal, n,
///
///     extra cost ≥ p · n − Σ over trees of the largest (p · d − s, 0).
///
/// The best price is found by halving, since the right side is concave in p (Lagrangian duality).
struct TreeChangeBound {
  /// What a set is divided by: whether a feature fulfils a condition.
  struct Split {
    let feature: Int
    /// Where the condition's words begin.
    let mask: Int
  }

  /// What the trees say of a set.
  struct View {
    /// The least that its rows below the limit can cost.
    let key: ChangeKey
    /// The cheapest choice of each feature.
    let cheapest: [Int]
    /// What the cheapest choices cost.
    let rowKey: ChangeKey
    /// Whether they reach the goal, as far as rounding goes.
    let mayReach: Bool
    let split: Split?
  }

  private let leaves: TreeChangeLeaves
  private let constants: [Double]
  private let objective: ChangeObjective
  /// How many leaves were looked at.
  private(set) var work = 0
  private var offers: [Offer] = []
  private var offerStarts: [Int] = []
  private var gains: [Double]
  private var featureGains: [Double]
  private var price = 1.0

  /// A leaf that adds more than the cheapest choices' leaf.
  private struct Offer {
    let gain: Double
    let cost: Double
  }

  init(_ leaves: TreeChangeLeaves, constants: [Double], objective: ChangeObjective) {
    self.leaves = leaves
    self.constants = constants
    self.objective = objective
    gains = [Double](repeating: 0, count: leaves.treeFeatures.count)
    featureGains = [Double](repeating: 0, count: leaves.choices.count)
  }

  /// Looks at a set; nil if it cannot reach the goal, or not below a limit.
  mutating func view(_ words: [UInt64], limit: ChangeKey?) -> View? {
    guard let cheapest = cheapest(words) else { return nil }
    var cost = 0.0
    var changes = 0.0
    for feature in cheapest.indices {
      let bit = leaves.offsets[feature] * 64 + cheapest[feature]
      cost += leaves.costs[bit]
      changes += leaves.changes[bit]
    }
    let isSparse = objective == .sparsity
    let rowKey = ChangeKey(changes: isSparse ? Int(changes) : 0, cost: cost)
    if let limit, !rowKey.isClearlyLess(than: limit) { return nil }
    guard let sums = sums(words, cheapest) else { return nil }
    let mayReach = sums.own.indices.allSatisfy { sums.own[$0] >= -1e-9 * sums.sizes[$0] }
    guard !mayReach else {
      return View(
        key: rowKey, cheapest: cheapest, rowKey: rowKey, mayReach: true, split: sums.split)
    }
    let extra = extraCost(
      words, cheapest, constraint: sums.worst,
      missing: -sums.own[sums.worst] - 1e-9 * sums.sizes[sums.worst], mine: sums.mine)
    let key =
      isSparse
      ? ChangeKey(changes: rowKey.changes + Int((min(extra, 1e6) - 1e-6).rounded(.up)), cost: cost)
      : ChangeKey(changes: 0, cost: cost + extra)
    if let limit, !key.isClearlyLess(than: limit) { return nil }
    return View(key: key, cheapest: cheapest, rowKey: rowKey, mayReach: false, split: sums.split)
  }

  /// The cheapest choice of each feature; nil if one has none.
  private func cheapest(_ words: [UInt64]) -> [Int]? {
    var cheapest = [Int](repeating: 0, count: leaves.choices.count)
    for feature in cheapest.indices {
      var word = leaves.offsets[feature]
      let end = leaves.offsets[feature + 1]
      while word < end, words[word] == 0 { word += 1 }
      guard word < end else { return nil }
      cheapest[feature] =
        (word - leaves.offsets[feature]) * 64 + words[word].trailingZeroBitCount
    }
    return cheapest
  }

  /// What the leaves add up to.
  private struct Sums {
    /// For the cheapest choices, by constraint.
    var own: [Double]
    /// The same without signs, which rounding errors go with.
    var sizes: [Double]
    /// The constraint that misses most.
    var worst = 0
    /// The leaf of the cheapest choices, a tree.
    var mine: [Int]
    var split: Split?
  }

  /// nil if the sum of the largest leaves that each tree can reach misses the goal.
  private mutating func sums(_ words: [UInt64], _ cheapest: [Int]) -> Sums? {
    let count = constants.count
    let trees = leaves.treeFeatures.count
    var sums = Sums(
      own: constants, sizes: constants.map { abs($0) }, mine: [Int](repeating: -1, count: trees))
    var most = constants
    var best = [Double](repeating: 0, count: trees * count)
    var bestLeaf = [Int](repeating: -1, count: trees * count)
    let first = leaves.full.count
    words.withUnsafeBufferPointer { words in
      leaves.values.withUnsafeBufferPointer { values in
        for tree in 0..<trees {
          for constraint in 0..<count { best[tree * count + constraint] = -.infinity }
          forEachOpen(tree, words, first) { leaf in
            work += 1
            if sums.mine[tree] < 0, takes(leaf, cheapest) { sums.mine[tree] = leaf }
            for constraint in 0..<count
            where values[leaf * count + constraint] > best[tree * count + constraint] {
              best[tree * count + constraint] = values[leaf * count + constraint]
              bestLeaf[tree * count + constraint] = leaf
            }
          }
          for constraint in 0..<count {
            let value = values[max(0, sums.mine[tree]) * count + constraint]
            most[constraint] += best[tree * count + constraint]
            sums.own[constraint] += value
            sums.sizes[constraint] += abs(value)
          }
        }
      }
    }
    for constraint in 0..<count where most[constraint] < -1e-9 * sums.sizes[constraint] {
      return nil
    }
    let worst = (0..<count).min { sums.own[$0] < sums.own[$1] } ?? 0
    sums.worst = worst
    for tree in 0..<trees {
      gains[tree] =
        best[tree * count + worst] - leaves.values[max(0, sums.mine[tree]) * count + worst]
    }
    // What is missing most, or where rounding alone decides, whatever else can gain.
    for constraint in (0..<count).sorted(by: { sums.own[$0] < sums.own[$1] })
    where sums.split == nil {
      sums.split = split(
        gains: (0..<trees).map {
          best[$0 * count + constraint]
            - leaves.values[max(0, sums.mine[$0]) * count + constraint]
        }, bestLeaf: { bestLeaf[$0 * count + constraint] }, cheapest)
    }
    return sums
  }

  /// A condition of the feature that the largest gains wait for.
  private func split(
    gains: [Double], bestLeaf: (Int) -> Int, _ cheapest: [Int]
  ) -> Split? {
    var waiting = [Double](repeating: 0, count: cheapest.count)
    var widest = [(gain: Double, mask: Int)](repeating: (-1, -1), count: cheapest.count)
    for tree in gains.indices where gains[tree] > 0 {
      forEachMissed(bestLeaf(tree), cheapest) { condition in
        waiting[condition.feature] += gains[tree]
        if gains[tree] > widest[condition.feature].gain {
          widest[condition.feature] = (gains[tree], condition.mask)
        }
      }
    }
    let feature = waiting.indices.max { waiting[$0] < waiting[$1] }
    guard let feature, widest[feature].mask >= 0 else { return nil }
    return Split(feature: feature, mask: widest[feature].mask)
  }

  /// The Lagrangian bound on what must be paid beyond the cheapest choices.
  private mutating func extraCost(
    _ words: [UInt64], _ cheapest: [Int], constraint: Int, missing: Double, mine: [Int]
  ) -> Double {
    collectOffers(words, cheapest, constraint: constraint, mine: mine)
    guard missing > 0 else { return 0 }
    var best = 0.0
    var (low, high) = (0.0, Double.infinity)
    var price = self.price
    for _ in 0..<12 {
      var value = price * missing
      var slope = missing
      for tree in 0..<offerStarts.count - 1 {
        var (profit, gain) = (0.0, 0.0)
        for position in offerStarts[tree]..<offerStarts[tree + 1] {
          let own = price * offers[position].gain - offers[position].cost
          if own > profit { (profit, gain) = (own, offers[position].gain) }
        }
        value -= profit
        slope -= gain
      }
      if value > best {
        best = value
        self.price = price
      }
      if slope > 0 { low = price } else { high = price }
      if slope == 0 || high - low < 0.02 * high { break }
      price = high.isInfinite ? price * 4 : low == 0 ? price / 4 : (low + high) / 2
      guard price > 1e-12, price < 1e9 else { break }
    }
    return best
  }

  /// Writes down what each tree can gain, and what its share of the cost is.
  private mutating func collectOffers(
    _ words: [UInt64], _ cheapest: [Int], constraint: Int, mine: [Int]
  ) {
    let trees = leaves.treeFeatures.count
    let count = constants.count
    for feature in featureGains.indices { featureGains[feature] = 0 }
    for tree in 0..<trees where gains[tree] > 0 {
      for feature in leaves.treeFeatures[tree] { featureGains[feature] += gains[tree] }
    }
    offers.removeAll(keepingCapacity: true)
    offerStarts.removeAll(keepingCapacity: true)
    offerStarts.append(0)
    let first = leaves.full.count
    let prices = objective == .sparsity ? leaves.changes : leaves.costs
    words.withUnsafeBufferPointer { words in
      leaves.masks.withUnsafeBufferPointer { masks in
        for tree in 0..<trees where gains[tree] > 0 {
          let own = leaves.values[max(0, mine[tree]) * count + constraint]
          forEachOpen(tree, words, first) { leaf in
            let gain = leaves.values[leaf * count + constraint] - own
            guard gain > 0 else { return }
            var cost = 0.0
            for position in leaves.conditionStarts[leaf]..<leaves.conditionStarts[leaf + 1] {
              let condition = leaves.conditions[position]
              let offset = leaves.offsets[condition.feature]
              let end = leaves.offsets[condition.feature + 1]
              var word = offset
              while word < end, words[word] & masks[condition.mask + word - offset] == 0 {
                word += 1
              }
              guard word < end else { continue }
              let bits = words[word] & masks[condition.mask + word - offset]
              let more =
                prices[word * 64 + bits.trailingZeroBitCount]
                - prices[offset * 64 + cheapest[condition.feature]]
              cost += more / featureGains[condition.feature]
            }
            offers.append(Offer(gain: gain, cost: cost * gains[tree]))
          }
          offerStarts.append(offers.count)
        }
      }
    }
    work += offers.count
  }

  // MARK: - Leaves

  @inline(__always)
  private func forEachOpen(
    _ tree: Int, _ words: UnsafeBufferPointer<UInt64>, _ first: Int, _ body: (Int) -> Void
  ) {
    let (start, end) = (leaves.treeStarts[tree], leaves.treeStarts[tree + 1])
    var word = start >> 6
    while word << 6 < end {
      var bits = words[first + word]
      if word == start >> 6 { bits &= .max << UInt64(start & 63) }
      if end - word << 6 < 64 { bits &= ~(.max << UInt64(end & 63)) }
      while bits != 0 {
        body(word << 6 + bits.trailingZeroBitCount)
        bits &= bits &- 1
      }
      word += 1
    }
  }

  /// Whether the cheapest choices go to a leaf.
  private func takes(_ leaf: Int, _ cheapest: [Int]) -> Bool {
    var takes = true
    forEachMissed(leaf, cheapest) { _ in takes = false }
    return takes
  }

  private func forEachMissed(
    _ leaf: Int, _ cheapest: [Int], _ body: (TreeChangeLeaves.Condition) -> Void
  ) {
    for position in leaves.conditionStarts[leaf]..<leaves.conditionStarts[leaf + 1] {
      let condition = leaves.conditions[position]
      let choice = cheapest[condition.feature]
      if leaves.masks[condition.mask + choice >> 6] & (1 << UInt64(choice & 63)) == 0 {
        body(condition)
      }
    }
  }
}
