public import RetraceCatalog
import RetraceNumerics
import RetraceTables

/// The folders that Lightning's `CSVLogger` writes.
public enum LightningLogs: RunImporter {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "Lightning log",
    summary: "A folder with metrics.csv and hparams.yaml, such as 'version_0'.",
    discussion: """
      Each version is a run. Of a line of metrics.csv each cell that is not empty is a measure, \
      at the step and epoch of the line. The settings come from hparams.yaml, read as data. \
      Checkpoints are listed and never opened, as opening a pickle runs what is in it.
      """,
    examples: [Example("load(\"lightning_logs\")", "read all versions below a folder")],
    searchTerms: ["lightning", "pytorch lightning", "CSVLogger", "hparams"])

  /// The largest `metrics.csv`.
  static let sizeLimit = 1 << 31

  /// Whether the folder is one version's.
  public static func recognizes(_ path: String) -> Bool {
    guard let folder = StoreFolder(path), folder.holdsFile("metrics.csv"),
      !folder.holds("run.json"),
      folder.holdsFile("hparams.yaml") || lastName(path).hasPrefix("version_"),
      let head = folder.bytes("metrics.csv", count: 1 << 14)
    else { return false }
    let line = String(decoding: head, as: UTF8.self).prefix {
      $0 != "\n" && $0 != "\r\n" && $0 != "\r"
    }
    let names = line.split(separator: ",", omittingEmptySubsequences: false)
    return names.contains("step") || names.contains("epoch")
  }

  /// Reads the run.
  ///
  /// - Throws: ``RunError`` if `metrics.csv` cannot be read.
  public static func runs(in path: String) throws -> [Run] {
    let path = StoreArtifacts.absolute(path)
    let file = "\(path)/metrics.csv"
    let buffer = StoreBuffer()
    guard let folder = StoreFolder(path) else {
      throw RunError.noRun(folder: path, reason: "it cannot be opened")
    }
    let parent = StoreArtifacts.parent(path).map(lastName) ?? ""
    var header = RunHeader(name: lastName(path))
    header.id = parent.isEmpty ? header.name : "\(parent)/\(header.name)"
    header.experiment = parent.isEmpty ? nil : parent
    header.tool = "lightning"
    header.status = .unknown
    let table: Table
    do {
      guard let bytes = try folder.read("metrics.csv", into: buffer, limit: sizeLimit) else {
        throw RunError.noRun(folder: path, reason: "there is no 'metrics.csv' in it")
      }
      table = try Self.table(Array(bytes), file, notes: &header.notes)
    } catch let error as StoreFolder.Unreadable {
      throw RunError.unreadable(file: file, reason: error.description)
    } catch let error as TableError {
      throw RunError.damaged(file: file, place: "", reason: "\(error)")
    }
    do {
      if let bytes = try folder.read("hparams.yaml", into: buffer, limit: YAMLGuard.sizeLimit) {
        header.params = try YAMLText.members(bytes, isTyped: true)
      }
    } catch {
      header.notes.append("without its 'hparams.yaml': \(error)")
    }
    if let checkpoints = folder.folder("checkpoints"),
      !StoreArtifacts.list(checkpoints, into: &header.artifacts)
    {
      header.notes.append("not all of its checkpoints are listed: links are left out")
    }
    let metrics = metrics(of: table, notes: &header.notes)
    return [Run(folder: path, header: header, metrics: metrics)]
  }

  private static func lastName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? "run"
  }

  /// The table; without its last line where that is cut off.
  private static func table(
    _ bytes: [UInt8], _ file: String, notes: inout [String]
  ) throws -> Table {
    var options = RunFiles.options([:])
    options.header = .present
    func commas(_ line: ArraySlice<UInt8>) -> Int { line.count { $0 == UInt8(ascii: ",") } }
    guard let start = bytes.lastIndex(of: UInt8(ascii: "\n")), start + 1 < bytes.count,
      commas(bytes[start...]) < commas(bytes.prefix { $0 != UInt8(ascii: "\n") })
    else { return try TableReader.read(bytes: bytes, name: file, options: options) }
    notes.append("the last line of 'metrics.csv' is cut off and left out")
    return try TableReader.read(bytes: Array(bytes[...start]), name: file, options: options)
  }

  private static func metrics(of table: Table, notes: inout [String]) -> Table {
    let steps = table.numbers("step")
    let epochs = table.numbers("epoch")
    var columns: [(name: String, values: [Double])] = []
    for (name, column) in zip(table.names, table.columns) where name != "step" && name != "epoch" {
      switch column.storage {
      case .numbers(let values): columns.append((name, values))
      case .logicals(let values):
        columns.append((name, values.map { $0 > 1 ? .missing : Double($0) }))
      default:
        let isEmpty = (0..<column.count).allSatisfy { column[$0] == .missing }
        if !isEmpty { notes.append("without the column '\(name)': it holds no numbers") }
      }
    }
    var log = MetricLog()
    for row in 0..<table.rowCount {
      for column in columns where !column.values[row].isMissing {
        log.append(
          column.name, column.values[row], step: steps?[row] ?? .missing,
          epoch: epochs?[row] ?? .missing)
      }
    }
    return log.table
  }

}
