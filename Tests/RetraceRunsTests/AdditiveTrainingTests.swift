import Foundation
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables
import Testing

/// Additive models, trained with everything that is recorded of it.
@Suite("Training additive models")
struct AdditiveTrainingTests {
  static func options(_ target: String) -> TrainingOptions {
    var additive = AdditiveOptions()
    additive.bags = 3
    additive.pairs = 2
    additive.rounds = 40
    additive.smoothing = 10
    var options = TrainerTests.options(target, .additive(additive))
    options.epochs = nil
    return options
  }

  @Test(
    "every stage is kept: its model says what was recorded",
    arguments: [("y", 1), ("level", 3), ("score", 1)])
  func record(target: String, outputs: Int) throws {
    let folder = try TemporaryFolder()
    let run = try Trainer.train(TrainerTests.table(), Self.options(target), folder: folder.path)
    #expect(run.epochCount >= 4 && run.epochCount <= 8)
    let examples = try run.requireExamples()
    let train = try run.requireTrain()
    for checkpoint in [run.checkpoints[0], run.checkpoints[2], try #require(run.checkpoints.last)] {
      let model = try #require(try run.model(at: checkpoint) as? AdditiveModel)
      let margins = try model.predict(model.features.matrix(of: train), scale: model.sumScale)
      let recorded = try examples.logits("train", epoch: checkpoint.epoch).elements
      #expect(recorded.count == margins.elements.count)
      #expect(
        zip(margins.elements, recorded).allSatisfy {
          abs($0 - Double($1)) <= 1e-6 * max(1, abs($0))
        })
    }
    let fitted = try Trainer.fit(TrainerTests.table(), Self.options(target))
    #expect(fitted as? AdditiveModel == (try run.requireModel()) as? AdditiveModel)
    let model = try #require(fitted as? AdditiveModel)
    #expect(model.outputCount == outputs && model.features.names == ["a", "b", "kind", "flag"])
    #expect(model.terms.count(where: \.isPair) == (outputs == 1 ? 2 : 0))
    let name = target == "score" ? "r2" : "accuracy"
    #expect(try #require(run.lastValue(name, split: "valid")) > 0.55)
    #expect(run.notes.contains { $0.contains("each bag keeps") })
  }

  @Test("what goes with gradients alone is refused, and so are monotone categories")
  func refusals() {
    func text(_ change: (inout TrainingOptions) -> Void) -> String {
      var options = Self.options("y")
      change(&options)
      do {
        _ = try Trainer.fit(TrainerTests.table(), options)
        return "none"
      } catch { return "\(error)" }
    }
    #expect(text { $0.epochs = 3 }.contains("epochs"))
    #expect(text { $0.optimizer = .adam }.contains("optimizer"))
    var additive = AdditiveOptions()
    additive.monotone = ["kind": .up]
    #expect(text { $0.model = .additive(additive) }.contains("category"))
  }

  @Test("a stop keeps the stages that are done")
  func interrupted() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      Progress.observe { _, done, _ in if done == 2 { Interruption.request() } }
      let run = try Trainer.train(
        TrainerTests.table(), AdditiveTrainingTests.options("y"), folder: folder.path)
      try #require(run.isInterrupted && run.epochCount == 2 && Interruption.isRequested)
      Interruption.clear()
      try #require(run.notes.last == "stopped after 2 of 8 stages")
      let last = try #require(try run.model(atEpoch: 2) as? AdditiveModel)
      try #require(try run.requireModel() as? AdditiveModel == last)
    }
  }

  @Test("few rows, one feature, gaps everywhere: a model or a clear error")
  func smallTables() throws {
    let tables: [(Table, String)] = [
      (
        Table([
          ("a", Column(numbers: [1, 2, .missing, 4])), ("y", Column(numbers: [1, 2, 3, 5.5])),
        ]), "y"
      ),
      (
        Table([
          ("a", Column(categories: ["x", nil, "z", "x"])),
          ("y", Column(categories: ["p", "q", "p", "q"])),
        ]), "y"
      ),
    ]
    for (table, target) in tables {
      var options = TrainingOptions(target: target)
      options.model = .additive()
      options.validation = .share(0)
      let model = try Trainer.fit(table, options)
      let rows = try model.features.matrix(of: table)
      #expect(
        try model.predict(rows, scale: model.outputs.defaultScale).elements.allSatisfy(\.isFinite))
    }
  }
}
