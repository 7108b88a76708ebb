import RetraceModels

/// What the leaves of an ensemble ask of a row, in terms of the choices that each feature has.
///
/// A choice is a bit; the words of a feature stand together, its cheapest choice first. A leaf has
/// a mask of choices for each feature that is asked for on its way.
struct TreeChangeLeaves {
  /// What a leaf asks of one feature.
  struct Condition {
    let feature: Int
    /// Where its words begin in ``TreeChangeLeaves/masks``.
    let mask: Int
  }

  /// The numbers that each feature may become, the cheapest first.
  let choices: [[Double]]
  /// Where each feature's words begin, and at the end their number.
  let offsets: [Int]
  /// What each bit of the words costs.
  let costs: [Double]
  /// Whether each bit of the words is a change: 1, else 0.
  let changes: [Double]
  /// All choices of all features.
  let full: [UInt64]
  /// The first leaf of each tree, and at the end the number of all leaves.
  private(set) var treeStarts: [Int] = [0]
  /// Where each leaf's conditions begin, and at the end their number.
  private(set) var conditionStarts: [Int] = [0]
  private(set) var conditions: [Condition] = []
  private(set) var masks: [UInt64] = []
  /// What each leaf adds to each constraint: leaf by constraint.
  private(set) var values: [Double] = []
  /// The leaves that ask for a feature, with the words of their mask.
  private(set) var byFeature: [[(leaf: Int, mask: Int)]]
  /// The features that each tree asks for.
  private(set) var treeFeatures: [[Int]] = []

  /// - Parameters:
  ///   - ensemble: the trees.
  ///   - choices: the numbers that each feature may become, the cheapest first.
  ///   - limits: what they cost.
  ///   - contributions: what each node's value adds to each constraint.
  ///   - constraints: how many there are.
  init(
    _ ensemble: TreeEnsemble, choices: [[Double]], limits: [FeatureLimits],
    contributions: [Double], constraints: Int
  ) {
    self.choices = choices
    var offsets = [0]
    for feature in choices { offsets.append((offsets.last ?? 0) + (feature.count + 63) / 64) }
    let words = offsets.last ?? 0
    var full = [UInt64](repeating: 0, count: words)
    var costs = [Double](repeating: 0, count: words * 64)
    var changes = costs
    for feature in choices.indices {
      for (choice, number) in choices[feature].enumerated() {
        full[offsets[feature] + choice / 64] |= 1 << UInt64(choice % 64)
        costs[offsets[feature] * 64 + choice] = limits[feature].cost(number)
        changes[offsets[feature] * 64 + choice] = limits[feature].isOwn(number) ? 0 : 1
      }
    }
    self.offsets = offsets
    self.full = full
    self.costs = costs
    self.changes = changes
    byFeature = [[(leaf: Int, mask: Int)]](repeating: [], count: choices.count)
    collect(ensemble, contributions, constraints)
  }

  /// How many leaves some choice reaches.
  var count: Int { conditionStarts.count - 1 }

  /// A step of walking a tree without recursion.
  private enum Visit {
    case enter(Int)
    case turn(Int, Int, [UInt64])
    case restore(Int, [UInt64])
  }

  /// Writes down what each leaf asks of the features, without those that no choice reaches.
  private mutating func collect(
    _ ensemble: TreeEnsemble, _ contributions: [Double], _ constraints: Int
  ) {
    var open = full
    // How many questions on the way ask for each feature.
    var asked = [Int](repeating: 0, count: choices.count)
    for tree in 0..<ensemble.treeCount {
      var features: Set<Int> = []
      // What is left to do: a node to enter, or words to restore where its feature is left.
      var stack: [Visit] = [.enter(ensemble.treeStarts[tree])]
      while let visit = stack.popLast() {
        switch visit {
        case .restore(let feature, let words):
          for (word, bits) in words.enumerated() { open[offsets[feature] + word] = bits }
          asked[feature] -= 1
        case .turn(let node, let feature, let words):
          for (word, bits) in words.enumerated() { open[offsets[feature] + word] = bits }
          if words.contains(where: { $0 != 0 }) { stack.append(.enter(node)) }
        case .enter(let node):
          guard !ensemble.isLeaf(node) else {
            add(open, asked)
            values += contributions[node * constraints..<(node + 1) * constraints]
            continue
          }
          let feature = Int(ensemble.feature[node])
          features.insert(feature)
          let words = Array(open[offsets[feature]..<offsets[feature + 1]])
          var left = [UInt64](repeating: 0, count: words.count)
          for (choice, number) in choices[feature].enumerated()
          where words[choice / 64] & (1 << UInt64(choice % 64)) != 0
            && ensemble.goesLeft(node, cell: number)
          {
            left[choice / 64] |= 1 << UInt64(choice % 64)
          }
          asked[feature] += 1
          stack.append(.restore(feature, words))
          stack.append(
            .turn(Int(ensemble.right[node]), feature, zip(words, left).map { $0 & ~$1 }))
          stack.append(.turn(Int(ensemble.left[node]), feature, left))
        }
      }
      treeStarts.append(count)
      treeFeatures.append(features.sorted())
    }
  }

  private mutating func add(_ open: [UInt64], _ asked: [Int]) {
    for feature in asked.indices where asked[feature] > 0 {
      let words = open[offsets[feature]..<offsets[feature + 1]]
      // What every choice fulfils is no condition.
      guard words != full[offsets[feature]..<offsets[feature + 1]] else { continue }
      byFeature[feature].append((count, masks.count))
      conditions.append(Condition(feature: feature, mask: masks.count))
      masks += words
    }
    conditionStarts.append(conditions.count)
  }
}
