import Glibc
import RetraceTables

/// Operators that move elements or change their kind.
let shapeOperators: [GraphOperator] = [
  .init(passing: "Identity", "Dropout", "ZipMap"),
  .init("Constant") { node in
    var tensor = try node.tensor("value")
    if let number = node.float("value_float") {
      tensor = GraphTensor(.float32, shape: [], numbers: [number])
    }
    if let number = node.integer("value_int") {
      tensor = GraphTensor(.integer, shape: [], numbers: [Double(number)])
    }
    if case .floats(let numbers) = node.attributes["value_floats"] {
      tensor = GraphTensor(.float32, shape: [numbers.count], numbers: numbers)
    }
    if case .integers(let numbers) = node.attributes["value_ints"] {
      tensor = GraphTensor(.integer, shape: [numbers.count], numbers: numbers.map(Double.init))
    }
    guard let tensor else { throw node.unknown("a constant of this kind is not read") }
    return { _ in [tensor] }
  },
  .init("Reshape") { node in
    { inputs in
      let tensor = try GraphOperator.input(inputs, 0)
      let asked = try GraphOperator.input(inputs, 1).wholes()
      var shape = try asked.enumerated().map { axis, extent in
        guard extent == 0 else { return extent }
        guard axis < tensor.shape.count else { throw GraphError("", "there is no axis \(axis)") }
        return tensor.shape[axis]
      }
      guard shape.allSatisfy({ $0 >= -1 }), shape.count(where: { $0 == -1 }) <= 1 else {
        throw GraphError("", "the shape \(asked) does not exist")
      }
      try GraphTensor.check(shape.map { max($0, 1) })
      if let free = shape.firstIndex(of: -1) {
        let others = shape.indices.filter { $0 != free }.map { shape[$0] }.reduce(1, *)
        guard others > 0, tensor.count % others == 0 else {
          throw GraphError("", "\(tensor.count) elements do not fit the shape \(asked)")
        }
        shape[free] = tensor.count / others
      }
      return [try tensor.reshaped(shape)]
    }
  },
  .init("Flatten") { node in
    { inputs in
      let tensor = try GraphOperator.input(inputs, 0)
      let axis = node.integer("axis") ?? 1
      guard axis >= 0, axis <= tensor.shape.count else { throw GraphError("", "no axis \(axis)") }
      return [
        try tensor.reshaped([
          tensor.shape[..<axis].reduce(1, *), tensor.shape[axis...].reduce(1, *),
        ])
      ]
    }
  },
  .init("Squeeze", "Unsqueeze") { node in
    { inputs in
      let tensor = try GraphOperator.input(inputs, 0)
      var axes = node.integers("axes")
      if inputs.count > 1, let given = inputs[1] { axes = try given.wholes() }
      var shape = tensor.shape
      if node.operation == "Unsqueeze" {
        let rank = shape.count + axes.count
        guard rank <= 8 else { throw GraphError("", "too many axes") }
        for axis in axes.map({ $0 < 0 ? $0 + rank : $0 }).sorted() {
          guard axis >= 0, axis <= shape.count else { throw GraphError("", "no axis \(axis)") }
          shape.insert(1, at: axis)
        }
      } else {
        let chosen =
          axes.isEmpty
          ? shape.indices.filter { shape[$0] == 1 } : try axes.map { try tensor.axis($0) }
        for axis in Set(chosen).sorted(by: >) {
          guard shape[axis] == 1 else { throw GraphError("", "axis \(axis) is not of extent 1") }
          shape.remove(at: axis)
        }
      }
      return [try tensor.reshaped(shape)]
    }
  },
  .init("Transpose") { node in
    { inputs in
      let tensor = try GraphOperator.input(inputs, 0)
      guard tensor.shape.count == 2 else {
        throw GraphError("", "only two axes are turned here", isUnknown: true)
      }
      let order = node.integers("perm")
      guard order.isEmpty || order == [1, 0] else { return [tensor] }
      let (rows, columns) = (tensor.shape[0], tensor.shape[1])
      var result = tensor
      result.shape = [columns, rows]
      for row in 0..<rows {
        for column in 0..<columns {
          result.numbers[column * rows + row] = tensor.numbers[row * columns + column]
        }
      }
      return [result]
    }
  },
  .init("Concat", "FeatureVectorizer") { node in
    { inputs in
      let tensors = try inputs.indices.map { try GraphOperator.input(inputs, $0) }
      return [try GraphTensor.joined(tensors, axis: node.integer("axis") ?? 1)]
    }
  },
  .init("ArrayFeatureExtractor") { node in
    { inputs in
      let tensor = try GraphOperator.input(inputs, 0)
      let columns = try GraphOperator.input(inputs, 1).wholes()
      let width = tensor.shape.last ?? 1
      guard columns.allSatisfy({ $0 >= 0 && $0 < width }), width > 0 else {
        throw GraphError("", "a column is chosen that is not among \(width)")
      }
      let rows = tensor.count / width
      try GraphTensor.check([rows, columns.count])
      var result = tensor
      // Of a list one row comes out.
      result.shape = (tensor.shape.count < 2 ? [1] : tensor.shape.dropLast()) + [columns.count]
      result.numbers = (0..<rows).flatMap { row in
        columns.map { tensor.numbers[row * width + $0] }
      }
      return [result]
    }
  },
  .init("Gather") { node in
    { inputs in
      let tensor = try GraphOperator.input(inputs, 0)
      let picked = try GraphOperator.input(inputs, 1)
      let axis = try tensor.axis(node.integer("axis") ?? 0)
      let extent = tensor.shape[axis]
      let positions = try picked.wholes().map { $0 < 0 ? $0 + extent : $0 }
      guard positions.allSatisfy({ $0 >= 0 && $0 < extent }) else {
        throw GraphError("", "a position is not among \(extent)")
      }
      let outer = tensor.shape[..<axis].reduce(1, *)
      let inner = tensor.shape[(axis + 1)...].reduce(1, *)
      try GraphTensor.check([outer, positions.count, inner])
      var result = tensor
      result.shape = tensor.shape[..<axis] + picked.shape + tensor.shape[(axis + 1)...]
      result.numbers = (0..<outer).flatMap { row in
        positions.flatMap { position in
          let start = (row * extent + position) * inner
          return tensor.numbers[start..<start + inner]
        }
      }
      return [result]
    }
  },
  .init("Slice") { node in
    { inputs in
      let tensor = try GraphOperator.input(inputs, 0)
      func list(_ position: Int, _ key: String) throws -> [Int] {
        guard position < inputs.count, let given = inputs[position] else {
          return node.integers(key)
        }
        // An end far behind the last element means the last element.
        return given.numbers.map { $0.isNaN ? 0 : Int(max(-0x1p50, min(0x1p50, $0))) }
      }
      let (starts, ends) = (try list(1, "starts"), try list(2, "ends"))
      let axes = try list(3, "axes")
      guard starts.count == 1, ends.count == 1, axes.count <= 1,
        try list(4, "steps").allSatisfy({ $0 == 1 })
      else { throw GraphError("", "only one axis is cut here", isUnknown: true) }
      let axis = try tensor.axis(axes.first ?? 0)
      let extent = tensor.shape[axis]
      let start = max(0, min(extent, starts[0] < 0 ? starts[0] + extent : starts[0]))
      let end = max(start, min(extent, ends[0] < 0 ? ends[0] + extent : ends[0]))
      let inner = tensor.shape[(axis + 1)...].reduce(1, *)
      var result = tensor
      result.shape[axis] = end - start
      result.numbers = (0..<tensor.shape[..<axis].reduce(1, *)).flatMap { row in
        tensor.numbers[(row * extent + start) * inner..<(row * extent + end) * inner]
      }
      return [result]
    }
  },
  .init("Cast") { node in
    guard let kind = node.castKind else { throw node.unknown("the kind to cast to is not known") }
    return { inputs in [try GraphOperator.input(inputs, 0).cast(to: kind)] }
  },
]

extension ONNXNode {
  /// What a cast makes; nil if it is not known.
  var castKind: GraphTensor.Kind? {
    if let number = integer("to") { return GraphTensor.Kind(onnx: number) }
    switch text("to") {
    case "TO_FLOAT", "FLOAT": return .float32
    case "TO_STRING", "STRING": return .text
    case "TO_INT64", "INT64": return .integer
    default: return nil
    }
  }
}

extension GraphTensor {
  /// The same elements as another kind; texts that are no numbers are NaN.
  func cast(to kind: Kind) throws -> GraphTensor {
    switch (self.kind, kind) {
    case (.text, .text): return self
    case (.text, _):
      let values = levels.map { Double($0) ?? .nan }
      return GraphTensor(
        kind, shape: shape,
        numbers: numbers.map { number in
          Int(exactly: number).map { values[$0] } ?? .nan
        })
    case (_, .text):
      guard self.kind == .integer || self.kind == .logical else {
        throw GraphError("", "floats are not made texts here", isUnknown: true)
      }
      return GraphTensor(
        shape: shape, texts: numbers.map { $0.isFinite ? JSON.numberText($0) : "" })
    case (_, .integer):
      return GraphTensor(kind, shape: shape, numbers: numbers.map { $0.rounded(.towardZero) })
    case (_, .logical):
      return GraphTensor(kind, shape: shape, numbers: numbers.map { $0 != 0 ? 1 : 0 })
    case (_, .float32), (_, .float64):
      return GraphTensor(kind, shape: shape, numbers: numbers)
    }
  }

  /// Tensors one behind the other along an axis.
  static func joined(_ tensors: [GraphTensor], axis: Int) throws -> GraphTensor {
    guard let first = tensors.first else { throw GraphError("", "there is nothing to join") }
    let axis = try first.axis(axis)
    var shape = first.shape
    shape[axis] = 0
    for tensor in tensors {
      guard tensor.shape.count == shape.count,
        shape.indices.allSatisfy({ $0 == axis || tensor.shape[$0] == shape[$0] }),
        (tensor.kind == .text) == (first.kind == .text)
      else { throw GraphError("", "tensors that do not fit are joined") }
      shape[axis] += tensor.shape[axis]
    }
    try check(shape)
    // Texts get common levels.
    var levels: [String] = []
    var positions: [String: Double] = [:]
    let parts = tensors.map { tensor -> [Double] in
      guard tensor.kind == .text else { return tensor.numbers }
      let moved = tensor.levels.map { level -> Double in
        if let position = positions[level] { return position }
        positions[level] = Double(levels.count)
        levels.append(level)
        return Double(levels.count - 1)
      }
      return tensor.numbers.map { number in Int(exactly: number).map { moved[$0] } ?? .nan }
    }
    let outer = shape[..<axis].reduce(1, *)
    let widths = tensors.map { $0.shape[axis...].reduce(1, *) }
    var numbers: [Double] = []
    numbers.reserveCapacity(shape.reduce(1, *))
    for row in 0..<outer {
      for (part, width) in zip(parts, widths) {
        numbers.append(contentsOf: part[row * width..<(row + 1) * width])
      }
    }
    let kinds = tensors.map(\.kind)
    let kind = kinds.contains(.float64) ? .float64 : first.kind
    return GraphTensor(kind, shape: shape, numbers: numbers, levels: levels)
  }
}
