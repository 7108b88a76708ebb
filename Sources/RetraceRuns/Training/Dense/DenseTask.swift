import RetraceModels
import RetraceNumerics

/// What a dense learner needs: the model at its start, encoded rows and settings.
struct DenseTask {
  let data: TrainingData
  let settings: TrainingOptions.Resolved
  let model: any DenseModel
  let train: Matrix
  let valid: Matrix?

  /// Prepares a network or a linear model on prepared rows.
  ///
  /// - Throws: ``RunError`` for what cannot be learned.
  init(_ data: TrainingData) throws {
    self.data = data
    settings = try data.options.resolved(rows: data.trainRows.count)
    let model = try Self.start(data)
    self.model = model
    train = model.encoding.encode(data.train)
    valid = data.valid.map { model.encoding.encode($0) }
  }

  /// The model with its first weights.
  ///
  /// Logistic regression starts at 0; layers of networks at normal draws of variance 2 / inputs
  /// before relu, else 2 / (inputs + outputs).
  ///
  /// Source: K. He et al., "Delving Deep into Rectifiers", ICCV 2015; X. Glorot and Y. Bengio,
  /// "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010.
  private static func start(_ data: TrainingData) throws -> any DenseModel {
    let (options, target, features) = (data.options, data.target, data.features)
    let classCount = target.classes.count
    let outputs = classCount <= 2 ? 1 : classCount
    let last: Activation =
      classCount == 0 ? .identity : classCount == 2 ? .logistic : .softmax
    let (mean, scale) = try data.scaling()
    let encoding = features.encoding
    let classes = target.isClassification ? target.classes : nil
    switch options.model {
    case .logistic:
      return LinearFamily(
        classCount == 0 ? .linear : classCount == 2 ? .logistic : .softmaxRegression,
        features: features.features, encoding: encoding,
        network: DenseNetwork(sizes: [encoding.width, outputs], activations: [last]),
        classes: classes, target: target.name, targetMean: mean, targetScale: scale)
    case .mlp(let hidden, let activation, _):
      let sizes = [encoding.width] + hidden + [outputs]
      let activations = hidden.map { _ in activation } + [last]
      let count = DenseNetwork.parameterCount(sizes: sizes)
      guard count <= 20_000_000 else {
        throw RunError.unsuitedOption(
          "hidden", reason: "makes a network of \(count) parameters, at most 20000000 are trained")
      }
      let network = DenseNetwork(sizes: sizes, activations: activations)
      var parameters = network.parameters
      let stream = RandomStream(seed: options.seed, command: "train", purpose: "weights")
      for (layer, tensor) in network.tensors.enumerated() where tensor.shape.count == 2 {
        let (outputs, inputs) = (Double(tensor.shape[0]), Double(tensor.shape[1]))
        let isRelu = activations[layer / 2] == .relu
        let spread = (isRelu ? 2 / inputs : 2 / (inputs + outputs)).squareRoot()
        var own = stream.item(layer)
        for index in tensor.range { parameters[index] = spread * own.nextNormal() }
      }
      return MLP(
        features: features.features, encoding: encoding,
        network: network.with(parameters: parameters), classes: classes, target: target.name,
        targetMean: mean, targetScale: scale)
    default:
      throw RunError.unsuitedOption("model", reason: "'\(options.model.family)' is no network")
    }
  }
}
