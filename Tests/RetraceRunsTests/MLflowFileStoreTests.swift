import Foundation
import RetraceTables
import Testing

@testable import RetraceRuns

@Suite("MLflow file store")
struct MLflowFileStoreTests {
  static let fixture = StoreFixtures.folder("mlflow/filestore")

  @Test("Every value of the store is as MLflow's client gives it")
  func expected() throws {
    let runs = try RunImporterCatalog.load("\(Self.fixture)/mlruns")
    #expect(runs.source == "MLflow file store")
    try MLflowExpectation(path: "\(Self.fixture)/expected.json").check(runs.runs)
  }

  @Test("The store is found below a folder, an experiment and a run are read alone")
  func parts() throws {
    #expect(try RunImporterCatalog.load(Self.fixture).runs.count == 10)
    let experiment = "\(Self.fixture)/mlruns/964156523529853041"
    #expect(try RunImporterCatalog.load(experiment).runs.count == 10)
    let one = try RunImporterCatalog.load("\(experiment)/f4644af4a737401abb8cb02ccbfeefb0")
    let run = try #require(one.runs.first)
    #expect(one.runs.count == 1)
    #expect(run.name == "lr0.3-h8-relu")
    #expect(run.header.experiment == "tumour-mlp-filestore")
    #expect(run.header.inputs.first?["name"] == .text("train-head"))
    #expect(run.header.inputs.first?["context"] == .text("training"))
    #expect(run.header.data["train"]?.digest == "d09fabde")
    #expect(run.tables.first?.name == "inputs")
    #expect(run.tables.first?.table["digest"]?[0] == .text("d09fabde"))
    let artifacts = run.header.artifacts.map { String($0.dropFirst(experiment.count)) }
    #expect(artifacts.contains("/f4644af4a737401abb8cb02ccbfeefb0/artifacts/config/classes.json"))
    #expect(artifacts.contains { $0.hasSuffix("/artifacts/MLmodel") })
    #expect(run.header.artifacts.allSatisfy { FileManager.default.fileExists(atPath: $0) })
  }

  @Test("Metrics are read as versions old and new write them, what is damaged is counted")
  func lines() throws {
    let text = """
      1000 0.5 0
      2000 nan 1
      3000 -inf 2
      4000 1e-05 3 data digest
      5000 7
      x 1 2
      6000
      7000 0.25 4 model more words here
      8000 0.25 5x
      9000 1 2
      """
    var metric = MLflowMetric("m")
    let damaged = text.withCString { start in
      var buffer = Array(text.utf8) + [UInt8](repeating: 0, count: 16)
      return buffer.withUnsafeMutableBytes { bytes in
        _ = start
        return metric.append(lines: UnsafeRawBufferPointer(rebasing: bytes[..<text.utf8.count]))
      }
    }
    #expect(damaged == 3)
    #expect(metric.steps == [0, 1, 2, 3, 0, 4, 2])
    #expect(metric.times == [1, 2, 3, 4, 5, 7, 9])
    #expect(metric.values[1].isNaN)
    #expect(metric.values[2] == -.infinity)
    var log = MetricLog()
    metric.append(to: &log)
    // The last value is that of the largest step, not the last line.
    #expect(log.table["value"]?[6] == .number(0.25))
    #expect(log.table["step"]?[6] == .number(4))
  }

  @Test("A deleted experiment's runs are deleted, a run without its file keeps the rest")
  func damagedAndDeleted() throws {
    let folder = try TemporaryFolder()
    let store = "\(folder.path)/mlruns"
    try StoreFixtures.write(
      [
        ".trash/2/meta.yaml":
          "artifact_location: x\nexperiment_id: '2'\nlifecycle_stage: deleted\nname: old\n",
        ".trash/2/aa/meta.yaml": "artifact_uri: x\nrun_id: aa\nstatus: 3\nstart_time: 1\n",
        "1/meta.yaml": "artifact_location: x\nexperiment_id: '1'\nname: \"caf\\xE9\"\n",
        "1/bb/params/depth": "3",
        "1/cc/meta.yaml": "artifact_uri: ../../etc\nrun_id: cc\nstatus: 5\nrun_name: !!x &a [*a]\n",
        "1/cc/metrics/train/loss": "1 0.5 0\n",
      ], in: store)
    let runs = try MLflowFileStore.runs(in: store)
    #expect(runs.map(\.header.id) == ["aa", "bb", "cc"])
    #expect(runs[0].header.isDeleted)
    #expect(runs[0].header.experiment == "old")
    #expect(runs[1].header.experiment == "café")
    #expect(runs[1].params == [.init("depth", .number(3))])
    #expect(runs[1].notes == ["without its 'meta.yaml': there is no such file"])
    #expect(runs[2].notes.count == 1)
    #expect(runs[2].metrics["metric"]?[0] == .text("train/loss"))
    #expect(runs[2].metrics["split"]?[0] == .text("train"))
  }

  @Test("Links, pipes and paths that lead out are not followed")
  func escapes() throws {
    let folder = try TemporaryFolder()
    try StoreFixtures.write(["secret": "key"], in: folder.path)
    let run = "\(folder.path)/mlruns/1/aa"
    try StoreFixtures.write(
      [
        "1/meta.yaml": "artifact_location: x\nexperiment_id: '1'\nname: e\n",
        "1/aa/meta.yaml": "artifact_uri: file:///etc\nrun_id: aa\nstatus: 3\n",
        "1/aa/params/good": "1",
        "1/aa/inputs/x/meta.yaml": "source_type: DATASET\nsource_id: ../../../..\n",
      ], in: "\(folder.path)/mlruns")
    let manager = FileManager.default
    try manager.createSymbolicLink(
      atPath: "\(run)/params/link", withDestinationPath: "\(folder.path)/secret")
    try manager.createSymbolicLink(atPath: "\(run)/tags", withDestinationPath: "/etc")
    mkfifo("\(run)/params/pipe", 0o600)
    let read = try #require(try MLflowFileStore.runs(in: "\(folder.path)/mlruns").first)
    #expect(read.params == [.init("good", .number(1))])
    #expect(read.header.tags.isEmpty)
    #expect(read.header.artifacts.isEmpty)
    #expect(
      read.notes == [
        "without 'params/link': it is no plain file",
        "without 'params/pipe': it is no plain file",
        "without 'tags': it is a link or may not be opened",
        "without 'inputs/x': the data set is not in the experiment's folder",
      ])
  }

  @Test("Many runs are listed in seconds")
  func many() throws {
    let folder = try TemporaryFolder()
    let store = "\(folder.path)/mlruns"
    try StoreFixtures.write(
      ["1/meta.yaml": "artifact_location: x\nexperiment_id: '1'\nname: e\n"], in: store)
    for number in 0..<300 {
      try StoreFixtures.write(
        [
          "1/r\(number)/meta.yaml": "artifact_uri: x\nrun_id: r\(number)\nstatus: 3\n",
          "1/r\(number)/params/lr": "0.\(number)", "1/r\(number)/metrics/loss": "1 0.5 0\n",
        ], in: store)
    }
    let clock = ContinuousClock()
    var count = 0
    let time = try clock.measure { count = try MLflowFileStore.runs(in: store).count }
    #expect(count == 300)
    #expect(time < .seconds(5))
  }
}
