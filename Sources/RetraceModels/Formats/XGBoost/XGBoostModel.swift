import RetraceNumerics
import RetraceTables

/// Puts the parts of an XGBoost file together to a model.
struct XGBoostModel {
  let file: String
  /// The trees, in order.
  let trees: [TreeArrays]
  /// The file without its trees.
  let json: PackedJSON

  /// The most numbers that a model may put out.
  private static let outputLimit = 1 << 16

  /// Makes the model.
  ///
  /// - Throws: ``ModelError/unreadable(file:place:reason:)``.
  func model() throws -> any Model {
    let root = XGBoostFields(file: file, place: "", json: json)
    guard case .object = json else { throw root.wrong("", "expected an object") }
    let learner = try root.object("learner")
    let booster = try learner.object("gradient_booster")
    let parameters = try learner.object("learner_model_param")
    let featureCount = try parameters.count("num_feature")
    guard featureCount <= XGBoostFeatures.limit else {
      throw parameters.wrong(
        "num_feature", "\(featureCount) features, the limit is \(XGBoostFeatures.limit)")
    }
    let classes = try parameters.count("num_class", default: 0)
    let targets = try parameters.count("num_target", default: 1)
    let outputs = max(1, classes)
    guard targets <= 1 else {
      throw parameters.wrong(
        "num_target",
        "the model predicts \(targets) numbers a row; models of one number or of classes can be "
          + "read")
    }
    guard outputs <= Self.outputLimit else {
      throw parameters.wrong("num_class", "\(outputs) classes, the limit is \(Self.outputLimit)")
    }
    let objective = try objective(learner, outputs: outputs)
    let base = try base(parameters, objective, outputs: outputs)
    switch try booster.text("name") {
    case "gblinear":
      let features = try XGBoostFeatures.read(
        learner, model: nil, count: featureCount, withSets: [])
      return try linear(booster, learner, objective, features: features.space, base: base)
    case "dart":
      let model = try booster.object("gbtree").object("model")
      return try ensemble(
        learner, model, objective, featureCount: featureCount, base: base,
        weights: booster.numbers("weight_drop", count: trees.count))
    case "gbtree":
      return try ensemble(
        learner, try booster.object("model"), objective, featureCount: featureCount, base: base,
        weights: nil)
    case let name:
      throw booster.wrong("name", "'\(name)' is none of 'gbtree', 'dart', 'gblinear'")
    }
  }

  private func objective(_ learner: XGBoostFields, outputs: Int) throws -> XGBoostObjective {
    let fields = try learner.object("objective")
    let name = try fields.text("name")
    guard let objective = XGBoostObjective(name) else {
      guard outputs == 1 else {
        throw fields.wrong("name", "'\(name)' is not known, so its \(outputs) sums mean nothing")
      }
      return .unknown(name)
    }
    guard (objective.link == .softmax) == (outputs > 1) else {
      throw fields.wrong("name", "'\(name)' does not go with \(outputs) outputs")
    }
    return objective
  }

  /// The base score, on the scale of the sums: one for all outputs, or in new files one for each.
  private func base(
    _ parameters: XGBoostFields, _ objective: XGBoostObjective, outputs: Int
  ) throws -> [Double] {
    let text = try parameters.text("base_score")
    let bare = text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text[...]
    let scores = bare.split(separator: ",").map { part in
      Float(part.drop { $0 == " " })
    }
    guard scores.count == outputs || scores.count == 1 else {
      throw parameters.wrong(
        "base_score", "expected \(outputs) numbers, got '\(text.prefix(40))'")
    }
    let margins = try scores.map { score in
      guard let score, let margin = objective.margin(ofBaseScore: score) else {
        throw parameters.wrong(
          "base_score", "'\(text.prefix(40))' is not possible with this objective")
      }
      return margin
    }
    return margins.count == outputs ? margins : [Double](repeating: margins[0], count: outputs)
  }

  private func ensemble(
    _ learner: XGBoostFields, _ model: XGBoostFields, _ objective: XGBoostObjective,
    featureCount: Int, base: [Double], weights: [Double]?
  ) throws -> TreeEnsembleModel {
    let parameters = try model.object("gbtree_model_param")
    guard try parameters.count("num_trees", default: trees.count) == trees.count else {
      throw model.wrong(
        "trees",
        "expected \(try parameters.count("num_trees")) trees as in 'gbtree_model_param', got "
          + "\(trees.count)")
    }
    let outputs = trees.isEmpty ? [] : try model.wholes("tree_info", count: trees.count)
    let used = try usedTrees(learner, model, parameters, outputs: base.count)
    var parts = TreeEnsemble.Parts()
    var withSets: Set<Int> = []
    for number in 0..<used {
      var tree = trees[number]
      let output = Int(outputs[number])
      guard base.indices.contains(output) else {
        throw model.wrong(
          "tree_info[\(number)]", "expected an output from 0 to \(base.count - 1), got \(output)")
      }
      if let weights {
        // 24 bits by 24 bits: the product is exact in 64-bit floats.
        let weight = Double(Float(weights[number]))
        for node in tree.values.indices { tree.values[node] *= weight }
      }
      do {
        try parts.append(tree, featureCount: featureCount, valueCount: 1)
      } catch let error as TreeEnsemble.ShapeError {
        throw ModelError.unreadable(
          file: file, place: "trees[\(number)]", reason: error.description)
      }
      if base.count > 1 { parts.outputs.append(output) }
      for (node, _) in tree.levels { withSets.insert(Int(tree.feature[node])) }
    }
    let features = try XGBoostFeatures.read(
      learner, model: model, count: featureCount, withSets: withSets)
    let ensemble = TreeEnsemble(
      parts, featureCount: featureCount, valueCount: 1, base: base, aggregation: .sum,
      link: objective.link, linkSlope: 1, comparison: .less, precision: .float)
    var notes = objective.notes + features.notes
    if used < trees.count {
      notes.append(
        "the file has \(trees.count) trees; the first \(used), up to the best iteration, count")
    }
    do {
      return try TreeEnsembleModel(
        ensemble, features: features.space, sumScale: objective.sumScale, scales: objective.scales,
        notes: notes)
    } catch let error as TreeEnsemble.ShapeError {
      throw ModelError.unreadable(file: file, place: "learner", reason: error.description)
    }
  }

  /// How many trees count: after early stopping those up to the best iteration, as XGBoost's
  /// scikit-learn models predict.
  private func usedTrees(
    _ learner: XGBoostFields, _ model: XGBoostFields, _ parameters: XGBoostFields, outputs: Int
  ) throws -> Int {
    guard learner.has("attributes") else { return trees.count }
    let attributes = try learner.object("attributes")
    guard attributes.has("best_iteration") else { return trees.count }
    let rounds = try attributes.count("best_iteration")
    guard rounds < trees.count else { return trees.count }
    if model.has("iteration_indptr") {
      let ends = try model.wholes("iteration_indptr")
      guard rounds + 1 < ends.count else { return trees.count }
      let end = Int(ends[rounds + 1])
      guard end >= 0, end <= trees.count else {
        throw model.wrong(
          "iteration_indptr[\(rounds + 1)]", "\(end), but there are \(trees.count) trees")
      }
      return end
    }
    let parallel = max(1, try parameters.count("num_parallel_tree", default: 1))
    guard parallel <= trees.count else { return trees.count }
    return min(trees.count, (rounds + 1) * parallel * outputs)
  }

  /// A linear booster; a missing cell adds nothing.
  private func linear(
    _ booster: XGBoostFields, _ learner: XGBoostFields, _ objective: XGBoostObjective,
    features: FeatureSpace, base: [Double]
  ) throws -> LinearFamily {
    let kind: LinearFamily.Kind? =
      switch (objective.link, objective.scales.first) {
      case (.identity, .value): .linear
      case (.logistic, .probability): .logistic
      case (.softmax, _): .softmaxRegression
      default: nil
      }
    guard let kind else {
      throw learner.wrong(
        "objective.name", "with the booster 'gblinear' this objective cannot be read")
    }
    let model = try booster.object("model")
    let outputs = base.count
    let weights = try model.numbers("weights", count: (features.count + 1) * outputs)
    guard weights.allSatisfy(\.isFinite) else {
      throw model.wrong("weights", "expected finite numbers")
    }
    return LinearFamily(
      kind, features: features,
      encoding: FeatureEncoding(
        features.features.indices.map {
          FeatureEncoding.Column(feature: $0, part: .number(fill: 0), mean: 0, scale: 1)
        }),
      coefficients: (0..<outputs).map { output in
        features.features.indices.map { Double(Float(weights[$0 * outputs + output])) }
      },
      // This booster takes the first base score for every class.
      intercepts: (0..<outputs).map {
        base[0] + Double(Float(weights[features.count * outputs + $0]))
      },
      classes: nil, target: nil, targetMean: 0, targetScale: 1)
  }
}
