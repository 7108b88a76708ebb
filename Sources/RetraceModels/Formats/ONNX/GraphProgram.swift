import RetraceNumerics

/// A graph as a list of steps that compute a batch of rows.
///
/// Only what the scores need is kept. Each step's result is forgotten after its last use.
struct GraphProgram: Sendable {
  private struct Step: Sendable {
    let place: String
    let kernel: GraphOperator.Kernel
    let inputs: [Int?]
    let outputs: [Int?]
    /// The slots that no later step takes.
    var done: [Int] = []
  }

  /// The most elements that all results together may have at once.
  private static let elementLimit = 1 << 25

  private let inputs: [(slot: Int, input: ONNXPorts.Input, levels: [Int])]
  private let levels: [[String]]
  private let constants: [(slot: Int, tensor: GraphTensor)]
  private let steps: [Step]
  private let slotCount: Int
  private let scores: Int
  /// How many rows are computed at once.
  private(set) var blockRows = 1

  /// - Parameter levels: the texts of each feature; empty where it holds numbers.
  /// - Throws: ``GraphError``, with `isUnknown` for operators that are not computed here.
  init(_ graph: ONNXGraph, _ ports: ONNXPorts, levels: [[String]]) throws {
    var needed: Set<String> = [ports.scores]
    var nodes: [ONNXNode] = []
    for node in graph.nodes.reversed() where node.outputs.contains(where: needed.contains) {
      nodes.append(node)
      needed.formUnion(node.inputs)
    }
    nodes.reverse()
    var slots: [String: Int] = [:]
    func slot(_ name: String) -> Int? {
      guard !name.isEmpty else { return nil }
      if let slot = slots[name] { return slot }
      slots[name] = slots.count
      return slots.count - 1
    }
    self.levels = levels
    inputs = ports.inputs.compactMap { input in
      slot(input.name).map { ($0, input, Array(input.features)) }
    }
    constants = try graph.constants.sorted { $0.key < $1.key }.compactMap { name, tensor in
      guard needed.contains(name) else { return nil }
      return try slot(name).map { ($0, try tensor.decoded()) }
    }
    var steps: [Step] = []
    for node in nodes {
      guard node.isKnownDomain, let item = OperatorCatalog.all[node.operation] else {
        throw node.unknown("this operator is not computed here")
      }
      steps.append(
        Step(
          place: node.place, kernel: try item.compile(node), inputs: node.inputs.map(slot),
          outputs: node.outputs.map(slot)))
    }
    guard let scores = slot(ports.scores) else { throw GraphError("", "there are no scores") }
    var last: [Int: Int] = [:]
    for (position, step) in steps.enumerated() {
      for slot in (step.inputs + step.outputs).compactMap({ $0 }) { last[slot] = position }
    }
    for (slot, position) in last where slot != scores { steps[position].done.append(slot) }
    self.steps = steps
    self.scores = scores
    slotCount = slots.count
  }

  /// Chooses how many rows are computed at once, by what one row needs.
  mutating func settleBlocks(features: Int) throws {
    var size = 0
    _ = try run([Double](repeating: 0, count: features), rows: 1, size: &size)
    blockRows = max(1, min(256, (1 << 20) / max(1, size)))
  }

  /// The scores of rows: rows × scores.
  ///
  /// - Parameters:
  ///   - cells: rows × features; of texts the positions of their levels.
  ///   - rows: how many rows there are.
  /// - Throws: ``GraphError``.
  func run(_ cells: [Double], rows: Int) throws -> GraphTensor {
    var size = 0
    return try run(cells, rows: rows, size: &size)
  }

  private func run(_ cells: [Double], rows: Int, size largest: inout Int) throws -> GraphTensor {
    var values = [GraphTensor?](repeating: nil, count: slotCount)
    for (slot, tensor) in constants { values[slot] = tensor }
    let width = rows == 0 ? 0 : cells.count / rows
    for (slot, input, features) in inputs {
      values[slot] = tensor(cells, width: width, rows: rows, input, features)
    }
    var size = 0
    for step in steps {
      let results: [GraphTensor]
      do {
        results = try step.kernel(step.inputs.map { $0.flatMap { values[$0] } })
      } catch var error as GraphError {
        if error.place.isEmpty { error.place = step.place }
        throw error
      }
      for (slot, result) in zip(step.outputs, results) {
        size += result.count
        if let slot { values[slot] = result }
      }
      largest = max(largest, size)
      guard size <= Self.elementLimit else {
        throw GraphError(step.place, "the results are too large")
      }
      for slot in step.done {
        size -= values[slot]?.count ?? 0
        values[slot] = nil
      }
    }
    guard var result = values[scores], result.kind != .text else {
      throw GraphError("", "the scores are not computed by any step")
    }
    if result.shape.count == 1 { result.shape = [result.count, 1] }
    guard result.shape.count == 2, result.shape[0] == rows else {
      throw GraphError(
        "", "scores of the shape \(result.shape) are no numbers a row", isUnknown: true)
    }
    return result
  }

  private func tensor(
    _ cells: [Double], width: Int, rows: Int, _ input: ONNXPorts.Input, _ features: [Int]
  ) -> GraphTensor {
    let shape = input.isList ? [rows] : [rows, features.count]
    var numbers: [Double] = []
    numbers.reserveCapacity(rows * features.count)
    for row in 0..<rows {
      for feature in features { numbers.append(cells[row * width + feature]) }
    }
    guard input.kind == .text else {
      return GraphTensor(input.kind, shape: shape, numbers: numbers)
    }
    // Several columns of texts get common levels.
    var all: [String] = []
    var starts: [Double] = []
    for feature in features {
      starts.append(Double(all.count))
      all += levels[feature]
    }
    for index in numbers.indices {
      let column = index % features.count
      let count = levels[features[column]].count
      let cell = numbers[index]
      let isLevel = Int(exactly: cell).map { $0 >= 0 && $0 < count } ?? false
      numbers[index] = isLevel ? starts[column] + cell : .nan
    }
    return GraphTensor(.text, shape: shape, numbers: numbers, levels: all)
  }
}
