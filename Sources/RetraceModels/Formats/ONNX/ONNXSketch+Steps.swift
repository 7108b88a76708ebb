extension ONNXSketch.Layer {
  /// 1 − p and p of one probability p.
  static let shareAndRest = Self(weights: [[-1], [1]], biases: [1, 0])

  /// Whether it is 1 − p and p of one number p.
  var isShareAndRest: Bool { weights == [[-1], [1]] && biases == [1, 0] }

  /// Whether the first of two sums is the second with the other sign.
  fileprivate var isMirrored: Bool {
    weights.count == 2 && weights[0] == weights[1].map { -$0 } && biases[0] == -biases[1]
  }
}

/// What steps do to columns and networks.
extension ONNXSketch {
  /// Columns with another mean and scale: (z − offset) · factor.
  static func rescaled(
    _ columns: [Column], offsets: [Double], factors: [Double]
  ) -> Symbol? {
    let result = columns.indices.map { index -> Column in
      let column = columns[index]
      return Column(
        feature: column.feature, part: column.part,
        mean: column.mean + column.scale * offsets[index], scale: column.scale / factors[index])
    }
    guard
      result.allSatisfy({ $0.mean.isFinite && $0.scale.isFinite && $0.scale != 0 })
    else { return nil }
    return .columns(result)
  }

  static func scaled(_ node: ONNXNode, _ symbol: Symbol) -> Symbol? {
    guard case .columns(let columns) = symbol, let offset = try? node.numbers("offset"),
      let scale = try? node.numbers("scale"),
      [offset.count, scale.count].allSatisfy({ $0 == columns.count || $0 <= 1 })
    else { return nil }
    return rescaled(
      columns, offsets: GraphOperator.repeated(offset, to: columns.count, or: 0),
      factors: GraphOperator.repeated(scale, to: columns.count, or: 1))
  }

  static func imputed(_ node: ONNXNode, _ symbol: Symbol) -> Symbol? {
    guard case .columns(let columns) = symbol,
      let fills = try? node.numbers("imputed_value_floats"),
      fills.count == columns.count || fills.count == 1,
      (node.float("replaced_value_float") ?? .nan).isNaN,
      columns.allSatisfy({ $0.part == .number(fill: nil) && $0.mean == 0 && $0.scale == 1 })
    else { return nil }
    let values = GraphOperator.repeated(fills, to: columns.count, or: 0)
    return .columns(
      zip(columns, values).map { Column(feature: $0.feature, part: .number(fill: $1)) })
  }

  /// Products with and sums of constants.
  static func affine(_ node: ONNXNode, _ inputs: [Symbol?]) -> Symbol? {
    guard inputs.count >= 2, let first = inputs[0], let second = inputs[1] else { return nil }
    switch node.operation {
    case "MatMul", "Gemm":
      guard case .constant(let matrix) = second, matrix.shape.count == 2, matrix.kind != .text,
        (node.integer("transA") ?? 0) == 0
      else { return nil }
      var bias: GraphTensor?
      if inputs.count > 2, let given = inputs[2] {
        guard case .constant(let tensor) = given else { return nil }
        bias = tensor
      } else if node.inputs.count > 2, !node.inputs[2].isEmpty {
        return nil
      }
      return product(node, first, matrix, bias)
    default:
      if case .constant(let tensor) = second { return shifted(node.operation, first, tensor) }
      if case .constant(let tensor) = first {
        return shifted(node.operation + " from", second, tensor)
      }
      return nil
    }
  }

  private static func product(
    _ node: ONNXNode, _ symbol: Symbol, _ matrix: GraphTensor, _ bias: GraphTensor?
  ) -> Symbol? {
    let turns = (node.integer("transB") ?? 0) != 0
    let (inner, outputs) =
      turns ? (matrix.shape[1], matrix.shape[0]) : (matrix.shape[0], matrix.shape[1])
    let (alpha, beta) = (node.float("alpha") ?? 1, node.float("beta") ?? 1)
    let weights = (0..<outputs).map { output in
      (0..<inner).map {
        alpha * matrix.numbers[turns ? output * inner + $0 : $0 * outputs + output]
      }
    }
    var biases = [Double](repeating: 0, count: outputs)
    if let bias {
      guard bias.count == outputs || bias.count == 1, bias.kind != .text else { return nil }
      biases = GraphOperator.repeated(bias.numbers, to: outputs, or: 0).map { beta * $0 }
    }
    return stacked(symbol, Layer(weights: weights, biases: biases))
  }

  /// Weighted sums on top of what there is.
  private static func stacked(_ symbol: Symbol, _ layer: Layer) -> Symbol? {
    guard let width = symbol.width, width == layer.weights.first?.count, !layer.biases.isEmpty
    else { return nil }
    switch symbol {
    case .columns(let columns): return .network(Network(columns: columns, open: layer))
    case .network(var network):
      guard let open = network.open else {
        network.open = layer
        return .network(network)
      }
      // Sums of sums are sums; a narrow layer between wide ones is not multiplied out.
      let inner = open.weights.first?.count ?? 0
      guard layer.weights.count * inner <= 1 << 20, layer.weights.count * inner * width <= 1 << 26
      else { return nil }
      network.open = Layer(
        weights: layer.weights.map { row in
          var sums = [Double](repeating: 0, count: inner)
          for (weight, other) in zip(row, open.weights) {
            for index in sums.indices { sums[index] += weight * other[index] }
          }
          return sums
        },
        biases: zip(layer.weights, layer.biases).map { row, bias in
          zip(row, open.biases).reduce(bias) { $0 + $1.0 * $1.1 }
        })
      return .network(network)
    default: return nil
    }
  }

  /// A constant for each column, or one for all, added, subtracted, multiplied or divided.
  private static func shifted(
    _ operation: String, _ symbol: Symbol, _ tensor: GraphTensor
  ) -> Symbol? {
    guard let width = symbol.width, tensor.kind != .text,
      tensor.count == 1 || tensor.count == width && tensor.shape.last == width,
      tensor.shape.count <= 2
    else { return nil }
    let numbers = GraphOperator.repeated(tensor.numbers, to: width, or: 0)
    let zeros = [Double](repeating: 0, count: width)
    let ones = [Double](repeating: 1, count: width)
    let (factors, shifts): ([Double], [Double])
    switch operation {
    case "Add", "Add from": (factors, shifts) = (ones, numbers)
    case "Sub": (factors, shifts) = (ones, numbers.map { -$0 })
    case "Sub from": (factors, shifts) = (ones.map { -$0 }, numbers)
    case "Mul", "Mul from": (factors, shifts) = (numbers, zeros)
    case "Div": (factors, shifts) = (numbers.map { 1 / $0 }, zeros)
    default: return nil
    }
    if case .columns(let columns) = symbol {
      return rescaled(
        columns, offsets: zip(factors, shifts).map { -$1 / $0 }, factors: factors)
    }
    guard case .network(var network) = symbol, factors.allSatisfy(\.isFinite),
      var layer = network.open ?? .identity(of: width)
    else { return nil }
    for row in 0..<width {
      layer.weights[row] = layer.weights[row].map { $0 * factors[row] }
      layer.biases[row] = layer.biases[row] * factors[row] + shifts[row]
    }
    network.open = layer
    return .network(network)
  }

  /// Shares stay what they are when they are divided by their sum.
  static func normalized(_ node: ONNXNode, _ symbol: Symbol) -> Symbol? {
    guard node.text("norm") == "L1", case .network(let network) = symbol else { return nil }
    switch (network.layers.last?.activation, network.open) {
    case (.softmax, nil): return symbol
    case (.logistic, .some(let open)) where open.isShareAndRest: return symbol
    default: return nil
    }
  }

  static func activated(_ node: ONNXNode, _ symbol: Symbol) -> Symbol? {
    guard case .network(var network) = symbol, var layer = network.open else { return nil }
    switch node.operation {
    case "Relu": layer.activation = .relu
    case "Tanh": layer.activation = .tanh
    case "Sigmoid": layer.activation = .logistic
    default:
      guard [-1, 1].contains(node.integer("axis") ?? -1) else { return nil }
      layer.activation = .softmax
    }
    network.layers.append(layer)
    network.open = nil
    return .network(network)
  }

  /// The steps of `ai.onnx.ml` that are one layer.
  static func linear(_ node: ONNXNode, _ symbol: Symbol, isClassifier: Bool) -> Symbol? {
    guard let settings = try? LinearSettings(node, isClassifier: isClassifier) else { return nil }
    let weights = (0..<settings.sums).map {
      Array(settings.weights.numbers[$0 * settings.width..<($0 + 1) * settings.width])
    }
    let layer = Layer(weights: weights, biases: settings.intercepts)
    guard case .network(var network)? = stacked(symbol, layer), let open = network.open else {
      return nil
    }
    if !isClassifier { return settings.transform == .none ? .network(network) : nil }
    func closed(_ layer: Layer, _ activation: Activation) {
      network.layers.append(
        Layer(weights: layer.weights, biases: layer.biases, activation: activation))
      network.open = activation == .logistic ? .shareAndRest : nil
    }
    switch settings.transform {
    case .logistic where settings.isPair: closed(open, .logistic)
    case .logistic where settings.sums == 2 && open.isMirrored:
      // The first class's sum is the second's with the other sign.
      closed(Layer(weights: [open.weights[1]], biases: [open.biases[1]]), .logistic)
    case .softmax where settings.sums > 1: closed(open, .softmax)
    default: return nil
    }
    return .network(network)
  }
}
