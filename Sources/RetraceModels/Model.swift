public import RetraceCatalog
public import RetraceNumerics

/// A trained model: a function from a row of features to one or several numbers.
///
/// It is called with a matrix, a row per case and a column per feature of its ``features``, in
/// their order. A category feature's cell is the position of its level in the feature's levels;
/// a missing cell is `Double.missing`, a level the model has not seen is NaN.
///
/// What else a model can do are further protocols: ``LinearModel``, ``TreeModel``,
/// ``DifferentiableModel``; test for them with `as?`.
public protocol Model: CatalogObject {
  /// What goes in.
  var features: FeatureSpace { get }
  /// What comes out and on which scales it can be given.
  var outputs: ModelOutputs { get }
  /// What it is, such as `logistic`, `mlp`, `tree_ensemble`.
  var family: String { get }
  /// The model in a line, such as `mlp 20-32-16-1`.
  var summary: String { get }
  /// What there is to say about how its file was read, in sentences; mostly nothing.
  var notes: [String] { get }

  /// Predicts a batch.
  ///
  /// A row gets the same bits alone and in a batch of any size.
  ///
  /// - Parameters:
  ///   - rows: a row per case and a column per feature.
  ///   - scale: one of the scales in ``outputs``.
  ///   - result: is overwritten with a row per case and a column per output on that scale.
  func predict(_ rows: Matrix, scale: OutputScale, into result: inout Matrix) throws
}

extension Model {
  /// Nothing.
  public var notes: [String] { [] }

  /// What a model is in an error message.
  public var kindPhrase: String { "a model" }

  /// The predictions of a batch on a scale, a row per case.
  public func predict(_ rows: Matrix, scale: OutputScale) throws -> Matrix {
    var result = Matrix(rows: rows.rows, columns: outputs.count(on: scale))
    try predict(rows, scale: scale, into: &result)
    return result
  }

  /// The position of the class that the model tells for each row.
  ///
  /// Of two classes the second one at probability ≥ 0.5 (margin ≥ 0), of several the first of
  /// the largest. A prediction that is NaN tells no class: -1.
  ///
  /// - Throws: ``ModelError`` if the model tells no classes.
  public func predictedClasses(_ rows: Matrix) throws -> [Int] {
    guard outputs.isClassifier else {
      throw ModelError.noScale(.probability, available: outputs.scales)
    }
    let scale: OutputScale = outputs.scales.contains(.probability) ? .probability : .margin
    return outputs.predictedClasses(from: try predict(rows, scale: scale), scale: scale)
  }
}

extension ModelOutputs {
  /// The position of the class that predictions on a scale tell; -1 where they are NaN.
  ///
  /// - Parameter threshold: from which probability on the positive one of two classes is told;
  ///   margins tell it from 0 on, where that probability is ½.
  public func predictedClasses(
    from predictions: Matrix, scale: OutputScale, threshold: Double = 0.5
  ) -> [Int] {
    let threshold = scale == .probability ? threshold : 0
    return (0..<predictions.rows).map { row in
      guard predictions.columns > 1 else {
        let prediction = predictions[row, 0]
        return prediction.isNaN ? -1 : prediction >= threshold ? 1 : 0
      }
      var best = 0
      for column in 0..<predictions.columns {
        if predictions[row, column].isNaN { return -1 }
        if predictions[row, column] > predictions[row, best] { best = column }
      }
      return best
    }
  }
}
