import Glibc

/// Arithmetic, element by element.
let arithmeticOperators: [GraphOperator] = [
  .init(pair: "Add") { $0 + $1 },
  .init(pair: "Sub") { $0 - $1 },
  .init(pair: "Mul") { $0 * $1 },
  .init(pair: "Div") { $0 / $1 },
  .init(pair: "Pow") { pow($0, $1) },
  .init(comparing: "Greater") { $0 > $1 },
  .init(comparing: "GreaterOrEqual") { $0 >= $1 },
  .init(comparing: "Less") { $0 < $1 },
  .init(comparing: "LessOrEqual") { $0 <= $1 },
  .init(comparing: "And") { $0 != 0 && $1 != 0 },
  .init(comparing: "Or") { $0 != 0 || $1 != 0 },
  .init(elementwise: "Neg") { -$0 },
  .init(elementwise: "Abs") { abs($0) },
  .init(elementwise: "Exp") { exp($0) },
  .init(elementwise: "Log") { log($0) },
  .init(elementwise: "Sqrt") { $0.squareRoot() },
  .init(elementwise: "Reciprocal") { 1 / $0 },
  .init(elementwise: "Floor") { $0.rounded(.down) },
  .init(elementwise: "Ceil") { $0.rounded(.up) },
  .init(elementwise: "Erf") { erf($0) },
  .init(elementwise: "Relu") { $0 < 0 ? 0 : $0 },
  .init(elementwise: "Tanh") { tanh($0) },
  .init(elementwise: "Sigmoid") { logistic($0) },
  .init(elementwise: "Softplus") { max($0, 0) + log1p(exp(-abs($0))) },
  .init("Sum", "Max", "Min") { node in
    { inputs in
      var result = try GraphOperator.input(inputs, 0)
      try result.requireNumbers()
      for position in inputs.indices.dropFirst() {
        let next = try GraphOperator.input(inputs, position)
        result = try result.broadcast(next, kind: result.kind) { first, second in
          switch node.operation {
          case "Sum": first + second
          case "Max": first > second || first.isNaN ? first : second
          default: first < second || first.isNaN ? first : second
          }
        }
      }
      return [result]
    }
  },
  .init("Not") { _ in
    { inputs in
      let tensor = try GraphOperator.input(inputs, 0)
      try tensor.requireNumbers()
      return [
        GraphTensor(.logical, shape: tensor.shape, numbers: tensor.numbers.map { $0 == 0 ? 1 : 0 })
      ]
    }
  },
  .init("IsNaN") { _ in
    { inputs in
      let tensor = try GraphOperator.input(inputs, 0)
      try tensor.requireNumbers()
      return [
        GraphTensor(.logical, shape: tensor.shape, numbers: tensor.numbers.map { $0.isNaN ? 1 : 0 })
      ]
    }
  },
  .init("Equal") { _ in
    { inputs in
      let (first, second) = (
        try GraphOperator.input(inputs, 0), try GraphOperator.input(inputs, 1)
      )
      guard first.kind != .text, second.kind != .text else {
        throw GraphError("", "texts are not compared here", isUnknown: true)
      }
      return [try first.broadcast(second, kind: .logical) { $0 == $1 ? 1 : 0 }]
    }
  },
  .init("Where") { _ in
    { inputs in
      let condition = try GraphOperator.input(inputs, 0)
      let (first, second) = (
        try GraphOperator.input(inputs, 1), try GraphOperator.input(inputs, 2)
      )
      // Both broadcasts give all three the common shape.
      let zeros = try first.broadcast(second, kind: first.kind) { first, _ in first }
      let others = try first.broadcast(second, kind: first.kind) { _, second in second }
      let flags = try condition.broadcast(zeros, kind: .logical) { flag, _ in flag }
      let yes = try zeros.broadcast(flags, kind: first.kind) { first, _ in first }
      let no = try others.broadcast(flags, kind: first.kind) { first, _ in first }
      return [
        GraphTensor(
          first.kind, shape: flags.shape,
          numbers: flags.numbers.indices.map {
            flags.numbers[$0] != 0 ? yes.numbers[$0] : no.numbers[$0]
          })
      ]
    }
  },
  .init("Clip") { node in
    { inputs in
      let tensor = try GraphOperator.input(inputs, 0)
      try tensor.requireNumbers()
      let low = inputs.count > 1 ? inputs[1]?.numbers.first : node.float("min")
      let high = inputs.count > 2 ? inputs[2]?.numbers.first : node.float("max")
      let numbers = tensor.numbers.map { number -> Double in
        let raised = low.map { number < $0 ? $0 : number } ?? number
        return high.map { raised > $0 ? $0 : raised } ?? raised
      }
      return [GraphTensor(tensor.kind, shape: tensor.shape, numbers: numbers)]
    }
  },
  .init("LeakyRelu", "Elu", "HardSigmoid") { node in
    let usual: [String: Double] = ["LeakyRelu": 0.01, "HardSigmoid": 0.2]
    let alpha = node.float("alpha") ?? usual[node.operation] ?? 1
    let beta = node.float("beta") ?? 0.5
    return { inputs in
      let tensor = try GraphOperator.input(inputs, 0)
      try tensor.requireNumbers()
      let numbers = tensor.numbers.map { number -> Double in
        switch node.operation {
        case "LeakyRelu": number < 0 ? alpha * number : number
        case "Elu": number < 0 ? alpha * expm1(number) : number
        default: max(0, min(1, alpha * number + beta))
        }
      }
      return [GraphTensor(tensor.kind, shape: tensor.shape, numbers: numbers)]
    }
  },
]

/// 1 / (1 + exp(−x)), without overflow.
func logistic(_ number: Double) -> Double {
  number < 0 ? exp(number) / (1 + exp(number)) : 1 / (1 + exp(-number))
}

extension GraphOperator {
  /// An operator of two tensors whose shapes are brought together.
  init(pair name: String, _ body: @escaping @Sendable (Double, Double) -> Double) {
    self.init(name) { _ in
      { inputs in
        let (first, second) = (try Self.input(inputs, 0), try Self.input(inputs, 1))
        guard first.kind == .integer else {
          return [try first.broadcast(second, kind: first.kind, body)]
        }
        // Whole numbers are divided towards zero.
        return [
          try first.broadcast(second, kind: .integer) { body($0, $1).rounded(.towardZero) }
        ]
      }
    }
  }

  /// An operator of two tensors that gives true and false.
  init(comparing name: String, _ body: @escaping @Sendable (Double, Double) -> Bool) {
    self.init(name) { _ in
      { inputs in
        let (first, second) = (try Self.input(inputs, 0), try Self.input(inputs, 1))
        return [try first.broadcast(second, kind: .logical) { body($0, $1) ? 1 : 0 }]
      }
    }
  }
}

extension GraphTensor {
  /// Combines two tensors element by element, extents of 1 repeated as needed.
  func broadcast(
    _ other: GraphTensor, kind: Kind, _ body: (Double, Double) -> Double
  ) throws -> GraphTensor {
    try requireNumbers()
    try other.requireNumbers()
    if shape == other.shape {
      return GraphTensor(
        kind, shape: shape, numbers: numbers.indices.map { body(numbers[$0], other.numbers[$0]) })
    }
    let rank = max(shape.count, other.shape.count)
    guard rank <= 8 else { throw GraphError("", "tensors of \(rank) axes are not read") }
    let first = [Int](repeating: 1, count: rank - shape.count) + shape
    let second = [Int](repeating: 1, count: rank - other.shape.count) + other.shape
    var result: [Int] = []
    for axis in 0..<rank {
      guard first[axis] == second[axis] || first[axis] == 1 || second[axis] == 1 else {
        throw GraphError("", "the shapes \(shape) and \(other.shape) do not go together")
      }
      result.append(first[axis] == 1 ? second[axis] : first[axis])
    }
    try Self.check(result)
    let firstSteps = Self.steps(first)
    let secondSteps = Self.steps(second)
    let count = result.reduce(1, *)
    var results: [Double] = []
    results.reserveCapacity(count)
    var index = [Int](repeating: 0, count: rank)
    var (from, with) = (0, 0)
    for _ in 0..<count {
      results.append(body(numbers[from], other.numbers[with]))
      for axis in (0..<rank).reversed() {
        index[axis] += 1
        from += firstSteps[axis]
        with += secondSteps[axis]
        guard index[axis] == result[axis] else { break }
        from -= firstSteps[axis] * result[axis]
        with -= secondSteps[axis] * result[axis]
        index[axis] = 0
      }
    }
    return GraphTensor(kind, shape: result, numbers: results)
  }

  /// How far apart neighbours on each axis are; 0 where one element serves all.
  private static func steps(_ shape: [Int]) -> [Int] {
    var steps = [Int](repeating: 0, count: shape.count)
    var step = 1
    for axis in shape.indices.reversed() {
      steps[axis] = shape[axis] == 1 ? 0 : step
      step *= shape[axis]
    }
    return steps
  }
}
