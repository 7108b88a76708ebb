import RetraceNumerics

/// What a layer does with its weighted sums.
public enum Activation: String, Sendable, CaseIterable {
  /// max(0, x).
  case relu
  /// The hyperbolic tangent.
  case tanh
  /// 1 / (1 + exp(−x)).
  case logistic
  /// exp(x) of each output over their sum.
  case softmax
  /// x.
  case identity

  /// Applies the activation to rows of sums, in place.
  ///
  /// NaN stays NaN.
  func apply(_ sums: UnsafeMutableBufferPointer<Double>, rows: Int, columns: Int) {
    let count = rows * columns
    precondition(sums.count >= count, "buffer too small for the rows")
    switch self {
    case .identity: break
    case .relu: for index in 0..<count where sums[index] < 0 { sums[index] = 0 }
    case .tanh: Kernels.tanh(UnsafeMutableBufferPointer(rebasing: sums[..<count]))
    case .logistic: Kernels.logistic(UnsafeMutableBufferPointer(rebasing: sums[..<count]))
    case .softmax:
      Kernels.softmaxRows(UnsafeMutableBufferPointer(rebasing: sums[..<count]), columns: columns)
    }
  }

  /// Turns gradients with respect to the activated values into ones with respect to the sums.
  ///
  /// - Parameters:
  ///   - gradients: overwritten; rows × columns.
  ///   - values: what ``apply(_:rows:columns:)`` gave.
  func backpropagate(
    _ gradients: UnsafeMutableBufferPointer<Double>, values: UnsafeBufferPointer<Double>,
    rows: Int, columns: Int
  ) {
    let count = rows * columns
    precondition(gradients.count >= count && values.count >= count, "buffers too small")
    switch self {
    case .identity: break
    case .relu: for index in 0..<count where values[index] <= 0 { gradients[index] = 0 }
    case .tanh: for index in 0..<count { gradients[index] *= 1 - values[index] * values[index] }
    case .logistic:
      for index in 0..<count { gradients[index] *= values[index] * (1 - values[index]) }
    case .softmax:
      for row in 0..<rows {
        let range = row * columns..<(row + 1) * columns
        var mean = 0.0
        for index in range { mean += gradients[index] * values[index] }
        for index in range { gradients[index] = values[index] * (gradients[index] - mean) }
      }
    }
  }
}
