import RetraceExplain
import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Counterfactuals of trees of all kinds against enumeration")
struct CounterfactualTreeTests {
  private typealias Problem = CounterfactualSolverTests.Problem

  /// What the sum of the leaves becomes.
  enum Kind: CaseIterable {
    /// A probability through a logistic function that is not the plain one.
    case slope
    /// Shares of three classes.
    case softmax
    /// Three classes, one against all others.
    case oneAgainstAll
    /// A number through exp.
    case exponential
    /// A number as it is, the mean of trees.
    case mean
  }

  private static let features = FeatureSpace([
    Feature("x0"), Feature("x1"), Feature("x2"), Feature("c", .category(levels: ["a", "b", "c"])),
  ])

  /// Trees of depth two that ask numbers and sets of levels, with a rule for missing cells each.
  private static func model(
    _ kind: Kind, _ stream: inout RandomStream, isFloat: Bool
  ) throws -> TreeEnsembleModel {
    let classes = kind == .softmax || kind == .oneAgainstAll ? 3 : 1
    let rules: [TreeEnsemble.MissingRule] = [
      [], .goesLeft, .isZero, [.isZero, .zeroIsMissing], [.isZero, .zeroIsMissing, .goesLeft],
    ]
    let trees = (0..<6).map { number in
      let asked = (0..<3).map { _ in stream.nextBelow(4) }
      return TreeEnsemble.Tree(
        left: [1, 3, 5, -1, -1, -1, -1], right: [2, 4, 6, -1, -1, -1, -1],
        feature: asked + [0, 0, 0, 0],
        threshold: (0..<7).map { _ in Double(stream.nextBelow(13)) / 2 - 3 + 0.05 },
        values: (0..<7).map { _ in [stream.nextNormal()] },
        missing: asked.map { $0 < 3 ? rules[stream.nextBelow(5)] : [] } + [[], [], [], []],
        levels: asked.map { $0 < 3 ? nil : [stream.nextBelow(3)] } + [nil, nil, nil, nil],
        output: classes > 1 ? number % classes : nil)
    }
    let link: TreeEnsemble.Link =
      switch kind {
      case .slope, .oneAgainstAll: .logistic
      case .softmax: .softmax
      case .exponential: .exponential
      case .mean: .identity
      }
    let ensemble = try TreeEnsemble(
      trees: trees, featureCount: 4, base: (0..<classes).map { _ in stream.nextNormal() },
      aggregation: kind == .mean ? .mean : .sum, link: link,
      linkSlope: kind == .slope || kind == .exponential ? 0.4 : 1,
      comparison: isFloat ? .less : .lessOrEqual, precision: isFloat ? .float : .double)
    return try TreeEnsembleModel(ensemble, features: features)
  }

  @Test(
    "the nearest and the sparsest are found, and proven", arguments: Kind.allCases, 0..<12)
  func nearest(kind: Kind, seed: UInt64) throws {
    var stream = RandomStream(seed: seed, command: "tests", purpose: "\(kind)")
    let model = try Self.model(kind, &stream, isFloat: seed.isMultiple(of: 2))
    var own = (0..<3).map { _ in Double(stream.nextBelow(7)) - 3 } + [Double(stream.nextBelow(3))]
    if seed.isMultiple(of: 3) { own[stream.nextBelow(4)] = .missing }
    let numbers = (-3...3).map(Double.init)
    // Missing cells stay missing unless nothing else helps.
    let kept = (0..<4).map { own[$0].isNaN ? [own[$0]] : $0 < 3 ? numbers : [0, 1, 2] }
    let filled = (0..<4).map { (own[$0].isNaN ? [own[$0]] : []) + ($0 < 3 ? numbers : [0, 1, 2]) }
    var problem = Problem(
      model: model, own: own, choices: kept, units: [1, 2, 3, 1])
    problem.options.integers = ["x0", "x1", "x2"]
    problem.options.ranges = ["x0", "x1", "x2"].map { ($0, .range(-3, 3)) }
    problem.options.ranges.append(("c", .levels(["a", "b", "c"])))
    let scale = model.outputs.scales[0]
    let isReached: (Matrix, Int) -> Bool
    if model.outputs.isClassifier {
      let count = model.outputs.classes.count
      let wanted = (try model.predictedClasses(Matrix([own]))[0] + 1) % count
      problem.options.target = .number(Double(wanted))
      isReached = { predictions, row in
        model.outputs.predictedClasses(from: predictions, scale: scale)[row] == wanted
      }
    } else {
      let now = try model.predict(Matrix([own]), scale: scale)[0, 0]
      let (low, high) = kind == .mean ? (now + 0.2, now + 0.5) : (now * 1.3, now * 2)
      problem.options.range = [low, high]
      isReached = { $0[$1, 0] >= low && $0[$1, 0] <= high }
    }
    var expected = try problem.enumerated(isReached, scale)
    if expected == nil, own.contains(where: \.isNaN) {
      let open = Problem(model: model, own: own, choices: filled, units: problem.units)
      expected = try open.enumerated(isReached, scale)
    }
    for objective in Counterfactuals.Objective.allCases {
      let set = try problem.found(objective)
      #expect(set.isProven)
      #expect((set.found == 0) == (expected == nil))
      guard let expected, let first = set.counterfactuals.first else { continue }
      #expect(first.isValid)
      switch objective {
      case .distance: #expect(abs(first.distance - expected.distance) < 1e-9)
      case .sparsity: #expect(first.changeCount == expected.changes)
      }
    }
  }
}
