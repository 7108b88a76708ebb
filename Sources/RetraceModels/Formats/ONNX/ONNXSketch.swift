/// What is known of the results of a graph's steps without computing them: which of them are
/// features, encoded columns, or a dense network of these.
///
/// So the structure inside a graph is found again that explainers can use: a linear model, a
/// network with gradients, trees.
struct ONNXSketch {
  typealias Column = FeatureEncoding.Column

  /// One layer: a row of weights per sum.
  struct Layer {
    var weights: [[Double]]
    var biases: [Double]
    var activation = Activation.identity
  }

  /// A dense network of encoded columns.
  struct Network {
    var columns: [Column]
    var layers: [Layer] = []
    /// Weighted sums of the last layer's values; nil for these values themselves.
    var open: Layer?
  }

  /// What a result is.
  enum Symbol {
    /// Texts of these features.
    case texts([Int])
    case columns([Column])
    case network(Network)
    case trees(ONNXTrees, [Column], isClassifier: Bool)
    case constant(GraphTensor)
  }

  private(set) var symbols: [String: Symbol] = [:]
  /// The levels of each feature that holds texts, in the order in which steps name them.
  private(set) var levels: [[String]?]

  init(_ graph: ONNXGraph, _ ports: ONNXPorts) {
    levels = [[String]?](repeating: nil, count: ports.names.count)
    for input in ports.inputs {
      switch input.kind {
      case .text:
        for feature in input.features { levels[feature] = [] }
        symbols[input.name] = .texts(Array(input.features))
      case .float32, .float64, .integer, .logical:
        symbols[input.name] = .columns(
          input.features.map { Column(feature: $0, part: .number(fill: nil)) })
      }
    }
    for (name, tensor) in graph.constants {
      if let tensor = try? tensor.decoded() { symbols[name] = .constant(tensor) }
    }
    for node in graph.nodes { read(node) }
  }

  private mutating func read(_ node: ONNXNode) {
    let inputs = node.inputs.map { symbols[$0] }
    noteLevels(node, inputs)
    if let folded = Self.folded(node, inputs) {
      for (name, tensor) in zip(node.outputs, folded) { symbols[name] = .constant(tensor) }
      return
    }
    guard let output = node.outputs.first, let first = inputs.first ?? nil else { return }
    switch node.operation {
    case "Identity", "Dropout", "Cast", "Reshape", "Flatten", "ZipMap":
      symbols[output] = Self.passed(node, first, inputs.count > 1 ? inputs[1] : nil)
    case "Concat", "FeatureVectorizer": symbols[output] = Self.joined(node, inputs)
    case "ArrayFeatureExtractor": symbols[output] = Self.picked(first, inputs)
    case "Scaler": symbols[output] = Self.scaled(node, first)
    case "Imputer": symbols[output] = Self.imputed(node, first)
    case "OneHotEncoder": symbols[output] = encoded(node, first)
    case "MatMul", "Gemm", "Add", "Sub", "Mul", "Div":
      symbols[output] = Self.affine(node, inputs)
    case "Relu", "Tanh", "Sigmoid", "Softmax": symbols[output] = Self.activated(node, first)
    case "Normalizer": symbols[output] = Self.normalized(node, first)
    case "LinearClassifier":
      guard node.outputs.count > 1 else { return }
      symbols[node.outputs[1]] = Self.linear(node, first, isClassifier: true)
    case "LinearRegressor": symbols[output] = Self.linear(node, first, isClassifier: false)
    case "TreeEnsembleClassifier", "TreeEnsembleRegressor", "TreeEnsemble":
      let isClassifier = node.operation == "TreeEnsembleClassifier"
      guard case .columns(let columns) = first,
        let trees = try? ONNXTrees(node, classCount: isClassifier ? node.classes?.count ?? 0 : 0),
        let name = isClassifier ? node.outputs.dropFirst().first : output
      else { return }
      symbols[name] = .trees(trees, columns, isClassifier: isClassifier)
    default: break
    }
  }

  /// The results of a step that takes constants only.
  private static func folded(_ node: ONNXNode, _ inputs: [Symbol?]) -> [GraphTensor]? {
    var tensors: [GraphTensor?] = []
    for (symbol, name) in zip(inputs, node.inputs) {
      if name.isEmpty {
        tensors.append(nil)
        continue
      }
      guard case .constant(let tensor)? = symbol else { return nil }
      tensors.append(tensor)
    }
    guard node.isKnownDomain, !tensors.isEmpty || node.operation == "Constant",
      let kernel = try? OperatorCatalog.all[node.operation]?.compile(node)
    else { return nil }
    return try? kernel(tensors)
  }

  /// Adds the texts that a step knows to the levels of the features it takes.
  private mutating func noteLevels(_ node: ONNXNode, _ inputs: [Symbol?]) {
    guard case .texts(let features)?? = inputs.first else { return }
    var texts: [String] = []
    switch node.operation {
    case "OneHotEncoder": texts = node.texts("cats_strings")
    case "LabelEncoder":
      guard let pairs = try? LabelPairs(node), pairs.keys.kind == .text else { return }
      texts = (0..<pairs.keys.count).map(pairs.keys.text)
    default: return
    }
    for feature in features {
      var known = levels[feature] ?? []
      var seen = Set(known)
      for text in texts where seen.insert(text).inserted { known.append(text) }
      levels[feature] = known
    }
  }

  private func encoded(_ node: ONNXNode, _ symbol: Symbol) -> Symbol? {
    guard case .texts(let features) = symbol, features.count == 1 else { return nil }
    let positions = Dictionary(
      zip(levels[features[0]] ?? [], 0...), uniquingKeysWith: { first, _ in first })
    let texts = node.texts("cats_strings")
    guard !texts.isEmpty, Set(texts).count == texts.count else { return nil }
    return .columns(
      texts.map { Column(feature: features[0], part: .level(positions[$0] ?? -1)) })
  }

  /// What a step that keeps the numbers of each row does to them.
  private static func passed(_ node: ONNXNode, _ symbol: Symbol, _ shape: Symbol?) -> Symbol? {
    switch node.operation {
    case "Cast":
      guard let kind = node.castKind, kind == .float32 || kind == .float64 else {
        if case .texts = symbol, node.castKind == .text { return symbol }
        return nil
      }
      if case .texts = symbol { return nil }
      return symbol
    case "Flatten": return (node.integer("axis") ?? 1) == 1 ? symbol : nil
    case "Reshape":
      // Only the shape that each row has already, or that one-hot columns get.
      guard case .constant(let tensor)? = shape, let wholes = try? tensor.wholes(),
        wholes.count == 2, wholes[0] == -1 || wholes[0] == 0, let width = symbol.width,
        wholes[1] == width || wholes[1] == -1 && wholes[0] == 0
      else { return nil }
      return symbol
    default: return symbol
    }
  }

  private static func joined(_ node: ONNXNode, _ inputs: [Symbol?]) -> Symbol? {
    let axis = node.integer("axis") ?? 1
    guard axis == 1 || axis == -1 else { return nil }
    var features: [Int] = []
    var columns: [Column] = []
    for input in inputs {
      switch input {
      case .texts(let some)?: features += some
      case .columns(let some)?: columns += some
      case .network?: return joinedNetworks(inputs)
      default: return nil
      }
    }
    guard features.isEmpty || columns.isEmpty else { return nil }
    return features.isEmpty ? .columns(columns) : .texts(features)
  }

  /// Sums of the same layer side by side, such as 1 − p and p.
  private static func joinedNetworks(_ inputs: [Symbol?]) -> Symbol? {
    var result: Network?
    for input in inputs {
      guard case .network(let network)? = input else { return nil }
      guard let layer = network.open ?? .identity(of: network.width) else { return nil }
      guard var known = result?.open else {
        result = network
        result?.open = layer
        continue
      }
      // They must stand on the very same layers.
      guard let layers = result?.layers, layers.count == network.layers.count,
        result?.columns == network.columns,
        zip(layers, network.layers).allSatisfy({
          $0.biases == $1.biases && $0.weights == $1.weights && $0.activation == $1.activation
        })
      else { return nil }
      known.weights += layer.weights
      known.biases += layer.biases
      result?.open = known
    }
    return result.map { .network($0) }
  }

  private static func picked(_ symbol: Symbol, _ inputs: [Symbol?]) -> Symbol? {
    guard inputs.count == 2, case .constant(let tensor)? = inputs[1],
      let positions = try? tensor.wholes()
    else { return nil }
    switch symbol {
    case .texts(let features):
      guard positions.allSatisfy(features.indices.contains) else { return nil }
      return .texts(positions.map { features[$0] })
    case .columns(let columns):
      guard positions.allSatisfy(columns.indices.contains) else { return nil }
      return .columns(positions.map { columns[$0] })
    default: return nil
    }
  }
}

extension ONNXSketch.Symbol {
  /// How many numbers a row has; nil if that is not known.
  var width: Int? {
    switch self {
    case .texts(let features): features.count
    case .columns(let columns): columns.count
    case .network(let network): network.width
    case .trees, .constant: nil
    }
  }
}

extension ONNXSketch.Layer {
  /// The sums that are the values themselves; nil where they would be very many.
  static func identity(of width: Int) -> Self? {
    guard width <= 1_024 else { return nil }
    return Self(
      weights: (0..<width).map { row in (0..<width).map { $0 == row ? 1 : 0 } },
      biases: [Double](repeating: 0, count: width))
  }
}

extension ONNXSketch.Network {
  var width: Int { open?.biases.count ?? layers.last?.biases.count ?? columns.count }
}
