import RetraceModels
import RetraceNumerics
import RetraceTables

/// Everything that training needs, prepared: rows, targets, weights and the model at its start.
struct TrainingTask {
  let options: TrainingOptions
  let settings: TrainingOptions.Resolved
  let target: TrainingTarget
  let trainTable: Table
  let validTable: Table?
  /// The positions of the rows in the table that was given.
  let trainRows: [Int]
  let validRows: [Int]
  let model: any DenseModel
  let train: Matrix
  let valid: Matrix?
  let trainTargets: [Double]
  let validTargets: [Double]
  /// How much each training row counts; nil for all alike.
  let weights: [Double]?
  let notes: [String]

  /// Prepares the training on a table.
  ///
  /// - Throws: ``RunError``, `ModelError` for what cannot be learned.
  init(_ table: Table, _ options: TrainingOptions) throws {
    self.options = options
    _ = try options.resolved(rows: table.rowCount)
    guard table.rowCount > 0 else {
      throw RunError.tooFewRows(what: "training", needed: 2, got: 0)
    }
    let target = try TrainingTarget(options.target, of: table)
    self.target = target
    var notes = target.notes
    let labelled = target.values.indices.filter { !target.values[$0].isMissing }
    let dropped = table.rowCount - labelled.count
    if dropped > 0 {
      notes.append(
        "\(dropped) row\(dropped == 1 ? "" : "s") left out: '\(target.name)' is missing")
    }
    switch options.validation {
    case .share(let share):
      let split = ValidationSplit(
        rows: labelled, values: target.values, classCount: target.classes.count, share: share,
        seed: options.seed)
      trainRows = split.train
      validRows = split.valid
      validTable = split.valid.isEmpty ? nil : table.selecting(rows: split.valid)
      if share > 0, split.valid.isEmpty {
        notes.append("too few rows for validation: the model is measured on training rows alone")
      }
    case .table(let other):
      trainRows = labelled
      validRows = Array(0..<other.rowCount)
      validTable = other
    }
    guard trainRows.count >= 2 else {
      throw RunError.tooFewRows(what: "training", needed: 2, got: trainRows.count)
    }
    settings = try options.resolved(rows: trainRows.count)
    trainTable = table.selecting(rows: trainRows)
    trainTargets = trainRows.map { target.values[$0] }
    if target.isClassification, Set(trainTargets).count < 2 {
      throw RunError.unsuitedTarget(target.name, reason: "the training rows are of one class")
    }
    let features = try TrainingFeatures(trainTable, options)
    notes += features.notes
    let model = try Self.start(options, target, features, trainTargets)
    self.model = model
    train = model.encoding.encode(try model.features.matrix(of: trainTable))
    if let validTable {
      validTargets = try target.values(of: validTable, outputs: model.outputs)
      if let row = validTargets.firstIndex(where: \.isNaN) {
        throw RunError.unsuitedTarget(
          target.name, reason: "it is missing in row \(row) of the validation rows")
      }
      let matrix = try model.features.matrix(of: validTable)
      valid = model.encoding.encode(matrix)
    } else {
      validTargets = []
      valid = nil
    }
    weights = try Self.weights(options.weights, target, trainTargets)
    self.notes = notes
  }

  /// The model with its first weights.
  ///
  /// Logistic regression starts at 0; layers of networks at normal draws of variance 2 / inputs
  /// before relu, else 2 / (inputs + outputs).
  ///
  /// Source: K. He et al., "Delving Deep into Rectifiers", ICCV 2015; X. Glorot and Y. Bengio,
  /// "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010.
  private static func start(
    _ options: TrainingOptions, _ target: TrainingTarget, _ features: TrainingFeatures,
    _ targets: [Double]
  ) throws -> any DenseModel {
    let classCount = target.classes.count
    let outputs = classCount <= 2 ? 1 : classCount
    let last: Activation =
      classCount == 0 ? .identity : classCount == 2 ? .logistic : .softmax
    let (mean, scale) = try scaling(target, targets)
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
    }
  }

  /// Mean and standard deviation of a number to learn, so that the network sees unit scale.
  private static func scaling(
    _ target: TrainingTarget, _ targets: [Double]
  ) throws -> (mean: Double, scale: Double) {
    guard !target.isClassification else { return (0, 1) }
    let mean = Statistics.mean(targets)
    let scale = Statistics.standardDeviation(targets, divisor: .population)
    guard mean.isFinite, scale.isFinite else {
      throw RunError.unsuitedTarget(target.name, reason: "its numbers are too large")
    }
    guard scale > 0 else {
      throw RunError.unsuitedTarget(
        target.name, reason: "it is the same number in every training row")
    }
    return (mean, scale)
  }

  private static func weights(
    _ weights: TrainingOptions.ClassWeights, _ target: TrainingTarget, _ targets: [Double]
  ) throws -> [Double]? {
    guard weights != .equal else { return nil }
    guard target.isClassification else {
      throw RunError.unsuitedOption(
        "weights", reason: "goes with classes, '\(target.name)' is a number")
    }
    let names = target.classes.map(\.displayText)
    var factors = [Double](repeating: 1, count: names.count)
    switch weights {
    case .equal: break
    case .balanced:
      var counts = [Double](repeating: 0, count: names.count)
      for value in targets { counts[Int(value)] += 1 }
      let present = counts.filter { $0 > 0 }.count
      factors = counts.map { $0 > 0 ? Double(targets.count) / (Double(present) * $0) : 0 }
    case .given(let given):
      for (name, factor) in given.sorted(by: { $0.key < $1.key }) {
        guard let position = names.firstIndex(of: name) else {
          throw RunError.unsuitedOption(
            "weights",
            reason: "'\(name)' is no class of '\(target.name)'; classes are "
              + names.prefix(12).joined(separator: ", "))
        }
        guard factor >= 0, factor.isFinite else {
          throw RunError.unsuitedOption(
            "weights", reason: "takes numbers from 0 on, got \(factor) for '\(name)'")
        }
        factors[position] = factor
      }
    }
    return targets.map { factors[Int($0)] }
  }
}
