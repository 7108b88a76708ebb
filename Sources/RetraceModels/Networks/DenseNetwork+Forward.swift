import RetraceNumerics

/// Buffers for the passes of one block of rows through a network.
///
/// Rows are padded to a multiple of ``DenseWorkspace/rowStep``, which the product's kernels like.
/// Which kernel they take depends on the number of rows: where a row has to get the same bits
/// alone and in a table, a workspace of ``DenseWorkspace/slabRows(_:)`` rows is used again and
/// again.
struct DenseWorkspace {
  /// What the number of rows is padded to a multiple of.
  static let rowStep = 16
  /// How many rows a block of a prediction has.
  static let blockRows = 256

  /// How many rows predictions compute at a time, however many they are asked for.
  ///
  /// Few for large networks, where a single row would pay for the padding.
  static func slabRows(_ network: DenseNetwork) -> Int {
    network.parameters.count <= 16_384 ? 64 : rowStep
  }

  /// The padded number of rows.
  let rows: Int
  /// The input, then the values of each layer, each rows × width; the last layer's are sums.
  var values: [Double]
  /// Where the input and each layer's values begin.
  let offsets: [Int]

  init(_ network: DenseNetwork, rows: Int) {
    let padded = Self.padded(rows)
    var offsets = [0]
    for size in network.sizes { offsets.append((offsets.last ?? 0) + padded * size) }
    self.rows = padded
    self.offsets = offsets
    values = [Double](repeating: 0, count: offsets.last ?? 0)
  }

  static func padded(_ rows: Int) -> Int { (rows + rowStep - 1) / rowStep * rowStep }
}

extension DenseNetwork {
  /// Computes all layers for the input that stands in the workspace's values.
  ///
  /// Hidden layers are left activated, the last one as sums.
  ///
  /// - Complexity: O(rows · parameters).
  func forward(_ workspace: inout DenseWorkspace) {
    let rows = workspace.rows
    let offsets = workspace.offsets
    parameters.withUnsafeBufferPointer { parameters in
      workspace.values.withUnsafeMutableBufferPointer { values in
        var start = 0
        for layer in 0..<layerCount {
          let (inputs, outputs) = (sizes[layer], sizes[layer + 1])
          let weight = UnsafeBufferPointer(
            rebasing: parameters[start..<start + inputs * outputs])
          start += inputs * outputs
          let bias = UnsafeBufferPointer(rebasing: parameters[start..<start + outputs])
          start += outputs
          let input = UnsafeBufferPointer(
            rebasing: values[offsets[layer]..<offsets[layer] + rows * inputs])
          let output = UnsafeMutableBufferPointer(
            rebasing: values[offsets[layer + 1]..<offsets[layer + 1] + rows * outputs])
          Self.sums(
            of: input, weight: weight, bias: bias, into: output, rows: rows, inputs: inputs,
            outputs: outputs)
          if layer < layerCount - 1 {
            activations[layer].apply(output, rows: rows, columns: outputs)
          }
        }
      }
    }
  }

  /// Computes input · weightᵀ + bias.
  private static func sums(
    of input: UnsafeBufferPointer<Double>, weight: UnsafeBufferPointer<Double>,
    bias: UnsafeBufferPointer<Double>, into output: UnsafeMutableBufferPointer<Double>,
    rows: Int, inputs: Int, outputs: Int
  ) {
    guard outputs > 1 else {
      // A product with one column goes to another kernel, slower than this loop.
      for row in 0..<rows {
        output[row] =
          Kernels.dot(
            UnsafeBufferPointer(rebasing: input[row * inputs..<(row + 1) * inputs]), weight)
          + bias[0]
      }
      return
    }
    for row in 0..<rows {
      for column in 0..<outputs { output[row * outputs + column] = bias[column] }
    }
    LinearAlgebra.multiply(
      input, weight, into: output, rows: rows, inner: inputs, columns: outputs,
      transposingSecond: true, beta: 1)
  }
}
