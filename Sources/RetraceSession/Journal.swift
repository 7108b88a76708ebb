import Glibc
public import RetraceTables

/// The journal of a session at the prompt: a file of JSON lines with one writer, to which every
/// evaluated statement is appended before its result is shown.
///
/// The file is readable by its owner alone. A line that a crash cut off is skipped by readers.
public final class Journal {
  /// The file.
  public let path: String
  private let file: Int32

  /// Starts a journal in a new file of a folder, which is made if needed.
  ///
  /// - Parameters:
  ///   - folder: where the journals are kept.
  ///   - name: the first part of the file's name; a number is added if there is such a file.
  ///   - header: what is known at the start, kept as the first line.
  /// - Throws: ``SessionError/journal(path:reason:)`` if the file cannot be made.
  public init(folder: String, name: String, header: JSON) throws {
    try Self.makeFolder(folder)
    var number = 0
    while true {
      let suffix = number == 0 ? "" : "-\(number)"
      let candidate = "\(folder)/\(name)\(suffix).jsonl"
      let opened = open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
      if opened >= 0 {
        path = candidate
        file = opened
        break
      }
      guard errno == EEXIST, number < 10_000 else {
        throw SessionError.journal(path: candidate, reason: String(cString: strerror(errno)))
      }
      number += 1
    }
    try append(header)
  }

  deinit { close(file) }

  /// Appends a line and waits until it is on disk.
  ///
  /// - Throws: ``SessionError/journal(path:reason:)`` if it cannot be written.
  public func append(_ entry: JSON) throws {
    // One write call, so that a line is either there or not, whatever happens to the process.
    var bytes = Array(entry.serialized.utf8)
    bytes.append(0x0A)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw SessionError.journal(path: path, reason: String(cString: strerror(errno)))
      }
      written += count
    }
    guard fdatasync(file) == 0 || errno == EINVAL || errno == EROFS else {
      throw SessionError.journal(path: path, reason: String(cString: strerror(errno)))
    }
  }

  private static func makeFolder(_ folder: String) throws {
    var made = ""
    for part in folder.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) != 0, errno != EEXIST, errno != EISDIR, errno != EACCES, errno != EROFS
      {
        throw SessionError.journal(path: made, reason: String(cString: strerror(errno)))
      }
    }
  }
}
