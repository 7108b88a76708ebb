import Glibc

/// A copy of a database and its write-ahead log in a folder that goes with its owner.
final class TemporaryCopy {
  /// The copied database.
  let path: String
  private let folder: String

  /// Copies a database.
  ///
  /// - Throws: ``RunError`` if there is no room or it cannot be read.
  init(_ original: String) throws {
    let root = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(root)/retrace-XXXXXX".utf8CString)
    guard
      let made = template.withUnsafeMutableBufferPointer({ buffer in
        buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
      })
    else {
      throw RunError.unreadable(
        file: original, reason: "no temporary copy of it can be made in '\(root)'")
    }
    folder = made
    path = "\(made)/copy.db"
    do {
      try Self.copy(original, to: path, isRequired: true)
      try Self.copy("\(original)-wal", to: "\(path)-wal", isRequired: false)
    } catch {
      Self.remove(made)
      throw error
    }
  }

  deinit { Self.remove(folder) }

  private static func remove(_ folder: String) {
    for name in RunFiles.names(in: folder) { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  private static func copy(_ source: String, to target: String, isRequired: Bool) throws {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (isRequired ? 0 : O_NOFOLLOW)
    let input = open(source, flags)
    guard input >= 0 else {
      guard isRequired else { return }
      throw RunError.unreadable(file: source, reason: String(cString: strerror(errno)))
    }
    defer { close(input) }
    let output = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard output >= 0 else {
      throw RunError.unreadable(
        file: source, reason: "no temporary copy of it can be made")
    }
    defer { close(output) }
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = read(input, buffer, 1 << 20)
      if count == 0 { return }
      guard count > 0, write(output, buffer, count) == count else {
        if count < 0, errno == EINTR { continue }
        throw RunError.unreadable(
          file: source,
          reason: "no temporary copy of it can be made: "
            + String(cString: strerror(errno)))
      }
    }
  }
}
