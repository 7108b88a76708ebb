import Glibc

/// Products, and what networks put behind them.
let networkOperators: [GraphOperator] = [
  .init("MatMul") { _ in
    { inputs in
      let (first, second) = (
        try GraphOperator.input(inputs, 0), try GraphOperator.input(inputs, 1)
      )
      return [try first.times(second, transposing: false)]
    }
  },
  .init("Gemm") { node in
    let alpha = node.float("alpha") ?? 1
    let beta = node.float("beta") ?? 1
    guard (node.integer("transA") ?? 0) == 0 else {
      throw node.unknown("a product of turned rows is not computed here")
    }
    let turns = (node.integer("transB") ?? 0) != 0
    return { inputs in
      let (first, second) = (
        try GraphOperator.input(inputs, 0), try GraphOperator.input(inputs, 1)
      )
      var result = try first.times(second, transposing: turns, factor: alpha)
      if inputs.count > 2, let bias = inputs[2], beta != 0 {
        result = try result.broadcast(bias, kind: result.kind) { $0 + beta * $1 }
      }
      return [result]
    }
  },
  .init("Softmax", "LogSoftmax") { node in
    { inputs in
      var tensor = try GraphOperator.input(inputs, 0)
      try tensor.requireNumbers()
      let axis = try tensor.axis(node.integer("axis") ?? -1)
      guard axis == tensor.shape.count - 1 else {
        throw GraphError("", "only shares of the last axis are computed here", isUnknown: true)
      }
      let width = tensor.shape[axis]
      guard width > 0 else { return [tensor] }
      for start in stride(from: 0, to: tensor.count, by: width) {
        PostTransform.softmax(&tensor.numbers, start..<start + width)
      }
      if node.operation == "LogSoftmax" { tensor.numbers = tensor.numbers.map { log($0) } }
      return [GraphTensor(tensor.kind, shape: tensor.shape, numbers: tensor.numbers)]
    }
  },
  .init("BatchNormalization") { node in
    let epsilon = node.float("epsilon") ?? 1e-5
    return { inputs in
      let tensor = try GraphOperator.rows(inputs)
      let settings = try (1...4).map { try GraphOperator.input(inputs, $0).numbers }
      let width = tensor.columns
      guard settings.allSatisfy({ $0.count == width }) else {
        throw GraphError("", "settings for \(width) columns are needed")
      }
      let factors = (0..<width).map { settings[0][$0] / (settings[3][$0] + epsilon).squareRoot() }
      let numbers = tensor.numbers.indices.map { index in
        let column = index % width
        return (tensor.numbers[index] - settings[2][column]) * factors[column]
          + settings[1][column]
      }
      return [GraphTensor(tensor.kind, shape: tensor.shape, numbers: numbers)]
    }
  },
]

/// Operators that make one number of many along an axis.
let reducingOperators: [GraphOperator] = [
  .init("ArgMax", "ArgMin") { node in
    { inputs in
      let sign: Double = node.operation == "ArgMax" ? 1 : -1
      let isLast = (node.integer("select_last_index") ?? 0) != 0
      return [
        try GraphOperator.input(inputs, 0).reduced(
          axis: node.integer("axis") ?? 0, keeps: (node.integer("keepdims") ?? 1) != 0,
          kind: .integer
        ) { numbers in
          var best = 0
          for index in numbers.indices
          where sign * numbers[index] > sign * numbers[best]
            || isLast && numbers[index] == numbers[best]
          { best = index }
          return Double(best)
        }
      ]
    }
  },
  .init(
    "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2",
    "ReduceSumSquare", "ReduceLogSumExp"
  ) { node in
    { inputs in
      let tensor = try GraphOperator.input(inputs, 0)
      var axes = node.integers("axes")
      if inputs.count > 1, let given = inputs[1] { axes = try given.wholes() }
      guard axes.count == 1 else {
        throw GraphError("", "only one axis is folded here", isUnknown: true)
      }
      return [
        try tensor.reduced(
          axis: axes[0], keeps: (node.integer("keepdims") ?? 1) != 0, kind: tensor.kind
        ) { numbers in
          switch node.operation {
          case "ReduceSum": numbers.reduce(0, +)
          case "ReduceMean": numbers.reduce(0, +) / Double(numbers.count)
          case "ReduceMax": numbers.max() ?? .nan
          case "ReduceMin": numbers.min() ?? .nan
          case "ReduceProd": numbers.reduce(1, *)
          case "ReduceSumSquare": numbers.reduce(0) { $0 + $1 * $1 }
          case "ReduceLogSumExp":
            (numbers.max() ?? 0)
              + log(numbers.reduce(0) { $0 + exp($1 - (numbers.max() ?? 0)) })
          case "ReduceL1": numbers.reduce(0) { $0 + abs($1) }
          default: numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
          }
        }
      ]
    }
  },
]

extension GraphTensor {
  /// The product with a matrix.
  ///
  /// A row's sums are taken in the order of the columns, so that it gets the same bits alone and
  /// in a batch.
  func times(
    _ other: GraphTensor, transposing: Bool, factor: Double = 1
  ) throws -> GraphTensor {
    try requireNumbers()
    try other.requireNumbers()
    guard shape.count == 2, other.shape.count == 2 else {
      throw GraphError(
        "", "a product of shapes \(shape) and \(other.shape) is not computed here",
        isUnknown: true)
    }
    let (rows, inner) = (shape[0], shape[1])
    let (otherInner, columns) =
      transposing ? (other.shape[1], other.shape[0]) : (other.shape[0], other.shape[1])
    guard inner == otherInner else {
      throw GraphError("", "the shapes \(shape) and \(other.shape) have no product")
    }
    try Self.check([rows, columns])
    var result = [Double](repeating: 0, count: rows * columns)
    result.withUnsafeMutableBufferPointer { result in
      numbers.withUnsafeBufferPointer { first in
        other.numbers.withUnsafeBufferPointer { second in
          for row in 0..<rows {
            let target = row * columns
            if transposing {
              for column in 0..<columns {
                var sum = 0.0
                for index in 0..<inner {
                  sum += first[row * inner + index] * second[column * inner + index]
                }
                result[target + column] = factor * sum
              }
            } else {
              for index in 0..<inner {
                let number = first[row * inner + index]
                for column in 0..<columns {
                  result[target + column] += number * second[index * columns + column]
                }
              }
              if factor != 1 { for column in 0..<columns { result[target + column] *= factor } }
            }
          }
        }
      }
    }
    let kind: Kind = self.kind == .float64 || other.kind == .float64 ? .float64 : .float32
    return GraphTensor(kind, shape: [rows, columns], numbers: result)
  }

  /// One number for each line of elements along an axis.
  func reduced(
    axis: Int, keeps: Bool, kind: Kind, _ body: ([Double]) -> Double
  ) throws -> GraphTensor {
    try requireNumbers()
    let axis = try self.axis(axis)
    let extent = shape[axis]
    guard extent > 0 else { throw GraphError("", "there is nothing along axis \(axis)") }
    let outer = shape[..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    var results: [Double] = []
    results.reserveCapacity(outer * inner)
    for row in 0..<outer {
      for column in 0..<inner {
        results.append(
          body((0..<extent).map { numbers[(row * extent + $0) * inner + column] }))
      }
    }
    var shape = self.shape
    if keeps { shape[axis] = 1 } else { shape.remove(at: axis) }
    return GraphTensor(kind, shape: shape, numbers: results)
  }
}
