import RetraceModels
import RetraceNumerics

/// The models that are explained, the same on every machine.
enum GeneratedModels {
  /// A network of normal weights, relu inside and logistic at its end.
  ///
  /// The last layer's weights are large enough that probabilities use all of 0…1.
  static func mlp(_ sizes: [Int], purpose: String) -> MLP {
    var stream = RandomStream(seed: 1, command: "bench", purpose: purpose)
    var parameters: [Double] = []
    for layer in 1..<sizes.count {
      let scale = (layer == sizes.count - 1 ? 3.0 : 1.4) / Double(sizes[layer - 1]).squareRoot()
      parameters += stream.normals(sizes[layer - 1] * sizes[layer]).map { $0 * scale }
      parameters += stream.normals(sizes[layer]).map { $0 * 0.1 }
    }
    let hidden = [Activation](repeating: .relu, count: sizes.count - 2)
    return MLP(
      features: features(sizes[0]),
      network: DenseNetwork(
        sizes: sizes, activations: hidden + [.logistic], parameters: parameters))
  }

  /// A logistic regression of normal weights.
  static func logistic(_ count: Int, purpose: String) -> LinearFamily {
    var stream = RandomStream(seed: 1, command: "bench", purpose: purpose)
    return LinearFamily(
      .logistic, features: features(count), coefficients: [stream.normals(count)],
      intercepts: [0.1])
  }

  private static func features(_ count: Int) -> FeatureSpace {
    FeatureSpace((0..<count).map { Feature("column_\($0 + 1)") })
  }
}
