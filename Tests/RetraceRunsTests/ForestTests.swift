import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables
import Testing

@Suite("Trees and forests")
struct ForestTests {
  static func options(_ target: String, _ model: ModelSpec) -> TrainingOptions {
    var options = TrainerTests.options(target, model)
    options.epochs = nil
    return options
  }

  static func forest(_ change: (inout ForestSpec) -> Void = { _ in }) -> ModelSpec {
    var spec = ForestSpec()
    spec.trees = 15
    change(&spec)
    return .forest(spec)
  }

  static func tree(_ change: (inout TreeSpec) -> Void = { _ in }) -> ModelSpec {
    var spec = TreeSpec()
    change(&spec)
    return .tree(spec)
  }

  @Test(
    "reach a good fit for classes and numbers",
    arguments: [
      ("y", tree(), "accuracy", 0.7), ("level", tree { $0.criterion = .entropy }, "accuracy", 0.5),
      ("score", tree(), "r2", 0.4), ("y", forest(), "accuracy", 0.74),
      ("level", forest { $0.criterion = .entropy }, "accuracy", 0.55),
      ("score", forest(), "r2", 0.5),
    ])
  func fit(target: String, model: ModelSpec, metric: String, atLeast: Double) throws {
    let folder = try TemporaryFolder()
    let run = try Trainer.train(
      TrainerTests.table(1_000), Self.options(target, model), folder: folder.path)
    let expected = try #require(run.lastValue(metric, split: "valid"))
    #expect(expected > atLeast)
    let evaluation = try Evaluation(run.requireModel(), on: run.requireValid())
    #expect(abs(try #require(evaluation[metric]) - expected) < 1e-12)
    // Every stage's model says what was recorded of it.
    let examples = try run.requireExamples()
    for epoch in 0...run.epochCount {
      let model = try run.model(atEpoch: epoch)
      let told = try model.predict(
        model.features.matrix(of: run.requireTrain()),
        scale: target == "score" ? .value : .probability)
      let logits = try examples.logits("train", epoch: epoch)
      guard target != "score" else {
        #expect(told.elements.map { Float($0) } == logits.elements.map { Float($0) })
        continue
      }
      let recorded = try examples.probabilities("train", epoch: epoch)
      for row in 0..<told.rows {
        let last = told.columns - 1
        #expect(abs(told[row, last] - recorded[row, recorded.columns - 1]) < 1e-6)
      }
    }
  }

  @Test("are the same with one thread and two, recorded or not", arguments: [tree(), forest()])
  func threads(model: ModelSpec) throws {
    var models: [[UInt8]] = []
    for threads in [1, 2] {
      Parallel.setThreadLimit(threads)
      defer { Parallel.setThreadLimit(nil) }
      let folder = try TemporaryFolder()
      _ = try Trainer.train(
        TrainerTests.table(2_000), Self.options("level", model), folder: folder.path)
      models.append(try MappedFile(path: "\(folder.path)/model.json").array)
    }
    let folder = try TemporaryFolder()
    let alone = try Trainer.fit(TrainerTests.table(2_000), Self.options("level", model))
    try PlainModelJSON.save(alone, path: "\(folder.path)/alone.json")
    models.append(try MappedFile(path: "\(folder.path)/alone.json").array)
    #expect(models[0] == models[1] && models[0] == models[2])
  }

  @Test("keep the rows that each tree drew and judge the others out of the bag")
  func outOfBag() throws {
    let folder = try TemporaryFolder()
    let run = try Trainer.train(
      TrainerTests.table(), Self.options("y", Self.forest()), folder: folder.path)
    let examples = try run.requireExamples()
    let rows = try run.requireTrain()
    let model = try #require(try run.requireModel() as? TreeEnsembleModel)
    let matrix = try model.features.matrix(of: rows)
    var sums = [Double](repeating: 0, count: rows.rowCount)
    var counts = sums
    for stage in 1...15 {
      let bag = try examples.bagCounts(epoch: stage)
      #expect(bag.reduce(0, +) == rows.rowCount)
      for row in bag.indices where bag[row] == 0 {
        let leaf = model.ensemble.leaf(tree: stage - 1, row: matrix.row(row))
        sums[row] += model.ensemble.values[leaf]
        counts[row] += 1
      }
    }
    let logits = try examples.outOfBagLogits(epoch: 15)
    for row in sums.indices {
      guard counts[row] > 0 else {
        #expect(logits[row, 0].isNaN)
        continue
      }
      let share = sums[row] / counts[row]
      #expect(abs(Kernels.logistic(logits[row, 0]) - share) < 1e-6)
    }
    let judged = try #require(run.lastValue("accuracy", split: "oob"))
    let learned = try #require(run.lastValue("accuracy", split: "train"))
    #expect(judged > 0.65 && judged < learned)
  }

  @Test("divide as the best of all splits does", arguments: [TreeCriterion.gini, .entropy])
  func bruteForce(criterion: TreeCriterion) throws {
    for seed in UInt64(0)..<8 {
      var stream = RandomStream(seed: seed, command: "test", purpose: "brute")
      let rows = 50
      let a = (0..<rows).map { _ in
        stream.nextBelow(7) == 0 ? .missing : Double(stream.nextBelow(9))
      }
      let kind = (0..<rows).map { _ in stream.nextBelow(4) }
      let y = (0..<rows).map { row in
        stream.nextBelow(3) == 0 ? 0 : kind[row] == 2 || a[row] > 5 ? 1 : 0
      }
      let table = Table([
        (name: "a", column: Column(numbers: a)),
        (name: "kind", column: Column(categories: kind.map { "k\($0)" })),
        (name: "y", column: Column(categories: y.map { $0 == 1 ? "yes" : "no" })),
      ])
      for weight in [1.0, 3] {
        var options = TrainingOptions(target: "y", seed: seed)
        options.model = Self.tree {
          $0.depth = 1
          $0.minimumLeaf = 4
          $0.criterion = criterion
        }
        options.validation = .share(0)
        if weight != 1 { options.weights = .given(["yes": weight]) }
        let model = try #require(try Trainer.fit(table, options) as? TreeEnsembleModel)
        func impurity(_ part: [Int]) -> Double {
          let positive = weight * Double(part.count { y[$0] == 1 })
          let total = positive + Double(part.count { y[$0] == 0 })
          guard total > 0 else { return 0 }
          let share = positive / total
          guard criterion == .entropy else { return total * 2 * share * (1 - share) }
          guard share > 0, share < 1 else { return 0 }
          return -total * (share * Kernels.log(share) + (1 - share) * Kernels.log(1 - share))
        }
        var best = Double.infinity
        func consider(_ goesLeft: (Int) -> Bool) -> Double? {
          let (left, right) = ((0..<rows).filter(goesLeft), (0..<rows).filter { !goesLeft($0) })
          guard left.count >= 4, right.count >= 4 else { return nil }
          let found = impurity(left) + impurity(right)
          best = min(best, found)
          return found
        }
        for cut in 0...9 {
          for left in [false, true] {
            _ = consider { a[$0].isNaN ? left : a[$0] < Double(cut) }
          }
        }
        for subset in 1..<15 { _ = consider { subset >> kind[$0] & 1 == 1 } }
        let matrix = try model.features.matrix(of: table)
        let root = model.ensemble.treeStarts[0]
        let found = try #require(
          consider {
            model.ensemble.leaf(tree: 0, row: matrix.row($0)) == Int(model.ensemble.left[root])
          })
        #expect(abs(found - best) < 1e-9, "seed \(seed), weight \(weight)")
      }
    }
  }

  @Test("refuse options of other learners", arguments: [tree(), forest()])
  func refusal(model: ModelSpec) {
    for (name, change) in [
      ("epochs", { $0.epochs = 3 }), ("rate", { $0.rate = 0.1 }), ("l2", { $0.l2 = 1 }),
    ] as [(String, (inout TrainingOptions) -> Void)] {
      var options = Self.options("y", model)
      change(&options)
      let error = #expect(throws: RunError.self) {
        try Trainer.fit(TrainerTests.table(), options)
      }
      #expect(error?.description.hasPrefix("'\(name):'") == true)
    }
  }

  @Test(
    "refuse what cannot be learned", arguments: [tree(), forest(), .boosting(BoostingSpec())])
  func unlearnable(model: ModelSpec) throws {
    let table = TrainerTests.table()
    for (change, message) in [
      ({ $0.features = ["same", "empty"] }, "leaves no column to learn from"),
      ({ $0.target = "same" }, "it is the same number"),
      ({ $0.target = "empty" }, "it is missing in every row"),
    ] as [((inout TrainingOptions) -> Void, String)] {
      var options = Self.options("y", model)
      change(&options)
      let error = #expect(throws: RunError.self) { try Trainer.fit(table, options) }
      #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
    #expect(throws: RunError.self) {
      try Trainer.fit(table.selecting(rows: [3]), Self.options("y", model))
    }
    let wild = Table([
      (name: "a", column: Column(numbers: [1, .infinity, 3])),
      (name: "y", column: Column(categories: ["u", "v", "u"])),
    ])
    var options = TrainingOptions(target: "y")
    options.model = model
    options.validation = .share(0)
    let error = #expect(throws: RunError.self) { try Trainer.fit(wild, options) }
    #expect(error?.description.contains("row 1 of the training rows holds inf") == true)
    // Numbers at the ends of the range are learned all the same.
    let large = Table([
      (name: "a", column: Column(numbers: [1e308, -1e308, 1e308, -1e308])),
      (name: "y", column: Column(categories: ["u", "v", "u", "v"])),
    ])
    let learned = try Trainer.fit(large, options)
    #expect(try learned.predict(Matrix([[1e308]]), scale: .probability)[0, 0].isFinite)
  }
}
