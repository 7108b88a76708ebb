import RetraceNumerics

/// Follows gradients to new parameters.
struct Optimizer {
  private let method: TrainingOptions.Method
  private let rate: Double
  private let momentum: Double
  private var first: [Double]
  private var second: [Double]
  private var steps = 0

  init(_ method: TrainingOptions.Method, rate: Double, momentum: Double, count: Int) {
    self.method = method
    self.rate = rate
    self.momentum = momentum
    first = [Double](repeating: 0, count: count)
    second = [Double](repeating: 0, count: method == .adam ? count : 0)
  }

  /// The learning rate of the next step.
  var learningRate: Double { rate }

  /// Changes the parameters by one step.
  ///
  /// sgd: v ← momentum · v + g, w ← w − rate · v, as PyTorch has it. adam: Kingma and Ba's
  /// algorithm 1 with β₁ 0.9, β₂ 0.999, ε 1e-8.
  mutating func step(_ parameters: inout [Double], gradient: [Double]) {
    steps += 1
    switch method {
    case .sgd:
      for index in parameters.indices {
        first[index] = momentum * first[index] + gradient[index]
        parameters[index] -= rate * first[index]
      }
    case .adam:
      let correction1 = 1 - power(0.9, steps)
      let correction2 = 1 - power(0.999, steps)
      for index in parameters.indices {
        let slope = gradient[index]
        first[index] = 0.9 * first[index] + 0.1 * slope
        second[index] = 0.999 * second[index] + 0.001 * slope * slope
        let scale = (second[index] / correction2).squareRoot() + 1e-8
        parameters[index] -= rate * (first[index] / correction1) / scale
      }
    }
  }

  /// A power by squaring, the same bits on every machine.
  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= factor }
      factor *= factor
      rest >>= 1
    }
    return result
  }
}
