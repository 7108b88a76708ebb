import RetraceNumerics
import RetraceTables

/// Makes a model of an ONNX graph: one of ours where the graph has such a structure, else the
/// graph as steps.
struct ONNXCompiler {
  private let graph: ONNXGraph
  private let ports: ONNXPorts
  private let sketch: ONNXSketch
  private let features: FeatureSpace
  private let hints: ModelHints

  init(_ graph: ONNXGraph, _ hints: ModelHints) throws(GraphError) {
    self.graph = graph
    self.hints = hints
    ports = try ONNXPorts(graph, hints)
    sketch = ONNXSketch(graph, ports)
    features = FeatureSpace(
      zip(ports.names, sketch.levels).map { name, levels in
        Feature(name, levels.map { .category(levels: $0) } ?? .number)
      })
  }

  /// The model, and how its scores are taken.
  ///
  /// - Throws: ``GraphError``, with `isUnknown` if another runtime may be able to compute it.
  func model() throws -> (any Model, GraphModel.Form) {
    var program = try GraphProgram(graph, ports, levels: sketch.levels.map { $0 ?? [] })
    try settle(&program)
    let trial = try self.trial(program)
    let form = try self.form(trial)
    let classes = try self.classes(form, trial)
    if let model = try structured(form, classes) { return (model, form) }
    let outputs = ModelOutputs(classes: classes ?? [], scales: form.scales, target: nil)
    let model = GraphModel(
      program, form: form, features: features, outputs: outputs, summary: "graph of \(noun)")
    return (model, form)
  }

  private var noun: String {
    let known = [
      "SVMClassifier": "a support vector machine", "SVMRegressor": "a support vector machine",
      "TreeEnsembleClassifier": "trees", "TreeEnsembleRegressor": "trees",
      "TreeEnsemble": "trees", "LinearClassifier": "a linear model",
      "LinearRegressor": "a linear model",
    ]
    return graph.nodes.compactMap { known[$0.operation] }.last
      ?? (graph.nodes.count == 1 ? "1 step" : "\(graph.nodes.count) steps")
  }

  private func settle(_ program: inout GraphProgram) throws {
    do {
      try program.settleBlocks(features: features.count)
    } catch let error as GraphError where error.isOfRows {
      // A row of zeros is no row for it; a block of one row always works.
    }
  }

  /// What the scores of a few rows show.
  private struct Trial {
    var columns = 1
    var areShares = true
    var areFractions = true
  }

  /// Computes a few rows, alone and together: shapes, and whether the scores are probabilities.
  ///
  /// - Throws: ``GraphError`` if steps fail, or if rows have an influence on each other.
  private func trial(_ program: GraphProgram) throws -> Trial {
    let count = 8
    var stream = RandomStream(seed: 42, command: "load", purpose: "trial rows")
    let rows = (0..<count).map { row in
      features.features.map { feature -> Double in
        if let levels = feature.levels { return Double(row % max(1, levels.count)) }
        return row == 0 ? 0 : stream.nextNormal() * (row == 1 ? 100 : 2)
      }
    }
    var trial = Trial()
    var refusal: GraphError?
    var known: [(row: Int, scores: [Double])] = []
    for (position, row) in rows.enumerated() {
      do {
        let scores = try program.run(row, rows: 1)
        guard scores.columns >= 1 else { throw GraphError("", "there are no scores") }
        known.append((position, scores.numbers))
        trial.columns = scores.columns
        let numbers = scores.numbers
        if !numbers.allSatisfy({ $0 >= -1e-6 && $0 <= 1 + 1e-6 }) { trial.areFractions = false }
        if abs(numbers.reduce(0, +) - 1) > 1e-4 { trial.areShares = false }
      } catch let error as GraphError where error.isOfRows {
        refusal = error
      }
    }
    guard !known.isEmpty else {
      if let refusal, !ports.scores.lowercased().contains("prob") { throw refusal }
      trial.columns = ports.classes?.count ?? 1
      return trial
    }
    let together = try program.run(known.flatMap { rows[$0.row] }, rows: known.count)
    guard
      zip(together.numbers, known.flatMap(\.scores)).allSatisfy({
        $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN
      })
    else {
      throw GraphError("", "rows have an influence on each other", isUnknown: true)
    }
    return trial
  }

  private func form(_ trial: Trial) throws(GraphError) -> GraphModel.Form {
    let columns = trial.columns
    let maker = scoreMaker
    guard ports.hasLabel || ports.classes != nil else {
      if columns == 1 {
        if maker == "Sigmoid" { return .probability }
        return hints.classes?.count == 2 ? .logit : .value
      }
      return trial.areFractions && trial.areShares ? .probabilities : .logits
    }
    if columns == 1 { return trial.areFractions ? .probability : .scores }
    return trial.areFractions && trial.areShares ? .probabilities : .scores
  }

  /// The operator that makes the scores, steps that only pass them on left out.
  private var scoreMaker: String? {
    var name = ports.scores
    for node in graph.nodes.reversed() where node.outputs.contains(name) {
      guard ["Identity", "Reshape", "Flatten", "Squeeze", "Cast"].contains(node.operation),
        let first = node.inputs.first
      else { return node.operation }
      name = first
    }
    return nil
  }

  private func classes(_ form: GraphModel.Form, _ trial: Trial) throws(GraphError) -> [Cell]? {
    if case .value = form { return nil }
    let count = max(2, trial.columns)
    guard count <= 1 << 16 else { throw GraphError("", "\(count) classes are not possible") }
    guard let classes = ports.classes else { return ModelOutputs.numberedClasses(count) }
    guard classes.count == count else {
      throw GraphError(
        "", "\(classes.count) classes are named, there are scores for \(count)", isUnknown: false)
    }
    return classes
  }
}

extension ONNXCompiler {
  /// The model whose structure is known; nil if it is only steps.
  private func structured(_ form: GraphModel.Form, _ classes: [Cell]?) throws -> (any Model)? {
    switch sketch.symbols[ports.scores] {
    case .trees(let trees, let columns, let isClassifier)?:
      let plain = FeatureEncoding(standardizing: features.count).columns
      guard columns == plain else { return nil }
      return try treeModel(trees, isClassifier: isClassifier, form, classes)
    case .network(let network)?: return denseModel(network, form, classes)
    default: return nil
    }
  }

  private func treeModel(
    _ trees: ONNXTrees, isClassifier: Bool, _ form: GraphModel.Form, _ classes: [Cell]?
  ) throws -> (any Model)? {
    let kind = isClassifier ? trees.scores : .each
    var link = TreeEnsemble.Link.identity
    var scale = OutputScale.value
    switch (kind, trees.transform) {
    case (_, .none):
      if isClassifier {
        scale = form.scales.contains(.probability) ? .probability : .margin
      } else if trees.outputCount > 1 {
        return nil
      }
    case (.each, .softmax), (.each, .logistic), (.signed, .logistic):
      guard isClassifier else { return nil }
      link = trees.transform == .softmax ? .softmax : .logistic
      scale = .margin
    default: return nil
    }
    let counted = kind == .each ? trees : trees.single
    do {
      guard
        let ensemble = try counted.ensemble(
          featureCount: features.count, link: link, base: counted.outputBases)
      else { return nil }
      return try TreeEnsembleModel(
        ensemble, features: features, sumScale: scale, classes: classes)
    } catch let error as TreeEnsemble.ShapeError {
      throw GraphError(
        error.tree.map { "tree \($0)" } ?? "", error.description)
    }
  }

  private func denseModel(
    _ network: ONNXSketch.Network, _ form: GraphModel.Form, _ classes: [Cell]?
  ) -> (any Model)? {
    var layers = network.layers
    if let open = network.open {
      switch (form, layers.last?.activation) {
      case (.probabilities, .logistic) where open.isShareAndRest: break
      case (.value, _), (.logits, _), (.logit, _):
        var last = open
        if case .logits = form { last.activation = .softmax }
        if case .logit = form { last.activation = .logistic }
        layers.append(last)
      default: return nil
      }
    }
    guard let last = layers.last else { return nil }
    switch (form, last.activation, last.biases.count) {
    case (.value, .identity, 1), (.logits, .softmax, _), (.probabilities, .softmax, _),
      (.probabilities, .logistic, 1), (.probability, .logistic, 1), (.logit, .logistic, 1):
      break
    default: return nil
    }
    let dense = DenseNetwork(
      sizes: [network.columns.count] + layers.map(\.biases.count),
      activations: layers.map(\.activation),
      parameters: layers.flatMap { $0.weights.flatMap { $0 } + $0.biases })
    guard dense.parameters.allSatisfy(\.isFinite) else { return nil }
    let encoding = FeatureEncoding(network.columns)
    guard layers.count == 1 else {
      return MLP(features: features, encoding: encoding, network: dense, classes: classes)
    }
    let kind: LinearFamily.Kind =
      switch last.activation {
      case .logistic: .logistic
      case .softmax: .softmaxRegression
      case .relu, .tanh, .identity: .linear
      }
    return LinearFamily(
      kind, features: features, encoding: encoding, network: dense, classes: classes)
  }
}
