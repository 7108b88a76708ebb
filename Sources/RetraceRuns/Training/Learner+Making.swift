extension ModelSpec {
  /// The learner of this model on prepared data.
  ///
  /// - Throws: ``RunError`` for what cannot be learned.
  func learner(_ data: TrainingData) throws -> any Learner {
    switch self {
    case .logistic, .mlp: try DenseLearner(data)
    case .additive(let options): try AdditiveLearner(data, options)
    case .tree(let spec): try TreeLearner(data, spec)
    case .forest(let spec): try ForestLearner(data, spec)
    case .boosting(let spec): try BoostingLearner(data, spec)
    }
  }
}
