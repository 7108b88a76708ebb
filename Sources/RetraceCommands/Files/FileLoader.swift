import Glibc
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceSyntax
import RetraceTables

/// Reads whatever a path holds.
struct FileLoader {
  let invocation: Invocation
  let path: String
  let options: TableReadingOptions
  /// What is said of a model.
  let hints: ModelHints

  /// Reads.
  ///
  /// - Parameter kind: what to take it for, `auto` to tell by the content.
  func load(as kind: String) throws -> Value {
    if path == "-" { return try table(standardInput()) }
    let absolute = invocation.host.resolve(path)
    var status = stat()
    guard stat(absolute, &status) == 0 else { throw absent(absolute) }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    switch kind {
    case "table": return try table(at: absolute)
    case "model": return try model(at: absolute)
    case "run", "runs": return try runs(at: absolute, asMany: kind == "runs")
    default: break
    }
    if isFolder || RunImporterCatalog.importer(for: absolute) != nil {
      return try runs(at: absolute, asMany: false)
    }
    let file = try MappedFile(path: absolute)
    if ModelFormatCatalog.format(of: file) != nil { return try model(at: absolute) }
    return try table(at: absolute)
  }

  /// What is said of a model must not be passed over where there is none.
  private func requireNoHints(_ noun: String) throws {
    let names = ["features", "classes", "target", "layers", "mean", "scale"]
    guard let name = names.first(where: invocation.isGiven) else { return }
    throw invocation.error(
      .outOfRange, "'\(name):' is for models, '\(path)' is read as \(noun)", at: name,
      help: "as: \"model\" reads it as a model")
  }

  private func table(at absolute: String) throws -> Value {
    try requireNoHints("a table")
    let table = try renaming(absolute) { try TableReader.read(path: absolute, options: options) }
    invocation.host.noteRead(path, rows: table.rowCount)
    return .table(table)
  }

  private func model(at absolute: String) throws -> Value {
    let loaded = try renaming(absolute) {
      try ModelFormatCatalog.load(path: absolute, hints: hints)
    }
    invocation.host.noteRead(path, rows: nil)
    for note in loaded.notes + loaded.model.notes { invocation.note(note) }
    return .object(ModelObject(loaded.model, format: loaded.format))
  }

  private func runs(at absolute: String, asMany: Bool) throws -> Value {
    try requireNoHints("a run")
    let found = try renaming(absolute) { try RunImporterCatalog.load(absolute) }
    invocation.host.noteRead(path, rows: nil)
    if found.runs.count == 1, !asMany { return .object(RunObject(found.runs[0])) }
    return .object(RunsObject(found))
  }

  private func standardInput() throws -> [UInt8] {
    guard let read = invocation.host.standardInput else {
      throw invocation.error(
        .notAllowed, "standard input is not to be read here", at: "path",
        help: "pipe the data into retrace -c 'load(\"-\")'")
    }
    return try read()
  }

  private func table(_ bytes: [UInt8]) throws -> Value {
    .table(try TableReader.read(bytes: bytes, name: "standard input", options: options))
  }

  /// Errors name the file as it was typed.
  private func renaming<Result>(_ absolute: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as TableError {
      let text = "\(error)".replacing(absolute, with: path)
      throw invocation.error(.unreadableFile, text, at: "path")
    } catch ModelError.unsuitedHint(let name, let reason) {
      throw invocation.error(
        .outOfRange, "\(ModelError.unsuitedHint(name, reason: reason))",
        at: invocation.isGiven(name) ? name : "path")
    } catch let error as ModelError {
      throw invocation.error(
        .unreadableFile, "\(error)".replacing(absolute, with: path), at: "path")
    } catch let error as RunError {
      throw invocation.error(
        .unreadableFile, "\(error)".replacing(absolute, with: path), at: "path")
    }
  }

  private func absent(_ absolute: String) -> Diagnostic {
    let folder = absolute.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    let name = absolute.split(separator: "/").last.map(String.init) ?? path
    let names = FolderListing.names(in: folder.isEmpty ? "/" : folder)
    let near = Suggestions.names(near: name, among: names)
    let typed = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let fixed = near.first.map { (typed.map(String.init) + [$0]).joined(separator: "/") }
    let facts =
      names.isEmpty
      ? ["there is no folder '\(folder)', or it is empty"]
      : [Suggestions.listing("in this folder", names)]
    return invocation.error(
      .fileNotFound, "there is no file or folder '\(path)'", at: "path", facts: facts,
      help: fixed.map { "did you mean \"\($0)\"?" })
  }
}

/// The names in a folder.
enum FolderListing {
  /// The names that are not hidden, sorted; none if it cannot be read.
  static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory), names.count < 5_000 {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}
