public import RetraceCatalog
public import RetraceTables

/// Dense networks whose weights stand in a safetensors file.
///
/// Such a file has names and numbers only. The layers follow from the names and shapes; what they
/// do with their sums is taken for the usual, or said with `layers:`.
public enum SafetensorsNetwork: ModelFormat {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "safetensors",
    summary: "Dense networks in a safetensors file, as PyTorch and Keras name their weights.",
    discussion: """
      Layers follow from the names and shapes of the tensors. Without `layers:` the sums go \
      through relu between the layers, and at the end through softmax where there are several \
      outputs; one output is a number, or with two `classes:` the log odds of the second. \
      `mean:` and `scale:` take rows that are not scaled yet. 16-bit and 32-bit floats are \
      computed in 64 bits. Other architectures can be exported to ONNX.
      """,
    examples: [
      Example("load(\"model.safetensors\")", "a network"),
      Example("load(\"model.safetensors\", layers: [\"tanh\", \"identity\"])", "its activations"),
    ],
    references: ["https://huggingface.co/docs/safetensors"],
    searchTerms: ["safetensors", "pytorch", "keras", "mlp", "network"])

  /// Whether a file starts with the length of a header that it has, and a JSON object.
  public static func recognizes(_ file: MappedFile) -> Bool {
    file.withBytes { bytes in
      guard bytes.count >= 10 else { return false }
      let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
      guard length >= 2, length <= UInt64(bytes.count - 8) else { return false }
      return bytes[8] == UInt8(ascii: "{")
    }
  }

  /// Reads a network, its activations taken for the usual ones.
  ///
  /// - Throws: ``ModelError``.
  public static func load(_ file: MappedFile) throws -> any Model {
    try load(file, hints: ModelHints()).model
  }

  /// Reads a network.
  ///
  /// - Throws: ``ModelError``, naming the tensor where it is no dense network.
  public static func load(_ file: MappedFile, hints: ModelHints) throws -> LoadedModel {
    let tensors = try TensorFile(file)
    let layers = try TensorLayers(tensors, file: file.name).layers
    var notes: [String] = []
    let activations = try self.activations(layers, hints, &notes)
    var parameters: [Double] = []
    for layer in layers {
      var weights = try tensors.doubles(layer.weight)
      if layer.isTurned { weights = Self.turned(weights, columns: layer.outputs) }
      parameters += weights
      parameters +=
        try layer.bias.map { try tensors.doubles($0) }
        ?? [Double](repeating: 0, count: layer.outputs)
    }
    guard parameters.allSatisfy(\.isFinite) else {
      throw ModelError.unreadable(
        file: file.name, place: "", reason: "a weight is not finite")
    }
    let network = DenseNetwork(
      sizes: [layers[0].inputs] + layers.map(\.outputs), activations: activations,
      parameters: parameters)
    let features = FeatureSpace((0..<network.inputCount).map { Feature("x\($0)") })
    let model: any Model
    if layers.count == 1 {
      let kind: LinearFamily.Kind =
        switch activations[0] {
        case .logistic: .logistic
        case .softmax: .softmaxRegression
        case .relu, .tanh, .identity: .linear
        }
      model = LinearFamily(
        kind, features: features, encoding: FeatureEncoding(standardizing: features.count),
        network: network)
    } else {
      model = MLP(features: features, network: network)
    }
    return LoadedModel(try hints.applied(to: model), format: entry.name, notes: notes)
  }

  private static func turned(_ numbers: [Double], columns: Int) -> [Double] {
    let rows = columns == 0 ? 0 : numbers.count / columns
    var result = numbers
    for row in 0..<rows {
      for column in 0..<columns { result[column * rows + row] = numbers[row * columns + column] }
    }
    return result
  }

  /// What each layer does with its sums: as it is said, else the usual.
  private static func activations(
    _ layers: [TensorLayers.Layer], _ hints: ModelHints, _ notes: inout [String]
  ) throws -> [Activation] {
    let outputs = layers[layers.count - 1].outputs
    let said = try said(hints.layers ?? [], layers)
    let usual: Activation =
      outputs > 1 ? .softmax : hints.classes?.count == 2 ? .logistic : .identity
    var activations = [Activation](repeating: .relu, count: layers.count - 1) + [usual]
    for (position, activation) in said.enumerated() { activations[position] = activation }
    if said.count < layers.count {
      var parts: [String] = []
      if layers.count > 1, said.isEmpty { parts.append("relu between the layers") }
      parts.append(usual == .identity ? "no link at the end" : "\(usual.rawValue) at the end")
      notes.append(
        "the file does not name its activations: \(parts.joined(separator: " and ")) taken; "
          + "layers: says otherwise")
    }
    try check(activations, outputs: outputs, hints)
    return activations
  }

  /// The activations that are said; widths are compared with the file's.
  private static func said(
    _ hints: [ModelHints.Layer], _ layers: [TensorLayers.Layer]
  ) throws -> [Activation] {
    var activations: [Activation] = []
    var widths: [Int] = []
    for hint in hints {
      switch hint {
      case .activation(let activation): activations.append(activation)
      case .width(let width): widths.append(width)
      }
    }
    let own = [layers[0].inputs] + layers.map(\.outputs)
    guard widths.isEmpty || widths == own || widths == Array(own.dropFirst()) else {
      throw ModelError.unsuitedHint(
        "layers",
        reason: "the file's layers have the widths "
          + "\(own.map(String.init).joined(separator: ", ")), got "
          + widths.map(String.init).joined(separator: ", "))
    }
    guard
      activations.isEmpty || activations.count == layers.count
        || activations.count == layers.count - 1
    else {
      throw ModelError.unsuitedHint(
        "layers",
        reason: "the file has \(layers.count) \(layers.count == 1 ? "layer" : "layers"), "
          + "got \(activations.count) activations")
    }
    return activations
  }

  private static func check(
    _ activations: [Activation], outputs: Int, _ hints: ModelHints
  ) throws {
    switch activations[activations.count - 1] {
    case .softmax where outputs < 2:
      throw ModelError.unsuitedHint("layers", reason: "softmax needs two outputs, there is 1")
    case .identity where outputs > 1, .relu where outputs > 1, .tanh where outputs > 1:
      throw ModelError.unsuitedHint(
        "layers",
        reason: "the network has \(outputs) outputs, which are read as classes with softmax or "
          + "logistic at the end; a model of numbers has one")
    default: break
    }
    guard activations.dropLast().allSatisfy({ $0 != .softmax }) || activations.count == 1 else {
      throw ModelError.unsuitedHint("layers", reason: "softmax can only stand at the end")
    }
  }
}
