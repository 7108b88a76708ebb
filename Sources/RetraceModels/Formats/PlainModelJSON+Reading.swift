import RetraceTables

extension PlainModelJSON {
  static func linear(
    _ kind: LinearFamily.Kind, _ fields: ModelJSONFields, _ common: Common
  ) throws -> any Model {
    let width = common.encoding.width
    let coefficients: [[Double]]
    let intercepts: [Double]
    if kind == .softmaxRegression {
      coefficients = try fields.rows("coef", columns: width)
      guard coefficients.count >= 2 else {
        throw fields.wrong("coef", "expected a row for each of two or more classes, got 1")
      }
      intercepts = try fields.numbers("intercept", count: coefficients.count)
    } else {
      coefficients = [try fields.numbers("coef", count: width)]
      intercepts = [try fields.number("intercept")]
    }
    if kind != .linear {
      try checkClasses(fields, common, count: kind == .logistic ? 2 : coefficients.count)
    }
    return LinearFamily(
      kind, features: common.features, encoding: common.encoding, coefficients: coefficients,
      intercepts: intercepts, classes: common.classes, target: common.target,
      targetMean: common.targetMean, targetScale: common.targetScale)
  }

  static func mlp(_ fields: ModelJSONFields, _ common: Common) throws -> any Model {
    let items = try fields.array("layers")
    guard !items.isEmpty else { throw fields.wrong("layers", "expected at least one layer") }
    var sizes = [common.encoding.width]
    var activations: [Activation] = []
    var parameters: [Double] = []
    for (position, json) in items.enumerated() {
      let layer = try fields.item("layers", position, json)
      let weight = try layer.rows("weight", columns: sizes[sizes.count - 1])
      parameters += weight.flatMap { $0 }
      parameters += try layer.numbers("bias", count: weight.count)
      sizes.append(weight.count)
      activations.append(try layer.choice("activation", Activation.self))
    }
    let network = DenseNetwork(sizes: sizes, activations: activations, parameters: parameters)
    let classCount = MLP.classCount(network)
    if classCount > 0 {
      guard classCount >= 2 else {
        throw fields.wrong("layers", "a softmax needs at least two outputs")
      }
      try checkClasses(fields, common, count: classCount)
    } else if network.outputCount != 1 {
      throw fields.wrong(
        "layers", "a model of numbers has one output, the last layer has \(network.outputCount)")
    }
    return MLP(
      features: common.features, encoding: common.encoding, network: network,
      classes: common.classes, target: common.target, targetMean: common.targetMean,
      targetScale: common.targetScale)
  }

  static func trees(_ fields: ModelJSONFields, _ common: Common) throws -> any Model {
    guard common.encoding.isPlain, !fields.has("mean"), !fields.has("scale") else {
      throw fields.wrong("preprocess", "a tree ensemble takes the features as they are")
    }
    let items = try fields.array("trees")
    let trees = try items.enumerated().map { position, json in
      try tree(fields.item("trees", position, json))
    }
    let outputs = try base(fields, trees)
    do {
      let ensemble = try TreeEnsemble(
        trees: trees, featureCount: common.features.count, base: outputs,
        aggregation: fields.has("aggregate")
          ? fields.choice("aggregate", TreeEnsemble.Aggregation.self) : .sum,
        link: fields.has("link") ? fields.choice("link", TreeEnsemble.Link.self) : .identity,
        linkSlope: fields.has("link_slope") ? fields.number("link_slope") : 1,
        comparison: fields.has("comparison")
          ? fields.choice("comparison", TreeEnsemble.Comparison.self) : .lessOrEqual,
        precision: fields.has("precision")
          ? fields.choice("precision", TreeEnsemble.Precision.self) : .double)
      return try TreeEnsembleModel(
        ensemble, features: common.features, sumScale: try sumScale(fields),
        scales: try scales(fields), classes: common.classes, target: common.target)
    } catch let error as TreeEnsemble.ShapeError {
      throw ModelError.unreadable(
        file: fields.file, place: error.tree.map { "trees[\($0)]" } ?? "",
        reason: error.description)
    }
  }

  private static func tree(_ fields: ModelJSONFields) throws -> TreeEnsemble.Tree {
    let left = try fields.integers("children_left", from: -1)
    let values = try fields.array("value").enumerated().map { position, json in
      if case .number(let number) = json { return [number] }
      return try fields.numbers(json, "value[\(position)]")
    }
    return TreeEnsemble.Tree(
      left: left, right: try fields.integers("children_right", from: -1),
      feature: try fields.integers("feature", from: -2),
      threshold: try fields.numbers(
        fields.value("threshold"), "threshold", allowingInfinite: true),
      values: values, cover: fields.has("cover") ? try fields.numbers("cover") : [],
      missing: fields.has("missing")
        ? try fields.integers("missing", from: 0).map {
          TreeEnsemble.MissingRule(rawValue: UInt8(min($0, 7)))
        } : [],
      levels: fields.has("levels") ? try levels(fields) : [],
      output: fields.has("output") ? try output(fields) : nil)
  }

  private static func levels(_ fields: ModelJSONFields) throws -> [[Int]?] {
    try fields.array("levels").enumerated().map { position, json in
      guard json != .null else { return nil }
      return try fields.numbers(json, "levels[\(position)]").map { number in
        guard let level = Int(exactly: number), level >= 0, level < 1 << 20 else {
          throw fields.wrong("levels[\(position)]", "expected positions of levels")
        }
        return level
      }
    }
  }

  private static func output(_ fields: ModelJSONFields) throws -> Int {
    guard let output = Int(exactly: try fields.number("output")), output >= 0 else {
      throw fields.wrong("output", "expected a whole number from 0 on")
    }
    return output
  }

  /// What is added to each output; one number is for all of them.
  private static func base(
    _ fields: ModelJSONFields, _ trees: [TreeEnsemble.Tree]
  ) throws -> [Double] {
    var count: Int
    if let last = trees.compactMap(\.output).max() {
      guard last < 1 << 20 else { throw fields.wrong("trees", "there is an output \(last)") }
      count = last + 1
    } else {
      count = trees.first?.values.first?.count ?? 1
    }
    guard count > 0 else { throw fields.wrong("trees[0].value", "there are no values") }
    guard fields.has("base") else { return [Double](repeating: 0, count: count) }
    let json = try fields.value("base")
    if case .array(let items) = json {
      // Trees may be for some of the outputs only.
      if trees.isEmpty || trees[0].output != nil { count = max(count, items.count) }
      return try fields.numbers(json, "base", count: count)
    }
    return [Double](repeating: try fields.number("base"), count: count)
  }

  private static func sumScale(_ fields: ModelJSONFields) throws -> OutputScale? {
    guard fields.has("output") else { return nil }
    let text = try fields.text("output")
    guard let scale = OutputScale.allCases.first(where: { text.hasPrefix($0.rawValue) }) else {
      throw fields.wrong("output", "expected 'probability', 'margin' or 'value', got '\(text)'")
    }
    return scale
  }

  /// The scales that are named, in their order.
  private static func scales(_ fields: ModelJSONFields) throws -> [OutputScale]? {
    guard fields.has("scales") else { return nil }
    return try fields.texts("scales").enumerated().map { position, text in
      guard let scale = OutputScale(rawValue: text) else {
        throw fields.wrong(
          "scales[\(position)]",
          "expected 'probability', 'margin' or 'value', got '\(text)'")
      }
      return scale
    }
  }

  private static func checkClasses(
    _ fields: ModelJSONFields, _ common: Common, count: Int
  ) throws {
    guard let classes = common.classes, classes.count != count else { return }
    throw fields.wrong("classes", "expected \(count) classes, got \(classes.count)")
  }
}
