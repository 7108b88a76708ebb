public import RetraceNumerics
public import RetraceTables

/// Trees as a model: with features, classes and a link.
public struct TreeEnsembleModel: TreeModel {
  /// What goes in, as the user named it.
  public let features: FeatureSpace
  /// What comes out and on which scales it can be given.
  public let outputs: ModelOutputs
  /// The trees.
  public let ensemble: TreeEnsemble
  /// The scale of the trees' combined values, on which their contributions add up.
  public let sumScale: OutputScale

  /// Makes a model of trees.
  ///
  /// - Parameters:
  ///   - ensemble: the trees; as many outputs as there are classes, or one for two classes.
  ///   - features: what goes in, as many as the trees know.
  ///   - sumScale: what the combined values are; nil for `value` with the link `identity`, else
  ///     `margin`.
  ///   - classes: the classes; nil for 0, 1, …; not used where a number is told.
  ///   - target: the name of what is predicted.
  /// - Throws: ``TreeEnsemble/ShapeError`` if outputs and classes or scale do not fit.
  public init(
    _ ensemble: TreeEnsemble, features: FeatureSpace, sumScale: OutputScale? = nil,
    classes: [Cell]? = nil, target: String? = nil
  ) throws {
    let scale = sumScale ?? (ensemble.link == .identity ? .value : .margin)
    let count = max(2, ensemble.outputCount)
    if let reason = Self.misfit(ensemble, features, scale, classes: classes?.count ?? count) {
      throw TreeEnsemble.ShapeError(tree: nil, description: reason)
    }
    self.ensemble = ensemble
    self.features = features
    self.sumScale = scale
    let scales: [OutputScale] =
      switch (scale, ensemble.link) {
      case (.margin, .identity): [.margin]
      case (.margin, _): [.probability, .margin]
      default: [scale]
      }
    outputs = ModelOutputs(
      classes: scale == .value ? [] : classes ?? ModelOutputs.numberedClasses(count),
      scales: scales, target: target)
  }

  /// Why features, scale or classes do not go with the trees; nil if they do.
  private static func misfit(
    _ ensemble: TreeEnsemble, _ features: FeatureSpace, _ scale: OutputScale, classes: Int
  ) -> String? {
    guard features.count == ensemble.featureCount else {
      return "there are \(features.count) features, the trees know \(ensemble.featureCount)"
    }
    switch (scale, ensemble.link) {
    case (.value, .identity):
      return ensemble.outputCount == 1
        ? nil : "the output 'value' takes one number a leaf, got \(ensemble.outputCount)"
    case (.value, _), (.probability, .logistic), (.probability, .softmax):
      return "the output '\(scale.rawValue)' does not go with the link '\(ensemble.link.rawValue)'"
    case (.margin, .softmax) where ensemble.outputCount == 1:
      return "the link 'softmax' needs a value for each class"
    case (.margin, _), (.probability, .identity):
      let count = max(2, ensemble.outputCount)
      return classes == count
        ? nil : "\(classes) classes are named, the leaves have values for \(count)"
    }
  }

  /// What it is, as model files name it.
  public var family: String { "tree_ensemble" }

  /// The model in a line.
  public var summary: String {
    let trees = ensemble.treeCount == 1 ? "1 tree" : "\(ensemble.treeCount) trees"
    return "\(trees) of depth \(ensemble.depth)"
  }

  /// Predicts a batch, in blocks of rows on all cores.
  public func predict(_ rows: Matrix, scale: OutputScale, into result: inout Matrix) throws {
    try outputs.require(scale)
    guard rows.columns == features.count else {
      throw ModelError.wrongWidth(expected: features.count, got: rows.columns)
    }
    if ensemble.outputCount == outputs.count(on: scale) {
      try ensemble.combined(rows, into: &result)
    } else {
      // Two values a leaf for two classes: the positive one's is given.
      var both = Matrix(rows: rows.rows, columns: ensemble.outputCount)
      try ensemble.combined(rows, into: &both)
      let isDifference = ensemble.link == .softmax
      result = Matrix(
        rows: rows.rows, columns: 1,
        elements: (0..<rows.rows).map {
          isDifference ? both[$0, 1] - both[$0, 0] : both[$0, 1]
        })
    }
    guard scale == .probability, sumScale == .margin else { return }
    let activation: Activation =
      result.columns == 1 || ensemble.link == .logistic ? .logistic : .softmax
    let (count, columns) = (result.rows, result.columns)
    result.elements.withUnsafeMutableBufferPointer {
      activation.apply($0, rows: count, columns: columns)
    }
  }
}
