public import RetraceModels

extension Run {
  /// The model as it was after an epoch; 0 is the start.
  ///
  /// - Throws: ``RunError`` if there is no such checkpoint or it is damaged.
  /// - Complexity: reads one small file.
  public func model(atEpoch epoch: Int) throws -> any Model {
    guard let checkpoint = checkpoints.first(where: { $0.epoch == epoch }) else {
      throw RunError.noCheckpoint(run: name, epoch: epoch, available: availableEpochs)
    }
    return try model(at: checkpoint)
  }

  /// The model as it was at a checkpoint.
  ///
  /// - Throws: ``RunError`` if the checkpoint is damaged or the model has no parameters.
  public func model(at checkpoint: RunCheckpoint) throws -> any Model {
    if let trees = checkpoint.trees {
      guard let model = try (stagedModel ?? requireModel()) as? TreeEnsembleModel else {
        throw absent("trees of its stages", "train again")
      }
      return try model.first(trees, depth: checkpoint.depth)
    }
    guard let folder else { throw absent("checkpoints", "load it from its folder") }
    if checkpoint.file.hasSuffix(".json") {
      return try ModelFormatCatalog.load(path: "\(folder)/\(checkpoint.file)")
    }
    guard let model = try requireModel() as? any DifferentiableModel else {
      throw absent("checkpoints of parameters", "only networks and linear models have them")
    }
    return try Self.restore(model, from: "\(folder)/\(checkpoint.file)")
  }

  /// A model with the parameters that a file of tensors holds.
  ///
  /// The tensors have the model's own names, or those of another library: then the weights and
  /// biases count in the order of their layers' names, numbers by value, as `fc1.weight`,
  /// `fc1.bias`, `fc2.weight`.
  static func restore(_ model: any DifferentiableModel, from path: String) throws -> any Model {
    let file = try TensorFile(RunFiles.mapped(path))
    var parameters = [Double](repeating: 0, count: model.parameters.count)
    let foreign = model.parameterTensors.contains { file.entry($0.name) == nil }
    let names = foreign ? ForeignLayers.names(in: file.entries.map(\.name)) : []
    for (position, tensor) in model.parameterTensors.enumerated() {
      let name =
        foreign && names.count == model.parameterTensors.count ? names[position] : tensor.name
      guard let entry = file.entry(name) else {
        throw RunError.damaged(
          file: path, place: tensor.name,
          reason: "there is no such tensor; there are \(file.entries.map(\.name))")
      }
      guard entry.shape == tensor.shape else {
        throw RunError.damaged(
          file: path, place: name,
          reason: "its shape is \(entry.shape), the model takes \(tensor.shape)")
      }
      parameters.replaceSubrange(tensor.range, with: try file.doubles(name))
    }
    return model.with(parameters: parameters)
  }

  private var availableEpochs: String {
    guard let first = checkpoints.first, let last = checkpoints.last else { return "none" }
    let isWhole = last.epoch - first.epoch == checkpoints.count - 1
    return isWhole
      ? "\(first.epoch) to \(last.epoch)"
      : checkpoints.prefix(12).map { "\($0.epoch)" }.joined(separator: ", ")
  }
}
