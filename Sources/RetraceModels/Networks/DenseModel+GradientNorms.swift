public import RetraceNumerics

extension DenseModel {
  /// The norm of the gradient of each row's loss, with respect to the last layer's weight and
  /// bias and with respect to all parameters.
  ///
  /// Of a layer it is the norm of the row's gradient with respect to the layer's sums times that
  /// of the layer's input with a 1 for the bias; no gradient is ever written out.
  ///
  /// - Parameters:
  ///   - rows: raw rows.
  ///   - targets: the position of the class, or the number, per row.
  /// - Returns: a norm per row; 0 for a row without a target.
  /// - Throws: ``ModelError`` for a width that does not fit, `Interrupted`.
  /// - Complexity: O(rows · parameters).
  public func lossGradientNorms(
    _ rows: Matrix, targets: [Double]
  ) throws -> (lastLayer: [Double], all: [Double]) {
    guard rows.columns == features.count else {
      throw ModelError.wrongWidth(expected: features.count, got: rows.columns)
    }
    precondition(targets.count == rows.rows, "a target per row")
    let encoded = encoding.encode(rows)
    var norms = Matrix(rows: rows.rows, columns: 2)
    let (network, head) = (network, head)
    let lastLayer = network.layerCount - 1
    try Parallel.fillRows(of: &norms, blockSize: DenseWorkspace.blockRows) { range, target in
      var pass = DensePass(network, rows: range.count)
      pass.run(network, rows: range, of: encoded)
      let deltas = head.lossDeltas(
        sums: pass.sums(network), rows: pass.paddedRows, targets: range.map { targets[$0] })
      _ = network.backward(pass.workspace, deltas: deltas, needsInput: false) {
        layer, deltas, input in
        let (inputs, outputs) = (network.sizes[layer], network.sizes[layer + 1])
        for row in 0..<range.count {
          var (ofDeltas, ofInput) = (0.0, 1.0)
          for index in row * outputs..<(row + 1) * outputs {
            ofDeltas += deltas[index] * deltas[index]
          }
          for index in row * inputs..<(row + 1) * inputs { ofInput += input[index] * input[index] }
          if layer == lastLayer { target[2 * row] = ofDeltas * ofInput }
          target[2 * row + 1] += ofDeltas * ofInput
        }
      }
    }
    return (
      norms.column(0).map { $0.squareRoot() }, norms.column(1).map { $0.squareRoot() }
    )
  }
}
