import FoundationEssentials
import Glibc
import RetraceModels
import RetraceTables

/// The folder of the generated inputs, which tasks share.
struct InputFolder: Sendable {
  /// Where it is.
  let path: String
  /// The repository.
  let root: String

  init(_ path: String, root: String) {
    self.path = path
    self.root = root
  }

  /// The path of a file in it.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a table unless it is there.
  func write(_ name: String, _ table: () -> Table) throws {
    guard !FileManager.default.fileExists(atPath: file(name)) else { return }
    try TableWriter.write(table(), path: file(name))
  }

  /// Writes a model unless it is there.
  func write(model name: String, _ model: () -> any Model) throws {
    guard !FileManager.default.fileExists(atPath: file(name)) else { return }
    try PlainModelJSON.save(model(), path: file(name))
  }

  /// Writes bytes unless the file is there.
  func write(bytes name: String, _ bytes: () -> [UInt8]) throws {
    guard !FileManager.default.fileExists(atPath: file(name)) else { return }
    try AtomicFile.write(bytes(), path: file(name))
  }

  /// Reads a table.
  func table(_ name: String) throws -> Table { try TableReader.read(path: file(name)) }

  /// Reads a model.
  func model(_ name: String) throws -> any Model {
    try PlainModelJSON.load(MappedFile(path: file(name)))
  }

  /// Reads every byte of a file, so that its pages are in memory before anyone is timed.
  func warm(_ name: String) throws {
    let descriptor = open(file(name), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ProgramError(description: "no input \(file(name))") }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while read(descriptor, &buffer, buffer.count) > 0 {}
  }
}
