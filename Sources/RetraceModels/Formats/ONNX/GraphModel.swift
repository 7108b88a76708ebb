public import RetraceNumerics
public import RetraceTables

/// A model that is a graph of operators, computed step by step for a batch of rows.
///
/// It has no structure that explainers could use; those that only call a model work with it.
public struct GraphModel: AdjustableModel {
  /// How the columns of the scores become outputs.
  enum Form: Sendable {
    /// One number a row.
    case value
    /// A probability for each class.
    case probabilities
    /// The probability of the second of two classes.
    case probability
    /// A score for each class.
    case scores
    /// Scores whose softmax is taken for the probabilities.
    case logits
    /// The score of the second of two classes, whose logistic is taken for its probability.
    case logit
  }

  /// What goes in, as the user named it.
  public private(set) var features: FeatureSpace
  /// What comes out and on which scales it can be given.
  public private(set) var outputs: ModelOutputs
  /// The model in a line.
  public let summary: String
  private let program: GraphProgram
  private let form: Form
  /// What is subtracted from each feature and what the difference is divided by, if anything.
  private var scaling: (mean: [Double], scale: [Double])?

  init(
    _ program: GraphProgram, form: Form, features: FeatureSpace, outputs: ModelOutputs,
    summary: String
  ) {
    self.program = program
    self.form = form
    self.features = features
    self.outputs = outputs
    self.summary = summary
  }

  /// What it is, as messages name it.
  public var family: String { "graph" }

  /// The same model with other names for what goes in and comes out.
  public func renamed(features: FeatureSpace, outputs: ModelOutputs) -> GraphModel {
    var model = self
    model.features = features
    model.outputs = outputs
    return model
  }

  /// The model that takes x where this one takes (x − mean) / scale.
  public func standardizing(mean: [Double], scale: [Double]) -> GraphModel? {
    guard scaling == nil else { return nil }
    var model = self
    model.scaling = (mean, scale)
    return model
  }

  /// Predicts a batch, in blocks of rows on all cores.
  ///
  /// - Throws: ``ModelError`` for a scale or width that does not fit, and for rows that a step
  ///   refuses.
  public func predict(_ rows: Matrix, scale: OutputScale, into result: inout Matrix) throws {
    try outputs.require(scale)
    guard rows.columns == features.count else {
      throw ModelError.wrongWidth(expected: features.count, got: rows.columns)
    }
    let columns = outputs.count(on: scale)
    if result.rows != rows.rows || result.columns != columns {
      result = Matrix(rows: rows.rows, columns: columns)
    }
    let width = rows.columns
    try Parallel.fillRows(of: &result, blockSize: program.blockRows) { range, target in
      let scores: GraphTensor
      do {
        var cells = Array(rows.elements[range.lowerBound * width..<range.upperBound * width])
        standardize(&cells)
        scores = try program.run(cells, rows: range.count)
      } catch let error as GraphError {
        throw ModelError.refusedRows(reason: "\(error)")
      }
      form.write(scores, scale: scale, columns: columns, into: target)
    }
  }

  private func standardize(_ cells: inout [Double]) {
    guard let scaling else { return }
    for (column, feature) in features.features.enumerated() where feature.levels == nil {
      for index in stride(from: column, to: cells.count, by: features.count) {
        cells[index] = (cells[index] - scaling.mean[column]) / scaling.scale[column]
      }
    }
  }
}

extension GraphModel.Form {
  /// How many columns of scores it takes; nil for any number.
  func columns(classes: Int) -> Int {
    switch self {
    case .value, .probability, .logit: 1
    case .probabilities, .scores, .logits: classes
    }
  }

  /// The scales that it can give.
  var scales: [OutputScale] {
    switch self {
    case .value: [.value]
    case .probabilities, .probability: [.probability]
    case .scores: [.margin]
    case .logits, .logit: [.probability, .margin]
    }
  }

  /// Writes outputs of rows on a scale.
  func write(
    _ scores: GraphTensor, scale: OutputScale, columns: Int,
    into target: UnsafeMutableBufferPointer<Double>
  ) {
    let width = scores.columns
    var numbers = scores.numbers
    switch self {
    case .value, .probability, .logit:
      if self == .logit, scale == .probability { numbers = numbers.map(logistic) }
      for row in 0..<scores.rows { target[row] = numbers[row * width] }
    case .probabilities, .scores, .logits:
      if self == .logits, scale == .probability {
        for row in 0..<scores.rows {
          PostTransform.softmax(&numbers, row * width..<(row + 1) * width)
        }
      }
      guard columns == 1, width == 2 else {
        for index in numbers.indices { target[index] = numbers[index] }
        return
      }
      for row in 0..<scores.rows {
        let isDifference = self == .logits && scale == .margin
        target[row] = numbers[row * 2 + 1] - (isDifference ? numbers[row * 2] : 0)
      }
    }
  }
}
