import Foundation
import RetraceNumerics
import RetraceTables
import Testing

@testable import RetraceRuns

@Suite("TensorBoard logs")
struct TensorBoardTests {
  /// The points of a metric: step, value, time.
  static func points(_ run: Run, _ metric: String) throws -> [JSON] {
    let names = try #require(run.metrics["metric"])
    let columns = try ["step", "value", "time"].map { try #require(run.metrics.numbers($0)) }
    return (0..<run.metrics.rowCount).filter { names[$0] == .text(metric) }.map { row in
      .array(columns.map { .number($0[row]) })
    }
  }

  @Test("give every scalar, text, histogram and hyperparameter")
  func values() throws {
    let expected = try JSONParser.parse(path: FixtureFolder.path("tensorboard/expected.json"))
    let found = try RunImporterCatalog.load(FixtureFolder.path("tensorboard"))
    #expect(found.source == "TensorBoard log")
    let run = try #require(found.runs.first)
    #expect(found.runs.count == 1)
    #expect(run.name == "run_1")
    #expect(run.notes.isEmpty)
    var count = 0
    for (part, rename) in [
      ("run_1", nil), ("run_1/hparams", nil), ("run_1/both_train", "both_train"),
      ("run_1/both_valid", "both_valid"),
    ] as [(String, String?)] {
      guard case .object(let series)? = expected[part]?["scalars"] else { continue }
      for member in series {
        #expect(try .array(Self.points(run, rename ?? member.key)) == member.value)
        count += 1
      }
    }
    #expect(count == 10)
    #expect(.object(run.params) == expected["run_1/hparams"]?["hparams"])
    #expect(run.header.status == .finished)
    let splits = try #require(run.metrics["split"])
    let names = try #require(run.metrics["metric"])
    let valid = Set(
      (0..<run.metrics.rowCount).filter { splits[$0] == .text("valid") }.map {
        names[$0].text
      })
    #expect(
      valid == [
        "both_valid", "epoch/valid_loss", "epoch/valid_accuracy", "epoch/valid_auc",
        "hparam/valid_loss", "hparam/valid_accuracy",
      ])
    let texts = try #require(run.tables.first { $0.name == "texts" }).table
    guard case .array(let wanted)? = expected["run_1"]?["texts"]?["note/text_summary"] else {
      Issue.record("no texts")
      return
    }
    #expect(
      (0..<texts.rowCount).map { row in
        JSON.array([
          .number(texts.numbers("step")?[row] ?? -1), .text(texts["text"]?[row].text ?? ""),
        ])
      } == wanted)
  }

  @Test("give histograms with their moments and buckets")
  func histograms() throws {
    let expected = try JSONParser.parse(path: FixtureFolder.path("tensorboard/expected.json"))
    let run = try #require(
      try RunImporterCatalog.load(FixtureFolder.path("tensorboard/run_1")).runs.first)
    let table = try #require(run.tables.first { $0.name == "histograms" }).table
    let buckets = try #require(run.tables.first { $0.name == "histogram_buckets" }).table
    guard case .array(let steps)? = expected["run_1"]?["histograms"]?["weights/2.bias"] else {
      Issue.record("no histograms")
      return
    }
    #expect(table.rowCount == steps.count)
    for (row, step) in steps.enumerated() {
      for name in ["step", "count", "min", "max", "sum", "sum_squares"] {
        #expect(step[name] == table.numbers(name).map { .number($0[row]) })
      }
    }
    guard case .array(let first)? = steps.first?["buckets"] else { return }
    #expect(
      first.indices.map { row in
        JSON.array(["left", "right", "count"].map { .number(buckets.numbers($0)?[row] ?? .nan) })
      } == first)
  }

  @Test("end at damage, which a note names", arguments: ["cut", "data", "length"])
  func damage(_ kind: String) throws {
    var events = EventBytes()
    for step in 0..<20 { events.scalar("loss", step: step, Float(step) / 3) }
    var bytes = events.bytes
    let place = events.offsets[11]
    switch kind {
    case "cut": bytes.removeLast(bytes.count - place - 20)
    case "data": bytes[place + 14] ^= 4
    default: bytes[place + 9] ^= 4
    }
    let folder = try TemporaryFolder()
    let name = "events.out.tfevents.1700000000.host.1.0"
    try Data(bytes).write(to: URL(filePath: "\(folder.path)/\(name)"))
    let run = try #require(try RunImporterCatalog.load(folder.path).runs.first)
    #expect(run.metrics.rowCount == 10)
    let reason = [
      "cut": "the file ends inside a record", "data": "the checksum of a record is wrong",
      "length": "the checksum of a record's length is wrong",
    ]
    #expect(
      run.notes == [
        "'\(name)' is damaged at byte \(place): \(reason[kind] ?? ""); the 11 records before it "
          + "were kept"
      ])
  }

  @Test("of TensorFlow 2 give numbers, histograms and texts from tensors")
  func tensors() throws {
    var events = EventBytes()
    let shape = EventBytes.field(2, [])
    let number = [0x08, 1] + shape + EventBytes.field(4, EventBytes.little(Float(0.1).bitPattern))
    events.value("epoch_loss", step: 3, EventBytes.field(8, number) + EventBytes.plugin("scalars"))
    // A later event need not name the plugin.
    let packed = [0x08, 2] + EventBytes.field(6, EventBytes.little((0.25).bitPattern))
    events.value("epoch_loss", step: 4, EventBytes.field(8, packed))
    let half = [0x08, 19] + EventBytes.field(13, EventBytes.varint(0x3C00))
    events.value("half", step: 1, EventBytes.field(8, half))
    let rows = [0.0, 1, 2, 1, 2, 0, 2, 3, 5].flatMap { EventBytes.little($0.bitPattern) }
    events.value(
      "weights", step: 0,
      EventBytes.field(8, [0x08, 2] + EventBytes.field(4, rows)) + EventBytes.plugin("histograms"))
    events.value(
      "note", step: 0,
      EventBytes.field(8, [0x08, 7] + EventBytes.field(8, Array("é".utf8)))
        + EventBytes.plugin("text"))
    events.value(
      "vector", step: 2, EventBytes.field(8, [0x08, 3] + EventBytes.field(7, [1, 2, 3])))
    events.value("picture", step: 2, EventBytes.field(4, [0x08, 1]))
    let folder = try TemporaryFolder()
    for split in ["train", "validation"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder.path)/logs/\(split)", withIntermediateDirectories: true)
      try Data(events.bytes).write(
        to: URL(filePath: "\(folder.path)/logs/\(split)/events.out.tfevents.1.host.v2"))
    }
    let run = try #require(try RunImporterCatalog.load("\(folder.path)/logs").runs.first)
    #expect(run.name == "logs")
    #expect(run.metrics.numbers("value")?.prefix(3) == [Double(Float(0.1)), 0.25, 1])
    #expect(run.metrics.numbers("epoch")?.prefix(2) == [3, 4])
    #expect(run.metrics["split"]?[0] == .text("train"))
    #expect(run.metrics["split"]?[5] == .text("valid"))
    let tables = Dictionary(uniqueKeysWithValues: run.tables.map { ($0.name, $0.table) })
    #expect(tables["histograms"]?.numbers("count")?.first == 7)
    #expect(tables["histograms"]?.numbers("max")?.first == 3)
    #expect(tables["histograms"]?.numbers("mean")?.first?.isMissing == true)
    #expect(tables["histogram_buckets"]?.rowCount == 4)
    #expect(tables["texts"]?["text"]?[0] == .text("é"))
    #expect(tables["tensors"]?.numbers("value")?.prefix(3) == [1, 2, 3])
    #expect(
      run.notes == [
        "'train/events.out.tfevents.1.host.v2': 1 pictures were not read",
        "'validation/events.out.tfevents.1.host.v2': 1 pictures were not read",
      ])
  }

  @Test("of several files a run come in the order of their times")
  func order() throws {
    let folder = try TemporaryFolder()
    for (file, steps) in [("9", 0..<3), ("10", 3..<6)] {
      var events = EventBytes()
      for step in steps { events.scalar("loss", step: step, Float(step)) }
      try Data(events.bytes).write(
        to: URL(filePath: "\(folder.path)/events.out.tfevents.\(file).host.1"))
    }
    let run = try #require(try RunImporterCatalog.load(folder.path).runs.first)
    #expect(run.metrics.numbers("step") == [0, 1, 2, 3, 4, 5])
    #expect(run.metrics.numbers("value") == [0, 1, 2, 3, 4, 5])
  }

  @Test("damaged anywhere give an error or a run", arguments: 0..<4)
  func fuzz(_ seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let source = FixtureFolder.path("tensorboard/run_1/hparams")
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: source).first)
    var events = EventBytes()
    events.scalar("loss", step: 1, .nan)
    events.value(
      "h", step: -1,
      EventBytes.field(
        5, EventBytes.double(1, 1) + EventBytes.field(6, EventBytes.little(1.0.bitPattern))))
    let original =
      seed % 2 == 0
      ? [UInt8](try Data(contentsOf: URL(filePath: "\(source)/\(name)"))) : events.bytes
    let path = "\(folder.path)/events.out.tfevents.1"
    var stream = RandomStream(seed: seed, command: "test", purpose: "damage")
    var loaded = 0
    for _ in 0..<600 {
      // Damage inside of sound records: every other time with checksums that fit.
      var bytes: [UInt8]
      if stream.nextBool() {
        bytes = original
        if stream.nextBool() { bytes.removeLast(stream.nextBelow(bytes.count)) }
        for _ in 0..<3 where !bytes.isEmpty {
          bytes[stream.nextBelow(bytes.count)] = UInt8(stream.nextBelow(256))
        }
      } else {
        var written = EventBytes()
        written.scalar("loss", step: 1, 0.5)
        for start in [0, 40, 80] {
          var content = Array(original[min(original.count - 30, 12 + start)...].prefix(200))
          for _ in 0..<4 { content[stream.nextBelow(content.count)] = UInt8(stream.nextBelow(256)) }
          written.record(content)
        }
        bytes = written.bytes
      }
      try Data(bytes).write(to: URL(filePath: path))
      if let run = try? TensorBoardLogs.runs(in: path).first {
        loaded += 1
        #expect(run.metrics.rowCount <= bytes.count)
      }
    }
    #expect(loaded > 50)
  }
}
