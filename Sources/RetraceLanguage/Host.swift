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

  private let readFiles = Mutex<[FileRead]>([])

  /// Makes a host.
  public init(
    baseFolder: String, writing: Writing, runFolder: String? = nil,
    standardInput: (@Sendable () throws -> [UInt8])? = nil
  ) {
    self.baseFolder = baseFolder
    self.writing = writing
    self.runFolder = runFolder
    self.standardInput = standardInput
  }

  /// The files read so far, each once, in the order they were first read.
  public var reads: [FileRead] { readFiles.withLock { $0 } }

  /// The path from the root that a path as typed stands for; `~/` is the home folder.
  public func resolve(_ path: String, home: String? = nil) -> String {
    if path.hasPrefix("/") { return Self.normalized(path) }
    if path.hasPrefix("~/"), let home { return Self.normalized(home + String(path.dropFirst())) }
    return Self.normalized(baseFolder + "/" + path)
  }

  /// Keeps that a file was read.
  ///
  /// Reading it again changes nothing.
  public func noteRead(_ path: String, rows: Int?) {
    let absolute = resolve(path)
    readFiles.withLock { files in
      guard !files.contains(where: { $0.absolutePath == absolute }) else { return }
      files.append(FileRead(path: path, absolutePath: absolute, rows: rows))
    }
  }

  /// Whether a file may be written.
  public func mayWrite(_ path: String) -> Bool {
    switch writing {
    case .anywhere: return true
    case .only(let folders):
      let absolute = resolve(path)
      return folders.contains { folder in
        let allowed = resolve(folder)
        return absolute == allowed || absolute.hasPrefix(allowed == "/" ? "/" : allowed + "/")
      }
    }
  }

  /// The path without `.`, `..` and doubled slashes, as text: links are not followed.
  static func normalized(_ path: String) -> String {
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
