import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables
import Testing

@Suite("Training")
struct TrainerTests {
  /// Rows with two numbers, a category, a flag and gaps, and a class that depends on them.
  static func table(_ rows: Int = 400, seed: UInt64 = 1) -> Table {
    var stream = RandomStream(seed: seed, command: "test", purpose: "table")
    let a = stream.normals(rows).map { 10 + 3 * $0 }
    var b = stream.normals(rows)
    let kind = (0..<rows).map { _ in ["red", "green", "blue"][stream.nextBelow(3)] }
    let flag = (0..<rows).map { _ in stream.nextBool() }
    let noise = stream.normals(rows)
    let score = (0..<rows).map { row -> Double in
      let numbers = 0.5 * (a[row] - 10) - b[row] + noise[row]
      return numbers + (kind[row] == "red" ? 1 : 0) + (flag[row] ? 0.5 : 0)
    }
    for row in 0..<rows where stream.nextBelow(10) == 0 { b[row] = .missing }
    return Table([
      (name: "a", column: Column(numbers: a)), (name: "b", column: Column(numbers: b)),
      (name: "kind", column: Column(categories: kind)),
      (name: "flag", column: Column(logicals: flag)),
      (name: "same", column: Column(numbers: [Double](repeating: 7, count: rows))),
      (name: "text", column: Column(texts: (0..<rows).map { "row \($0)" })),
      (name: "empty", column: Column(numbers: [Double](repeating: .missing, count: rows))),
      (name: "score", column: Column(numbers: score)),
      (name: "y", column: Column(categories: score.map { $0 > 0.7 ? "yes" : "no" })),
      (
        name: "level",
        column: Column(categories: score.map { $0 < 0 ? "low" : $0 < 1.5 ? "mid" : "top" })
      ),
    ])
  }

  static func options(_ target: String = "y", _ model: ModelSpec = .logistic()) -> TrainingOptions {
    var options = TrainingOptions(target: target)
    options.model = model
    options.features = ["a", "b", "kind", "flag", "same", "text", "empty"]
    options.epochs = 4
    return options
  }

  @Test(
    "reaches a good fit for classes and numbers",
    arguments: [
      ("y", ModelSpec.logistic(), "accuracy", 0.78), ("y", .mlp(), "accuracy", 0.78),
      ("level", .logistic(), "accuracy", 0.6), ("level", .mlp(), "accuracy", 0.6),
      ("score", .logistic(), "r2", 0.6), ("score", .mlp(hidden: [8], activation: .tanh), "r2", 0.6),
    ])
  func fit(target: String, model: ModelSpec, metric: String, atLeast: Double) throws {
    let folder = try TemporaryFolder()
    var options = Self.options(target, model)
    options.epochs = nil
    let run = try Trainer.train(Self.table(1_000), options, folder: folder.path)
    #expect(try #require(run.lastValue(metric, split: "valid")) > atLeast)
    let evaluation = try Evaluation(run.requireModel(), on: run.requireValid())
    let expected = try #require(run.lastValue(metric, split: "valid"))
    #expect(abs(try #require(evaluation[metric]) - expected) < 1e-12)
  }

  @Test("gives the same bytes with one thread and two")
  func threads() throws {
    var contents: [[[UInt8]]] = []
    for threads in [1, 2, nil] {
      Parallel.setThreadLimit(threads)
      defer { Parallel.setThreadLimit(nil) }
      let folder = try TemporaryFolder()
      var options = Self.options("y", .mlp(hidden: [6]))
      options.batch = 300
      _ = try Trainer.train(Self.table(900), options, folder: folder.path)
      contents.append(
        try [
          "metrics.csv", "steps.csv", "model.json", "examples.safetensors",
          "checkpoints/0004.safetensors", "train.csv", "valid.csv",
        ].map { try MappedFile(path: "\(folder.path)/\($0)").array })
    }
    #expect(contents[0] == contents[1])
    #expect(contents[0] == contents[2])
  }

  /// The losses after three epochs on 192 generated rows, as they have been since the first release.
  static let knownLosses: [(ModelSpec, Double)] = [
    (.logistic(), 0.6181458617299526), (.mlp(hidden: [6]), 0.6806910312383864),
  ]

  @Test("keeps to its bits", arguments: knownLosses)
  func knownLoss(model: ModelSpec, loss: Double) throws {
    let data = try #require(ExampleData("credit", rows: 300, seed: 42))
    let folder = try TemporaryFolder()
    var options = TrainingOptions(target: data.target)
    options.model = model
    options.epochs = 3
    let rows = try data.train(folder: "\(folder.path)/example", model: .logistic(), seed: 42)
      .requireTrain()
    let run = try Trainer.train(rows, options, folder: "\(folder.path)/run")
    #expect(run.lastValue("loss", split: "train") == loss)
  }

  @Test("gives the same model without a record")
  func fitAlone() throws {
    let folder = try TemporaryFolder()
    let options = Self.options("y", .mlp(hidden: [5]))
    let run = try Trainer.train(Self.table(), options, folder: folder.path)
    let recorded = try #require(try run.requireModel() as? any DifferentiableModel)
    let alone = try #require(
      try Trainer.fit(Self.table(), options) as? any DifferentiableModel)
    #expect(recorded.parameters == alone.parameters)
    var wild = Self.options("score", .mlp(hidden: [8]))
    wild.rate = 1e3
    let error = #expect(throws: RunError.self) { try Trainer.fit(Self.table(), wild) }
    #expect(error?.description.contains("the loss is not finite in epoch 1") == true)
  }

  @Test("of a logistic regression ends at the optimum that Newton's method finds")
  func optimum() throws {
    let table = Self.table(300)
    var options = Self.options()
    options.features = ["a", "flag"]
    options.validation = .share(0)
    options.epochs = 600
    options.batch = 300
    options.rate = 0.3
    options.l2 = 0.01
    let folder = try TemporaryFolder()
    let run = try Trainer.train(table, options, folder: folder.path)
    let model = try #require(try run.requireModel() as? LinearFamily)

    let rows = model.encoding.encode(try model.features.matrix(of: table))
    let targets = try model.outputs.targets(of: try #require(table["y"]), name: "y")
    var weights = [0.0, 0, 0]
    for _ in 0..<30 {
      var gradient = [0.01 * weights[0], 0.01 * weights[1], 0]
      var hessian = Matrix(rows: 3, columns: 3)
      hessian[0, 0] = 0.01
      hessian[1, 1] = 0.01
      for row in 0..<300 {
        let x = [rows[row, 0], rows[row, 1], 1]
        let p = Kernels.logistic(x[0] * weights[0] + x[1] * weights[1] + weights[2])
        for i in 0..<3 {
          gradient[i] += (p - targets[row]) * x[i] / 300
          for j in 0..<3 { hessian[i, j] += p * (1 - p) * x[i] * x[j] / 300 }
        }
      }
      let step = try LinearAlgebra.solve(hessian, gradient)
      for i in 0..<3 { weights[i] -= step[i] }
    }
    for (got, expected) in zip(model.parameters, weights) { #expect(abs(got - expected) < 1e-9) }
  }

  @Test("records what the model said before, during and after", arguments: ["y", "level", "score"])
  func records(target: String) throws {
    let folder = try TemporaryFolder()
    let run = try Trainer.train(
      Self.table(), Self.options(target, .mlp(hidden: [5])), folder: folder.path)
    let examples = try run.requireExamples()
    let train = try run.requireTrain()
    for epoch in [0, 3, 4] {
      let model = try #require(try run.model(atEpoch: epoch) as? any DifferentiableModel)
      let rows = try model.features.matrix(of: train)
      let targets = try model.outputs.targets(of: try #require(train[target]), name: target)
      let scale: OutputScale = target == "score" ? .value : .margin
      let predictions = try model.predict(rows, scale: scale)
      let logits = try examples.logits("train", epoch: epoch)
      #expect(predictions.elements.map { Float($0) } == logits.elements.map { Float($0) })
      let losses = try model.losses(rows, targets: targets)
      #expect(
        try losses.map { Float($0) } == examples.losses("train", epoch: epoch).map { Float($0) })
      guard epoch < 4 else { continue }
      // The first batch of the next epoch was learned from exactly these parameters.
      let batch = try examples.batchOrder(epoch: epoch + 1).prefix(32)
      let online = try examples.onlineLogits(epoch: epoch + 1)
      for row in batch { #expect(online.row(row) == logits.row(row)) }
      let gradients = try model.parameterGradients(rows, targets: targets)
      let norms = try examples.gradientNorms(epoch: epoch + 1)
      var mean = [Double](repeating: 0, count: gradients.columns)
      for row in batch {
        let own = gradients.row(row)
        #expect(abs(Kernels.sumOfSquares(own).squareRoot() - norms[row]) < 1e-5)
        for index in mean.indices { mean[index] += own[index] / 32 }
      }
      let steps = try #require(run.steps)
      let first = try #require(
        (0..<steps.rowCount).first { steps["epoch"]?[$0] == .number(Double(epoch + 1)) })
      guard case .number(let norm)? = steps["gradient_norm"]?[first],
        case .number(let loss)? = steps["loss"]?[first]
      else {
        Issue.record("no step")
        return
      }
      #expect(abs(norm - Kernels.sumOfSquares(mean).squareRoot()) < 1e-10)
      #expect(abs(loss - batch.reduce(0) { $0 + losses[$1] } / 32) < 1e-10)
    }
    #expect(Set(try examples.batchOrder(epoch: 2)) == Set(0..<train.rowCount))
    let source = try examples.sourceRows("valid")
    let valid = try run.requireValid()
    #expect(
      source.map { Self.table()["text"]?[$0] } == (0..<valid.rowCount).map { valid["text"]?[$0] })
  }

  @Test("says what it does not learn from and keeps features as they were named")
  func features() throws {
    let folder = try TemporaryFolder()
    let run = try Trainer.train(Self.table(), Self.options(), folder: folder.path)
    #expect(run.features == ["a", "b", "kind", "flag"])
    #expect(
      run.notes == [
        "not learned from (all missing): empty", "not learned from (constant): same",
        "not learned from (text): text",
      ])
    let model = try #require(try run.requireModel() as? any DenseModel)
    #expect(model.features.features[2].levels == ["blue", "green", "red"])
    #expect(model.encoding.columns.map(\.feature) == [0, 1, 1, 2, 2, 2, 3])
    let odd = Table([
      (name: "a", column: Column(numbers: [.missing])),
      (name: "b", column: Column(numbers: [.missing])),
      (name: "kind", column: Column(categories: ["violet"])),
      (name: "flag", column: Column(logicals: [nil])),
    ])
    let margin = try model.predict(model.features.matrix(of: odd), scale: .margin)
    #expect(margin[0, 0].isFinite)
  }

  @Test("weighs classes alike if asked to")
  func weights() throws {
    let table = Self.table()
    let rows = (0..<400).filter { table["y"]?[$0] == .text("no") || $0 % 10 == 0 }
    let skewed = table.selecting(rows: rows)
    var options = Self.options()
    options.epochs = 20
    func positives(_ weights: TrainingOptions.ClassWeights) throws -> Int {
      options.weights = weights
      let folder = try TemporaryFolder()
      let run = try Trainer.train(skewed, options, folder: folder.path)
      let model = try run.requireModel()
      return try model.predictedClasses(model.features.matrix(of: skewed)).count { $0 == 1 }
    }
    let plain = try positives(.equal)
    #expect(try positives(.balanced) > plain + 20)
    #expect(try positives(.given(["no": 1, "yes": 1])) == plain)
  }

  @Test("splits each class alike, by the seed alone")
  func split() throws {
    let folder = try TemporaryFolder()
    let run = try Trainer.train(Self.table(), Self.options("level"), folder: folder.path)
    let (train, valid) = (try run.requireTrain(), try run.requireValid())
    for level in ["low", "mid", "top"] {
      func count(_ table: Table) -> Double {
        Double((0..<table.rowCount).count { table["level"]?[$0] == .text(level) })
      }
      #expect(abs(count(valid) - 0.2 * (count(train) + count(valid))) <= 0.5)
    }
  }

  @Test("takes 0 and 1 for classes and other numbers for numbers")
  func targets() throws {
    let folder = try TemporaryFolder()
    let x = Column(numbers: (0..<20).map(Double.init))
    func run(_ numbers: [Double]) throws -> Run {
      var options = TrainingOptions(target: "y")
      options.epochs = 1
      return try Trainer.train(
        Table([(name: "x", column: x), (name: "y", column: Column(numbers: numbers))]), options,
        folder: folder.path)
    }
    #expect(try run((0..<20).map { Double($0 % 2) }).classes == ["0", "1"])
    let counted = try run((0..<20).map { Double($0 % 3) })
    #expect(counted.header.task == "regression")
    #expect(counted.notes.contains { $0.contains("3 different whole numbers") })
  }

  static let errors: [(String, @Sendable (inout TrainingOptions) -> Void)] = [
    ("the table has no column 'yy' for 'target:'", { $0.target = "yy" }),
    ("the table has no column 'colour' for 'drop:'", { $0.drop = ["colour"] }),
    ("the target 'same' cannot be learned: it is the same number", { $0.target = "same" }),
    ("the target 'empty' cannot be learned: it is missing in every row", { $0.target = "empty" }),
    ("the target 'text' cannot be learned: it has 400 different texts", { $0.target = "text" }),
    ("'features:' leaves no column to learn from", { $0.features = ["same", "text"] }),
    ("'rate:' takes a number above 0, got 0.0", { $0.rate = 0 }),
    ("'epochs:' takes a whole number from 1", { $0.epochs = 0 }),
    ("'hidden:' takes up to 16 widths", { $0.model = .mlp(hidden: [0]) }),
    (
      "'weights:' 'maybe' is no class of 'y'; classes are no, yes",
      { $0.weights = .given(["maybe": 1]) }
    ),
    ("'valid:' takes a share", { $0.validation = .share(1) }),
  ]

  @Test("refuses what cannot be learned", arguments: errors.indices)
  func refusal(index: Int) throws {
    let folder = try TemporaryFolder()
    var options = Self.options()
    Self.errors[index].1(&options)
    let error = #expect(throws: RunError.self) {
      try Trainer.train(Self.table(), options, folder: folder.path)
    }
    #expect(
      error?.description.hasPrefix(Self.errors[index].0) == true, "\(error?.description ?? "")")
  }

  @Test("refuses no rows, one row and one class")
  func fewRows() throws {
    let folder = try TemporaryFolder()
    let table = Self.table()
    for (rows, message) in [
      ([], "training needs at least 2 rows, got 0"), ([0], "is of the class"),
      (Array((0..<400).filter { table["y"]?[$0] == .text("no") }), "is of the class 'no'"),
    ] {
      let error = #expect(throws: RunError.self) {
        try Trainer.train(table.selecting(rows: rows), Self.options(), folder: folder.path)
      }
      #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
  }

  @Test("ends a run whose loss is no longer finite with the last whole epoch")
  func divergence() throws {
    let folder = try TemporaryFolder()
    var options = Self.options("score", .mlp(hidden: [8]))
    options.rate = 1e3
    let run = try Trainer.train(Self.table(), options, folder: folder.path)
    #expect(run.header.status == .diverged)
    #expect(run.notes.contains { $0.contains("try a smaller rate than 1000") })
    #expect(run.epochCount == 0)
    #expect(try run.requireExamples().logits("train", epoch: 0).rows == 320)
  }
}
