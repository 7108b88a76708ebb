import RetraceNumerics

/// How the sums of a network's last layer become outputs, and what their loss is.
package struct DenseHead: Sendable {
  /// How many classes there are; 0 for a model of numbers.
  let classCount: Int
  /// How many sums there are a row.
  let sums: Int
  let activation: Activation
  let targetMean: Double
  let targetScale: Double

  /// Whether one sum is the log odds of the second class.
  private var isBinarySum: Bool { classCount == 2 && sums == 1 }

  /// Writes outputs of rows on a scale; the sums are overwritten.
  func write(
    _ values: UnsafeMutableBufferPointer<Double>, rows: Int, scale: OutputScale,
    into target: UnsafeMutableBufferPointer<Double>
  ) {
    switch (scale, classCount) {
    case (.value, _):
      activation.apply(values, rows: rows, columns: sums)
      for row in 0..<rows { target[row] = targetMean + targetScale * values[row * sums] }
    case (.margin, 2) where sums == 2 && activation == .softmax:
      for row in 0..<rows { target[row] = values[2 * row + 1] - values[2 * row] }
    case (.margin, 2):
      for row in 0..<rows { target[row] = values[row * sums + sums - 1] }
    case (.margin, _):
      for index in 0..<rows * sums { target[index] = values[index] }
    case (.probability, 2) where sums == 2 && activation == .softmax:
      for row in 0..<rows { target[row] = values[2 * row + 1] - values[2 * row] }
      Activation.logistic.apply(target, rows: rows, columns: 1)
    case (.probability, 2):
      for row in 0..<rows { target[row] = values[row * sums + sums - 1] }
      Activation.logistic.apply(target, rows: rows, columns: 1)
    case (.probability, _):
      activation.apply(values, rows: rows, columns: sums)
      for index in 0..<rows * sums { target[index] = values[index] }
    }
  }

  /// The gradients of one output on a scale with respect to the sums.
  func deltas(
    sums values: ArraySlice<Double>, rows: Int, output: Int, scale: OutputScale
  ) -> [Double] {
    var deltas = [Double](repeating: 0, count: rows * sums)
    var activated = Array(values)
    let isPair = classCount == 2 && sums == 2 && activation == .softmax
    let column = classCount == 2 ? sums - 1 : output
    for row in 0..<rows {
      deltas[row * sums + column] = 1
      if isPair, scale == .margin { deltas[row * sums] = -1 }
    }
    guard scale != .margin else { return deltas }
    activated.withUnsafeMutableBufferPointer { values in
      activation.apply(values, rows: rows, columns: sums)
      deltas.withUnsafeMutableBufferPointer {
        activation.backpropagate(
          $0, values: UnsafeBufferPointer(values), rows: rows, columns: sums)
      }
    }
    if scale == .value { for index in deltas.indices { deltas[index] *= targetScale } }
    return deltas
  }

  /// The loss of one row: the cross entropy, or the squared error in units of the target's scale.
  ///
  /// From the sums by log(1 + exp), so that a sure and wrong row has its true loss.
  package func loss(sums values: ArraySlice<Double>, row: Int, target: Double) -> Double {
    let start = values.startIndex + row * sums
    guard classCount > 0 else {
      var output = [values[start]]
      output.withUnsafeMutableBufferPointer { activation.apply($0, rows: 1, columns: 1) }
      let difference = output[0] - (target - targetMean) / targetScale
      return difference * difference
    }
    guard target >= 0, target < Double(classCount) else { return .nan }
    let position = Int(target)
    if activation == .logistic {
      guard !isBinarySum else {
        return Kernels.softplus(position == 1 ? -values[start] : values[start])
      }
      var loss = 0.0
      for column in 0..<sums {
        let sum = values[start + column]
        loss += Kernels.softplus(column == position ? -sum : sum)
      }
      return loss
    }
    return Kernels.logSumExp(Array(values[start..<start + sums])) - values[start + position]
  }

  /// The gradients of each row's loss with respect to its sums; 0 in rows without a target.
  package func lossDeltas(
    sums values: ArraySlice<Double>, rows: Int, targets: [Double], weights: [Double]? = nil
  ) -> [Double] {
    var deltas = Array(values)
    deltas.withUnsafeMutableBufferPointer { deltas in
      activation.apply(deltas, rows: rows, columns: sums)
      if classCount == 0 {
        numberDeltas(deltas, rows: rows, targets: targets)
      } else {
        for row in 0..<Swift.min(rows, targets.count) {
          guard targets[row] >= 0, targets[row] < Double(classCount) else { continue }
          let position = Int(targets[row])
          // Cross entropy's gradient is the probability minus the indicator of the class.
          if isBinarySum {
            deltas[row] -= Double(position)
          } else {
            deltas[row * sums + position] -= 1
          }
        }
      }
      if let weights {
        for row in weights.indices {
          for column in 0..<sums { deltas[row * sums + column] *= weights[row] }
        }
      }
      for index in Swift.min(rows, targets.count) * sums..<rows * sums { deltas[index] = 0 }
    }
    return deltas
  }

  private func numberDeltas(
    _ outputs: UnsafeMutableBufferPointer<Double>, rows: Int, targets: [Double]
  ) {
    let values = Array(outputs)
    for row in 0..<Swift.min(rows, targets.count) {
      outputs[row] = 2 * (values[row] - (targets[row] - targetMean) / targetScale)
    }
    values.withUnsafeBufferPointer {
      activation.backpropagate(outputs, values: $0, rows: rows, columns: 1)
    }
  }
}
