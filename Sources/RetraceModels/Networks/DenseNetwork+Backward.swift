import RetraceNumerics

extension DenseNetwork {
  /// Carries gradients from the last layer's sums back to the input.
  ///
  /// - Parameters:
  ///   - workspace: as ``forward(_:)`` left it; its values are not changed.
  ///   - deltas: the gradient of some number with respect to the last layer's sums, padded rows
  ///     × outputs.
  ///   - visit: is told each layer's gradients with respect to its sums (rows × outputs) and the
  ///     layer's input (rows × inputs), the last layer first.
  ///   - needsInput: whether the input's gradients are wanted.
  /// - Returns: the gradients with respect to the input, padded rows × inputs; empty if they are
  ///   not wanted.
  func backward(
    _ workspace: DenseWorkspace, deltas: [Double], needsInput: Bool,
    visit: (
      _ layer: Int, _ deltas: UnsafeBufferPointer<Double>, _ input: UnsafeBufferPointer<Double>
    ) -> Void
  ) -> [Double] {
    let rows = workspace.rows
    let offsets = workspace.offsets
    var current = deltas
    for layer in stride(from: layerCount - 1, through: 0, by: -1) {
      let (inputs, outputs) = (sizes[layer], sizes[layer + 1])
      let values = workspace.values
      values.withUnsafeBufferPointer { values in
        let input = UnsafeBufferPointer(
          rebasing: values[offsets[layer]..<offsets[layer] + rows * inputs])
        current.withUnsafeBufferPointer { visit(layer, $0, input) }
      }
      guard layer > 0 || needsInput else { return [] }
      var next = [Double](repeating: 0, count: rows * inputs)
      let start = weightOffset(layer)
      parameters.withUnsafeBufferPointer { parameters in
        current.withUnsafeBufferPointer { current in
          next.withUnsafeMutableBufferPointer { next in
            LinearAlgebra.multiply(
              current,
              UnsafeBufferPointer(rebasing: parameters[start..<start + inputs * outputs]),
              into: next, rows: rows, inner: outputs, columns: inputs)
          }
        }
      }
      if layer > 0 {
        values.withUnsafeBufferPointer { values in
          let activated = UnsafeBufferPointer(
            rebasing: values[offsets[layer]..<offsets[layer] + rows * inputs])
          next.withUnsafeMutableBufferPointer {
            activations[layer - 1].backpropagate(
              $0, values: activated, rows: rows, columns: inputs)
          }
        }
      }
      current = next
    }
    return current
  }

  /// Adds Σ over rows of each row's gradient to a flat gradient.
  ///
  /// - Parameters:
  ///   - pass: as ``DensePass/run(_:rows:of:)`` left it.
  ///   - deltas: the gradient of each row's loss with respect to its sums, padded rows × outputs;
  ///     rows of padding are 0.
  ///   - rows: how many rows there are without padding.
  ///   - gradient: as many as there are parameters; added to.
  /// - Returns: the norm of each row's own gradient: of a layer it is the norm of the row's deltas
  ///   times that of its input with a 1 for the bias.
  package func addParameterGradient(
    _ pass: DensePass, deltas: [Double], rows: Int, to gradient: inout [Double]
  ) -> [Double] {
    let padded = pass.workspace.rows
    var squares = [Double](repeating: 0, count: rows)
    gradient.withUnsafeMutableBufferPointer { gradient in
      // The closure does not outlive the call; the buffer is its own.
      let target = gradient
      _ = backward(pass.workspace, deltas: deltas, needsInput: false) { layer, deltas, input in
        let (inputs, outputs) = (sizes[layer], sizes[layer + 1])
        let start = weightOffset(layer)
        let bias = start + inputs * outputs
        LinearAlgebra.multiply(
          deltas, input, into: UnsafeMutableBufferPointer(rebasing: target[start..<bias]),
          rows: outputs, inner: padded, columns: inputs, transposingFirst: true, beta: 1)
        for row in 0..<rows {
          var (ofDeltas, ofInput) = (0.0, 1.0)
          for output in 0..<outputs {
            let delta = deltas[row * outputs + output]
            target[bias + output] += delta
            ofDeltas += delta * delta
          }
          for index in row * inputs..<(row + 1) * inputs { ofInput += input[index] * input[index] }
          squares[row] += ofDeltas * ofInput
        }
      }
    }
    return squares.map { $0.squareRoot() }
  }
}

extension DenseNetwork {
  /// Writes each row's gradient with respect to every parameter.
  ///
  /// - Parameters:
  ///   - deltas: the gradient of each row's loss with respect to its sums, padded rows × outputs.
  ///   - target: overwritten, rows × parameters.
  func writePerRowGradients(
    _ pass: DensePass, deltas: [Double], rows: Int,
    into target: UnsafeMutableBufferPointer<Double>
  ) {
    let width = parameters.count
    _ = backward(pass.workspace, deltas: deltas, needsInput: false) { layer, deltas, input in
      let (inputs, outputs) = (sizes[layer], sizes[layer + 1])
      let start = weightOffset(layer)
      let bias = start + inputs * outputs
      for row in 0..<rows {
        let base = row * width
        for output in 0..<outputs {
          let delta = deltas[row * outputs + output]
          let to = base + start + output * inputs
          for index in 0..<inputs { target[to + index] = delta * input[row * inputs + index] }
          target[base + bias + output] = delta
        }
      }
    }
  }
}
