import Foundation
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables
import Testing

@Suite("Runs of the Python recorder")
struct RecorderTests {
  static let folder =
    URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures/recorded/torch").path

  /// A copy with other content of `run.json`.
  static func copy(
    _ changes: (String, String)..., files: [String: String] = [:]
  ) throws -> TemporaryFolder {
    let copy = try TemporaryFolder()
    try FileManager.default.removeItem(atPath: copy.path)
    try FileManager.default.copyItem(atPath: folder, toPath: copy.path)
    let path = "\(copy.path)/run.json"
    var text = try String(contentsOfFile: path, encoding: .utf8)
    for (from, to) in changes {
      #expect(text.contains(from))
      text = text.replacingOccurrences(of: from, with: to)
    }
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    for (name, text) in files {
      try text.write(toFile: "\(copy.path)/\(name)", atomically: false, encoding: .utf8)
    }
    return copy
  }

  @Test("hold all that was told")
  func content() throws {
    let run = try #require(try RunImporterCatalog.load(Self.folder).runs.first)
    #expect(run.notes == [])
    #expect(run.header.tool == "pytorch")
    #expect(run.header.status == .finished)
    #expect(run.header.seed == 7)
    #expect(run.header.tags == [.init("team", .text("loans"))])
    #expect(run.target == "repaid")
    #expect(run.classes == ["no", "yes"])
    #expect(run.features == ["age", "income", "job", "member"])
    #expect(run.params.contains(.init("hidden", .number(5))))
    #expect(run.params.contains(.init("optimizer", .text("sgd"))))
    #expect(run.epochCount == 3)
    #expect(run.checkpoints.map(\.step) == [0, 3, 6, 9])
    #expect(run.checkpoints.map(\.learningRate) == [0.1, 0.1, 0.05, 0.025])
    #expect(try run.requireTrain().columns.map(\.kind).contains(.logical))
    #expect(run.steps?.rowCount == 9)
    #expect(run.metrics.rowCount == 4 * 6)
    #expect(run.lastValue("loss", split: "valid") != nil)
    let examples = try run.requireExamples()
    for epoch in 1...3 {
      #expect(try examples.batchOrder(epoch: epoch).sorted() == Array(0..<60))
      #expect(try examples.onlineLogits(epoch: epoch).elements.allSatisfy(\.isFinite))
    }
  }

  @Test("give a model that says of the raw rows what was recorded", arguments: 0...3)
  func predictions(epoch: Int) throws {
    let run = try RunReader.load(Self.folder)
    let model = try run.model(atEpoch: epoch)
    for (split, table) in [("train", try run.requireTrain()), ("valid", try #require(run.valid))] {
      let logits = try run.requireExamples().logits(split, epoch: epoch)
      let matrix = try model.features.matrix(of: table)
      let margins = try model.predict(matrix, scale: .margin)
      let labels = try model.outputs.targets(of: try #require(table["repaid"]), name: "repaid")
      let losses = try run.requireExamples().losses(split, epoch: epoch)
      for row in 0..<table.rowCount {
        let recorded = logits[row, 1] - logits[row, 0]
        #expect(abs(margins[row, 0] - recorded) < 1e-5)
        let loss = log(1 + exp(labels[row] == 1 ? -recorded : recorded))
        #expect(abs(losses[row] - loss) < 1e-5)
      }
    }
    if epoch == 3 {
      let matrix = try model.features.matrix(of: run.requireTrain())
      #expect(
        try run.requireModel().predict(matrix, scale: .margin)
          == model.predict(matrix, scale: .margin))
    }
  }

  @Test("say what their model file is if it cannot be read")
  func modelFile() throws {
    let change = ("\"notes\": []", "\"notes\": [], \"model_file\": \"model.ubj\"")
    let bare = try Self.copy(change)
    let absent = try RunReader.load(bare.path)
    #expect(absent.model == nil)
    #expect(absent.notes == ["without its model: there is no 'model.ubj'"])
    #expect(try absent.requireExamples().epochCount == 3)
    let unknown = try Self.copy(change, files: ["model.ubj": "{L\u{0}\u{0}"])
    let run = try RunReader.load(unknown.path)
    #expect(run.model == nil)
    #expect(run.notes.first?.hasPrefix("without its model: ") == true)
    let outside = try Self.copy(("\"notes\": []", "\"model_file\": \"../model.json\""))
    let error = #expect(throws: RunError.self) { try RunReader.load(outside.path) }
    #expect(error?.description.contains("leads out of the run's folder") == true)
  }

  @Test("that were killed count their whole epochs")
  func killed() throws {
    let metrics = try String(contentsOfFile: "\(Self.folder)/metrics.csv", encoding: .utf8)
    let steps = try String(contentsOfFile: "\(Self.folder)/steps.csv", encoding: .utf8)
    let sizes = "{\"metrics.csv\": \(metrics.utf8.count), \"steps.csv\": \(steps.utf8.count)}"
    let folder = try Self.copy(
      ("\"finished\"", "\"running\""), ("\"notes\": []", "\"committed_bytes\": \(sizes)"),
      files: ["metrics.csv": metrics + "12,4,tra", "steps.csv": steps + "9,4,0,0.01"])
    let run = try RunReader.load(folder.path)
    #expect(run.notes == [])
    #expect(run.header.status == .running)
    #expect(run.metrics.rowCount == 4 * 6)
    #expect(run.steps?.rowCount == 9)
  }
}
