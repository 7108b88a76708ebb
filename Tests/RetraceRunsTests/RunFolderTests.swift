import Foundation
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables
import Testing

@Suite("Run folders")
struct RunFolderTests {
  static func trained(_ folder: TemporaryFolder) throws -> Run {
    var options = TrainerTests.options()
    options.truth = .record(["flipped_rows": .array([.number(3)])])
    return try Trainer.train(TrainerTests.table(), options, folder: "\(folder.path)/run")
  }

  @Test("hold the files that the format names")
  func files() throws {
    let folder = try TemporaryFolder()
    let run = try Self.trained(folder)
    let names = try FileManager.default.subpathsOfDirectory(atPath: "\(folder.path)/run").sorted()
    #expect(
      names == [
        "checkpoints", "checkpoints/0000.safetensors", "checkpoints/0001.safetensors",
        "checkpoints/0002.safetensors", "checkpoints/0003.safetensors",
        "checkpoints/0004.safetensors", "examples.safetensors", "metrics.csv", "model.json",
        "run.json", "steps.csv", "train.csv", "valid.csv",
      ])
    #expect(run.metrics.names == ["step", "epoch", "split", "metric", "value", "time"])
    #expect(run.metrics.rowCount == 5 * 6)
    #expect(
      run.steps?.names == ["step", "epoch", "batch", "learning_rate", "loss", "gradient_norm"])
    let json = try JSONParser.parse(path: "\(folder.path)/run/run.json")
    #expect(json["format"] == .text("retrace-run"))
    #expect(json["classes"] == .array([.text("no"), .text("yes")]))
    #expect(json["data"]?["train"]?["rows"] == .number(320))
    let tensors = try TensorFile(path: "\(folder.path)/run/examples.safetensors")
    #expect(tensors.entry("train.logits")?.shape == [5, 320, 1])
    #expect(tensors.entry("valid.loss")?.shape == [5, 80])
    #expect(tensors.entry("train.online_logits")?.shape == [4, 320, 1])
    #expect(tensors.entry("batch_order")?.shape == [4, 320])
    #expect(tensors.entry("batch_order")?.kind == .int32)
  }

  @Test("give the run back")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let run = try Self.trained(folder)
    let again = try #require(try RunImporterCatalog.load(folder.path).runs.first)
    #expect(again.header == run.header)
    let table = TrainerTests.table()
    let train = try again.requireTrain()
    #expect(train.names == table.names)
    #expect(train.columns.map(\.kind) == table.columns.map(\.kind))
    #expect(Row(train, 17).label == "train[17]")
    let rows = try again.requireExamples().sourceRows("train")
    for (position, row) in rows.enumerated() {
      #expect(Row(train, position).cells == Row(table, row).cells)
    }
    let model = try run.requireModel()
    let matrix = try model.features.matrix(of: table)
    let predictions = try model.predict(matrix, scale: .probability)
    #expect(try again.requireModel().predict(matrix, scale: .probability) == predictions)
    let flipped = try again.flippedRows("train") ?? []
    let valid = try again.flippedRows("valid") ?? []
    #expect(flipped.count + valid.count == 1)
  }

  @Test(
    "without a file can still be used",
    arguments: [
      ("metrics.csv", "without its metrics.csv"), ("train.csv", "without its train rows"),
      ("model.json", ""), ("examples.safetensors", ""), ("steps.csv", "without its steps.csv"),
    ])
  func missingFile(name: String, note: String) throws {
    let folder = try TemporaryFolder()
    _ = try Self.trained(folder)
    try FileManager.default.removeItem(atPath: "\(folder.path)/run/\(name)")
    let run = try RunReader.load("\(folder.path)/run")
    #expect(note.isEmpty || run.notes.contains { $0.hasPrefix(note) })
    switch name {
    case "train.csv": #expect(throws: RunError.self) { try run.requireTrain() }
    case "model.json":
      #expect(throws: RunError.self) { try run.requireModel() }
      #expect(throws: RunError.self) { try run.model(atEpoch: 1) }
    case "examples.safetensors": #expect(throws: RunError.self) { try run.requireExamples() }
    default: #expect(try run.model(atEpoch: 1).outputs.classes.count == 2)
    }
  }

  @Test(
    "with a damaged run.json are refused by name and place",
    arguments: [
      ("{", "'FOLDER/run.json' is damaged: line 1"),
      ("{\"format\": \"other\"}", "is damaged: format: expected \"retrace-run\""),
      ("{\"format\": \"retrace-run\", \"version\": 2}", "has the format version 2"),
      (
        "{\"format\": \"retrace-run\", \"version\": 1, \"data\": {\"train\": {\"file\": \"../x\"}}}",
        "data.train.file: '../x' leads out of the run's folder"
      ),
      (
        "{\"format\": \"retrace-run\", \"version\": 1, \"checkpoints\": [{\"epoch\": 1e300, \"file\": \"x\"}]}",
        "checkpoints[0].epoch: expected a whole number"
      ),
      (
        "{\"format\": \"retrace-run\", \"version\": 1, \"checkpoints\": [{\"epoch\": 2, \"file\": \"x\"}, "
          + "{\"epoch\": 2, \"file\": \"y\"}]}", "epoch 2 does not follow 2"
      ),
    ])
  func damagedHeader(text: String, message: String) throws {
    let folder = try TemporaryFolder()
    try text.write(toFile: "\(folder.path)/run.json", atomically: false, encoding: .utf8)
    let error = #expect(throws: RunError.self) { try RunReader.load(folder.path) }
    let expected = message.replacingOccurrences(of: "FOLDER", with: folder.path)
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test("that are none are named")
  func noRun() throws {
    let folder = try TemporaryFolder()
    #expect(throws: RunError.self) { try RunReader.load(folder.path) }
    #expect(throws: RunError.self) { try RunImporterCatalog.load("\(folder.path)/none") }
    try Data("x".utf8).write(to: URL(filePath: "\(folder.path)/precious.txt"))
    let error = #expect(throws: RunError.self) {
      try Trainer.train(TrainerTests.table(), TrainerTests.options(), folder: folder.path)
    }
    #expect(error?.description.contains("something else than a run") == true)
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/precious.txt"))
  }

  @Test("in which a run stood are replaced")
  func replacing() throws {
    let folder = try TemporaryFolder()
    _ = try Self.trained(folder)
    var options = TrainerTests.options("score")
    options.epochs = 2
    let run = try Trainer.train(TrainerTests.table(), options, folder: "\(folder.path)/run")
    #expect(run.epochCount == 2)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/run/checkpoints").count
        == 3)
  }

  @Test("damaged anywhere give one error, or a run with notes")
  func damaged() throws {
    let folder = try TemporaryFolder()
    _ = try Self.trained(folder)
    let path = "\(folder.path)/run"
    let names = [
      "run.json", "run.json", "metrics.csv", "steps.csv", "train.csv", "model.json",
      "examples.safetensors", "checkpoints/0004.safetensors",
    ]
    var stream = RandomStream(seed: 9, command: "test", purpose: "damage")
    for _ in 0..<100 {
      let url = URL(filePath: "\(path)/\(names[stream.nextBelow(names.count)])")
      let bytes = try Data(contentsOf: url)
      var damaged = bytes
      if stream.nextBool() {
        damaged.removeLast(1 + stream.nextBelow(bytes.count))
      } else {
        for _ in 0..<3 {
          damaged[stream.nextBelow(min(900, bytes.count))] = UInt8(stream.nextBelow(128))
        }
      }
      try damaged.write(to: url)
      if let run = try? RunReader.load(path) {
        _ = try? run.model(atEpoch: 4)
        _ = try? run.examples?.logits("train", epoch: 4)
        _ = try? run.examples?.batchOrder(epoch: 4)
      }
      try bytes.write(to: url)
    }
    #expect(try RunReader.load(path).notes.count == 3)
  }
}
