public import RetraceTables

extension PlainModelJSON {
  /// The JSON object that describes a model; read back, it predicts the same to the bit.
  ///
  /// - Throws: ``ModelError/notWritable(family:writable:)``.
  public static func json(of model: any Model) throws -> JSON {
    var members = [JSON.Member("type", .text(model.family))]
    members += features(of: model.features)
    switch model {
    case let model as LinearFamily:
      members += encoding(of: model)
      let rows = (0..<model.network.outputCount).map { row in
        numbers(
          model.network.weight(0).dropFirst(row * model.encoding.width)
            .prefix(model.encoding.width))
      }
      let intercepts = numbers(model.network.bias(0))
      if model.kind == .softmaxRegression {
        members += [JSON.Member("coef", .array(rows)), JSON.Member("intercept", intercepts)]
      } else {
        members.append(JSON.Member("coef", rows[0]))
        members.append(JSON.Member("intercept", .number(model.network.bias(0).first ?? 0)))
      }
    case let model as MLP:
      members += encoding(of: model)
      members.append(
        JSON.Member("layers", .array((0..<model.network.layerCount).map { layer(model, $0) })))
    case let model as TreeEnsembleModel: members += trees(of: model)
    case let model as AdditiveModel: members += Self.members(of: model)
    default: throw ModelError.notWritable(family: model.family, writable: types)
    }
    if model.outputs.isClassifier { members.append(classes(of: model.outputs)) }
    if let target = model.outputs.target { members.append(JSON.Member("target", .text(target))) }
    return .object(members)
  }

  private static func numbers(_ numbers: some Sequence<Double>) -> JSON {
    .array(numbers.map(JSON.number))
  }

  private static func classes(of outputs: ModelOutputs) -> JSON.Member {
    JSON.Member(
      "classes",
      .array(
        outputs.classes.map { cell in
          switch cell {
          case .number(let number): .number(number)
          case .logical(let flag): .logical(flag)
          default: .text(cell.displayText)
          }
        }))
  }

  private static func features(of space: FeatureSpace) -> [JSON.Member] {
    let kinds = space.features.compactMap { feature -> JSON.Member? in
      if let levels = feature.levels {
        let texts = JSON.array(levels.map(JSON.text))
        return JSON.Member(feature.name, .object([JSON.Member("levels", texts)]))
      }
      var members: [JSON.Member] = []
      if let range = feature.range {
        members.append(JSON.Member("range", numbers([range.lowerBound, range.upperBound])))
      }
      if feature.isCode { members.append(JSON.Member("codes", .logical(true))) }
      if let step = feature.step { members.append(JSON.Member("step", .number(step))) }
      return members.isEmpty ? nil : JSON.Member(feature.name, .object(members))
    }
    let names = JSON.Member("features", .array(space.names.map(JSON.text)))
    return kinds.isEmpty ? [names] : [names, JSON.Member("feature_kinds", .object(kinds))]
  }

  private static func encoding(of model: some DenseModel) -> [JSON.Member] {
    let encoding = model.encoding
    var members: [JSON.Member] = []
    if !encoding.isPlain || encoding.width != model.features.count {
      let columns = encoding.columns.map { column -> JSON in
        let feature = model.features.features[column.feature]
        var members = [JSON.Member("feature", .text(feature.name))]
        switch column.part {
        case .number(let fill):
          if let fill { members.append(JSON.Member("fill", .number(fill))) }
        case .level(let level):
          members.append(JSON.Member("level", .text(feature.levels?[level] ?? "")))
        case .missing: members.append(JSON.Member("missing", .logical(true)))
        }
        return .object(members)
      }
      members.append(JSON.Member("preprocess", .array(columns)))
    }
    if encoding.columns.contains(where: { $0.mean != 0 || $0.scale != 1 }) {
      members.append(JSON.Member("mean", numbers(encoding.columns.map(\.mean))))
      members.append(JSON.Member("scale", numbers(encoding.columns.map(\.scale))))
    }
    if model.targetMean != 0 || model.targetScale != 1 {
      members.append(JSON.Member("target_mean", .number(model.targetMean)))
      members.append(JSON.Member("target_scale", .number(model.targetScale)))
    }
    return members
  }

  private static func layer(_ model: MLP, _ layer: Int) -> JSON {
    let network = model.network
    let inputs = network.sizes[layer]
    let weight = network.weight(layer)
    return .object([
      JSON.Member(
        "weight",
        .array(
          (0..<network.sizes[layer + 1]).map {
            numbers(weight.dropFirst($0 * inputs).prefix(inputs))
          })),
      JSON.Member("bias", numbers(network.bias(layer))),
      JSON.Member("activation", .text(network.activations[layer].rawValue)),
    ])
  }

  private static func trees(of model: TreeEnsembleModel) -> [JSON.Member] {
    let ensemble = model.ensemble
    var members = [
      JSON.Member("aggregate", .text(ensemble.aggregation.rawValue)),
      JSON.Member(
        "base", ensemble.base.count == 1 ? .number(ensemble.base[0]) : numbers(ensemble.base)),
      JSON.Member("link", .text(ensemble.link.rawValue)),
      JSON.Member("output", .text(model.sumScale.rawValue)),
    ]
    if ensemble.linkSlope != 1 {
      members.append(JSON.Member("link_slope", .number(ensemble.linkSlope)))
    }
    let scales = model.outputs.scales
    if scales != TreeEnsembleModel.defaultScales(sum: model.sumScale, link: ensemble.link) {
      members.append(JSON.Member("scales", .array(scales.map { .text($0.rawValue) })))
    }
    if ensemble.comparison != .lessOrEqual {
      members.append(JSON.Member("comparison", .text(ensemble.comparison.rawValue)))
    }
    if ensemble.precision != .double {
      members.append(JSON.Member("precision", .text(ensemble.precision.rawValue)))
    }
    members.append(
      JSON.Member("trees", .array((0..<ensemble.treeCount).map { tree(ensemble.tree($0)) })))
    return members
  }

  private static func tree(_ tree: TreeEnsemble.Tree) -> JSON {
    var members = [
      JSON.Member("children_left", numbers(tree.left.map(Double.init))),
      JSON.Member("children_right", numbers(tree.right.map(Double.init))),
      JSON.Member("feature", numbers(tree.feature.map(Double.init))),
      JSON.Member("threshold", numbers(tree.threshold)),
      JSON.Member(
        "value", .array(tree.values.map { $0.count == 1 ? .number($0[0]) : numbers($0) })),
    ]
    if !tree.cover.isEmpty { members.append(JSON.Member("cover", numbers(tree.cover))) }
    if tree.missing.contains(where: { !$0.isEmpty }) {
      members.append(
        JSON.Member("missing", numbers(tree.missing.map { Double($0.rawValue) })))
    }
    if !tree.levels.isEmpty {
      members.append(
        JSON.Member(
          "levels", .array(tree.levels.map { $0.map { numbers($0.map(Double.init)) } ?? .null })))
    }
    if let output = tree.output { members.append(JSON.Member("output", .number(Double(output)))) }
    return .object(members)
  }
}
