import RetraceModels
import RetraceNumerics

/// The nearest change for models whose margin or value is a sum of one term per feature: exact.
struct LinearChangeSolver: ChangeSolver {
  /// What a feature adds to each constraint.
  private struct Effect: Sendable {
    /// Per constraint.
    var slopes: [Double]
    var missing: [Double]
    var unknown: [Double]
    /// Level, then constraint.
    var levels: [[Double]]

    func values(_ cell: Double) -> [Double] {
      if cell.isMissing { return missing }
      if cell.isNaN { return unknown }
      guard !levels.isEmpty else { return slopes.map { $0 * cell } }
      guard let level = Int(exactly: cell), levels.indices.contains(level) else { return unknown }
      return levels[level]
    }
  }

  private let effects: [Effect]
  private let constants: [Double]
  private let objective: ChangeObjective
  private let finisher: ChangeFinisher
  private let subsetLimit = 20_000

  /// Makes a solver; nil if the goal is not linear in the features on the model's own scale.
  init?(
    _ model: any LinearModel, goal: CounterfactualGoal, objective: ChangeObjective,
    finisher: ChangeFinisher
  ) {
    guard goal.searchScale != .probability, !goal.constraints.isEmpty else { return nil }
    let columns = model.outputs.count(on: goal.searchScale)
    let terms = (0..<columns).map(model.linearTerms(output:))
    func combined(_ part: (LinearTerms) -> Double) -> [Double] {
      goal.constraints.map { constraint in
        var sum = 0.0
        for column in 0..<columns where constraint.weights[column] != 0 {
          sum += constraint.weights[column] * part(terms[column])
        }
        return sum
      }
    }
    constants = zip(combined(\.intercept), goal.constraints).map { $0 + $1.offset }
    effects = model.features.features.indices.map { feature in
      Effect(
        slopes: combined { $0.terms[feature].slope },
        missing: combined { $0.terms[feature].missing },
        unknown: combined { $0.terms[feature].unknown },
        levels: (model.features.features[feature].levels ?? []).indices.map { level in
          combined { $0.terms[feature].levels[level] }
        })
    }
    self.objective = objective
    self.finisher = finisher
  }

  func nearest(_ limits: [FeatureLimits], effort: ChangeEffort) throws -> ChangeAnswer {
    guard !limits.contains(where: \.isImpossible) else {
      return ChangeAnswer(row: nil, isProven: true)
    }
    // A tie at the boundary may fall on the wrong side in the model's arithmetic: then a hair
    // more is asked for.
    for margin in [0, 1e-13, 1e-11, 1e-9] {
      let problem = problem(limits, margin: margin)
      var sparse = SparseChanges(problem.program, limit: subsetLimit)
      let outcome =
        objective == .distance ? try problem.program.solve() : try sparse.solve()
      switch outcome {
      case .none(let isProven):
        return ChangeAnswer(row: nil, isProven: isProven && problem.isExact)
      case .found(let distances, _, let isProven):
        let row = problem.program.row(distances, limits)
        if let row = try finisher.finished(row, limits) {
          return ChangeAnswer(row: row, isProven: isProven && problem.isExact)
        }
      }
    }
    return ChangeAnswer(row: nil, isProven: false)
  }

  /// The program of a row: what its changes gain for each constraint.
  private func problem(
    _ limits: [FeatureLimits], margin: Double
  ) -> (program: ChangeProgram, isExact: Bool) {
    var builder = ChangeProgramBuilder(constraintCount: constants.count)
    var values = constants
    var sizes = constants.map { abs($0) }
    for (feature, limit) in limits.enumerated() {
      let own = effects[feature].values(limit.own)
      for constraint in values.indices {
        values[constraint] += own[constraint]
        sizes[constraint] += abs(own[constraint])
      }
      builder.add(
        feature, limit, slopes: effects[feature].slopes,
        jump: { number in
          zip(effects[feature].values(number), own).map { $0 - $1 }
        })
    }
    let needed = zip(values, sizes).map { -$0 + margin * $1 }
    return (builder.program(needed: needed), builder.isExact)
  }
}
