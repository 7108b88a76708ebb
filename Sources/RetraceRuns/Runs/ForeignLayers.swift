import RetraceModels

/// The names that other libraries give the parameters of dense layers.
enum ForeignLayers {
  /// The weights and biases, layer by layer, each weight before its bias.
  ///
  /// - Parameter names: such as `fc1.bias`, `fc1.weight`, `fc10.weight`, in any order.
  /// - Returns: none unless every name ends with `.weight` or `.bias` and every layer has both.
  static func names(in names: [String]) -> [String] {
    var layers: [String: (weight: Bool, bias: Bool)] = [:]
    for name in names {
      if name.hasSuffix(".weight") {
        layers[String(name.dropLast(7)), default: (false, false)].weight = true
      } else if name.hasSuffix(".bias") {
        layers[String(name.dropLast(5)), default: (false, false)].bias = true
      } else {
        return []
      }
    }
    guard layers.values.allSatisfy({ $0.weight && $0.bias }) else { return [] }
    return layers.keys.sorted(by: NaturalOrder.precedes)
      .flatMap { ["\($0).weight", "\($0).bias"] }
  }

  /// The widths of the dense layers whose parameters a file holds: of the input, then of each
  /// layer's output.
  ///
  /// - Throws: ``RunError/damaged(file:place:reason:)`` if the tensors are no such layers.
  static func sizes(of file: TensorFile, path: String) throws -> [Int] {
    let names = names(in: file.entries.map(\.name))
    guard !names.isEmpty else {
      throw RunError.damaged(
        file: path, place: "", reason: "expected the weights and biases of dense layers")
    }
    var sizes: [Int] = []
    for name in names where name.hasSuffix(".weight") {
      guard let shape = file.entry(name)?.shape, shape.count == 2, shape.allSatisfy({ $0 > 0 }),
        sizes.last.map({ $0 == shape[1] }) ?? true
      else {
        throw RunError.damaged(
          file: path, place: name, reason: "it does not take what the layer before it gives")
      }
      if sizes.isEmpty { sizes.append(shape[1]) }
      sizes.append(shape[0])
    }
    return sizes
  }
}

/// The order of names in which their numbers count by value: `epoch_9` before `epoch_10`.
enum NaturalOrder {
  /// Whether one name stands before another.
  static func precedes(_ one: String, _ other: String) -> Bool {
    let (left, right) = (parts(one), parts(other))
    for (a, b) in zip(left, right) where a != b {
      if let first = UInt64(a), let second = UInt64(b), first != second { return first < second }
      return a < b
    }
    return left.count != right.count ? left.count < right.count : one < other
  }

  /// Stretches of digits and of other characters, in turns.
  private static func parts(_ name: String) -> [Substring] {
    var parts: [Substring] = []
    var rest = name[...]
    while let first = rest.first {
      let isDigit = first.isASCII && first.isNumber
      let part = rest.prefix { ($0.isASCII && $0.isNumber) == isDigit }
      parts.append(part)
      rest = rest[part.endIndex...]
    }
    return parts
  }
}
