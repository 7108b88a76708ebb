import Foundation
import RetraceNumerics
import RetraceTables
import Testing

@testable import RetraceRuns

@Suite("Damaged stores")
struct StoreFuzzTests {
  /// Things that have no place in a store.
  static let intruders: [[UInt8]] =
    LogFuzzTests.intruders
    + [
      "&a [*a, *a]", "\n- - - -", "!!python/object/apply:os.system ['x']", "? {a: b}\n", "'", "\"",
      "\t", ": : :", "|\n  x", "*x", "<<: ", "file:///etc/passwd", "\u{85}", "%2e%2e%2f",
      "9223372036854775808", "-1e-400", "\r",
    ].map { Array($0.utf8) }

  static func damage(_ original: [UInt8], _ stream: inout RandomStream) -> [UInt8] {
    var bytes = original
    for _ in 0...stream.nextBelow(3) where !bytes.isEmpty {
      let place = stream.nextBelow(bytes.count)
      switch stream.nextBelow(5) {
      case 0: bytes.removeLast(bytes.count - place)
      case 1: bytes[place] = UInt8(stream.nextBelow(256))
      case 2: bytes[place] ^= UInt8(1 << stream.nextBelow(8))
      case 3: bytes[place] = [0, 0x7F, 0x80, 0xFF][stream.nextBelow(4)]
      default:
        bytes.insert(contentsOf: intruders[stream.nextBelow(intruders.count)], at: place)
      }
    }
    return bytes
  }

  /// Reads damaged copies of a file of a record; gives how many were read all the same.
  private func variants(
    _ count: Int, of file: String, in record: String, _ importer: any RunImporter.Type
  ) throws -> Int {
    let original = Array(try Data(contentsOf: URL(filePath: file)))
    var stream = RandomStream(seed: 5, command: "test", purpose: file.suffix(12).description)
    var loaded = 0
    for _ in 0..<count {
      let bytes = Self.damage(original, &stream)
      try Data(bytes).write(to: URL(filePath: file))
      _ = importer.recognizes(record)
      do {
        let runs = try importer.runs(in: record)
        loaded += 1
        #expect(!runs.isEmpty && runs.allSatisfy { $0.metrics.rowCount <= 2 * bytes.count + 100 })
      } catch {
        #expect(error is RunError, "\(error)")
      }
    }
    try Data(original).write(to: URL(filePath: file))
    return loaded
  }

  @Test("of MLflow give runs with notes")
  func fileStore() throws {
    let folder = try TemporaryFolder()
    let store = "\(folder.path)/mlruns"
    try StoreFixtures.write(
      [
        "1/meta.yaml": "artifact_location: file:///x/1\nexperiment_id: '1'\nname: e\n",
        "1/aa/meta.yaml":
          "artifact_uri: file:///x/1/aa/artifacts\nend_time: 9\nrun_id: aa\nrun_name: 'it''s'\n"
          + "start_time: 5\nstatus: 3\ntags: []\n",
        "1/aa/params/lr": "0.1", "1/aa/tags/mlflow.parentRunId": "bb",
        "1/aa/metrics/loss": "1795294372380 0.25 0\n1795294372381 nan 1\n",
        "1/aa/inputs/i/meta.yaml":
          "source_id: d\nsource_type: DATASET\ntags:\n  mlflow.data.context: training\n",
        "1/datasets/d/meta.yaml": "digest: x\nname: d\nprofile: '{\"num_rows\": 5}'\n",
      ], in: store)
    for (file, count) in [
      ("1/meta.yaml", 300), ("1/aa/meta.yaml", 1_000), ("1/aa/params/lr", 100),
      ("1/aa/metrics/loss", 500), ("1/aa/inputs/i/meta.yaml", 300), ("1/datasets/d/meta.yaml", 300),
    ] {
      let loaded = try variants(count, of: "\(store)/\(file)", in: store, MLflowFileStore.self)
      // The rest of the store is always there.
      #expect(loaded == count || file == "1/meta.yaml")
    }
  }

  @Test("of MLflow's database give runs or one error")
  func database() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/mlflow.db"
    try MLflowDatabaseTests.make(
      path, (0..<50).map { "INSERT INTO metrics VALUES ('loss', \($0), 7000, 'r1', \($0), 0)" })
    let loaded = try variants(2_000, of: path, in: path, MLflowDatabase.self)
    #expect(loaded > 200)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names == ["mlflow.db"])
  }

  @Test("of Lightning give runs or one error", arguments: ["metrics.csv", "hparams.yaml"])
  func lightning(_ name: String) throws {
    let folder = try TemporaryFolder()
    let version = "\(folder.path)/version_0"
    let fixture = "\(LightningLogsTests.fixture)/lightning_logs/mlp/version_0"
    try FileManager.default.createDirectory(
      atPath: version, withIntermediateDirectories: true)
    for file in ["metrics.csv", "hparams.yaml"] {
      try FileManager.default.copyItem(atPath: "\(fixture)/\(file)", toPath: "\(version)/\(file)")
    }
    let loaded = try variants(1_500, of: "\(version)/\(name)", in: version, LightningLogs.self)
    #expect(loaded > 500)
  }

  @Test("of W&B give runs with notes or one error")
  func wandb() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/run-x.wandb"
    let fixture = "\(WandBRunTests.fixture)/wandb/offline-run-20261121_205314-fxarun1"
    try FileManager.default.copyItem(atPath: "\(fixture)/run-fxarun1.wandb", toPath: path)
    let loaded = try variants(1_000, of: path, in: path, WandBRun.self)
    #expect(loaded > 200)
  }

  @Test("Damaged messages under sound checksums are left out one by one")
  func messages() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/run-x.wandb"
    let fixture = "\(WandBRunTests.fixture)/wandb/offline-run-20261121_205314-fxarun1"
    let bytes = Array(try Data(contentsOf: URL(filePath: "\(fixture)/run-fxarun1.wandb")))
    var records: [[UInt8]] = []
    try bytes.withUnsafeBytes { buffer in
      var blocks = LogBlocks(buffer, from: 7)
      while try blocks.next({ record, _ in records.append(Array(record)) }) {}
    }
    #expect(records.count > 40)
    var stream = RandomStream(seed: 6, command: "test", purpose: "messages")
    for _ in 0..<1_500 {
      var file: [UInt8] = Array(bytes[..<7])
      for (number, record) in records.enumerated() where number < 12 {
        let damaged = stream.nextBelow(3) == 0 ? Self.damage(record, &stream) : record
        Self.append(damaged, to: &file)
      }
      try Data(file).write(to: URL(filePath: path))
      do {
        let run = try #require(try WandBRun.runs(in: path).first)
        #expect(run.metrics.rowCount < file.count)
      } catch {
        #expect(error is RunError)
      }
    }
  }

  /// Adds a record to a log, in fragments where it does not fit into a block.
  private static func append(_ record: [UInt8], to file: inout [UInt8]) {
    var rest = record[...]
    var isFirst = true
    repeat {
      var room = LogBlocks.blockSize - file.count % LogBlocks.blockSize
      if room < 7 {
        file += [UInt8](repeating: 0, count: room)
        room = LogBlocks.blockSize
      }
      let part = rest.prefix(room - 7)
      rest = rest.dropFirst(part.count)
      let type: UInt8 = rest.isEmpty ? (isFirst ? 1 : 4) : (isFirst ? 2 : 3)
      isFirst = false
      let checked = [type] + part
      let checksum = checked.withUnsafeBytes { Checksum.crc32.value(of: $0) }
      for shift in [0, 8, 16, 24] { file.append(UInt8(truncatingIfNeeded: checksum >> shift)) }
      file += [UInt8(part.count & 0xFF), UInt8(part.count >> 8)] + checked
    } while !rest.isEmpty
  }
}
