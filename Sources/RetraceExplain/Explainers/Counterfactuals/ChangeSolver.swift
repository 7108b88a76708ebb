/// Finds the least costly change of a row that reaches a goal.
protocol ChangeSolver: Sendable {
  /// The nearest row within limits that reaches the goal, by the solver's objective.
  ///
  /// - Throws: an error of the model, or `Interrupted`.
  func nearest(_ limits: [FeatureLimits]) throws -> ChangeAnswer
}

/// What a solver found.
struct ChangeAnswer: Sendable {
  /// The row, which reaches the goal by the model's own arithmetic; nil if none was found.
  let row: [Double]?
  /// Whether it is certain that there is none nearer, or none at all.
  let isProven: Bool
}
