import Glibc
import RetraceModels
import RetraceNumerics
import RetraceTables

/// Writes the folder of a run while it is trained, an epoch at a time.
///
/// An epoch first goes into files that nobody counts on yet: its checkpoint under a temporary
/// name that is then renamed, its slices of `examples.safetensors`, new lines of `metrics.csv`
/// and `steps.csv`; all are brought to the disk. Then `run.json` is replaced in one step. It names
/// the checkpoints and how many bytes of the two tables count. So whenever the program is killed,
/// `run.json` describes whole epochs, and what lies beyond is not read.
final class RunWriter {
  let folder: String
  private var header: RunHeader
  private let examples: ExampleFile?
  private var metricsSize = 0
  private var stepsSize = 0
  /// How many trees the file of the model holds.
  private var treesCommitted = 0

  /// Makes the folder and writes everything that is known before training.
  ///
  /// A run that stands in the folder is replaced; a folder that holds something else is refused.
  ///
  /// - Throws: ``RunError``, `TableError` if a file cannot be written.
  init(
    folder: String, header: RunHeader, model: any Model, train: Table, valid: Table?,
    examples: ExampleFile?
  ) throws {
    self.folder = folder
    self.header = header
    self.examples = examples
    try Self.clear(folder)
    try RunFiles.makeFolder("\(folder)/checkpoints")
    self.header.status = .running
    self.header.checkpoints = []
    try writeTable(train, "train")
    if let valid { try writeTable(valid, "valid") }
    try PlainModelJSON.save(model, path: "\(folder)/model.json")
    metricsSize = try append(RunFiles.metricColumns.joined(separator: ",") + "\n", "metrics.csv")
    stepsSize = try append(RunFiles.stepColumns.joined(separator: ",") + "\n", "steps.csv")
    try examples?.create()
  }

  /// Adds a stage as a whole.
  ///
  /// Trees stand in one file, which is written anew when it has grown by half; `run.json` counts the
  /// stages up to then.
  func record(_ epoch: EpochRecord, staged learner: any Learner) throws {
    var (file, trees, depth) = (RunFiles.checkpoint(epoch.epoch), Int?.none, Int?.none)
    var isCommitted = true
    switch epoch.state {
    case .parameters(let parameters, let tensors):
      try TensorFile.write(
        tensors.map { tensor in
          Tensor(tensor.name, shape: tensor.shape, .float64(Array(parameters[tensor.range])))
        }, metadata: ["epoch": "\(epoch.epoch)", "format": "retrace"], path: "\(folder)/\(file)")
    case .model(let model):
      file = RunFiles.checkpoint(epoch.epoch, suffix: "json")
      try PlainModelJSON.save(model, path: "\(folder)/\(file)")
    case .trees(let count, let levels):
      (file, trees, depth) = ("model.json", count, levels)
      isCommitted = count >= treesCommitted + treesCommitted / 2
    }
    try examples?.write(epoch, isSynced: isCommitted)
    metricsSize = try append(
      epoch.metrics.map {
        "\(epoch.step),\(epoch.epoch),\($0.split),\($0.name),\(Self.text($0.value)),\n"
      }.joined(), "metrics.csv", isSynced: isCommitted)
    stepsSize = try append(
      epoch.steps.map {
        "\($0.step),\(epoch.epoch),\($0.batch),\(Self.text($0.learningRate)),"
          + "\(Self.text($0.loss)),\(Self.text($0.gradientNorm))\n"
      }.joined(), "steps.csv", isSynced: isCommitted)
    header.checkpoints.append(
      RunCheckpoint(
        epoch: epoch.epoch, step: epoch.step, file: file, learningRate: epoch.learningRate,
        trees: trees, depth: depth))
    guard isCommitted else { return }
    if let trees {
      treesCommitted = trees
      try PlainModelJSON.save(
        try learner.stagedModel ?? learner.model, path: "\(folder)/model.json")
    }
    header.committed = RunHeader.Committed(metrics: metricsSize, steps: stepsSize)
    try writeHeader()
  }

  /// Ends the run.
  ///
  /// - Parameters:
  ///   - status: what became of it.
  ///   - learner: has the model.
  ///   - notes: what to add to the notes.
  func finish(_ status: RunHeader.Status, staged learner: any Learner, notes: [String]) throws {
    let epochs = header.checkpoints.last?.epoch ?? 0
    // Cut before the status changes: until then only the counted bytes are read.
    try cut("metrics.csv", to: metricsSize)
    try cut("steps.csv", to: stepsSize)
    try examples?.finish(epochs: epochs)
    if let staged = try learner.stagedModel {
      // The checkpoints move before the file that they stand in becomes another model.
      try PlainModelJSON.save(staged, path: "\(folder)/\(RunFiles.stagedTrees)")
      header.checkpoints = header.checkpoints.map {
        $0.trees == nil ? $0 : $0.moved(to: RunFiles.stagedTrees)
      }
      header.committed = RunHeader.Committed(metrics: metricsSize, steps: stepsSize)
      try writeHeader()
    }
    try PlainModelJSON.save(learner.model, path: "\(folder)/model.json")
    header.status = status
    header.notes += notes
    header.committed = nil
    try writeHeader()
  }

  /// Takes the run away again.
  func remove() throws { try Self.clear(folder) }

  private func writeHeader() throws {
    try AtomicFile.write(Array((header.json.serialized + "\n").utf8), path: "\(folder)/run.json")
  }

  private func writeTable(_ table: Table, _ name: String) throws {
    let bytes = TableWriter.bytes(table, as: .csv)
    try AtomicFile.write(bytes, path: "\(folder)/\(name).csv")
    header.data[name] = RunHeader.DataFile(
      file: "\(name).csv", digest: RunFiles.digest(bytes), rows: table.rowCount,
      types: Dictionary(
        table.namedColumns.map { ($0.name, $0.column.kind) }, uniquingKeysWith: { one, _ in one }))
  }

  /// Appends text to a file, brings it to the disk if asked to and tells the file's size.
  private func append(
    _ text: String, _ name: String, isSynced: Bool = true
  ) throws -> Int {
    let descriptor = open("\(folder)/\(name)", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
      }
      if count < 0, errno != EINTR { throw failure() }
      done += max(0, count)
    }
    guard !isSynced || fsync(descriptor) == 0 else { throw failure() }
    return Int(lseek(descriptor, 0, SEEK_END))
  }

  private func cut(_ name: String, to size: Int) throws {
    guard truncate("\(folder)/\(name)", off_t(size)) == 0 else { throw failure() }
  }

  private func failure() -> RunError {
    .unwritable(folder: folder, reason: String(cString: strerror(errno)))
  }

  /// Empties a folder that holds a run, `run.json` first: from then on it holds none.
  private static func clear(_ folder: String) throws {
    let names = RunFiles.names(in: folder)
    guard !names.isEmpty else { return }
    guard names.contains("run.json") || names.contains("checkpoints") else {
      throw RunError.unwritable(
        folder: folder, reason: "it holds something else than a run; name an empty folder")
    }
    unlink("\(folder)/run.json")
    let files = [
      "metrics.csv", "steps.csv", "train.csv", "valid.csv", "model.json",
      "examples.safetensors", "model.ubj", "model.txt",
    ]
    for name in files { unlink("\(folder)/\(name)") }
    for name in RunFiles.names(in: "\(folder)/checkpoints")
    where name.contains(".safetensors") || name.contains(".json") {
      unlink("\(folder)/checkpoints/\(name)")
    }
    rmdir("\(folder)/checkpoints")
    rmdir(folder)
  }

  private static func text(_ number: Double) -> String {
    number.isMissing ? "" : JSON.numberText(number).filter { $0 != "\"" }
  }
}
