import FoundationEssentials
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// A folder of MLflow with many runs.
enum MLflowTask: BenchTask {
  static let name = "mlflow"
  static let summary =
    "read an MLflow file store of 1,000 runs with 5 params and a metric of 1,000 points each"
  static let note: String? = "MlflowClient: search_runs, then get_metric_history of each run"
  static let runs = 3
  static let rivals: [Rival] = [.peer("mlflow", goal: .ratio(20))]

  private static let (runCount, pointCount) = (1_000, 1_000)

  static func writeInputs(to folder: InputFolder) throws {
    let store = folder.file("mlruns")
    // The last file that is written.
    guard !FileManager.default.fileExists(atPath: "\(store)/1/meta.yaml") else { return }
    let stream = RandomStream(seed: 11, command: "bench", purpose: "mlflow")
    for number in 0..<runCount {
      try writeRun(number, stream.item(number), in: "\(store)/1")
    }
    try write(
      """
      artifact_location: \(store)/1
      creation_time: 1795294370069
      experiment_id: '1'
      last_update_time: 1795294370069
      lifecycle_stage: active
      name: bench

      """, to: "\(store)/1/meta.yaml")
  }

  private static func writeRun(
    _ number: Int, _ stream: RandomStream, in experiment: String
  ) throws {
    var stream = stream
    let digits = String(number, radix: 16)
    let id = "a" + String(repeating: "0", count: 31 - digits.count) + digits
    let folder = "\(experiment)/\(id)"
    for inner in ["artifacts", "metrics", "params", "tags"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(inner)", withIntermediateDirectories: true)
    }
    let start = 1_795_294_370_000 + 1_000 * number
    try write(
      """
      artifact_uri: \(folder)/artifacts
      end_time: \(start + 900)
      entry_point_name: ''
      experiment_id: '1'
      lifecycle_stage: active
      run_id: \(id)
      run_name: run-\(number)
      source_name: ''
      source_type: 4
      source_version: ''
      start_time: \(start)
      status: 3
      tags: []
      user_id: user

      """, to: "\(folder)/meta.yaml")
    try write("run-\(number)", to: "\(folder)/tags/mlflow.runName")
    for (name, value) in [
      ("lr", "\(stream.nextUniform())"), ("hidden", "\(number % 64)"), ("seed", "\(number)"),
      ("optimizer", "sgd"), ("batch_size", "32"),
    ] {
      try write(value, to: "\(folder)/params/\(name)")
    }
    var lines = ""
    for step in 0..<pointCount {
      lines += "\(start + step) \(stream.nextUniform()) \(step)\n"
    }
    try write(lines, to: "\(folder)/metrics/loss")
  }

  private static func write(_ text: String, to path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
      throw ProgramError(description: "cannot write \(path)")
    }
  }

  static func prepare(in folder: InputFolder) throws -> any Work {
    let store = folder.file("mlruns")
    return ValueWork {
      try RunImporterCatalog.load(store).runs
    } check: { runs in
      var points = 0
      var sum = 0.0
      for run in runs {
        guard case .numbers(let values)? = run.metrics["value"]?.storage else { continue }
        points += values.count
        sum += values.reduce(0, +)
      }
      return .record([
        "runs": .number(Double(runs.count)), "points": .number(Double(points)),
        "params": .number(Double(runs.reduce(0) { $0 + $1.params.count })), "sum": .number(sum),
      ])
    }
  }
}
