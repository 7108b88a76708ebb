import Glibc
import RetraceTables

/// Operators of `ai.onnx.ml` that prepare features.
let encodingOperators: [GraphOperator] = [
  .init("Scaler") { node in
    let offset = try node.numbers("offset")
    let scale = try node.numbers("scale")
    return { inputs in
      let tensor = try GraphOperator.input(inputs, 0)
      try tensor.requireNumbers()
      let width = tensor.shape.last ?? 1
      guard [offset.count, scale.count].allSatisfy({ $0 == width || $0 == 1 || $0 == 0 }) else {
        throw GraphError("", "offsets and scales for \(width) columns are needed")
      }
      let offsets = GraphOperator.repeated(offset, to: width, or: 0)
      let scales = GraphOperator.repeated(scale, to: width, or: 1)
      let numbers = tensor.numbers.indices.map { index in
        let column = index % width
        return GraphTensor.rounded(tensor.numbers[index] - offsets[column]) * scales[column]
      }
      return [GraphTensor(.float32, shape: tensor.shape, numbers: numbers)]
    }
  },
  .init("Imputer") { node in
    let floats = try node.numbers("imputed_value_floats")
    let integers = node.integers("imputed_value_int64s").map(Double.init)
    let fills = floats.isEmpty ? integers : floats
    let replaced =
      node.float("replaced_value_float")
      ?? node.integer("replaced_value_int64").map(Double.init) ?? .nan
    return { inputs in
      let tensor = try GraphOperator.rows(inputs)
      guard fills.count == tensor.columns || fills.count == 1 else {
        throw GraphError("", "values for \(tensor.columns) columns are needed")
      }
      let fills = GraphOperator.repeated(fills, to: tensor.columns, or: 0)
      let numbers = tensor.numbers.indices.map { index in
        let number = tensor.numbers[index]
        let isReplaced = replaced.isNaN ? number.isNaN : number == replaced
        return isReplaced ? fills[index % tensor.columns] : number
      }
      return [GraphTensor(tensor.kind, shape: tensor.shape, numbers: numbers)]
    }
  },
  .init("OneHotEncoder") { node in
    let encoder = try OneHotCategories(node)
    return { inputs in [try encoder.encode(GraphOperator.input(inputs, 0))] }
  },
  .init("Binarizer") { node in
    let threshold = node.float("threshold") ?? 0
    return { inputs in
      let tensor = try GraphOperator.input(inputs, 0)
      try tensor.requireNumbers()
      return [
        GraphTensor(
          tensor.kind, shape: tensor.shape,
          numbers: tensor.numbers.map { $0 > threshold ? 1 : 0 })
      ]
    }
  },
  .init("Normalizer") { node in
    let norm = node.text("norm") ?? "MAX"
    guard ["MAX", "L1", "L2"].contains(norm) else {
      throw node.wrong("the norm '\(norm)' does not exist")
    }
    return { inputs in
      var tensor = try GraphOperator.rows(inputs)
      for row in 0..<tensor.rows {
        let range = row * tensor.columns..<(row + 1) * tensor.columns
        var length = norm == "MAX" ? -Double.infinity : 0
        for index in range {
          let number = tensor.numbers[index]
          switch norm {
          case "MAX": length = max(length, number)
          case "L1": length += abs(number)
          default: length += number * number
          }
        }
        if norm == "L2" { length = length.squareRoot() }
        guard length != 0 else { continue }
        for index in range { tensor.numbers[index] /= length }
      }
      return [GraphTensor(.float32, shape: tensor.shape, numbers: tensor.numbers)]
    }
  },
  .init("LabelEncoder") { node in
    let encoder = try LabelPairs(node)
    return { inputs in [try encoder.encode(GraphOperator.input(inputs, 0))] }
  },
]

extension GraphOperator {
  /// Settings for each column: one serves all, none is the default.
  static func repeated(_ numbers: [Double], to width: Int, or fallback: Double) -> [Double] {
    numbers.count == width
      ? numbers : [Double](repeating: numbers.first ?? fallback, count: width)
  }
}

/// The categories of a `OneHotEncoder`.
struct OneHotCategories: Sendable {
  let texts: [String]
  let numbers: [Double]
  /// Whether what is no category gives zeros; else it is an error.
  let givesZeros: Bool

  init(_ node: ONNXNode) throws(GraphError) {
    texts = node.texts("cats_strings")
    numbers = node.integers("cats_int64s").map(Double.init)
    givesZeros = (node.integer("zeros") ?? 1) != 0
    guard texts.isEmpty != numbers.isEmpty else {
      throw node.wrong("either texts or whole numbers have to be its categories")
    }
  }

  func encode(_ tensor: GraphTensor) throws -> GraphTensor {
    guard (tensor.kind == .text) == numbers.isEmpty else {
      throw GraphError("", "the categories are of another kind than the cells")
    }
    let width = max(texts.count, numbers.count)
    try GraphTensor.check(tensor.shape + [width])
    let positions: [Double]
    if tensor.kind == .text {
      let known = Dictionary(zip(texts, 0...), uniquingKeysWith: { _, last in last })
      let moved = tensor.levels.map { known[$0].map(Double.init) ?? -1 }
      let blank = known[""].map(Double.init) ?? -1
      positions = tensor.numbers.map { number in
        Int(exactly: number).map { moved[$0] } ?? blank
      }
    } else {
      let known = Dictionary(zip(numbers, 0...), uniquingKeysWith: { _, last in last })
      positions = tensor.numbers.map { known[$0.rounded(.towardZero)].map(Double.init) ?? -1 }
    }
    var result = [Double](repeating: 0, count: tensor.count * width)
    for (index, position) in positions.enumerated() {
      guard position >= 0 else {
        guard givesZeros else {
          let cell = tensor.kind == .text ? tensor.text(index) : "\(tensor.numbers[index])"
          var error = GraphError("", "'\(cell)' is none of its categories")
          error.isOfRows = true
          throw error
        }
        continue
      }
      result[index * width + Int(position)] = 1
    }
    return GraphTensor(.float32, shape: tensor.shape + [width], numbers: result)
  }
}

/// The keys and values of a `LabelEncoder`.
struct LabelPairs: Sendable {
  let keys: GraphTensor
  let values: GraphTensor
  /// What stands for cells that are no key.
  let fallback: GraphTensor

  init(_ node: ONNXNode) throws(GraphError) {
    let classes = node.texts("classes_strings")
    guard classes.isEmpty else {
      // Version 1 turns texts into their positions.
      keys = GraphTensor(shape: [classes.count], texts: classes)
      values = GraphTensor(
        .integer, shape: [classes.count], numbers: classes.indices.map(Double.init))
      fallback = GraphTensor(
        .integer, shape: [1], numbers: [Double(node.integer("default_int64") ?? -1)])
      return
    }
    guard let keys = try Self.list(node, "keys"), let values = try Self.list(node, "values"),
      keys.count == values.count, keys.count > 0
    else { throw node.wrong("keys and values are absent or of different number") }
    self.keys = keys
    self.values = values
    if let tensor = try node.tensor("default_tensor"), tensor.count == 1 {
      fallback = tensor
    } else {
      switch values.kind {
      case .text:
        fallback = GraphTensor(shape: [1], texts: [node.text("default_string") ?? "_Unused"])
      case .integer, .logical:
        fallback = GraphTensor(
          .integer, shape: [1], numbers: [Double(node.integer("default_int64") ?? -1)])
      case .float32, .float64:
        fallback = GraphTensor(
          values.kind, shape: [1], numbers: [node.float("default_float") ?? 0])
      }
    }
    guard (fallback.kind == .text) == (values.kind == .text) else {
      throw node.wrong("the default is of another kind than the values")
    }
  }

  private static func list(_ node: ONNXNode, _ name: String) throws(GraphError) -> GraphTensor? {
    let texts = node.texts("\(name)_strings")
    if !texts.isEmpty { return GraphTensor(shape: [texts.count], texts: texts) }
    let wholes = node.integers("\(name)_int64s")
    if !wholes.isEmpty {
      return GraphTensor(.integer, shape: [wholes.count], numbers: wholes.map(Double.init))
    }
    let floats = try node.numbers("\(name)_floats")
    if !floats.isEmpty { return GraphTensor(.float32, shape: [floats.count], numbers: floats) }
    return try node.tensor("\(name)_tensor")
  }

  func encode(_ tensor: GraphTensor) throws -> GraphTensor {
    guard (tensor.kind == .text) == (keys.kind == .text) else {
      throw GraphError("", "the keys are of another kind than the cells")
    }
    // The position among the values of each cell, the fallback behind them.
    let positions: [Int]
    if tensor.kind == .text {
      let known = Dictionary(
        zip((0..<keys.count).map(keys.text), 0...), uniquingKeysWith: { first, _ in first })
      let moved = tensor.levels.map { known[$0] ?? keys.count }
      let blank = known[""] ?? keys.count
      positions = tensor.numbers.map { number in Int(exactly: number).map { moved[$0] } ?? blank }
    } else {
      let known = Dictionary(zip(keys.numbers, 0...), uniquingKeysWith: { first, _ in first })
      let blank = keys.numbers.firstIndex(where: \.isNaN) ?? keys.count
      positions = tensor.numbers.map { number in
        number.isNaN ? blank : known[number] ?? keys.count
      }
    }
    if values.kind == .text {
      let texts = (0..<values.count).map(values.text) + [fallback.text(0)]
      return GraphTensor(shape: tensor.shape, texts: positions.map { texts[$0] })
    }
    let numbers = values.numbers + [fallback.numbers[0]]
    return GraphTensor(values.kind, shape: tensor.shape, numbers: positions.map { numbers[$0] })
  }
}
