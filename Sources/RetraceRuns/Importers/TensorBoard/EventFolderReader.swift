import Glibc
import RetraceNumerics
import RetraceTables

/// Reads the event files below a folder and decides which of them are one run.
struct EventFolderReader {
  private let root: String
  private var contents: [String: EventContent] = [:]
  private var first: (any Error)?

  init(root: String) { self.root = root }

  /// Reads all runs.
  mutating func runs() throws -> [Run] {
    var status = stat()
    if stat(root, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
      let name = root.split(separator: "/").last.map(String.init) ?? root
      let content = try EventFile.read(root, name: name)
      let folder = root.split(separator: "/").dropLast().last.map(String.init)
      return try checked([
        EventRun(folder: root, id: folder ?? name, parts: [.init(content)]).run
      ])
    }
    let folder = EventFolder(root)
    try read(folder.allFiles)
    return try checked(runs(of: folder, id: folder.name))
  }

  /// The runs, if anything of them could be read.
  private func checked(_ runs: [Run]) throws -> [Run] {
    if runs.contains(where: { $0.metrics.rowCount > 0 || !$0.tables.isEmpty || !$0.params.isEmpty })
    {
      return runs
    }
    if let first { throw first }
    let reason = runs.flatMap(\.notes).first ?? "there are no scalars in its event files"
    throw RunError.noRun(folder: root, reason: reason)
  }

  /// Reads files, several at a time.
  private mutating func read(_ files: [String]) throws {
    let start = root.utf8.count + 1
    let outcomes = try Parallel.map(count: files.count) {
      position -> Result<EventContent, any Error> in
      let name = String(decoding: files[position].utf8.dropFirst(start), as: UTF8.self)
      let outcome = Result { try EventFile.read(files[position], name: name) }
      if case .failure(let error) = outcome, error is Interrupted { throw error }
      return outcome
    }
    for (file, outcome) in zip(files, outcomes) {
      switch outcome {
      case .success(let content): contents[file] = content
      case .failure(let error):
        first = first ?? error
        var content = EventContent()
        content.notes.append("left out: \(error)")
        contents[file] = content
      }
    }
  }

  /// What the files directly in a folder hold.
  private func content(_ folder: EventFolder) -> [EventContent] {
    folder.files.compactMap { contents["\(folder.path)/\($0)"] }
  }

  /// The run of a folder, if it is one, then those below it.
  private func runs(of folder: EventFolder, id: String) throws -> [Run] {
    let own = content(folder)
    var parts = own.map { EventRun.Part($0) }
    var separate: [EventFolder] = []
    let withParams = folder.children.filter { child in
      content(child).contains { !$0.params.isEmpty }
    }
    for child in folder.children {
      let inner = content(child)
      if !inner.isEmpty, let split = MetricName.split(ofWord: child.name) {
        parts += inner.map { EventRun.Part($0, split: split) }
      } else if !own.isEmpty, !inner.isEmpty, withParams.count == 1,
        withParams[0].path == child.path, inner.allSatisfy(\.isHyperparametersOnly),
        own.allSatisfy(\.params.isEmpty)
      {
        parts += inner.map { EventRun.Part($0) }
      } else if !own.isEmpty, let tag = Self.sharedTag(inner),
        child.name.hasPrefix(Self.folderName(tag) + "_")
      {
        let rest = child.name.dropFirst(tag.count)
        parts += inner.map { EventRun.Part($0, metric: tag + rest) }
      } else {
        separate.append(child)
        continue
      }
      separate += child.children
    }
    var runs: [Run] = []
    if !parts.isEmpty { runs.append(try EventRun(folder: folder.path, id: id, parts: parts).run) }
    for child in separate {
      let rest = child.path.utf8.dropFirst(folder.path.utf8.count)
      runs += try self.runs(of: child, id: id + String(decoding: rest, as: UTF8.self))
    }
    return runs
  }

  /// The tag that all of a folder's files have as their only one.
  private static func sharedTag(_ contents: [EventContent]) -> String? {
    guard let tag = contents.first(where: { !$0.tags.isEmpty })?.tags.first,
      contents.allSatisfy({ $0.tags.isEmpty || $0.tags == [tag] })
    else { return nil }
    return tag
  }

  /// A tag as `add_scalars` writes it into the name of a folder.
  private static func folderName(_ tag: String) -> String { tag.replacing("/", with: "_") }
}
