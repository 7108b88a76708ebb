import Glibc
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables
import Testing

@Suite("Gradient boosting")
struct BoostingTests {
  static func options(
    _ target: String = "y", _ change: (inout BoostingSpec) -> Void = { _ in }
  ) -> TrainingOptions {
    var spec = BoostingSpec()
    spec.trees = 20
    spec.depth = 4
    change(&spec)
    var options = TrainerTests.options(target, .boosting(spec))
    options.epochs = nil
    return options
  }

  @Test(
    "reaches a good fit for classes and numbers",
    arguments: [("y", "accuracy", 0.78), ("level", "accuracy", 0.6), ("score", "r2", 0.55)])
  func fit(target: String, metric: String, atLeast: Double) throws {
    let folder = try TemporaryFolder()
    let run = try Trainer.train(
      TrainerTests.table(1_000), Self.options(target), folder: folder.path)
    #expect(try #require(run.lastValue(metric, split: "valid")) > atLeast)
    let evaluation = try Evaluation(run.requireModel(), on: run.requireValid())
    let expected = try #require(run.lastValue(metric, split: "valid"))
    #expect(abs(try #require(evaluation[metric]) - expected) < 1e-12)
  }

  @Test("lowers the training loss with every tree", arguments: ["y", "level", "score"])
  func falling(target: String) throws {
    let folder = try TemporaryFolder()
    let run = try Trainer.train(TrainerTests.table(), Self.options(target), folder: folder.path)
    let examples = try run.requireExamples()
    let losses = try (0...20).map { Statistics.mean(try examples.losses("train", epoch: $0)) }
    for (one, next) in zip(losses, losses.dropFirst()) { #expect(next < one) }
    #expect(run.epochCount == 20)
    #expect(run.header.stage == .tree)
  }

  @Test(
    "records margins that the first trees alone give", arguments: ["y", "level", "score"])
  func records(target: String) throws {
    let folder = try TemporaryFolder()
    let run = try Trainer.train(
      TrainerTests.table(),
      Self.options(target) {
        $0.rows = 0.7
        $0.columns = 0.8
      }, folder: folder.path)
    let examples = try run.requireExamples()
    for split in ["train", "valid"] {
      let table = try split == "train" ? run.requireTrain() : run.requireValid()
      for epoch in [0, 1, 7, 20] {
        let model = try run.model(atEpoch: epoch)
        let margins = try model.predict(
          model.features.matrix(of: table), scale: target == "score" ? .value : .margin)
        #expect(
          try margins.elements.map { Float($0) }
            == examples.logits(split, epoch: epoch).elements.map { Float($0) })
      }
    }
    #expect(throws: RunError.self) { try run.model(atEpoch: 21) }
  }

  @Test("gives the same model with one thread and two, recorded or not")
  func threads() throws {
    var models: [[UInt8]] = []
    let options = Self.options("level") {
      $0.rows = 0.8
      $0.columns = 0.6
    }
    for threads in [1, 2, nil] {
      Parallel.setThreadLimit(threads)
      defer { Parallel.setThreadLimit(nil) }
      let folder = try TemporaryFolder()
      _ = try Trainer.train(TrainerTests.table(5_000), options, folder: folder.path)
      models.append(try MappedFile(path: "\(folder.path)/model.json").array)
    }
    let folder = try TemporaryFolder()
    let alone = try Trainer.fit(TrainerTests.table(5_000), options)
    let path = "\(folder.path)/alone.json"
    try PlainModelJSON.save(alone, path: path)
    models.append(try MappedFile(path: path).array)
    for model in models { #expect(model == models[0]) }
    // What is read back predicts the same bits.
    let table = TrainerTests.table(300, seed: 9)
    let read = try ModelFormatCatalog.load(path: path)
    let rows = try alone.features.matrix(of: table)
    #expect(
      try read.predict(rows, scale: .probability) == alone.predict(rows, scale: .probability))
  }

  @Test("ends early and keeps the best model and all stages")
  func earlyStopping() throws {
    let folder = try TemporaryFolder()
    let options = Self.options("y") {
      $0.trees = 300
      $0.rate = 0.5
      $0.earlyStopping = 5
    }
    let run = try Trainer.train(TrainerTests.table(), options, folder: folder.path)
    let done = run.epochCount
    #expect(done < 300)
    let losses = try (0...done).map {
      Statistics.mean(try run.requireExamples().losses("valid", epoch: $0))
    }
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(best + 5 == done)
    let model = try #require(try run.requireModel() as? TreeEnsembleModel)
    #expect(model.ensemble.treeCount == best)
    #expect(
      try #require(try run.model(atEpoch: done) as? TreeEnsembleModel).ensemble.treeCount == done)
    #expect(run.notes.contains { $0.hasPrefix("ended after \(done) of 300 trees: the loss") })
    let alone = try #require(try Trainer.fit(TrainerTests.table(), options) as? TreeEnsembleModel)
    #expect(alone.ensemble == model.ensemble)
    var without = options
    without.validation = .share(0)
    #expect(throws: RunError.self) { try Trainer.fit(TrainerTests.table(), without) }
  }

  @Test("never lets a monotone feature move the prediction the other way", arguments: 0..<4)
  func monotone(seed: UInt64) throws {
    let direction: BoostingSpec.Direction = seed % 2 == 0 ? .up : .down
    var stream = RandomStream(seed: seed, command: "test", purpose: "monotone")
    let rows = 600
    var a = stream.normals(rows)
    let b = stream.normals(rows)
    let kind = (0..<rows).map { _ in ["p", "q", "r", "s", "t", "u"][stream.nextBelow(6)] }
    let noise = stream.normals(rows)
    // The truth goes up and down with a, and otherwise for each kind.
    let y = (0..<rows).map { row in
      sin(2 * a[row]) + (kind[row] < "r" ? a[row] : -a[row]) + b[row] * a[row] + noise[row]
    }
    for row in 0..<rows where row % 9 == 0 { a[row] = .missing }
    let table = Table([
      (name: "a", column: Column(numbers: a)), (name: "b", column: Column(numbers: b)),
      (name: "kind", column: Column(categories: kind)), (name: "y", column: Column(numbers: y)),
    ])
    var spec = BoostingSpec()
    spec.trees = 40
    spec.rate = 0.3
    spec.l2 = 0
    spec.monotone = ["a": direction]
    var options = TrainingOptions(target: "y", seed: seed)
    options.model = .boosting(spec)
    let model = try Trainer.fit(table, options)
    let grid = Array(stride(from: -4.0, through: 4, by: 0.05))
    for _ in 0..<60 {
      let (other, level) = (3 * stream.nextNormal(), Double(stream.nextBelow(7)))
      // A seventh level is a missing one.
      let elements = grid.flatMap { [$0, other, level == 6 ? .missing : level] }
      let told = try model.predict(
        Matrix(rows: grid.count, columns: 3, elements: elements), scale: .value)
      for place in 1..<grid.count {
        let step = told[place, 0] - told[place - 1, 0]
        #expect(direction == .up ? step >= -1e-12 : step <= 1e-12)
      }
    }
    let plain = try Trainer.fit(table, Self.options("y").with { $0.features = nil })
    #expect(plain.features.count == 3)
  }

  @Test("finds the split that gains most among all", arguments: 0..<6)
  func bruteForce(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, command: "test", purpose: "brute")
    let rows = 60
    var a = (0..<rows).map { _ in Double(stream.nextBelow(12)) }
    let kinds = Int(3 + seed % 2)
    let kind = (0..<rows).map { _ in stream.nextBelow(kinds) }
    let y = (0..<rows).map { row in
      stream.nextNormal() + (seed % 3 == 0 ? Double(kind[row] % 2) : a[row] > 7 ? 1.5 : 0)
    }
    for row in 0..<rows where stream.nextBelow(6) == 0 { a[row] = .missing }
    let table = Table([
      (name: "a", column: Column(numbers: a)),
      (name: "kind", column: Column(categories: kind.map { "k\($0)" })),
      (name: "y", column: Column(numbers: y)),
    ])
    var spec = BoostingSpec()
    spec.trees = 1
    spec.depth = 1
    spec.rate = 1
    spec.l2 = 0
    spec.minimumHessian = 3
    var options = TrainingOptions(target: "y", seed: seed)
    options.model = .boosting(spec)
    options.validation = .share(0)
    let model = try Trainer.fit(table, options)
    let told = try model.predict(model.features.matrix(of: table), scale: .value).elements
    func squares(_ part: [Int]) -> Double {
      let mean = part.reduce(0) { $0 + y[$1] } / Double(part.count)
      return part.reduce(0) { $0 + (y[$1] - mean) * (y[$1] - mean) }
    }
    var best = Double.infinity
    func consider(_ goesLeft: (Int) -> Bool) {
      let (left, right) = ((0..<rows).filter(goesLeft), (0..<rows).filter { !goesLeft($0) })
      if left.count >= 3, right.count >= 3 { best = min(best, squares(left) + squares(right)) }
    }
    for cut in 0...12 {
      for missingLeft in [false, true] {
        consider { a[$0].isNaN ? missingLeft : a[$0] < Double(cut) }
      }
    }
    for subset in 1..<(1 << kinds) - 1 { consider { subset >> kind[$0] & 1 == 1 } }
    let found = (0..<rows).reduce(0.0) { $0 + (told[$1] - y[$1]) * (told[$1] - y[$1]) }
    #expect(abs(found - best) < 1e-4 * best)
  }

  @Test("learns weighted classes as doubled rows")
  func weights() throws {
    // So few rows that every number has a bin of its own.
    let table = TrainerTests.table(240)
    let doubled = table.selecting(
      rows: (0..<240).flatMap { table["y"]?[$0] == .text("yes") ? [$0, $0] : [$0] })
    var options = Self.options()
    options.validation = .share(0)
    let twice = try Trainer.fit(doubled, options)
    options.weights = .given(["yes": 2])
    let weighted = try Trainer.fit(table, options)
    let rows = try weighted.features.matrix(of: table)
    let (one, other) = (
      try weighted.predict(rows, scale: .probability), try twice.predict(rows, scale: .probability)
    )
    let gap = zip(one.elements, other.elements).map { abs($0 - $1) }.max() ?? 1
    #expect(gap < 1e-4)
    options.weights = .given(["yes": 0, "no": 0])
    #expect(throws: RunError.self) { try Trainer.fit(table, options) }
  }

  @Test("sends missing cells to the side they are like")
  func missing() throws {
    let rows = 200
    let a = (0..<rows).map { $0 % 4 == 0 ? Double.missing : Double($0) }
    for missingIsHigh in [false, true] {
      let y = (0..<rows).map { row in
        a[row].isNaN ? (missingIsHigh ? "high" : "low") : row >= 100 ? "high" : "low"
      }
      let table = Table([
        (name: "a", column: Column(numbers: a)), (name: "y", column: Column(categories: y)),
      ])
      var options = TrainingOptions(target: "y")
      options.model = .boosting(BoostingSpec())
      options.validation = .share(0)
      let model = try Trainer.fit(table, options)
      let told = try model.predict(
        Matrix([[.missing], [5], [190]]), scale: .probability)
      // Of the classes 'high' and 'low' the second is the positive one.
      #expect((told[0, 0] < 0.5) == missingIsHigh)
      #expect(told[1, 0] > 0.5 && told[2, 0] < 0.5)
    }
  }

  static let errors: [(String, @Sendable (inout TrainingOptions) -> Void)] = [
    ("'epochs:' goes with logistic(…) and mlp(…)", { $0.epochs = 5 }),
    ("'batch:' goes with logistic(…) and mlp(…)", { $0.batch = 5 }),
    ("'optimizer:' goes with logistic(…) and mlp(…)", { $0.optimizer = .sgd }),
    ("'rate:' takes a number above 0", { $0.rate = 0 }),
    (
      "'depth:' takes a number from 1",
      { $0.model = .boosting(BoostingSpec().with { $0.depth = 0 }) }
    ),
    (
      "'monotone:' 'kind' is a category",
      {
        $0.model = .boosting(BoostingSpec().with { $0.monotone = ["kind": .up] })
      }
    ),
    (
      "'monotone:' 'b2' is none of the columns",
      {
        $0.model = .boosting(BoostingSpec().with { $0.monotone = ["b2": .up] })
      }
    ),
    (
      "'monotone:' goes with two classes",
      {
        $0.target = "level"
        $0.model = .boosting(BoostingSpec().with { $0.monotone = ["a": .up] })
      }
    ),
  ]

  @Test("refuses what does not go with trees", arguments: errors.indices)
  func refusal(index: Int) {
    var options = Self.options()
    Self.errors[index].1(&options)
    let error = #expect(throws: RunError.self) {
      try Trainer.fit(TrainerTests.table(), options)
    }
    #expect(
      error?.description.hasPrefix(Self.errors[index].0) == true, "\(error?.description ?? "")")
  }

  @Test("ends with a note where the loss is no longer finite")
  func divergence() throws {
    let folder = try TemporaryFolder()
    let options = Self.options("score") {
      $0.trees = 2_000
      $0.rate = 10
    }
    let run = try Trainer.train(TrainerTests.table(100), options, folder: folder.path)
    #expect(run.header.status == .diverged)
    #expect(run.notes.contains { $0.contains("try a smaller rate than 10") })
    #expect(try run.model(atEpoch: run.epochCount).features.count == run.features.count)
  }
}

extension BoostingSpec {
  func with(_ change: (inout BoostingSpec) -> Void) -> BoostingSpec {
    var spec = self
    change(&spec)
    return spec
  }
}

extension TrainingOptions {
  func with(_ change: (inout TrainingOptions) -> Void) -> TrainingOptions {
    var options = self
    change(&options)
    return options
  }
}
