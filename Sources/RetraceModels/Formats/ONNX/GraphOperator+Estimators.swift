import RetraceTables

/// Operators of `ai.onnx.ml` that are models themselves.
let estimatorOperators: [GraphOperator] = [
  .init("LinearClassifier") { node in
    let linear = try LinearSettings(node, isClassifier: true)
    return { inputs in
      let scores = try linear.predict(GraphOperator.rows(inputs))
      return [scores.topClasses(node.classes), scores]
    }
  },
  .init("LinearRegressor") { node in
    let linear = try LinearSettings(node, isClassifier: false)
    return { inputs in [try linear.predict(GraphOperator.rows(inputs))] }
  },
  .init("TreeEnsembleClassifier") { node in
    guard let classes = node.classes else { throw node.wrong("it names no classes") }
    let trees = try ONNXTrees(node, classCount: classes.count)
    return { inputs in
      let scores = try trees.predict(GraphOperator.rows(inputs), isClassifier: true)
      return [scores.topClasses(classes), scores]
    }
  },
  .init("TreeEnsembleRegressor", "TreeEnsemble") { node in
    let trees = try ONNXTrees(node, classCount: 0)
    return { inputs in [try trees.predict(GraphOperator.rows(inputs), isClassifier: false)] }
  },
  .init("SVMClassifier") { node in
    let machine = try SupportVectors(node, isClassifier: true)
    return { inputs in
      let scores = try machine.classScores(GraphOperator.rows(inputs))
      return [scores.topClasses(node.classes), scores]
    }
  },
  .init("SVMRegressor") { node in
    let machine = try SupportVectors(node, isClassifier: false)
    return { inputs in [try machine.values(GraphOperator.rows(inputs))] }
  },
]

extension GraphTensor {
  /// The class of the largest score of each row, the first of equal ones.
  func topClasses(_ classes: [Cell]?) -> GraphTensor {
    let width = columns
    let positions = (0..<rows).map { row in
      var best = 0
      for column in 0..<width where numbers[row * width + column] > numbers[row * width + best] {
        best = column
      }
      return best
    }
    guard let classes, classes.count >= width else {
      return GraphTensor(.integer, shape: [rows], numbers: positions.map(Double.init))
    }
    if case .text? = classes.first {
      return GraphTensor(shape: [rows], texts: positions.map { classes[$0].displayText })
    }
    return GraphTensor(
      .integer, shape: [rows],
      numbers: positions.map { position in
        if case .number(let number) = classes[position] { return number }
        return Double(position)
      })
  }
}

/// The settings of `LinearClassifier` and `LinearRegressor`.
struct LinearSettings: Sendable {
  /// A row per sum.
  let weights: GraphTensor
  let intercepts: [Double]
  let transform: PostTransform
  /// Whether one sum stands for two classes.
  let isPair: Bool

  var sums: Int { intercepts.count }
  var width: Int { weights.shape[1] }

  init(_ node: ONNXNode, isClassifier: Bool) throws(GraphError) {
    let coefficients = try node.numbers("coefficients")
    var intercepts = try node.numbers("intercepts")
    let sums = isClassifier ? intercepts.count : node.integer("targets") ?? 1
    if intercepts.isEmpty, !isClassifier, sums > 0, sums <= coefficients.count {
      intercepts = [Double](repeating: 0, count: sums)
    }
    guard sums > 0, intercepts.count == sums, !coefficients.isEmpty,
      coefficients.count.isMultiple(of: sums)
    else {
      throw node.wrong("\(coefficients.count) coefficients do not fit \(sums) sums")
    }
    weights = GraphTensor(
      .float32, shape: [sums, coefficients.count / sums], numbers: coefficients)
    self.intercepts = intercepts
    transform = try PostTransform(node)
    isPair = isClassifier && sums == 1 && node.classes?.count == 2
  }

  func predict(_ rows: GraphTensor) throws -> GraphTensor {
    var scores = try rows.times(weights, transposing: true)
    for index in scores.numbers.indices { scores.numbers[index] += intercepts[index % sums] }
    guard isPair else {
      for row in 0..<rows.rows {
        transform.apply(&scores.numbers, row * sums..<(row + 1) * sums)
      }
      return GraphTensor(.float32, shape: scores.shape, numbers: scores.numbers)
    }
    return GraphTensor(
      .float32, shape: [rows.rows, 2],
      numbers: scores.numbers.flatMap { sum in
        // Without a link the first class has 1 − s, as the runtime gives it.
        transform == .logistic ? transform.pair(sum) : [1 - sum, sum]
      })
  }
}
