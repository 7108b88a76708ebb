import RetraceNumerics

extension ONNXTrees {
  /// How the sums of a classifier become scores of its classes.
  enum Scores: Sendable {
    /// Each class has its own sum.
    case each
    /// One sum p is the second class's probability; the first has 1 − p.
    case share
    /// One sum s is a score: the classes have −s and s.
    case signed
  }

  /// Settles how a classifier's scores are meant, as ONNX Runtime takes them.
  ///
  /// With two classes and weights for the first only, that one sum is for the second class: a
  /// probability where no weight is negative, else a score.
  ///
  /// - Throws: ``GraphError`` for base values that the standard does not define.
  mutating func settleScores(_ node: ONNXNode) throws(GraphError) {
    guard outputCount == 2 else {
      if base.count < outputCount {
        base += [Double](repeating: 0, count: outputCount - base.count)
      }
      return
    }
    var ids: Set<Int> = []
    var isPositive = true
    for node in nodes {
      for weight in node.weights {
        ids.insert(weight.output)
        if weight.value < 0 { isPositive = false }
      }
    }
    guard base.count <= 1, transform != .probit || ids != [0] else {
      throw node.unknown("base values or a transform of two classes that are not defined")
    }
    guard ids == [0] else {
      base = ids == [1] ? [] : base + [0]
      return
    }
    scores = isPositive && transform != .logistic ? .share : .signed
    if transform != .logistic { transform = .none }
  }

  /// What is added to each output; zeros where nothing or a list of another length is given.
  var outputBases: [Double] {
    base.count == outputCount ? base : [Double](repeating: 0, count: outputCount)
  }

  /// The trees of a binary classifier with one sum, as trees of one output, their first.
  var single: ONNXTrees {
    var trees = self
    trees.outputCount = 1
    trees.base = [base.first ?? 0]
    return trees
  }

  /// The scores of rows: a column per class or target.
  func predict(_ rows: GraphTensor, isClassifier: Bool) throws -> GraphTensor {
    guard rows.columns >= featureCount else {
      throw GraphError(
        "", "the trees ask for \(featureCount) features, there are \(rows.columns)")
    }
    let kind = isClassifier ? scores : .each
    let trees = kind == .each ? self : single
    let base = trees.outputBases
    try GraphTensor.check([rows.rows, max(2, trees.outputCount)])
    var result: [Double] = []
    rows.numbers.withUnsafeBufferPointer { cells in
      for row in 0..<rows.rows {
        let cells = UnsafeBufferPointer(
          rebasing: cells[row * rows.columns..<(row + 1) * rows.columns])
        var sums = [Double](repeating: 0, count: trees.outputCount)
        trees.sums(cells, into: &sums, at: 0)
        for output in sums.indices { sums[output] += base[output] }
        switch kind {
        case .each: transform.apply(&sums, sums.indices)
        case .share: sums = [1 - sums[0], sums[0]]
        case .signed: sums = transform.pair(sums[0])
        }
        result += sums
      }
    }
    return GraphTensor(
      rows.floatKind, shape: [rows.rows, isClassifier ? outputCount : trees.outputCount],
      numbers: result)
  }
}

extension PostTransform {
  /// The scores of two classes of one sum.
  func pair(_ sum: Double) -> [Double] {
    switch self {
    case .logistic: return [RetraceModels.logistic(-sum), RetraceModels.logistic(sum)]
    case .probit:
      let share = Self.probit(sum)
      return [1 - share, share]
    case .none, .softmax, .softmaxZero: return [-sum, sum]
    }
  }
}
