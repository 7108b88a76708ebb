import RetraceExplain
import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Counterfactuals against enumeration")
struct CounterfactualSolverTests {
  /// A small problem in which every allowed row can be written down.
  struct Problem {
    let model: any Model
    let own: [Double]
    let choices: [[Double]]
    let units: [Double]
    var options = Counterfactuals.Options()

    /// The least cost and the least changes over all rows that reach a class or a range.
    func enumerated(_ isReached: (Matrix, Int) -> Bool, _ scale: OutputScale) throws -> (
      distance: Double, changes: Int
    )? {
      let rows = Changes.combinations(choices)
      let predictions = try model.predict(Matrix(rows), scale: scale)
      let reached = rows.indices.filter { isReached(predictions, $0) }.map { rows[$0] }
      let distances = reached.map {
        Changes.distance($0, own, units: units, model.features)
      }
      guard let best = distances.min() else { return nil }
      return (best, reached.map { Changes.changeCount($0, own) }.min() ?? 0)
    }

    func found(_ objective: Counterfactuals.Objective) throws -> CounterfactualSet {
      var options = options
      options.objective = objective
      let data = Changes.data(model.features, units: units)
      let result = try Counterfactuals.find(
        model: model, rows: Changes.table(model.features, [own]), data: data, options: options)
      return result.sets[0]
    }
  }

  /// Whole numbers from -3 to 3 and a category of three levels.
  private func space(numbers: Int, categories: Int) -> FeatureSpace {
    FeatureSpace(
      (0..<numbers).map { Feature("x\($0)") }
        + (0..<categories).map { Feature("c\($0)", .category(levels: ["a", "b", "c"])) })
  }

  private func problem(
    _ model: any Model, numbers: Int, categories: Int, _ stream: inout RandomStream
  ) -> Problem {
    let names = model.features.names
    var own = (0..<numbers).map { _ in Double(stream.nextBelow(7)) - 3 }
    own += (0..<categories).map { _ in Double(stream.nextBelow(3)) }
    var problem = Problem(
      model: model, own: own,
      choices: (0..<numbers).map { _ in (-3...3).map(Double.init) }
        + (0..<categories).map { _ in [0, 1, 2] },
      units: (0..<numbers).map { _ in Double(1 + stream.nextBelow(4)) }
        + (0..<categories).map { _ in 1 })
    problem.options.integers = Array(names.prefix(numbers))
    problem.options.ranges = names.enumerated().map {
      ($1, $0 < numbers ? .range(-3, 3) : .levels(["a", "b", "c"]))
    }
    return problem
  }

  private func check(
    _ problem: Problem, _ isReached: (Matrix, Int) -> Bool, _ scale: OutputScale, _ seed: UInt64
  ) throws {
    let expected = try problem.enumerated(isReached, scale)
    for objective in Counterfactuals.Objective.allCases {
      let set = try problem.found(objective)
      #expect(set.isProven, "seed \(seed)")
      guard let expected else {
        #expect(set.found == 0, "seed \(seed)")
        continue
      }
      let first = try #require(set.counterfactuals.first, "seed \(seed)")
      switch objective {
      case .distance: #expect(abs(first.distance - expected.distance) < 1e-9, "seed \(seed)")
      case .sparsity: #expect(first.changeCount == expected.changes, "seed \(seed)")
      }
    }
  }

  private func linear(
    _ kind: LinearFamily.Kind, outputs: Int, numbers: Int, categories: Int,
    _ stream: inout RandomStream
  ) -> LinearFamily {
    let features = space(numbers: numbers, categories: categories)
    var columns = (0..<numbers).map {
      FeatureEncoding.Column(feature: $0, part: .number(fill: nil), mean: 0.5, scale: 2)
    }
    for category in 0..<categories {
      columns += (0..<3).map {
        FeatureEncoding.Column(feature: numbers + category, part: .level($0))
      }
    }
    return LinearFamily(
      kind, features: features, encoding: FeatureEncoding(columns),
      coefficients: (0..<outputs).map { _ in columns.map { _ in stream.nextNormal() } },
      intercepts: (0..<outputs).map { _ in 3 * stream.nextNormal() })
  }

  @Test("logistic models of whole numbers and categories", arguments: 0..<40)
  func logistic(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, command: "tests", purpose: "logistic")
    let model = linear(.logistic, outputs: 1, numbers: 3, categories: 2, &stream)
    let problem = problem(model, numbers: 3, categories: 2, &stream)
    let wanted = 1 - (try model.predictedClasses(Matrix([problem.own]))[0])
    try check(
      problem, { ($0[$1, 0] >= 0.5) == (wanted == 1) }, .probability, seed)
  }

  @Test("softmax models of three classes", arguments: 0..<30)
  func softmax(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, command: "tests", purpose: "softmax")
    let model = linear(.softmaxRegression, outputs: 3, numbers: 3, categories: 1, &stream)
    var problem = problem(model, numbers: 3, categories: 1, &stream)
    let wanted = ((try model.predictedClasses(Matrix([problem.own]))[0]) + 1) % 3
    problem.options.target = .number(Double(wanted))
    try check(
      problem,
      { predictions, row in
        (0..<3).allSatisfy { $0 == wanted || predictions[row, $0] < predictions[row, wanted] }
      }, .probability, seed)
  }

  @Test("linear models whose number shall lie in a range", arguments: 0..<30)
  func range(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, command: "tests", purpose: "range")
    let model = linear(.linear, outputs: 1, numbers: 3, categories: 1, &stream)
    var problem = problem(model, numbers: 3, categories: 1, &stream)
    let now = try model.predict(Matrix([problem.own]), scale: .value)[0, 0]
    let (low, high) = (now + 0.5, now + 0.8)
    problem.options.range = [low, high]
    try check(problem, { $0[$1, 0] >= low && $0[$1, 0] <= high }, .value, seed)
  }

  private func trees(
    _ count: Int, numbers: Int, categories: Int, _ stream: inout RandomStream,
    comparison: TreeEnsemble.Comparison, precision: TreeEnsemble.Precision
  ) throws -> TreeEnsembleModel {
    let features = space(numbers: numbers, categories: categories)
    let trees = (0..<count).map { _ in
      let asked = (0..<3).map { _ in stream.nextBelow(numbers + categories) }
      return TreeEnsemble.Tree(
        left: [1, 3, 5, -1, -1, -1, -1], right: [2, 4, 6, -1, -1, -1, -1],
        feature: asked + [0, 0, 0, 0],
        threshold: (0..<7).map { _ in Double(stream.nextBelow(13)) / 2 - 3 },
        values: (0..<7).map { _ in [stream.nextNormal()] },
        levels: asked.map { $0 < numbers ? nil : [stream.nextBelow(3)] } + [nil, nil, nil, nil])
    }
    return try TreeEnsembleModel(
      TreeEnsemble(
        trees: trees, featureCount: numbers + categories, base: [stream.nextNormal()],
        link: .logistic, comparison: comparison, precision: precision), features: features)
  }

  @Test("ensembles of trees, with either comparison", arguments: 0..<40)
  func trees(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, command: "tests", purpose: "trees")
    let model = try trees(
      5, numbers: 3, categories: 1, &stream, comparison: seed % 2 == 0 ? .less : .lessOrEqual,
      precision: seed % 3 == 0 ? .float : .double)
    let problem = problem(model, numbers: 3, categories: 1, &stream)
    let wanted = 1 - (try model.predictedClasses(Matrix([problem.own]))[0])
    try check(problem, { ($0[$1, 0] >= 0.5) == (wanted == 1) }, .probability, seed)
  }

  @Test(
    "the least number behind a cut is found",
    arguments: TreeEnsemble.Comparison.allCases, TreeEnsemble.Precision.allCases)
  func openEnd(comparison: TreeEnsemble.Comparison, precision: TreeEnsemble.Precision) throws {
    let ensemble = try TreeEnsemble(
      trees: [
        TreeEnsemble.Tree(
          left: [1, -1, -1], right: [2, -1, -1], feature: [0, 0, 0], threshold: [0.1, 0, 0],
          values: [[0], [-1], [1]])
      ], featureCount: 1, base: [0], link: .logistic, comparison: comparison,
      precision: precision)
    let model = try TreeEnsembleModel(ensemble, features: FeatureSpace([Feature("x")]))
    let data = Changes.table(model.features, [[-2], [0], [2]])
    var options = Counterfactuals.Options()
    options.integers = []
    let up = try Counterfactuals.find(
      model: model, rows: Changes.table(model.features, [[-1], [1]]), data: data,
      options: options)
    let x = Changes.numbers(try #require(up.sets[0].counterfactuals.first), model.features)[0]
    #expect([x, x.nextDown].map { ensemble.goesLeft(0, cell: $0) } == [false, true])
    let y = Changes.numbers(try #require(up.sets[1].counterfactuals.first), model.features)[0]
    #expect([y, y.nextUp].map { ensemble.goesLeft(0, cell: $0) } == [true, false])
  }

  @Test("black boxes of whole numbers come near to the optimum", arguments: 0..<6)
  func blackBox(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, command: "tests", purpose: "box")
    let weights = (0..<4).map { _ in stream.nextNormal() }
    let features = space(numbers: 3, categories: 1)
    let model = FunctionModel(features.features, classes: [.text("no"), .text("yes")]) { row in
      let score =
        weights[0] * row[0] + weights[1] * row[1] * row[2] / 3 + weights[2] * row[2]
        + (row[3] == 1 ? weights[3] : 0) - 1.5
      return [1 / (1 + Kernels.exp(-score))]
    }
    let problem = problem(model, numbers: 3, categories: 1, &stream)
    let wanted = 1 - (try model.predictedClasses(Matrix([problem.own]))[0])
    let expected = try problem.enumerated(
      { ($0[$1, 0] >= 0.5) == (wanted == 1) }, .probability)
    let set = try problem.found(.distance)
    #expect(!set.isProven)
    #expect(set.counterfactuals.first?.distance ?? .infinity <= 1.25 * (expected?.distance ?? 0))
    let sparse = try problem.found(.sparsity)
    #expect(sparse.counterfactuals.first?.changeCount == expected?.changes)
  }
}
