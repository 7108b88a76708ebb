public import RetraceCatalog
public import RetraceNumerics

/// A trained model: a function from a row of features to one or several numbers.
///
/// It is called with a matrix, a row per case and a column per feature of its ``features``, in
/// their order. A category feature's cell is the position of its level in the feature's levels;
/// a missing cell is `Double.missing`, a level the model has not seen is NaN.
public protocol Model: CatalogObject {
  /// What goes in.
  var features: FeatureSpace { get }
  /// What comes out and on which scales it can be given.
  var outputs: ModelOutputs { get }
  /// What it is, such as `logistic`, `mlp`, `tree_ensemble`.
  var family: String { get }
  /// The model in a line, such as `mlp 20-32-16-1`.
  var summary: String { get }

  /// Predicts a batch.
  ///
  /// - Parameters:
  ///   - rows: a row per case and a column per feature.
  ///   - scale: one of the scales in ``outputs``.
  ///   - result: is overwritten with a row per case and a column per output on that scale.
  func predict(_ rows: Matrix, scale: OutputScale, into result: inout Matrix) throws
}

extension Model {
  /// What a model is in an error message.
  public var kindPhrase: String { "a model" }

  /// The predictions of a batch on a scale, a row per case.
  public func predict(_ rows: Matrix, scale: OutputScale) throws -> Matrix {
    var result = Matrix(rows: rows.rows, columns: outputs.count(on: scale))
    try predict(rows, scale: scale, into: &result)
    return result
  }
}
