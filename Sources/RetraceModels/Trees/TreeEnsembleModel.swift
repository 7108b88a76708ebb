import Glibc
public import RetraceNumerics
public import RetraceTables

/// Trees as a model: with features, classes and a link.
public struct TreeEnsembleModel: TreeModel {
  /// What goes in, as the user named it.
  public internal(set) var features: FeatureSpace
  /// What comes out and on which scales it can be given.
  public internal(set) var outputs: ModelOutputs
  /// The trees.
  public let ensemble: TreeEnsemble
  /// The scale of the trees' combined values, on which their contributions add up.
  public let sumScale: OutputScale
  /// What there is to say about how its file was read, in sentences.
  public let notes: [String]

  /// Makes a model of trees.
  ///
  /// - Parameters:
  ///   - ensemble: the trees; as many outputs as there are classes, or one for two classes.
  ///   - features: what goes in, as many as the trees know.
  ///   - sumScale: what the combined values are; nil for `value` with the link `identity`, else
  ///     `margin`.
  ///   - scales: what can be given, the natural scale first; nil for `probability` and `margin`,
  ///     with the links of numbers `value` and `margin`. With `value` among them a number is told,
  ///     else classes.
  ///   - classes: the classes; nil for 0, 1, …; not used where a number is told.
  ///   - target: the name of what is predicted.
  ///   - notes: what there is to say about how its file was read.
  /// - Throws: ``TreeEnsemble/ShapeError`` if outputs and classes or scales do not fit.
  public init(
    _ ensemble: TreeEnsemble, features: FeatureSpace, sumScale: OutputScale? = nil,
    scales: [OutputScale]? = nil, classes: [Cell]? = nil, target: String? = nil,
    notes: [String] = []
  ) throws {
    let scale = sumScale ?? (ensemble.link == .identity ? .value : .margin)
    let scales = scales ?? Self.defaultScales(sum: scale, link: ensemble.link)
    let tellsNumber = scales.contains(.value)
    let count = tellsNumber ? 1 : max(2, ensemble.outputCount)
    let reasons = [
      features.count == ensemble.featureCount
        ? nil
        : "there are \(features.count) features, the trees know \(ensemble.featureCount)",
      Self.misfit(ensemble, sum: scale, scales: scales),
      tellsNumber || classes == nil || classes?.count == count
        ? nil
        : "\(classes?.count ?? 0) classes are named, the leaves have values for \(count)",
    ]
    if let reason = reasons.compactMap(\.self).first {
      throw TreeEnsemble.ShapeError(tree: nil, description: reason)
    }
    self.ensemble = ensemble
    self.features = features
    self.sumScale = scale
    self.notes = notes
    outputs = ModelOutputs(
      classes: tellsNumber ? [] : classes ?? ModelOutputs.numberedClasses(count),
      scales: scales, target: target)
  }

  /// The scales of a model whose file names none.
  static func defaultScales(sum: OutputScale, link: TreeEnsemble.Link) -> [OutputScale] {
    switch (sum, link) {
    case (.margin, .logistic), (.margin, .softmax): [.probability, .margin]
    case (.margin, .exponential), (.margin, .softplus), (.margin, .signedSquare): [.value, .margin]
    default: [sum]
    }
  }

  /// Why scales do not go with the trees; nil if they do.
  private static func misfit(
    _ ensemble: TreeEnsemble, sum: OutputScale, scales: [OutputScale]
  ) -> String? {
    let link = ensemble.link
    let possible: [Set<OutputScale>] =
      switch (sum, link) {
      case (.margin, .logistic): [[.probability, .margin], [.value, .margin], [.margin]]
      case (.margin, .softmax): [[.probability, .margin], [.margin]]
      case (.margin, .exponential), (.margin, .softplus), (.margin, .signedSquare):
        [[.value, .margin]]
      case (_, .identity): [[sum]]
      default: []
      }
    guard !possible.isEmpty else {
      return "the output '\(sum.rawValue)' does not go with the link '\(link.rawValue)'"
    }
    guard Set(scales).count == scales.count, possible.contains(Set(scales)) else {
      let words = scales.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      return "the scales \(words) do not go with the link '\(link.rawValue)'"
    }
    if scales.contains(.value), ensemble.outputCount != 1 {
      return "the output 'value' takes one number a leaf, got \(ensemble.outputCount)"
    }
    if link == .softmax, ensemble.outputCount == 1 {
      return "the link 'softmax' needs a value for each class"
    }
    return nil
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
    guard scale != sumScale else { return }
    let (count, columns) = (result.rows, result.columns)
    let slope = ensemble.linkSlope
    result.elements.withUnsafeMutableBufferPointer { elements in
      if slope != 1 {
        for index in elements.indices { elements[index] *= slope }
      }
      switch ensemble.link {
      case .identity: break
      case .softplus:
        for index in elements.indices {
          elements[index] = max(elements[index], 0) + log1p(exp(-abs(elements[index])))
        }
      case .signedSquare:
        for index in elements.indices { elements[index] *= abs(elements[index]) }
      case .exponential: Kernels.exp(elements)
      case .softmax where columns > 1:
        Activation.softmax.apply(elements, rows: count, columns: columns)
      case .softmax, .logistic: Kernels.logistic(elements)
      }
    }
  }
}
