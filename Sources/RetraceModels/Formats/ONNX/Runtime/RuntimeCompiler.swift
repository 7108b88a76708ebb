import RetraceNumerics
import RetraceTables

/// Makes a model of a graph that only ONNX Runtime can compute.
struct RuntimeCompiler {
  private let graph: ONNXGraph
  private let hints: ModelHints
  /// Why the graph is not computed here.
  private let cause: GraphError

  init(_ graph: ONNXGraph, _ hints: ModelHints, cause: GraphError) {
    self.graph = graph
    self.hints = hints
    self.cause = cause
  }

  /// - Parameter bytes: the whole file.
  /// - Throws: ``GraphError``, with the way to the library where it is absent.
  func model(_ bytes: UnsafeRawBufferPointer) throws -> (any Model, GraphModel.Form) {
    let runtime: OnnxRuntime
    switch OnnxRuntime.shared {
    case .success(let found): runtime = found
    case .failure(let absent):
      throw GraphError(
        cause.place, "\(cause.reason), only by ONNX Runtime, which is absent: \(absent.reason)")
    }
    let (inputs, names) = try self.inputs()
    let results = try ONNXPorts.scores(graph)
    let session = try runtime.session(bytes)
    var areShares = true
    var columns = 1
    var stream = RandomStream(seed: 42, command: "load", purpose: "trial rows")
    for row in 0..<3 {
      let cells = inputs.flatMap { input in
        (0..<input.width).map { _ -> Double in
          input.kind == 1 || input.kind == 11 ? row == 0 ? 0 : stream.nextNormal() : 1
        }
      }
      let scores = try RuntimeModel.scores(session, inputs, results.name, cells, expecting: 16)
      columns = scores.count
      areShares =
        areShares && scores.allSatisfy { $0 >= -1e-6 && $0 <= 1 + 1e-6 }
        && abs(scores.reduce(0, +) - 1) < 1e-4
    }
    guard columns >= 1, columns <= 1 << 16 else {
      throw GraphError("", "\(columns) numbers a row are no classes")
    }
    let form: GraphModel.Form
    if columns == 1 {
      form = hints.classes?.count == 2 ? .logit : .value
    } else {
      form = areShares ? .probabilities : results.hasLabel ? .scores : .logits
    }
    var told: [Cell] = []
    if columns > 1 || form == .logit {
      told = ModelOutputs.numberedClasses(max(2, columns))
      if let classes = results.classes, classes.count == told.count { told = classes }
    }
    let model = RuntimeModel(
      session, inputs: inputs, output: results.name, form: form, columns: columns,
      features: FeatureSpace(names.map { Feature($0) }),
      outputs: ModelOutputs(classes: told, scales: form.scales, target: nil),
      summary: "graph of \(graph.nodes.count) steps in ONNX Runtime")
    return (model, form)
  }

  /// The inputs with all their extents, and the names of their elements.
  private func inputs() throws(GraphError) -> ([RuntimeModel.Input], [String]) {
    var fixed = 0
    var free = 0
    for port in graph.inputs {
      let place = "input '\(port.name)'"
      guard let kind = port.kind, [1, 2, 6, 7, 9, 11].contains(kind) else {
        throw GraphError(place, "it takes no numbers; such inputs are not given to ONNX Runtime")
      }
      if let rows = port.shape.first ?? nil, rows != 1 {
        throw GraphError(
          place, "it takes exactly \(rows) rows at once; export it with a free number")
      }
      var width = 1
      for extent in port.shape.dropFirst() {
        let (product, overflows) = width.multipliedReportingOverflow(by: extent ?? 1)
        guard (extent ?? 1) >= 1, !overflows, product <= 1 << 22 else {
          throw GraphError(place, "its extents are not possible")
        }
        width = product
      }
      switch port.shape.dropFirst().count(where: { $0 == nil }) {
      case 0: fixed += width
      case 1: free += width
      default: throw GraphError(place, "more than one of its extents is free")
      }
    }
    guard !graph.inputs.isEmpty, fixed <= 1 << 22 else { throw GraphError("", "it takes no input") }
    let length = try self.length(fixed: fixed, free: free)
    var inputs: [RuntimeModel.Input] = []
    var names: [String] = []
    for port in graph.inputs {
      let shape = [1] + port.shape.dropFirst().map { $0 ?? length }
      let width = shape.reduce(1, *)
      inputs.append(
        RuntimeModel.Input(name: port.name, kind: port.kind ?? 1, shape: shape, width: width))
      let prefix = graph.inputs.count == 1 ? "x" : "\(port.name)_"
      names += width == 1 ? [port.name] : (0..<width).map { "\(prefix)\($0)" }
    }
    return (inputs, names)
  }

  /// The free extent, as the number of features says.
  private func length(fixed: Int, free: Int) throws(GraphError) -> Int {
    guard free > 0 else { return 1 }
    guard let count = hints.features?.count else {
      throw GraphError(
        "", "one extent of its inputs is free; features: names as many as a row has")
    }
    guard count > fixed, (count - fixed).isMultiple(of: free), count <= 1 << 22 else {
      throw GraphError("", "\(count) features do not fit its inputs")
    }
    return (count - fixed) / free
  }
}
