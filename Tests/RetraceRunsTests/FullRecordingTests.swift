import Foundation
import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@testable import RetraceRuns

@Suite("Full recordings")
struct FullRecordingTests {
  static func run() throws -> Run {
    try #require(
      try RunImporterCatalog.load(FixtureFolder.path("full_recording")).runs.first)
  }

  @Test("hold everything that was recorded")
  func content() throws {
    let found = try RunImporterCatalog.load(FixtureFolder.path("full_recording"))
    #expect(found.source == "full recording")
    let run = try #require(found.runs.first)
    #expect(run.notes.isEmpty)
    #expect(run.name == "german_base")
    #expect(run.header.seed == 101)
    #expect(run.target == "credit_risk")
    #expect(run.classes == ["good", "bad"])
    #expect(run.header.tool == "torch")
    #expect(run.params.first { $0.key == "lr" }?.value == .number(0.05))
    #expect(run.checkpoints.map(\.epoch) == [0, 1, 2])
    #expect(run.checkpoints.map(\.step) == [0, 24, 48])
    #expect(run.checkpoints.map(\.learningRate) == [0.05, 0.05, 0.05])
    #expect(run.features.count == 20)
    #expect(!run.features.contains("row_id"))
    #expect(run.lastValue("loss", split: "train") != nil)
    #expect(run.lastValue("accuracy_true_labels", split: "train") != nil)
    #expect(run.steps?.names.prefix(6) == RunFiles.stepColumns[...])
    #expect(run.steps?.rowCount == 48)
    #expect(try run.flippedRows("train") == [5, 26, 29, 35, 50, 53, 55, 57])
    #expect(try run.flippedRows("valid") == [])
  }

  @Test("have models that give the recorded logits for the raw rows", arguments: 0...2)
  func predictions(_ epoch: Int) throws {
    let run = try Self.run()
    let model = try run.model(atEpoch: epoch)
    for split in ["train", "valid"] {
      let table = try #require(split == "train" ? run.train : run.valid)
      let margins = try model.predict(model.features.matrix(of: table), scale: .margin)
      let logits = try run.requireExamples().logits(split, epoch: epoch)
      for row in 0..<table.rowCount {
        #expect(abs(margins[row, 0] - (logits[row, 1] - logits[row, 0])) < 4e-6)
      }
    }
  }

  @Test("give losses that are those of the probabilities")
  func probabilities() throws {
    let run = try Self.run()
    let examples = try run.requireExamples()
    #expect(examples.classCount == 2)
    let target = try #require(run.train?["credit_risk"])
    for epoch in 0...2 {
      let probabilities = try examples.probabilities("train", epoch: epoch)
      let losses = try examples.losses("train", epoch: epoch)
      for (row, loss) in losses.enumerated() {
        let label = try #require(run.classes.firstIndex(of: target[row].text))
        #expect(abs(-log(probabilities[row, label]) - loss) < 1e-6)
      }
    }
    #expect(try examples.batchOrder(epoch: 2).sorted() == Array(0..<60))
    #expect(try examples.onlineProbabilities(epoch: 1).columns == 2)
    #expect(throws: RunError.self) { try examples.onlineLogits(epoch: 3) }
    #expect(throws: RunError.self) { try examples.gradientNorms(epoch: 1) }
  }

  @Test("give probabilities of two classes from one logit, too")
  func oneLogit() throws {
    let folder = try TemporaryFolder()
    let run = try RunFolderTests.trained(folder)
    let examples = try run.requireExamples()
    let logits = try examples.logits("train", epoch: 2)
    let probabilities = try examples.probabilities("train", epoch: 2)
    #expect(logits.columns == 1)
    #expect(probabilities.columns == 2)
    for row in 0..<logits.rows {
      #expect(abs(log(probabilities[row, 1] / probabilities[row, 0]) - logits[row, 0]) < 1e-9)
    }
  }

  @Test("damaged anywhere give one error, or a run with notes")
  func damaged() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/run"
    try FileManager.default.copyItem(
      atPath: FixtureFolder.path("full_recording"), toPath: path)
    let names = try FileManager.default.subpathsOfDirectory(atPath: path).filter { name in
      ["json", "npy", "csv", "safetensors"].contains { name.hasSuffix($0) }
    }.sorted()
    var stream = RandomStream(seed: 4, command: "test", purpose: "damage")
    var noted = 0
    for _ in 0..<300 {
      let url = URL(filePath: "\(path)/\(names[stream.nextBelow(names.count)])")
      let bytes = try Data(contentsOf: url)
      var damaged = bytes
      switch stream.nextBelow(3) {
      case 0: damaged.removeLast(1 + stream.nextBelow(bytes.count))
      case 1: damaged[stream.nextBelow(min(400, bytes.count))] = UInt8(stream.nextBelow(256))
      default:
        for _ in 0..<4 { damaged[stream.nextBelow(bytes.count)] = UInt8(stream.nextBelow(128)) }
      }
      try damaged.write(to: url)
      if let run = try? FullRecording.runs(in: path).first {
        if !run.notes.isEmpty { noted += 1 }
        for epoch in 0...2 {
          _ = try? run.model(atEpoch: epoch)
          _ = try? run.examples?.probabilities("train", epoch: epoch)
          _ = try? run.examples?.batchOrder(epoch: epoch)
          _ = try? run.flippedRows("train")
        }
      }
      try bytes.write(to: url)
    }
    #expect(noted > 50)
    #expect(try FullRecording.runs(in: path).first?.notes == [])
  }
}
