public import RetraceTables

/// A multilayer perceptron behind an encoding of its features.
public struct MLP: DenseModel {
  /// What goes in, as the user named it.
  public let features: FeatureSpace
  /// What comes out and on which scales it can be given.
  public let outputs: ModelOutputs
  /// How features become the network's inputs.
  public let encoding: FeatureEncoding
  /// The network behind the encoding.
  public let network: DenseNetwork
  /// For models of numbers: the value is `targetMean + targetScale · output`.
  public let targetMean: Double
  /// For models of numbers: the value is `targetMean + targetScale · output`.
  public let targetScale: Double

  /// Makes a model of a network.
  ///
  /// The last layer's activation says what it tells: `logistic` with one output two classes,
  /// `softmax` or `logistic` with several a class each, any other one a number.
  ///
  /// - Parameters:
  ///   - features: what goes in, as the user named it.
  ///   - encoding: how features become the network's inputs; nil takes each as a number.
  ///   - network: the layers.
  ///   - classes: the classes; nil for 0, 1, …; not used where a number is told.
  ///   - target: the name of what is predicted.
  ///   - targetMean: for numbers, what is added to the scaled output.
  ///   - targetScale: for numbers, what the output is multiplied by.
  public init(
    features: FeatureSpace, encoding: FeatureEncoding? = nil, network: DenseNetwork,
    classes: [Cell]? = nil, target: String? = nil, targetMean: Double = 0,
    targetScale: Double = 1
  ) {
    self.features = features
    self.encoding = encoding ?? FeatureEncoding(standardizing: features.count)
    precondition(network.inputCount == self.encoding.width, "network and encoding differ")
    self.network = network
    self.targetMean = targetMean
    self.targetScale = targetScale
    outputs = ModelOutputs(
      classCount: Self.classCount(network), classes: classes, target: target)
  }

  /// How many classes a network tells; 0 for a number.
  static func classCount(_ network: DenseNetwork) -> Int {
    switch network.outputActivation {
    case .logistic: network.outputCount == 1 ? 2 : network.outputCount
    case .softmax: network.outputCount
    case .relu, .tanh, .identity: 0
    }
  }

  /// What it is, as model files name it.
  public var family: String { "mlp" }

  /// The model in a line.
  public var summary: String {
    "mlp \(network.sizes.map { "\($0)" }.joined(separator: "-"))"
  }

  /// The same model with other parameters: a checkpoint of it.
  public func with(parameters: [Double]) -> MLP {
    MLP(
      features: features, encoding: encoding, network: network.with(parameters: parameters),
      classes: outputs.classes.isEmpty ? nil : outputs.classes, target: outputs.target,
      targetMean: targetMean, targetScale: targetScale)
  }
}
