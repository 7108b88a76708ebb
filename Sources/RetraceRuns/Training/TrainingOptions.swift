public import RetraceTables

/// How a model is trained.
public struct TrainingOptions: Sendable {
  /// Which rows the model is measured on.
  public enum Validation: Sendable {
    /// A share of the rows, drawn with the seed, of each class its share; 0 for none.
    case share(Double)
    /// The rows of another table; all rows of the first are then trained on.
    case table(Table)
  }

  /// How parameters follow their gradients.
  public enum Method: String, Sendable, CaseIterable {
    /// Steps against the gradient with momentum.
    case sgd
    /// Steps scaled by running moments of the gradient.
    ///
    /// Source: D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015.
    case adam
  }

  /// How much the rows of each class count.
  public enum ClassWeights: Sendable, Equatable {
    /// All rows alike.
    case equal
    /// Each class alike: rows / (classes · rows of the class).
    case balanced
    /// As given, by the class's name; classes that are not named count 1.
    case given([String: Double])
  }

  /// The column to predict.
  public var target: String
  /// Which model.
  public var model = ModelSpec.logistic()
  /// Which rows to measure on.
  public var validation = Validation.share(0.2)
  /// The columns to learn from; nil for all but the target.
  public var features: [String]?
  /// Columns not to learn from.
  public var drop: [String] = []
  /// How often each row is learned; nil for the model's default, more for few rows.
  public var epochs: Int?
  /// Rows a step; nil for the model's default.
  public var batch: Int?
  /// The learning rate; nil for the default of model and optimizer.
  public var rate: Double?
  /// How parameters follow their gradients; nil for `sgd`.
  public var optimizer: Method?
  /// How much of the last step is kept, for `sgd`; nil for 0.9.
  public var momentum: Double?
  /// The factor of half the squared weights in the loss; nil for the model's.
  public var l2: Double?
  /// How much the rows of each class count.
  public var weights = ClassWeights.equal
  /// The run's name; nil for one made of model and target.
  public var name: String?
  /// The seed of split, order and first weights.
  public var seed: UInt64
  /// What was planted in generated data, to be kept with the run.
  public var truth: JSON?

  /// Makes options with everything at its default.
  public init(target: String, seed: UInt64 = 42) {
    self.target = target
    self.seed = seed
  }

  /// How parameters follow their gradients, with the default filled in.
  var method: Method { optimizer ?? .sgd }

  /// Checks ranges, and that what is given goes with the model.
  ///
  /// - Throws: ``RunError/unsuitedOption(_:reason:)``.
  func check() throws {
    try model.check()
    if case .share(let share) = validation, !(0..<1).contains(share) {
      throw RunError.unsuitedOption(
        "valid", reason: "takes a share from 0 to below 1, got \(share)")
    }
    switch model {
    case .logistic, .mlp: _ = try resolved(rows: 1)
    case .tree, .forest, .boosting: try checkTrees()
    case .additive: break
    }
  }

  /// Refuses what only gradients in epochs have.
  private func checkTrees() throws {
    let family = model.family
    let instead = "'\(family)' is learned tree by tree"
    for (name, isGiven) in [
      ("epochs", epochs != nil), ("batch", batch != nil), ("optimizer", optimizer != nil),
      ("momentum", momentum != nil),
    ] where isGiven {
      let hint =
        switch (family, name) {
        case ("tree", _): "take 'depth:' of tree(…)"
        case (_, "epochs"): "take 'trees:' of \(family)(…)"
        case ("boosting", "batch"): "take 'rows:' of boosting(…) for a share of the rows a tree"
        default: "leave it out"
        }
      throw RunError.unsuitedOption(
        name, reason: "goes with logistic(…) and mlp(…); \(instead), \(hint)")
    }
    guard family != "boosting" else {
      if let rate {
        try RunError.require(rate > 0 && rate <= 10, "rate", "above 0 and up to 10", rate)
      }
      if let l2 { try RunError.require(l2 >= 0 && l2.isFinite, "l2", "from 0 on", l2) }
      return
    }
    for (name, isGiven) in [("rate", rate != nil), ("l2", l2 != nil)] where isGiven {
      throw RunError.unsuitedOption(
        name, reason: "does not go with '\(family)'; take 'depth:' and 'min_leaf:' of \(family)(…)")
    }
  }
}
