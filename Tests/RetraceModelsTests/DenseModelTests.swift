import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Networks")
struct DenseModelTests {
  static func network(_ sizes: [Int], _ activations: [Activation]) -> DenseNetwork {
    var stream = RandomStream(seed: 3, command: "test", purpose: "weights")
    let count = DenseNetwork.parameterCount(sizes: sizes)
    return DenseNetwork(
      sizes: sizes, activations: activations, parameters: stream.normals(count).map { $0 * 0.7 })
  }

  static let models: [MLP] = [
    ([3, 4, 1], [Activation.tanh, .logistic]), ([3, 5, 4, 3], [.tanh, .logistic, .softmax]),
    ([3, 4, 2], [.softmax, .softmax]), ([3, 4, 1], [.tanh, .identity]), ([3, 1], [.logistic]),
    ([3, 6, 1], [.relu, .identity]), ([3, 4, 3], [.tanh, .logistic]),
  ].map { sizes, activations in
    MLP(
      features: FeatureSpace(["a", "b", "c"].map { Feature($0) }),
      encoding: FeatureEncoding(standardizing: 3, mean: [1, 0, 2], scale: [2, 1, 0.5]),
      network: network(sizes, activations),
      targetMean: activations.last == .identity ? 3 : 0,
      targetScale: activations.last == .identity ? 2 : 1)
  }

  static var rows: Matrix {
    var stream = RandomStream(seed: 8, command: "test", purpose: "rows")
    return Matrix(rows: 21, columns: 3, elements: stream.normals(63))
  }

  @Test("have the input gradients of finite differences", arguments: models.indices)
  func inputGradients(index: Int) throws {
    let model = Self.models[index]
    var worst = 0.0
    for scale in model.outputs.scales {
      for output in 0..<model.outputs.count(on: scale) {
        let gradients = try model.inputGradients(Self.rows, output: output, scale: scale)
        for feature in 0..<3 {
          let step = 1e-5
          var (up, down) = (Self.rows, Self.rows)
          for row in 0..<up.rows {
            up[row, feature] += step
            down[row, feature] -= step
          }
          let (high, low) = (
            try model.predict(up, scale: scale), try model.predict(down, scale: scale)
          )
          for row in 0..<up.rows {
            let slope = (high[row, output] - low[row, output]) / (2 * step)
            worst = max(worst, abs(slope - gradients[row, feature]) / max(1, abs(slope)))
          }
        }
      }
    }
    #expect(worst < 1e-6)
  }

  @Test("have the loss gradients of finite differences", arguments: models.indices)
  func parameterGradients(index: Int) throws {
    let model = Self.models[index]
    let classes = model.outputs.classes.count
    var worst = 0.0
    let targets = (0..<Self.rows.rows).map { Double(classes == 0 ? $0 % 5 : $0 % classes) }
    let gradients = try model.parameterGradients(Self.rows, targets: targets)
    for parameter in model.parameters.indices {
      var (up, down) = (model.parameters, model.parameters)
      up[parameter] += 1e-5
      down[parameter] -= 1e-5
      let high = try model.with(parameters: up).losses(Self.rows, targets: targets)
      let low = try model.with(parameters: down).losses(Self.rows, targets: targets)
      for row in targets.indices {
        let slope = (high[row] - low[row]) / 2e-5
        worst = max(worst, abs(slope - gradients[row, parameter]) / max(1, abs(slope)))
      }
    }
    #expect(worst < 1e-6)
  }

  @Test("have the cross entropy of their probabilities as loss", arguments: [0, 1, 2, 4])
  func losses(index: Int) throws {
    let model = Self.models[index]
    let classes = model.outputs.classes.count
    let targets = (0..<Self.rows.rows).map { Double($0 % classes) }
    let losses = try model.losses(Self.rows, targets: targets)
    let mean = losses.reduce(0, +) / Double(losses.count)
    let probabilities = try model.predict(Self.rows, scale: .probability)
    let expected = ClassificationMetrics.logLoss(
      probabilities: probabilities, labels: targets.map { Int($0) })
    #expect(abs(mean - expected) < 1e-12)
  }

  @Test(
    "predict a row alone as in any table, to the bit",
    arguments: [
      ([20, 32, 16, 1], [Activation.relu, .tanh, .logistic]),
      ([20, 200, 90, 3], [.logistic, .relu, .softmax]), ([20, 40, 1], [.tanh, .identity]),
    ])
  func rowIndependence(sizes: [Int], activations: [Activation]) throws {
    let model = MLP(
      features: FeatureSpace((0..<20).map { Feature("x\($0)") }),
      encoding: FeatureEncoding(
        standardizing: 20, mean: [Double](repeating: 0.1, count: 20),
        scale: [Double](repeating: 0.9, count: 20)),
      network: Self.network(sizes, activations))
    var stream = RandomStream(seed: 8, command: "test", purpose: "rows")
    let rows = Matrix(rows: 700, columns: 20, elements: stream.normals(14_000))
    for scale in model.outputs.scales {
      let whole = try model.predict(rows, scale: scale)
      for count in [1, 7, 63, 65, 250, 256, 300] {
        let first = 700 - count
        let part = Matrix(
          rows: count, columns: 20, elements: Array(rows.elements[first * 20..<14_000]))
        let alone = try model.predict(part, scale: scale)
        #expect(alone.elements == Array(whole.elements[(first * whole.columns)...]))
      }
    }
  }

  @Test("carry NaN through every activation", arguments: Activation.allCases)
  func missing(activation: Activation) throws {
    let model = MLP(
      features: FeatureSpace([Feature("a"), Feature("b")]),
      network: Self.network([2, 3, 1], [activation, .identity]))
    let values = try model.predict(Matrix([[.nan, 1], [1, 1]]), scale: .value)
    #expect(values[0, 0].isNaN)
    #expect(!values[1, 0].isNaN)
  }

  @Test("refuse scales and widths that do not fit")
  func refusal() {
    let model = Self.models[0]
    #expect(throws: ModelError.noScale(.value, available: [.probability, .margin])) {
      try model.predict(Self.rows, scale: .value)
    }
    #expect(throws: ModelError.wrongWidth(expected: 3, got: 2)) {
      try model.predict(Matrix(rows: 1, columns: 2), scale: .margin)
    }
  }
}
