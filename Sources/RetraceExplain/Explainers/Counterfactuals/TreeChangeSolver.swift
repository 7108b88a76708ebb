import RetraceModels
import RetraceNumerics

/// The nearest change for ensembles of trees: exact, unless the search becomes too large.
///
/// Every feature has one choice per interval between the trees' cuts, the nearest number there.
/// Best-first search over sets of choices: a set costs at least its cheapest choices, and it is
/// left out where the sum of the largest leaves that each tree can still reach misses the goal.
/// It is divided by what the best leaf of the tree with the largest gap asks of a feature. The
/// first cheapest row that reaches the goal is the nearest one.
struct TreeChangeSolver: ChangeSolver {
  private let splits: TreeSplits
  /// What each node's value adds to each constraint: node by constraint.
  private let contributions: [Double]
  private let constants: [Double]
  private let goal: CounterfactualGoal
  private let objective: ChangeObjective
  private let finisher: ChangeFinisher
  private let fallback: any ChangeSolver
  /// How many leaves may be looked at.
  private let workLimit: Int

  /// Makes a solver; nil if the goal is not a sum over the trees on their own scale.
  init?(
    _ model: any TreeModel, splits: TreeSplits, goal: CounterfactualGoal,
    objective: ChangeObjective, finisher: ChangeFinisher, fallback: any ChangeSolver,
    workLimit: Int
  ) {
    let ensemble = model.ensemble
    guard goal.searchScale == model.sumScale, !goal.constraints.isEmpty else { return nil }
    let outputs = ensemble.outputCount
    // Two leaf values for two classes become one prediction.
    let weights: [[Double]] = goal.constraints.map { constraint in
      guard outputs == 2, constraint.weights.count == 1 else { return constraint.weights }
      let weight = constraint.weights[0]
      return ensemble.link == .softmax ? [-weight, weight] : [0, weight]
    }
    guard weights.allSatisfy({ $0.count == outputs }) else { return nil }
    self.splits = splits
    self.goal = goal
    self.objective = objective
    self.finisher = finisher
    self.fallback = fallback
    self.workLimit = workLimit
    constants = zip(weights, goal.constraints).map { weights, constraint in
      zip(weights, ensemble.base).reduce(constraint.offset) { $0 + $1.0 * $1.1 }
    }
    let count = weights.count
    var contributions = [Double](repeating: 0, count: ensemble.nodeCount * count)
    for tree in 0..<ensemble.treeCount {
      for node in ensemble.treeStarts[tree]..<ensemble.treeStarts[tree + 1] {
        for constraint in 0..<count {
          var sum = 0.0
          if ensemble.treeOutputs.isEmpty {
            for output in 0..<outputs {
              sum += weights[constraint][output] * ensemble.values[node * outputs + output]
            }
          } else {
            sum = weights[constraint][ensemble.treeOutputs[tree]] * ensemble.values[node]
          }
          contributions[node * count + constraint] = sum * ensemble.weight
        }
      }
    }
    self.contributions = contributions
  }

  /// How many words the leaves' conditions take at most.
  private func searchSize(_ choices: [[Double]]) -> Int {
    let ensemble = splits.ensemble
    let words = choices.map { $0.count / 64 + 1 }
    let mean = words.reduce(0, +) / max(1, words.count) + 1
    return ensemble.nodeCount / 2 * min(ensemble.depth, choices.count) * mean
  }

  func nearest(_ limits: [FeatureLimits], effort: ChangeEffort) throws -> ChangeAnswer {
    guard !limits.contains(where: \.isImpossible) else {
      return ChangeAnswer(row: nil, isProven: true)
    }
    let choices = limits.indices.map { splits.choices($0, limits[$0]) }
    guard searchSize(choices) < 1_000_000 else {
      return try fallback.nearest(limits, effort: effort)
    }
    let leaves = TreeChangeLeaves(
      splits.ensemble, choices: choices, limits: limits, contributions: contributions,
      constraints: constants.count)
    var search = TreeChangeSearch(leaves, constants: constants, objective: objective)
    // Small searches end at once; a large one is worth a good first row to prune with.
    let (scorer, earlyLimit) = (finisher.scorer, workLimit / 20)
    func isReached(_ row: [Double]) throws -> Bool { try scorer.reached([row])[0] }
    let firstRun = try search.run(workLimit: earlyLimit, isReached: isReached)
    guard case .stopped(let early) = firstRun else { return answer(firstRun, nil, limits) }
    let row = cheaper(early, try fallback.nearest(limits, effort: effort).row, limits)
    guard effort == .full else { return ChangeAnswer(row: row, isProven: false) }
    if let row { search.requireBelow(objective.key(row, limits)) }
    return answer(
      try search.run(workLimit: workLimit - earlyLimit, isReached: isReached), row, limits)
  }

  /// The answer of a search that only looked for what is cheaper than a row.
  private func answer(
    _ end: TreeChangeSearch.End, _ row: [Double]?, _ limits: [FeatureLimits]
  ) -> ChangeAnswer {
    switch end {
    case .ended(let found): ChangeAnswer(row: cheaper(found, row, limits), isProven: true)
    case .stopped(let found): ChangeAnswer(row: cheaper(found, row, limits), isProven: false)
    }
  }

  private func cheaper(
    _ first: [Double]?, _ second: [Double]?, _ limits: [FeatureLimits]
  ) -> [Double]? {
    guard let first, let second else { return first ?? second }
    return objective.key(second, limits) < objective.key(first, limits) ? second : first
  }
}
