/// An operator of ONNX graphs that is computed here: its names and how a step of it is made.
struct GraphOperator: Sendable {
  /// Computes the results of a step from what it takes, nil where nothing is given.
  typealias Kernel = @Sendable ([GraphTensor?]) throws -> [GraphTensor]

  /// The names in the standard's operator lists.
  let names: [String]
  /// Reads the settings of a step.
  let compile: @Sendable (ONNXNode) throws -> Kernel

  init(_ names: String..., compile: @escaping @Sendable (ONNXNode) throws -> Kernel) {
    self.names = names
    self.compile = compile
  }

  /// An operator with one input and one result of the same shape.
  init(elementwise name: String, _ body: @escaping @Sendable (Double) -> Double) {
    self.init(name) { _ in
      { inputs in
        var tensor = try Self.input(inputs, 0)
        try tensor.requireNumbers()
        tensor.numbers = tensor.numbers.map(body)
        return [GraphTensor(tensor.kind, shape: tensor.shape, numbers: tensor.numbers)]
      }
    }
  }

  /// An operator that does nothing to its first input.
  init(passing names: String...) {
    self.names = names
    compile = { _ in { inputs in [try Self.input(inputs, 0)] } }
  }

  /// What a step takes at a position.
  static func input(_ inputs: [GraphTensor?], _ position: Int) throws -> GraphTensor {
    guard position < inputs.count, let tensor = inputs[position] else {
      throw GraphError("", "input \(position) is absent")
    }
    return tensor
  }

  /// What a step takes at a position, as rows of numbers.
  static func rows(_ inputs: [GraphTensor?], _ position: Int = 0) throws -> GraphTensor {
    let tensor = try input(inputs, position)
    try tensor.requireNumbers()
    guard tensor.shape.count == 2 else {
      throw GraphError("", "rows and columns are needed, got the shape \(tensor.shape)")
    }
    return tensor
  }
}

/// Every operator that is computed here, one list a file.
enum OperatorCatalog {
  /// The operators by name.
  static let all: [String: GraphOperator] = Dictionary(
    (arithmeticOperators + shapeOperators + networkOperators + reducingOperators
      + encodingOperators + estimatorOperators).flatMap { item in
        item.names.map { ($0, item) }
      }, uniquingKeysWith: { first, _ in first })
}
