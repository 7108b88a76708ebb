public import RetraceCatalog
import RetraceModels
import RetraceNumerics
import RetraceTables

/// The record of a run that W&B keeps offline, a `.wandb` file.
public enum WandBRun: RunImporter {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "W&B offline run",
    summary: "A '.wandb' file, or the folder 'offline-run-…' that holds it.",
    discussion: """
      The configuration becomes params, each number of the history a measure. Numbers of the \
      summary that are not the last of the history are measures without a step. Histograms are \
      the tables `run.histograms` and `run.histogram_buckets`. A damaged part is left out with a \
      note.
      """,
    examples: [Example("load(\"wandb\")", "read all runs below a folder")],
    searchTerms: ["wandb", "weights and biases", "offline"])

  /// What a file begins with: `:W&B`, a number, a version.
  private static let head: [UInt8] = [0x3A, 0x57, 0x26, 0x42, 0xE1, 0xBE, 0x00]

  /// Whether the path is such a file, or a folder that holds one.
  public static func recognizes(_ path: String) -> Bool {
    if path.hasSuffix(".wandb"), let slash = StoreArtifacts.absolute(path).lastIndex(of: "/") {
      let whole = StoreArtifacts.absolute(path)
      let name = String(whole[whole.index(after: slash)...])
      return StoreFolder(String(whole[..<slash])).map { begins(name, in: $0) } ?? false
    }
    guard let folder = StoreFolder(path) else { return false }
    return names(in: folder).contains { begins($0, in: folder) }
  }

  /// Reads the runs: one a file.
  ///
  /// - Throws: ``RunError`` if none can be read.
  public static func runs(in path: String) throws -> [Run] {
    let path = StoreArtifacts.absolute(path)
    if let folder = StoreFolder(path) {
      let files = names(in: folder).filter { begins($0, in: folder) }
      guard !files.isEmpty else {
        throw RunError.noRun(folder: path, reason: "there is no '.wandb' file in it")
      }
      return try files.map { try run($0, in: folder) }
    }
    guard let parent = StoreArtifacts.parent(path), let folder = StoreFolder(parent) else {
      throw RunError.noRun(folder: path, reason: "it cannot be opened")
    }
    return [try run(String(path.dropFirst(parent.count + 1)), in: folder)]
  }

  private static func names(in folder: StoreFolder) -> [String] {
    folder.entries().filter { $0.kind == .file && $0.name.hasSuffix(".wandb") }.map(\.name)
  }

  private static func begins(_ name: String, in folder: StoreFolder) -> Bool {
    folder.bytes(name, count: head.count)?.elementsEqual(head) ?? false
  }

  /// The largest file, in bytes.
  static let sizeLimit = 1 << 32

  private static func run(_ name: String, in folder: StoreFolder) throws -> Run {
    let file = "\(folder.path)/\(name)"
    let buffer = StoreBuffer()
    let bytes: UnsafeRawBufferPointer?
    do {
      bytes = try folder.read(name, into: buffer, limit: sizeLimit)
    } catch {
      throw RunError.unreadable(file: file, reason: "\(error)")
    }
    guard let bytes, bytes.starts(with: head) else {
      throw RunError.damaged(file: file, place: "", reason: "it does not begin as W&B's records do")
    }
    var content = WandBContent()
    var blocks = LogBlocks(bytes, from: head.count)
    var unread = 0
    var records = 0
    while try blocks.next({ record, _ in
      do {
        try content.read(record)
      } catch is ProtobufError {
        unread += 1
      }
      records += 1
      if records % 4_096 == 0 { try Interruption.check() }
    }) {}
    for damage in blocks.damage.prefix(4) {
      content.notes.append("at byte \(damage.offset) of '\(name)' \(damage.reason)")
    }
    if !blocks.damage.isEmpty || unread > 0 {
      let more = unread > 0 ? ", \(unread) of them could not be understood" : ""
      content.notes.append("\(blocks.count) records were read\(more)")
    }
    guard blocks.count > unread else {
      throw RunError.damaged(
        file: file, place: blocks.damage.first.map { "byte \($0.offset)" } ?? "",
        reason: blocks.damage.first?.reason ?? "it holds no records")
    }
    var artifacts: [String] = []
    if let files = folder.folder("files"), !StoreArtifacts.list(files, into: &artifacts) {
      content.notes.append("not all of its files are listed: links are left out")
    }
    return content.run(
      file: file, name: String(name.dropLast(".wandb".count)), artifacts: artifacts)
  }
}
