import Foundation
import RetraceExplain
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables
import Testing

/// What dynamics, data maps, trajectories and reliance find of what was planted.
@Suite("Learned runs", .serialized)
struct LearnedRunsTests {
  /// Does something with a run of the credit example; the run is gone afterwards.
  static func withCredit<Result>(
    seed: UInt64 = 42, rows: Int = 1_000, model: ModelSpec = .mlp(), _ body: (Run) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "retrace-\(UUID().uuidString)"
    ).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let data = try #require(ExampleData("credit", rows: rows, seed: seed))
    return try body(try data.train(folder: folder, model: model, seed: seed))
  }

  /// How well a column tells flipped rows from others; above ½ where they are at its low end.
  static func auc(_ run: Run, _ column: String, low: Bool) throws -> Double {
    let numbers = try TrainingDynamics(run).numbers(column)
    let flipped = Set(try run.flippedRows("train") ?? [])
    return ClassificationMetrics.areaUnderROC(
      scores: low ? numbers.map { -$0 } : numbers,
      positives: numbers.indices.map(flipped.contains))
  }

  @Test(
    "flipped labels are at the suspicious end, and the leak carries the model",
    arguments: [UInt64(1), 2, 3, 4])
  func planted(seed: UInt64) throws {
    try Self.withCredit(seed: seed) { run in
      #expect(try Self.auc(run, "aum", low: true) > 0.75)
      #expect(try Self.auc(run, "mean_loss", low: false) > 0.75)
      var options = Reliance.Options(seed: seed)
      options.repeats = 3
      let reliance = try Reliance(run, options)
      #expect(reliance.shortcut == "reminders")
      let leak = try #require(reliance.features.firstIndex(of: "reminders"))
      #expect(try #require(reliance.learned(leak)) <= 2)
      let useless = try #require(reliance.features.firstIndex(of: "form_color"))
      #expect(reliance.order.prefix(3).contains(useless) == false)
      let hard = try DataMap(run).rowTable
      let regions = try #require(hard["region"])
      let flipped = Set(try run.flippedRows("train") ?? [])
      let rows = (0..<regions.count).filter { regions[$0] == .text("hard") }
      // 8% are flipped; among hard rows they are at least three times as many.
      #expect(Double(rows.count { flipped.contains($0) }) > 0.24 * Double(rows.count))
    }
  }

  @Test("a trajectory's last step is what LIME says of the final model")
  func trajectory() throws {
    try Self.withCredit(rows: 300) { run in
      let valid = try run.requireValid()
      var options = Trajectory.Options(seed: 7)
      options.samples = 500
      options.epochs = [0, 5, run.epochCount]
      let trajectory = try Trajectory(run, row: valid.selecting(rows: [3]), options)
      #expect(trajectory.rowLabel == "valid[3]")
      #expect(trajectory.steps.map(\.epoch) == [0, 5, run.epochCount])
      var lime = LIME.Options()
      lime.samples = 500
      lime.seed = 7
      let alone = try LIME.attributions(
        model: run.requireModel(), rows: valid.selecting(rows: [3]),
        background: run.requireTrain(), options: lime)
      let last = try #require(trajectory.steps.last)
      #expect(last.attributions == alone.rows[0].parts.map(\.attribution))
      #expect(last.errors == alone.rows[0].parts.map { $0.error ?? 0 })
      #expect(last.prediction == alone.rows[0].prediction)
      #expect(throws: ExplainError.self) {
        try Trajectory(run, row: valid.selecting(rows: [1, 2]))
      }
      options.epochs = [run.epochCount + 1]
      #expect(throws: RunError.self) {
        try Trajectory(run, row: valid.selecting(rows: [3]), options)
      }
    }
  }

  @Test("of a linear model attributions are exact and sum to the margin")
  func linear() throws {
    try Self.withCredit(rows: 300, model: .logistic()) { run in
      let (valid, train) = (try run.requireValid(), try run.requireTrain())
      let trajectory = try Trajectory(run, row: valid.selecting(rows: [5]))
      #expect(trajectory.method == .linear && trajectory.output.scale == .margin)
      let model = try run.requireModel()
      let mean = Statistics.mean(
        try model.predict(model.features.matrix(of: train), scale: .margin).column(0))
      let last = try #require(trajectory.steps.last)
      #expect(abs(last.attributions.reduce(mean, +) - last.prediction) < 1e-9)
      #expect(trajectory.steps[0].attributions.allSatisfy { $0 == 0 })
    }
  }

  @Test("reliance at the last checkpoint is the importance of the final model")
  func reliance() throws {
    try Self.withCredit(rows: 300) { run in
      var options = Reliance.Options(seed: 5)
      options.epochs = [run.epochCount]
      let reliance = try Reliance(run, options)
      var importance = PermutationImportance.Options()
      importance.repeats = 5
      importance.seed = 5
      let found = try PermutationImportance.importances(
        model: run.requireModel(), table: run.requireValid(), options: importance)
      #expect(reliance.steps[0].importances == found.items.map(\.importance))
    }
  }

  @Test("cohorts weigh up to the loss and accuracy of the run")
  func cohorts() throws {
    try Self.withCredit(rows: 300) { run in
      for (split, by) in [("train", "nationality"), ("valid", "age")] {
        let table = try CohortCourse(run, by: by, split: split).table
        let numbers = { (name: String) -> [Double] in
          if case .numbers(let numbers)? = table[name]?.storage { numbers } else { [] }
        }
        let last = numbers("epoch").indices.filter {
          numbers("epoch")[$0] == Double(run.epochCount)
        }
        let count = last.reduce(0) { $0 + numbers("rows")[$1] }
        for metric in ["loss", "accuracy"] {
          let mean = last.reduce(0) { $0 + numbers(metric)[$1] * numbers("rows")[$1] } / count
          let recorded = try #require(run.lastValue(metric, split: split))
          #expect(abs(mean - recorded) < 1e-5)
        }
      }
      #expect(throws: ExplainError.self) { try CohortCourse(run, by: "agee", split: "train") }
    }
  }

  @Test("a model of numbers has losses and variability, and no data map")
  func numbers() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "retrace-\(UUID().uuidString)"
    ).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var options = TrainingOptions(target: "income")
    options.epochs = 6
    let rows = Samples.table(120)
    let run = try Trainer.train(rows, options, folder: folder)
    let dynamics = try TrainingDynamics(run)
    #expect(
      dynamics.table.names == [
        "row", "label", "prediction", "variability", "mean_loss", "final_loss",
      ])
    let losses = dynamics.numbers("final_loss")
    let recorded = try #require(run.lastValue("loss", split: "train"))
    #expect(abs(Statistics.mean(losses) - recorded) < 1e-5)
    #expect(throws: ExplainError.self) { try DataMap(run) }
  }
}
