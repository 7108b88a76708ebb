import RetraceTables

/// Which features go into a graph, and where its scores come out.
struct ONNXPorts {
  /// One input of the graph.
  struct Input: Sendable {
    let name: String
    let kind: GraphTensor.Kind
    /// Which features are its columns.
    let features: Range<Int>
    /// Whether it is a list rather than rows with columns.
    let isList: Bool
  }

  let inputs: [Input]
  /// The names of all features.
  let names: [String]
  /// The result that holds the scores or values.
  let scores: String
  /// The classes, if the graph tells them.
  let classes: [Cell]?
  /// Whether the graph tells classes beside the scores.
  let hasLabel: Bool

  /// - Throws: ``GraphError``, with `isUnknown` for inputs that are no rows with columns.
  init(_ graph: ONNXGraph, _ hints: ModelHints) throws(GraphError) {
    (scores, hasLabel, classes) = try Self.scores(graph)
    var inputs: [Input] = []
    var names: [String] = []
    let listed = Self.listedNames(graph.metadata)
    for port in graph.inputs {
      guard let kind = port.kind.flatMap(GraphTensor.Kind.init(onnx:)), !port.shape.isEmpty,
        port.shape.count <= 2
      else {
        throw GraphError(
          "input '\(port.name)'", "it does not hold rows with columns", isUnknown: true)
      }
      if let rows = port.shape[0], rows > 1 {
        throw GraphError(
          "input '\(port.name)'", "it takes exactly \(rows) rows at once", isUnknown: true)
      }
      let isList = port.shape.count == 1
      guard
        let width = isList
          ? 1
          : port.shape[1] ?? Self.width(of: port.name, graph)
            ?? (graph.inputs.count == 1 ? hints.features?.count : nil)
      else {
        throw GraphError(
          "input '\(port.name)'", "the number of its columns is free; features: names them")
      }
      guard width >= 1, width <= 1 << 20, names.count + width <= 1 << 20 else {
        throw GraphError("input '\(port.name)'", "\(width) columns are not possible")
      }
      let features = names.count..<names.count + width
      if width == 1 {
        names.append(port.name)
      } else {
        let prefix = graph.inputs.count == 1 ? "x" : "\(port.name)_"
        names += (0..<width).map { "\(prefix)\($0)" }
      }
      inputs.append(Input(name: port.name, kind: kind, features: features, isList: isList))
    }
    guard !inputs.isEmpty else { throw GraphError("", "it takes no input") }
    if let listed, listed.count == names.count { names = listed }
    self.inputs = inputs
    self.names = names
  }

  /// Where the scores of a graph come out, whether it tells a class beside them, and its classes.
  static func scores(
    _ graph: ONNXGraph
  ) throws(GraphError) -> (name: String, hasLabel: Bool, classes: [Cell]?) {
    var makers: [String: ONNXNode] = [:]
    for node in graph.nodes { for output in node.outputs { makers[output] = node } }
    let results = try Self.results(graph, makers)
    return (
      results.scores, results.label != nil,
      results.classes ?? Self.classes(graph, makers, results.label ?? results.scores)
    )
  }

  /// Names of features that some tools leave beside the graph, as a JSON list.
  private static func listedNames(_ metadata: [String: String]) -> [String]? {
    for key in ["feature_names", "features", "input_features", "columns"] {
      guard let text = metadata[key],
        case .array(let items)? = try? JSONParser.parse(Array(text.utf8), name: key)
      else { continue }
      let names = items.compactMap { if case .text(let name) = $0 { name } else { nil } }
      if names.count == items.count, Set(names).count == names.count { return names }
    }
    return nil
  }

  /// The columns that the first step takes which tells it.
  private static func width(of input: String, _ graph: ONNXGraph) -> Int? {
    var same: Set<String> = [input]
    for node in graph.nodes where node.inputs.contains(where: same.contains) {
      switch node.operation {
      case "Identity", "Cast", "Imputer", "Normalizer", "Binarizer":
        let fills = (try? node.numbers("imputed_value_floats"))?.count ?? 0
        if fills > 1 { return fills }
        same.formUnion(node.outputs)
      case "Scaler": if let count = try? node.numbers("offset").count, count > 1 { return count }
      case "LinearClassifier": return try? LinearSettings(node, isClassifier: true).width
      case "LinearRegressor": return try? LinearSettings(node, isClassifier: false).width
      case "MatMul", "Gemm":
        guard node.inputs.count > 1, let shape = graph.constants[node.inputs[1]]?.shape,
          shape.count == 2
        else { return nil }
        return (node.integer("transB") ?? 0) != 0 ? shape[1] : shape[0]
      case "TreeEnsembleClassifier", "TreeEnsembleRegressor":
        return (node.integers("nodes_featureids").max() ?? 0) + 1
      default: break
      }
    }
    return nil
  }

  private static func results(
    _ graph: ONNXGraph, _ makers: [String: ONNXNode]
  ) throws(GraphError) -> (scores: String, label: String?, classes: [Cell]?) {
    var label: String?
    var floats: [String] = []
    for port in graph.outputs {
      if let map = makers[port.name], map.operation == "ZipMap", let scores = map.inputs.first {
        let other = graph.outputs.first { $0.name != port.name }
        return (scores, other?.name ?? port.name, map.classes)
      }
      switch port.kind.flatMap(GraphTensor.Kind.init(onnx:)) {
      case .float32, .float64: floats.append(port.name)
      case .integer, .text, .logical: label = label ?? port.name
      case nil: break
      }
    }
    guard let scores = floats.first(where: { $0.lowercased().contains("prob") }) ?? floats.first
    else { throw GraphError("", "no output of the graph holds numbers or probabilities") }
    return (scores, label, nil)
  }

  /// The classes that the step behind a label names.
  private static func classes(
    _ graph: ONNXGraph, _ makers: [String: ONNXNode], _ label: String
  ) -> [Cell]? {
    var name = label
    for _ in 0..<64 {
      guard let node = makers[name] else { return nil }
      if let classes = node.classes { return classes }
      if node.operation == "ArrayFeatureExtractor", let first = node.inputs.first,
        let tensor = try? graph.constants[first]?.decoded()
      {
        return (0..<tensor.count).map {
          tensor.kind == .text ? .text(tensor.text($0)) : .number(tensor.numbers[$0])
        }
      }
      guard ["Cast", "Identity", "Reshape", "Squeeze", "Flatten"].contains(node.operation),
        let first = node.inputs.first
      else { return nil }
      name = first
    }
    return nil
  }
}
