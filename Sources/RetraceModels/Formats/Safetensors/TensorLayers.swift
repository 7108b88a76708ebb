/// The layers that the tensors of a file make: which is which, and in which order.
struct TensorLayers {
  /// One layer.
  struct Layer {
    let name: String
    let weight: String
    let bias: String?
    let inputs: Int
    let outputs: Int
    /// Whether the weight has a row per input, as Keras writes it.
    let isTurned: Bool
  }

  private(set) var layers: [Layer] = []
  private let file: String

  /// - Throws: ``ModelError/unreadable(file:place:reason:)`` where the tensors are no chain of
  ///   dense layers.
  init(_ tensors: TensorFile, file: String) throws {
    self.file = file
    var parts: [(name: String, weight: TensorFile.Entry?, bias: TensorFile.Entry?)] = []
    for entry in tensors.entries {
      guard let (name, isWeight) = Self.role(entry.name) else {
        throw unreadable(entry.name, "its name ends with neither 'weight', 'kernel' nor 'bias'")
      }
      guard [.float64, .float32, .float16, .bfloat16].contains(entry.kind) else {
        throw unreadable(entry.name, "its numbers are \(entry.kind.rawValue), expected floats")
      }
      guard entry.shape.count == (isWeight ? 2 : 1) else {
        throw unreadable(entry.name, "its shape is \(entry.shape)")
      }
      let position = parts.firstIndex { $0.name == name } ?? parts.count
      if position == parts.count { parts.append((name, nil, nil)) }
      guard isWeight ? parts[position].weight == nil : parts[position].bias == nil else {
        throw unreadable(entry.name, "the layer '\(name)' has two of them")
      }
      if isWeight { parts[position].weight = entry } else { parts[position].bias = entry }
    }
    guard !parts.isEmpty else { throw unreadable("", "there are no tensors") }
    guard parts.count <= 1_000 else { throw unreadable("", "there are \(parts.count) layers") }
    for part in parts {
      guard let weight = part.weight else {
        throw unreadable(part.bias?.name ?? part.name, "it has no weight beside it")
      }
      layers.append(try layer(part.name, weight, part.bias))
    }
    try order()
  }

  private func unreadable(_ tensor: String, _ reason: String) -> ModelError {
    ModelError.unreadable(
      file: file, place: tensor.isEmpty ? "" : "tensor '\(tensor)'",
      reason: reason
        + "; weights and biases of dense layers are read, other networks can be exported with "
        + "torch.onnx.export(model, (x,), \"model.onnx\")")
  }

  /// The layer that a tensor belongs to, and whether it is its weight; nil if it is neither.
  private static func role(_ name: String) -> (layer: String, isWeight: Bool)? {
    let plain = name.replacing("/", with: ".").replacing(":0", with: "")
    var words = plain.split(separator: ".", omittingEmptySubsequences: true).map(String.init)
    guard let last = words.popLast() else { return nil }
    for (ending, isWeight) in [
      ("weight", true), ("kernel", true), ("bias", false), ("w", true), ("b", false),
    ] {
      if last.lowercased() == ending { return (words.joined(separator: "."), isWeight) }
      if last.lowercased().hasSuffix("_" + ending) || last.lowercased().hasPrefix(ending + "_") {
        let rest = last.lowercased().replacing(ending, with: "")
        return ((words + [rest]).joined(separator: "."), isWeight)
      }
    }
    return nil
  }

  private func layer(
    _ name: String, _ weight: TensorFile.Entry, _ bias: TensorFile.Entry?
  ) throws -> Layer {
    let (rows, columns) = (weight.shape[0], weight.shape[1])
    guard rows > 0, columns > 0, rows <= 1 << 24, columns <= 1 << 24 else {
      throw unreadable(weight.name, "its shape is \(weight.shape)")
    }
    let isKernel = weight.name.lowercased().contains("kernel")
    let width = bias?.shape[0]
    let isTurned = isKernel ? true : width == columns && width != rows
    let outputs = isTurned ? columns : rows
    if let bias, width != outputs {
      throw unreadable(
        bias.name, "it has \(bias.shape[0]) numbers, the weight \(weight.shape)")
    }
    return Layer(
      name: name, weight: weight.name, bias: bias?.name, inputs: isTurned ? rows : columns,
      outputs: outputs, isTurned: isTurned)
  }

  /// Brings the layers in order: by the numbers in their names, else by what fits what.
  private mutating func order() throws {
    let keyed = layers.enumerated().map { (position: $0, key: Self.numbers($1.name), layer: $1) }
    let sorted = keyed.sorted { first, second in
      // A name without a number, such as `out`, stands at the end.
      if first.key.isEmpty != second.key.isEmpty { return second.key.isEmpty }
      if first.key != second.key { return first.key.lexicographicallyPrecedes(second.key) }
      return first.position < second.position
    }
    let named = sorted.map(\.layer)
    if Self.misfit(named) == nil {
      layers = named
      return
    }
    if let chain = Self.chain(layers) {
      layers = chain
      return
    }
    let place = Self.misfit(named) ?? 0
    throw unreadable(
      named[place].weight,
      "it takes \(named[place].inputs) inputs, the layer before it has "
        + "\(named[place - 1].outputs) outputs")
  }

  /// The first layer that does not take what the one before it gives.
  private static func misfit(_ layers: [Layer]) -> Int? {
    layers.indices.dropFirst().first { layers[$0].inputs != layers[$0 - 1].outputs }
  }

  /// The only order in which each layer takes what the one before it gives; nil if there is none,
  /// or several.
  private static func chain(_ layers: [Layer]) -> [Layer]? {
    guard layers.count <= 8 else { return nil }
    var found: [[Int]] = []
    var open = layers.indices.map { [$0] }
    while let path = open.popLast(), found.count < 2 {
      if path.count == layers.count { found.append(path) }
      for next in layers.indices
      where !path.contains(next) && layers[next].inputs == layers[path[path.count - 1]].outputs {
        open.append(path + [next])
      }
    }
    return found.count == 1 ? found[0].map { layers[$0] } : nil
  }

  private static func numbers(_ name: String) -> [Int] {
    var numbers: [Int] = []
    var digits = ""
    for character in name + " " {
      if character.isASCII, character.isNumber, digits.count < 9 {
        digits.append(character)
      } else if !digits.isEmpty {
        numbers.append(Int(digits) ?? 0)
        digits = ""
      }
    }
    return numbers
  }
}
