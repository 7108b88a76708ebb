public import RetraceNumerics

/// A model whose outputs can be differentiated with respect to its inputs and its parameters.
///
/// Gradients are taken in the encoded space of its ``encoding``, where a category is one column
/// per level; ``inputGradients(_:output:scale:)`` brings them back to the features.
public protocol DifferentiableModel: Model {
  /// How features become the network's inputs.
  var encoding: FeatureEncoding { get }
  /// All weights and biases in one array.
  var parameters: [Double] { get }
  /// The names and shapes of the parameters, in their order.
  var parameterTensors: [DenseNetwork.Tensor] { get }

  /// The same model with other parameters: a checkpoint of it.
  ///
  /// - Parameter parameters: as many as it has.
  func with(parameters: [Double]) -> Self

  /// The predictions for rows that are encoded already.
  func predictEncoded(_ encoded: Matrix, scale: OutputScale) throws -> Matrix

  /// The gradient of one output with respect to each encoded column.
  ///
  /// - Parameters:
  ///   - encoded: rows × encoded columns.
  ///   - output: which column of a prediction.
  ///   - scale: the scale of the output.
  /// - Returns: rows × encoded columns.
  func encodedGradients(_ encoded: Matrix, output: Int, scale: OutputScale) throws -> Matrix

  /// The loss of each row: the cross entropy for classes, else the squared error in units of the
  /// target's scale.
  ///
  /// - Parameters:
  ///   - rows: raw rows.
  ///   - targets: the position of the class, or the number, per row.
  func losses(_ rows: Matrix, targets: [Double]) throws -> [Double]

  /// The gradient of each row's loss with respect to every parameter.
  ///
  /// - Returns: rows × parameters. Ask for blocks of rows: the matrix is large.
  /// - Complexity: O(rows · parameters).
  func parameterGradients(_ rows: Matrix, targets: [Double]) throws -> Matrix
}

extension DifferentiableModel {
  /// The gradient of one output with respect to each feature.
  ///
  /// - Returns: rows × features. A category has no derivative: its gradient is missing.
  public func inputGradients(
    _ rows: Matrix, output: Int = 0, scale: OutputScale
  ) throws -> Matrix {
    let inner = try encodedGradients(encoding.encode(rows), output: output, scale: scale)
    var result = Matrix(rows: rows.rows, columns: features.count)
    for (position, column) in encoding.columns.enumerated() {
      guard case .number = column.part else { continue }
      for row in 0..<rows.rows {
        result[row, column.feature] += inner[row, position] / column.scale
      }
    }
    for (position, feature) in features.features.enumerated() where feature.levels != nil {
      for row in 0..<rows.rows { result[row, position] = .missing }
    }
    return result
  }
}
