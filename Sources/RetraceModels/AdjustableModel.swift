import RetraceTables

/// A model that can be had under other names, or for rows that are not scaled yet.
public protocol AdjustableModel: Model {
  /// The same model with other names for what goes in and comes out.
  ///
  /// - Parameters:
  ///   - features: as many and of the same kinds as it has.
  ///   - outputs: with as many classes and the same scales.
  func renamed(features: FeatureSpace, outputs: ModelOutputs) -> Self

  /// The model that takes x where this one takes (x − mean) / scale; nil if it has no place for
  /// that.
  ///
  /// - Parameters:
  ///   - mean: a number per feature; of no matter for categories.
  ///   - scale: a number per feature, not 0.
  func standardizing(mean: [Double], scale: [Double]) -> Self?
}

extension LinearFamily: AdjustableModel {
  /// The same model with other names for what goes in and comes out.
  public func renamed(features: FeatureSpace, outputs: ModelOutputs) -> LinearFamily {
    LinearFamily(
      kind, features: features, encoding: encoding, network: network,
      classes: outputs.classes.isEmpty ? nil : outputs.classes, target: outputs.target,
      targetMean: targetMean, targetScale: targetScale)
  }

  /// The model that takes x where this one takes (x − mean) / scale.
  public func standardizing(mean: [Double], scale: [Double]) -> LinearFamily? {
    LinearFamily(
      kind, features: features, encoding: encoding.standardizing(mean: mean, scale: scale),
      network: network, classes: outputs.classes.isEmpty ? nil : outputs.classes,
      target: outputs.target, targetMean: targetMean, targetScale: targetScale)
  }
}

extension MLP: AdjustableModel {
  /// The same model with other names for what goes in and comes out.
  public func renamed(features: FeatureSpace, outputs: ModelOutputs) -> MLP {
    MLP(
      features: features, encoding: encoding, network: network,
      classes: outputs.classes.isEmpty ? nil : outputs.classes, target: outputs.target,
      targetMean: targetMean, targetScale: targetScale)
  }

  /// The model that takes x where this one takes (x − mean) / scale.
  public func standardizing(mean: [Double], scale: [Double]) -> MLP? {
    MLP(
      features: features, encoding: encoding.standardizing(mean: mean, scale: scale),
      network: network, classes: outputs.classes.isEmpty ? nil : outputs.classes,
      target: outputs.target, targetMean: targetMean, targetScale: targetScale)
  }
}

extension TreeEnsembleModel: AdjustableModel {
  /// The same model with other names for what goes in and comes out.
  public func renamed(features: FeatureSpace, outputs: ModelOutputs) -> TreeEnsembleModel {
    var model = self
    model.features = features
    model.outputs = outputs
    return model
  }

  /// Trees compare the features as they are.
  public func standardizing(mean: [Double], scale: [Double]) -> TreeEnsembleModel? { nil }
}

extension AdditiveModel: AdjustableModel {
  /// The same model with other names for what goes in and comes out.
  public func renamed(features: FeatureSpace, outputs: ModelOutputs) -> AdditiveModel {
    var model = self
    model.features = features
    model.outputs = outputs
    return model
  }

  /// Terms are tables of the features as they are.
  public func standardizing(mean: [Double], scale: [Double]) -> AdditiveModel? { nil }
}

extension FeatureEncoding {
  /// The encoding of x that equals this one of (x − mean) / scale.
  func standardizing(mean: [Double], scale: [Double]) -> FeatureEncoding {
    FeatureEncoding(
      columns.map { column in
        guard case .number(let fill) = column.part else { return column }
        let (first, second) = (mean[column.feature], scale[column.feature])
        return Column(
          feature: column.feature, part: .number(fill: fill.map { first + second * $0 }),
          mean: first + second * column.mean, scale: second * column.scale)
      })
  }
}
