import RetraceModels
import RetraceRuns
import RetraceTables
import Testing

@Suite("Generated examples")
struct ExampleDataTests {
  @Test("keep their first rows when there are more", arguments: ExampleData.names)
  func prefix(name: String) throws {
    let few = try #require(ExampleData(name, rows: 50, seed: 7))
    let many = try #require(ExampleData(name, rows: 80, seed: 7))
    let labelled = Set(few.truth.flippedRows + many.truth.flippedRows)
    for row in 0..<50 where !labelled.contains(row) {
      #expect(Row(few.table, row).cells == Row(many.table, row).cells)
    }
    #expect(few.truth.flippedRows.count == 4)
  }

  @Test("have the flaws that were planted", arguments: ExampleData.names)
  func flaws(name: String) throws {
    let data = try #require(ExampleData(name, seed: 42))
    #expect(data.table.rowCount == 2_000)
    #expect(data.truth.flippedRows.count == 160)
    let folder = try TemporaryFolder()
    let run = try data.train(folder: folder.path, seed: 42)
    #expect(try #require(run.lastValue("auc", split: "valid")) > 0.78)
    let flipped = try #require(try run.flippedRows("train"))
    let losses = try run.requireExamples().losses("train", epoch: run.epochCount)
    func mean(_ rows: [Int]) -> Double { rows.reduce(0) { $0 + losses[$1] } / Double(rows.count) }
    #expect(mean(flipped) > 2 * mean(Array(losses.indices)))
    // Without the leak the model is worse.
    var options = TrainingOptions(target: data.target)
    options.model = .mlp()
    options.drop = [data.truth.leak]
    let other = try TemporaryFolder()
    let honest = try Trainer.train(data.table, options, folder: other.path)
    #expect(
      try #require(honest.lastValue("auc", split: "valid"))
        < #require(run.lastValue("auc", split: "valid")) - 0.03)
  }
}
