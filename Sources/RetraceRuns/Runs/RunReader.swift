import Glibc
import RetraceModels
import RetraceTables

/// Reads runs from their folders.
///
/// `run.json` must be sound. Any other file that is missing or damaged is left out with a note,
/// so that the rest can be used. Of a run whose program was killed, the whole epochs are read.
public enum RunReader {
  /// Whether a folder holds a run: it has a `run.json`.
  public static func holdsRun(_ folder: String) -> Bool {
    access("\(folder)/run.json", F_OK) == 0
  }

  /// Reads a run.
  ///
  /// - Parameter folder: the folder that holds `run.json`.
  /// - Throws: ``RunError`` if there is no run or `run.json` is damaged.
  public static func load(_ folder: String) throws -> Run {
    let path = "\(folder)/run.json"
    guard holdsRun(folder) else {
      throw RunError.noRun(
        folder: folder, reason: "there is no 'run.json' in it; name the folder that has one")
    }
    let json: JSON
    do {
      json = try JSONParser.parse(RunFiles.mapped(path))
    } catch let error as TableError {
      guard case .json(_, let line, let column, let reason) = error else { throw error }
      throw RunError.damaged(file: path, place: "line \(line), column \(column)", reason: reason)
    }
    let header = try RunHeader(json, file: path)
    let loading = Loading(folder: folder, header: header)
    let metrics = loading.growingTable(
      "metrics.csv", bytes: header.committed?.metrics, types: RunFiles.metricTypes)
    let steps = loading.growingTable(
      "steps.csv", bytes: header.committed?.steps, types: RunFiles.stepTypes)
    let train = loading.table("train")
    let valid = loading.table("valid")
    let model = loading.model()
    let staged = loading.stagedModel()
    let examples = loading.examples(train: train, valid: valid)
    return Run(
      folder: folder, header: header, metrics: metrics ?? RunFiles.emptyMetrics, train: train,
      valid: valid, steps: steps, model: model, stagedModel: staged, examples: examples,
      notes: header.notes + loading.notes)
  }

  /// The parts of one folder while they are read.
  private final class Loading {
    let folder: String
    let header: RunHeader
    private(set) var notes: [String] = []

    init(folder: String, header: RunHeader) {
      self.folder = folder
      self.header = header
    }

    private func path(_ file: String) -> String { "\(folder)/\(file)" }

    private func attempt<Part>(_ what: String, _ body: () throws -> Part) -> Part? {
      do {
        return try body()
      } catch {
        notes.append("without its \(what): \(error)")
        return nil
      }
    }

    func growingTable(
      _ file: String, bytes: Int?, types: [String: Column.Kind]
    ) -> Table? {
      guard access(path(file), F_OK) == 0 else {
        notes.append("without its \(file): there is no such file")
        return nil
      }
      return attempt(file) {
        let mapped = try RunFiles.mapped(path(file))
        guard let bytes, bytes < mapped.count else {
          if let bytes, bytes > mapped.count {
            throw RunError.damaged(
              file: path(file), place: "",
              reason: "it has \(mapped.count) bytes, \(bytes) were written")
          }
          return try TableReader.read(mapped, options: RunFiles.options(types))
        }
        // What lies behind belongs to an epoch that was cut off.
        return try TableReader.read(
          bytes: mapped.withBytes { Array($0[..<bytes]) }, name: path(file),
          options: RunFiles.options(types))
      }
    }

    func table(_ name: String) -> Table? {
      guard let data = header.data[name] else { return nil }
      let file = path(data.file)
      return attempt("\(name) rows") {
        let mapped = try RunFiles.mapped(file)
        let table = try TableReader.read(mapped, options: RunFiles.options(data.types))
        guard table.rowCount == data.rows else {
          throw RunError.damaged(
            file: file, place: "",
            reason: "it has \(table.rowCount) rows, the run was trained with \(data.rows)")
        }
        if !data.digest.isEmpty, RunFiles.digest(mapped) != data.digest {
          notes.append("'\(file)' is not as it was when the run was written")
        }
        return table
      }
    }

    func model() -> (any Model)? {
      let file = header.modelFile ?? "model.json"
      guard access(path(file), F_OK) == 0 else {
        if header.modelFile != nil { notes.append("without its model: there is no '\(file)'") }
        return nil
      }
      return attempt("model") {
        let model = try ModelFormatCatalog.load(path: path(file))
        guard let last = header.checkpoints.last,
          let differentiable = model as? any DifferentiableModel
        else { return model }
        // The file is written once at the start and once at the end: checkpoints are the record.
        return try Run.restore(differentiable, from: path(last.file))
      }
    }

    /// The trees of the checkpoints, where the model is not all of them.
    func stagedModel() -> (any Model)? {
      guard let file = header.checkpoints.first(where: { $0.trees != nil })?.file,
        file != header.modelFile ?? "model.json"
      else { return nil }
      return attempt("trees of all stages") { try ModelFormatCatalog.load(path: path(file)) }
    }

    func examples(train: Table?, valid: Table?) -> ExampleRecords? {
      let file = path("examples.safetensors")
      guard access(file, F_OK) == 0 else { return nil }
      return attempt("records per row") {
        try ExampleRecords(
          ExampleRecord.all(of: TensorFile(RunFiles.mapped(file))), name: file,
          epochCount: header.checkpoints.last?.epoch ?? 0, classCount: header.classes.count,
          trainRows: header.data["train"]?.rows ?? 0, validRows: header.data["valid"]?.rows ?? 0)
      }
    }
  }
}
