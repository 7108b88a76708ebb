/// Finds the least costly change of a row that reaches a goal.
protocol ChangeSolver: Sendable {
  /// The nearest row within limits that reaches the goal, by the solver's objective.
  ///
  /// - Parameter effort: how much work it is worth where the work is large.
  /// - Throws: an error of the model, or `Interrupted`.
  func nearest(_ limits: [FeatureLimits], effort: ChangeEffort) throws -> ChangeAnswer
}

/// How much work a counterfactual is worth.
enum ChangeEffort: Sendable {
  /// The first one: all that helps.
  case full
  /// A further one.
  case reduced
}

/// What a solver found.
struct ChangeAnswer: Sendable {
  /// The row, which reaches the goal by the model's own arithmetic; nil if none was found.
  let row: [Double]?
  /// Whether it is certain that there is none nearer, or none at all.
  let isProven: Bool
}
