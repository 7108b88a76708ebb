import Glibc
public import RetraceDisplay
import Synchronization

/// What evaluation may touch outside of the language: the files it reads and writes.
///
/// The session makes one, commands reach it through their invocation. It knows against which
/// folder relative paths are meant, which folders may be written to, and keeps what was read so
/// that a session script can name each file with its digest.
public final class Host: Sendable {
  /// What may be written.
  public enum Writing: Sendable, Equatable {
    /// Anything: at the prompt.
    case anywhere
    /// Only below these folders, which may be none: in scripts and with `-c`.
    case only([String])
    /// Below a folder of its own in place of where it is meant, and read from there again: in
    /// checks and replays, which leave everything as it is.
    case aside(String)
  }

  /// A file or folder that was read.
  public struct FileRead: Sendable, Equatable {
    /// The path as it was typed.
    public let path: String
    /// The path from the root.
    public let absolutePath: String
    /// How many rows it gave, if it is a table.
    public let rows: Int?
  }

  /// The folder that relative paths start from: the script's, or the working folder.
  public let baseFolder: String
  /// What may be written.
  public let writing: Writing
  /// The folder below which runs are kept if no `folder:` is given; nil for a temporary one.
  public let runFolder: String?
  /// The bytes of standard input, for `load("-")`; nil if it is not to be read.
  public let standardInput: (@Sendable () throws -> [UInt8])?

  /// Shows a document in place of the one it showed before, while a command waits for files to
  /// change; nil takes it away.
  ///
  /// Nil itself where there is no prompt: statements that run again wait for nothing.
  public let drawing: (@Sendable (Document?) -> Void)?

  private let home: String?
  private let readFiles = Mutex<[FileRead]>([])
  /// What was written, as typed and from the root.
  private let writtenFiles = Mutex<[(path: String, absolutePath: String)]>([])

  /// Makes a host.
  public init(
    baseFolder: String, writing: Writing, runFolder: String? = nil,
    standardInput: (@Sendable () throws -> [UInt8])? = nil,
    drawing: (@Sendable (Document?) -> Void)? = nil
  ) {
    home = getenv("HOME").map { String(cString: $0) }
    self.baseFolder = baseFolder
    self.writing = writing
    self.runFolder = runFolder
    self.standardInput = standardInput
    self.drawing = drawing
  }

  /// The files read so far, each once, in the order they were first read; without those that were
  /// written before.
  public var reads: [FileRead] { readFiles.withLock { $0 } }

  /// The paths written so far, as they were typed.
  public var writtenPaths: [String] { writtenFiles.withLock { $0.map(\.path) } }

  /// The path from the root that a path as typed stands for; `~/` is the home folder.
  ///
  /// - Parameter home: another home folder than that of the environment.
  public func resolve(_ path: String, home: String? = nil) -> String {
    let absolute = meant(path, home: home)
    guard case .aside(let folder) = writing, isWritten(absolute) else { return absolute }
    return folder + absolute
  }

  /// Keeps that a file was read.
  ///
  /// Reading it again changes nothing, nor does reading what was written before.
  public func noteRead(_ path: String, rows: Int?) {
    let absolute = meant(path)
    guard !isWritten(absolute) else { return }
    readFiles.withLock { files in
      guard !files.contains(where: { $0.absolutePath == absolute }) else { return }
      files.append(FileRead(path: path, absolutePath: absolute, rows: rows))
    }
  }

  /// Whether a file may be written, links followed.
  public func mayWrite(_ path: String) -> Bool {
    switch writing {
    case .anywhere, .aside: return true
    case .only(let folders):
      guard let target = Self.followingLinks(meant(path)) else { return false }
      return folders.contains { folder in
        guard let allowed = Self.followingLinks(meant(folder)) else { return false }
        return target == allowed || target.hasPrefix(allowed == "/" ? "/" : allowed + "/")
      }
    }
  }

  /// Where to write what is meant for a path, from the root.
  public func destination(_ path: String) -> String {
    let absolute = meant(path)
    guard case .aside(let folder) = writing else { return absolute }
    var made = folder
    for part in absolute.split(separator: "/").dropLast() {
      made += "/" + part
      mkdir(made, 0o700)
    }
    return folder + absolute
  }

  /// Keeps that a file or folder was written.
  public func noteWritten(_ path: String) {
    let absolute = meant(path)
    writtenFiles.withLock { files in
      guard !files.contains(where: { $0.absolutePath == absolute }) else { return }
      files.append((path, absolute))
    }
  }

  /// The path from the root that a path as typed stands for, wherever it is kept.
  private func meant(_ path: String, home other: String? = nil) -> String {
    if path.hasPrefix("/") { return Self.normalized(path) }
    if path == "~" || path.hasPrefix("~/"), let home = other ?? home {
      return Self.normalized(home + String(path.dropFirst()))
    }
    return Self.normalized(baseFolder + "/" + path)
  }

  private func isWritten(_ absolute: String) -> Bool {
    writtenFiles.withLock { files in
      files.contains { absolute == $0.absolutePath || absolute.hasPrefix($0.absolutePath + "/") }
    }
  }

  /// The path with all links followed; what is not there yet stands behind what is.
  ///
  /// Nil for a link that leads nowhere, as writing through it would make a file in another place.
  private static func followingLinks(_ absolute: String) -> String? {
    var existing = absolute
    var rest = ""
    while existing != "/" {
      if let real = realpath(existing, nil) {
        defer { free(real) }
        let path = String(cString: real)
        return path == "/" && !rest.isEmpty ? rest : path + rest
      }
      var status = stat()
      guard lstat(existing, &status) != 0 else { return nil }
      let slash = existing.lastIndex(of: "/") ?? existing.startIndex
      rest = existing[slash...] + rest
      existing = slash == existing.startIndex ? "/" : String(existing[..<slash])
    }
    return rest.isEmpty ? "/" : rest
  }

  /// The path without `.`, `..` and doubled slashes, as text: links are not followed.
  package static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": _ = parts.popLast()
      default: parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }
}
