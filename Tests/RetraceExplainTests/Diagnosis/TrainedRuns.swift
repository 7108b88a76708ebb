import Foundation
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// Runs of tables, and networks trained on them, with and without a flaw.
enum TrainedRuns {
  /// Five numbers and a category of like strength, and a class that hangs on them by chance.
  static func table(_ rows: Int, seed: Int, isByLot: Bool = false) -> Table {
    var stream = RandomStream(seed: UInt64(seed), command: "test", purpose: "rows")
    let numbers = (0..<5).map { _ in stream.normals(rows) }
    let kind = (0..<rows).map { _ in ["red", "green", "blue"][stream.nextBelow(3)] }
    let labels = (0..<rows).map { row -> String in
      let sum = numbers.reduce(0) { $0 + $1[row] } + (kind[row] == "red" ? 1 : -0.5)
      let chance = isByLot ? 0.5 : 1 / (1 + exp(-1.2 * sum))
      return stream.nextUniform() < chance ? "yes" : "no"
    }
    return Table(
      numbers.enumerated().map { (name: "x\($0)", column: Column(numbers: $1)) } + [
        (name: "kind", column: Column(categories: kind)),
        (name: "y", column: Column(categories: labels)),
      ])
  }

  /// A run of rows alone, as where nothing else was recorded.
  static func run(
    _ train: Table, valid: Table? = nil, target: String = "y", classes: [String] = ["no", "yes"]
  ) -> Run {
    var header = RunHeader(name: "rows")
    header.target = target
    header.classes = classes
    header.features = train.names.filter { $0 != target }
    return Run(header: header, metrics: MetricLog().table, train: train, valid: valid)
  }

  static func replacing(_ table: Table, _ name: String, _ column: Column) -> Table {
    Table(table.namedColumns.map { ($0.name, $0.name == name ? column : $0.column) })
  }

  static func numbers(_ table: Table, _ name: String) -> [Double] {
    if case .numbers(let numbers)? = table[name]?.storage { return numbers }
    return []
  }

  /// A table split by lot, 4 to 1.
  static func split(_ seed: Int, rows: Int = 1_000) -> (train: Table, valid: Table) {
    let all = table(rows, seed: seed)
    let cut = rows * 4 / 5
    return (all.selecting(rows: Array(0..<cut)), all.selecting(rows: Array(cut..<rows)))
  }

  /// One row in twenty of valid stands in train, to the cell or nearly.
  static func sharing(_ seed: Int, jitter: Double) -> Run {
    let (train, valid) = split(seed)
    var stream = RandomStream(seed: UInt64(seed), command: "test", purpose: "copies")
    let copies = stream.sample(10, of: train.rowCount)
    var rows = train.namedColumns.map { name, column -> (name: String, column: Column) in
      guard case .numbers(let known) = column.storage,
        case .numbers(let others)? = valid[name]?.storage
      else {
        let texts =
          copies.map { column[$0].text } + (10..<valid.rowCount).map { valid[name]?[$0].text }
        return (name, Column(categories: texts))
      }
      let moved = copies.map { known[$0] + jitter * (2 * stream.nextUniform() - 1) }
      return (name, Column(numbers: moved + others[10...]))
    }
    rows.sort {
      train.names.firstIndex(of: $0.name) ?? 0 < train.names.firstIndex(of: $1.name) ?? 0
    }
    return run(train, valid: Table(rows))
  }

  // MARK: Networks

  /// Trains a small network; the folder goes when the process ends.
  static func train(
    _ table: Table, seed: Int, _ model: ModelSpec = .mlp(hidden: [8]), target: String = "y",
    set: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Run {
    var options = TrainingOptions(target: target, seed: UInt64(seed))
    options.model = model
    options.epochs = 24
    set(&options)
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "retrace-diagnosis-\(UUID().uuidString)").path
    let run = try Trainer.train(table, options, folder: folder)
    folders.add(folder)
    return run
  }

  static func healthy(_ seed: Int) throws -> Run {
    try healthyRuns.run(seed) { try train(table(600, seed: seed), seed: seed) }
  }

  private static let healthyRuns = RunCache()
  fileprivate static let folders = Folders()

  /// A run like another with a changed model.
  static func changing(_ run: Run, _ change: (inout [Double], any DenseModel) -> Void) throws -> Run
  {
    guard let model = try run.requireModel() as? any DenseModel else { return run }
    var parameters = model.parameters
    change(&parameters, model)
    var header = run.header
    header.checkpoints = []
    return Run(
      header: header, metrics: run.metrics, train: run.train, valid: run.valid, steps: run.steps,
      model: model.with(parameters: parameters))
  }

  /// An example, its labels as they are or set right.
  static func example(
    _ seed: Int, isSetRight: Bool = false, withoutLeak: Bool = false
  ) throws -> (table: Table, data: ExampleData)? {
    guard
      let data = ExampleData(ExampleData.names[seed % 2], rows: 2_000, seed: UInt64(seed / 2 + 1))
    else { return nil }
    var table = data.table
    if isSetRight, let labels = table[data.target] {
      let flipped = Set(data.truth.flippedRows)
      let right = (0..<labels.count).map { row -> String? in
        flipped.contains(row) ? (labels[row].text == "yes" ? "no" : "yes") : labels[row].text
      }
      table = replacing(table, data.target, Column(categories: right))
    }
    if withoutLeak {
      table = Table(table.namedColumns.filter { $0.name != data.truth.leak })
    }
    return (table, data)
  }
}

extension Cell {
  /// The text of a cell; nil for any other.
  var text: String? { if case .text(let text) = self { text } else { nil } }
}

/// Runs that several tests look at, each made once.
final class RunCache: @unchecked Sendable {
  private let lock = NSLock()
  private var runs: [Int: Run] = [:]

  func run(_ seed: Int, _ make: () throws -> Run) throws -> Run {
    lock.lock()
    defer { lock.unlock() }
    if let run = runs[seed] { return run }
    let run = try make()
    runs[seed] = run
    return run
  }
}

/// Folders that go when the process ends.
final class Folders: @unchecked Sendable {
  private let lock = NSLock()
  private var paths: [String] = []

  func add(_ path: String) {
    lock.lock()
    if paths.isEmpty { atexit { TrainedRuns.removeFolders() } }
    paths.append(path)
    lock.unlock()
  }

  func remove() { for path in paths { try? FileManager.default.removeItem(atPath: path) } }
}

extension TrainedRuns {
  static func removeFolders() { folders.remove() }
}
