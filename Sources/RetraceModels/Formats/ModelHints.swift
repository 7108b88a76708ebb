public import RetraceTables

/// What the user says about a model where its file does not.
public struct ModelHints: Sendable, Equatable {
  /// What is said of one layer of a network.
  public enum Layer: Sendable, Equatable {
    /// What it does with its sums.
    case activation(Activation)
    /// How many outputs it has.
    case width(Int)
  }

  /// The names of the features, in the order in which the model takes them.
  public var features: [String]?
  /// The levels of categories, by the feature's name, for files that have only their codes.
  public var levels: [String: [String]]
  /// The classes, in the order of the model's outputs.
  public var classes: [Cell]?
  /// The name of what is predicted.
  public var target: String?
  /// The layers of a network whose file has only numbers.
  public var layers: [Layer]?
  /// What is subtracted from each feature before the model sees it.
  public var mean: [Double]?
  /// What the differences are divided by.
  public var scale: [Double]?

  /// Makes hints; nil for what the file says itself.
  public init(
    features: [String]? = nil, levels: [String: [String]] = [:], classes: [Cell]? = nil,
    target: String? = nil, layers: [Layer]? = nil, mean: [Double]? = nil, scale: [Double]? = nil
  ) {
    self.features = features
    self.levels = levels
    self.classes = classes
    self.target = target
    self.layers = layers
    self.mean = mean
    self.scale = scale
  }

  /// Whether nothing is said.
  public var isEmpty: Bool { self == ModelHints() }

  /// The model with these names, classes, target and scaling.
  ///
  /// - Throws: ``ModelError/unsuitedHint(_:reason:)`` for counts that do not fit.
  public func applied(to model: any Model) throws -> any Model {
    guard features != nil || classes != nil || target != nil || mean != nil || scale != nil else {
      return model
    }
    guard let adjustable = model as? any AdjustableModel else {
      throw ModelError.unsuitedHint(
        "features", reason: "a model of type '\(model.family)' keeps the names in its file")
    }
    return try scaled(renamed(adjustable))
  }

  private func renamed(_ model: any AdjustableModel) throws -> any AdjustableModel {
    guard features != nil || classes != nil || target != nil else { return model }
    let space = try features.map { try self.space(model.features, named: $0) } ?? model.features
    try checkLevels(of: space, in: model)
    if let classes {
      guard model.outputs.isClassifier else {
        throw ModelError.unsuitedHint("classes", reason: "the model predicts numbers")
      }
      let count = model.outputs.classes.count
      guard classes.count == count else {
        throw ModelError.unsuitedHint(
          "classes", reason: "the model tells \(count) classes, got \(classes.count)")
      }
      guard Set(classes.map(\.displayText)).count == count else {
        throw ModelError.unsuitedHint("classes", reason: "a class is named twice")
      }
    }
    let outputs = ModelOutputs(
      classes: classes ?? model.outputs.classes, scales: model.outputs.scales,
      target: target ?? model.outputs.target)
    return model.renamed(features: space, outputs: outputs)
  }

  /// Checks that there is a level for every code that the trees ask for.
  private func checkLevels(of space: FeatureSpace, in model: any AdjustableModel) throws {
    guard let trees = (model as? any TreeModel)?.ensemble else { return }
    for node in trees.left.indices where !trees.isLeaf(node) && trees.levelSet[node] >= 0 {
      let feature = space.features[Int(trees.feature[node])]
      let highest = trees.levelSets[Int(trees.levelSet[node])].levels.last ?? 0
      if let levels = levels[feature.name], feature.levels == levels, highest >= levels.count {
        throw ModelError.unsuitedHint(
          "features",
          reason: "the model knows the code \(highest) of '\(feature.name)', the table has only "
            + "\(levels.count) levels; give the table that it was trained on")
      }
    }
  }

  private func space(_ space: FeatureSpace, named names: [String]) throws -> FeatureSpace {
    guard names.count == space.count else {
      throw ModelError.unsuitedHint(
        "features",
        reason: "the model takes \(space.count) \(space.count == 1 ? "feature" : "features"), "
          + "got \(names.count) names")
    }
    var seen: Set<String> = []
    if let twice = names.first(where: { !seen.insert($0).inserted }) {
      throw ModelError.unsuitedHint("features", reason: "the name '\(twice)' is given twice")
    }
    // The same names in another order would call features by each other's names.
    guard names == space.names || seen != Set(space.names) else {
      throw ModelError.unsuitedHint(
        "features", reason: "the file has the same names in another order; leave them out")
    }
    return FeatureSpace(
      zip(space.features, names).map { feature, name in
        guard feature.isCode, let levels = levels[name] else {
          return Feature(
            name, feature.kind, range: feature.range, step: feature.step, isCode: feature.isCode)
        }
        return Feature(name, .category(levels: levels))
      })
  }

  private func scaled(_ model: any AdjustableModel) throws -> any Model {
    guard mean != nil || scale != nil else { return model }
    let count = model.features.count
    for (name, numbers) in [("mean", mean), ("scale", scale)] {
      guard let numbers else { continue }
      guard numbers.count == count else {
        throw ModelError.unsuitedHint(
          name, reason: "the model takes \(count) features, got \(numbers.count) numbers")
      }
      guard numbers.allSatisfy({ $0.isFinite && (name == "mean" || $0 != 0) }) else {
        throw ModelError.unsuitedHint(
          name, reason: name == "mean" ? "a number is not finite" : "a number is 0 or not finite")
      }
    }
    let means = mean ?? [Double](repeating: 0, count: count)
    let scales = scale ?? [Double](repeating: 1, count: count)
    guard let result = model.standardizing(mean: means, scale: scales) else {
      throw ModelError.unsuitedHint(
        mean == nil ? "scale" : "mean",
        reason: "a model of type '\(model.family)' takes the features as they are")
    }
    return result
  }
}
