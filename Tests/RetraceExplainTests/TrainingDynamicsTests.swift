import RetraceExplain
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables
import Testing

@Suite("Training dynamics")
struct TrainingDynamicsTests {
  static func german() throws -> Run { try RunReader.load(Fixtures.folder("dynamics/run")) }

  static func dynamics(
    _ run: Run, _ change: (inout TrainingDynamics.Options) -> Void = { _ in }
  ) throws -> TrainingDynamics {
    var options = TrainingDynamics.Options()
    change(&options)
    return try TrainingDynamics(run, options)
  }

  @Test(
    "columns are those of the reference",
    arguments: [
      ("confidence", "confidence"), ("variability", "variability"),
      ("correctness", "correctness"), ("forgetting", "forgetting_online"),
      ("first_learned", "first_learned_online"), ("aum", "aum_online"),
      ("forgetting_end", "forgetting_end"), ("first_learned_end", "first_learned_end"),
      ("aum_end", "aum_end"), ("el2n", "el2n_epoch3"), ("mean_loss", "mean_loss"),
      ("final_loss", "final_loss"),
    ])
  func reference(column: String, name: String) throws {
    let expected = try Fixtures.table("dynamics", "expected.csv")
    let found = try Self.dynamics(Self.german()).table
    let own = try #require(found[column])
    let theirs = try #require(expected[name])
    #expect(own.count == 60)
    for row in 0..<own.count {
      // The reference writes 0 for a row that is never learned.
      let never = Cell.number(0)
      let cell = own[row] == .missing ? never : own[row]
      guard case .number(let a) = cell, case .number(let b) = theirs[row] else {
        Issue.record("row \(row) of \(column)")
        continue
      }
      #expect(abs(a - b) < 1e-9, "row \(row)")
    }
  }

  @Test("with online: never all is from the ends of epochs, with always from training")
  func sources() throws {
    let both = try Self.dynamics(Self.german()).table
    let ends = try Self.dynamics(Self.german()) { $0.online = .never }.table
    #expect(ends["aum_end"] == nil)
    #expect(ends["aum"]?[7] == both["aum_end"]?[7])
    #expect(ends["forgetting"]?[1] == both["forgetting_end"]?[1])
    let online = try Self.dynamics(Self.german()) { $0.online = .always }.table
    #expect(online["aum"]?[7] == both["aum"]?[7])
    #expect(online["confidence"]?[7] != both["confidence"]?[7])
  }

  @Test("one logit gives what the softmax of two gives")
  func oneLogit() throws {
    let odds = [-3.0, 0.2, 40, -800, 0]
    let labels = [0, 1, 0, 1, 1]
    let one = try ExampleScores(Matrix(rows: 5, columns: 1, elements: odds), labels: labels)
    let two = try ExampleScores(
      Matrix(odds.map { [1.5 - $0 / 2, 1.5 + $0 / 2] }), labels: labels)
    for row in odds.indices.dropLast() {
      #expect(abs(one.confidence(row) - two.confidence(row)) < 1e-12)
      #expect(abs(one.margin(row) - two.margin(row)) < 1e-12)
      #expect(abs(one.loss(row) - two.loss(row)) < 1e-12 * max(1, one.loss(row)))
      #expect(abs(one.errorNorm(row) - two.errorNorm(row)) < 1e-12)
      #expect(one.isRight(row) == two.isRight(row))
    }
    let none = try ExampleScores(Matrix([[1, 2, 3]]), labels: [-1])
    #expect(none.confidence(0).isNaN && !none.isRight(0))
  }

  @Test("epochs and burn-in choose what is looked at")
  func epochs() throws {
    let run = try Self.german()
    #expect(try Self.dynamics(run) { $0.burnIn = 15 }.epochs == [16, 17, 18, 19, 20])
    #expect(try Self.dynamics(run) { $0.epochs = [3, 2, 3] }.epochs == [2, 3])
    #expect(try !Self.dynamics(run) { $0.epochs = [3, 2, 3] }.notes.isEmpty)
    #expect(throws: ExplainError.self) { try Self.dynamics(run) { $0.epochs = [0, 1] } }
    #expect(throws: ExplainError.self) { try Self.dynamics(run) { $0.epochs = [21] } }
    #expect(throws: ExplainError.self) { try Self.dynamics(run) { $0.burnIn = 20 } }
    #expect(throws: ExplainError.self) { try Self.dynamics(run) { $0.el2nEpoch = 21 } }
  }

  @Test("a run without records per row says which record is missing")
  func withoutRecords() throws {
    let german = try Self.german()
    let bare = Run(header: german.header, metrics: german.metrics, train: german.train)
    let error = #expect(throws: RunError.self) { try TrainingDynamics(bare) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("holds no records per row"))
  }

  @Test("norms of loss gradients are those of the gradients", arguments: [0, 2, 3])
  func gradientNorms(classCount: Int) throws {
    let classes = (0..<classCount).map { Cell.number(Double($0)) }
    let outputs = classCount == 2 ? 1 : max(1, classCount)
    let sizes = [3, 5, 4, outputs]
    var stream = RandomStream(seed: 3, command: "tests", purpose: "weights")
    let network = DenseNetwork(
      sizes: sizes,
      activations: [
        .tanh, .relu, classCount == 0 ? .identity : classCount == 2 ? .logistic : .softmax,
      ],
      parameters: (0..<DenseNetwork.parameterCount(sizes: sizes)).map { _ in stream.nextNormal() })
    let model = MLP(
      features: FeatureSpace((0..<3).map { Feature("x\($0)") }),
      encoding: FeatureEncoding(standardizing: 3),
      network: network, classes: classCount == 0 ? nil : classes, target: "y", targetMean: 0,
      targetScale: 1)
    let rows = Matrix(rows: 40, columns: 3, elements: (0..<120).map { _ in stream.nextNormal() })
    let targets = (0..<40).map { Double($0 % max(2, classCount)) }
    let gradients = try model.parameterGradients(rows, targets: targets)
    let norms = try model.lossGradientNorms(rows, targets: targets)
    let last = (outputs * 5)
    for row in 0..<40 {
      let all = gradients.row(row)
      let squares = all.map { $0 * $0 }
      #expect(abs(squares.reduce(0, +).squareRoot() - norms.all[row]) < 1e-10)
      #expect(
        abs(squares.suffix(last).reduce(0, +).squareRoot() - norms.lastLayer[row]) < 1e-10)
    }
  }
}
