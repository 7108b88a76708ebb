import RetraceExplain
import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Surrogate trees")
struct SurrogateTreeTests {
  static func surrogate(
    _ model: any Model = Samples.classifier, rows: Table = Samples.table(300),
    _ change: (inout SurrogateTree.Options) -> Void = { _ in }
  ) throws -> Surrogate {
    var options = SurrogateTree.Options()
    change(&options)
    return try SurrogateTree.surrogate(model: model, table: rows, options: options)
  }

  @Test("a model that is a tree is found, with its category, true/false and missing cells")
  func ownTree() throws {
    let model = FunctionModel(Samples.features) { row in
      // Purposes at 0 and 2, then missing incomes.
      if row[2] == 0 || row[2] == 2 { return [row[1].isNaN ? 5 : 1] }
      return [row[3] == 1 ? 3 : 2]
    }
    let found = try Self.surrogate(model) { $0.depth = 2 }
    #expect(found.fidelity.holdout == 1)
    #expect(
      Set(found.rules.map { "\($0.condition): \(ExplanationText.cell($0.prediction))" }) == [
        "purpose in {car, house} and income is not missing: 1",
        "purpose in {car, house} and income is missing: 5",
        "(purpose in {garden, tv} or purpose is missing) and owner = false: 2",
        "(purpose in {garden, tv} or purpose is missing) and owner = true: 3",
      ])
    #expect(found.rules.allSatisfy { abs($0.purity - 1) < 1e-12 })
    #expect(abs(found.rules.reduce(0) { $0 + $1.share } - 1) < 1e-12)
  }

  @Test(
    "the tree in the JSON form loads as a model that tells the same",
    arguments: Surrogate.Target.allCases)
  func loads(target: Surrogate.Target) throws {
    guard target != .margin else { return }
    let model: FunctionModel = target == .value ? Samples.regression : Samples.threeClasses
    let found = try Self.surrogate(model) {
      $0.depth = 6
      $0.target = target
      if target == .probability { $0.outputClass = .text("b") }
    }
    let loaded = try PlainModelJSON.model(
      of: JSONParser.parse(found.explanation.json.at("tree").serialized))
    let rows = try model.features.matrix(of: Samples.table(200, seed: 9))
    let scale: OutputScale = target == .label ? .probability : .value
    #expect(try loaded.predict(rows, scale: scale) == found.model.predict(rows, scale: scale))
  }

  @Test("growing deeper never lowers the fidelity on the rows grown on, and ends at 1")
  func deeper() throws {
    let fidelities = try (1...12).map { depth in
      try Self.surrogate(Samples.regression) {
        $0.depth = depth
        $0.holdout = .share(0)
      }.fidelity.train
    }
    #expect(zip(fidelities, fidelities.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
    let full = try Self.surrogate(Samples.regression) {
      $0.depth = 30
      $0.holdout = .share(0)
    }
    #expect(full.fidelity.train > 0.9999)
  }

  @Test("no leaf is smaller than asked", arguments: [1, 7, 40, 150])
  func leaves(minimumLeaf: Int) throws {
    for optimal in [false, true] {
      let found = try Self.surrogate {
        $0.depth = optimal ? 2 : 8
        $0.minimumLeaf = minimumLeaf
        $0.optimal = optimal
        $0.holdout = .share(0)
      }
      #expect(found.rules.allSatisfy { $0.rows >= minimumLeaf })
    }
  }

  @Test("one split is the best of all, tried one by one", arguments: 0..<20)
  func bruteForce(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed), command: "tests", purpose: "splits")
    let x = (0..<40).map { _ in (stream.nextUniform() * 12).rounded() }
    let y = x.map { $0 + 3 * stream.nextNormal() }
    let pairs = Dictionary(zip(x, y), uniquingKeysWith: { $1 })
    let model = FunctionModel([Feature("x")]) { [pairs[$0[0]] ?? 0] }
    let found = try Self.surrogate(model, rows: Table([("x", Column(numbers: x))])) {
      $0.depth = 1
      $0.holdout = .share(0)
    }
    let answers = x.map { pairs[$0] ?? 0 }
    let best =
      Set(x).map { threshold -> Double in
        var fit = 0.0
        for side in [true, false] {
          let own = x.indices.filter { (x[$0] <= threshold) == side }.map { answers[$0] }
          guard !own.isEmpty else { continue }
          let mean = Statistics.mean(own)
          fit += own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        }
        return fit
      }.min() ?? .nan
    let mean = Statistics.mean(answers)
    let all = answers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(abs(found.fidelity.train - (1 - best / all)) < 1e-9)
  }

  @Test("held-out rows are a share, drawn by the seed, or a table")
  func holdout() throws {
    let first = try Self.surrogate { $0.seed = 1 }
    #expect(first.fidelity.trainRows == 225 && first.fidelity.holdoutRows == 75)
    #expect(try Self.surrogate { $0.seed = 1 }.explanation.json == first.explanation.json)
    #expect(try Self.surrogate { $0.seed = 2 }.explanation.json != first.explanation.json)
    let table = try Self.surrogate { $0.holdout = .table(Samples.table(50, seed: 4)) }
    #expect(table.fidelity.trainRows == 300 && table.fidelity.holdoutRows == 50)
    #expect(table.seed == nil)
  }

  @Test("numbers that share their leading digits are sorted as others are")
  func sorting() throws {
    var stream = RandomStream(seed: 5, command: "tests", purpose: "sorting")
    // Close together with one far away; and spread over many magnitudes.
    let close = (0..<3_000).map { _ in 1e9 + stream.nextUniform() * 1e-3 } + [-1e300]
    let wide = (0..<3_001).map { _ in
      Kernels.exp(40 * stream.nextNormal()) * (stream.nextBool() ? 1 : -1)
    }
    for values in [close, wide] {
      let cut = Statistics.median(values)
      let model = FunctionModel([Feature("x")]) { [$0[0] <= cut ? 1 : 2] }
      let found = try Self.surrogate(model, rows: Table([("x", Column(numbers: values))])) {
        $0.depth = 1
      }
      #expect(found.fidelity.train == 1)
    }
  }

  @Test("what does not fit is refused in words")
  func refusals() throws {
    #expect(throws: ExplainError.self) {
      try Self.surrogate(Samples.regression) { $0.target = .label }
    }
    #expect(throws: ExplainError.self) { try Self.surrogate { $0.optimal = true } }
    #expect(throws: ExplainError.self) { try Self.surrogate(rows: Samples.table(1)) }
    #expect(throws: ExplainError.self) {
      try Self.surrogate(Samples.threeClasses) { $0.target = .probability }
    }
    #expect(throws: ModelError.self) { try Self.surrogate { $0.target = .margin } }
    let constant = try Self.surrogate(FunctionModel(Samples.features) { _ in [1] })
    #expect(constant.leafCount == 1 && constant.rules[0].condition == "always")
    #expect(constant.notes.contains { $0.contains("no question") })
  }
}
