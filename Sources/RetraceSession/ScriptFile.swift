import Glibc

/// Reads and writes the files of scripts and documents.
public enum ScriptFile {
  /// The largest script that is read.
  static let maximumBytes = 64 << 20

  /// The text of a file.
  ///
  /// - Throws: ``SessionError/unreadableScript(path:reason:)`` if there is none, it is too large or
  ///   not UTF-8.
  public static func read(_ path: String) throws -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      throw SessionError.unreadableScript(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(file) }
    var status = stat()
    if fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw SessionError.unreadableScript(
        path: path, reason: "it is a folder; load(\"\(path)\") opens a run")
    }
    return try text(of: try bytes(from: file, path), path)
  }

  /// Whether there is something at a path.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The text of standard input, read to its end.
  ///
  /// - Throws: ``SessionError/unreadableScript(path:reason:)`` if it is not UTF-8.
  public static func readStandardInput() throws -> String {
    try text(of: try bytes(from: 0, "standard input"), "standard input")
  }

  private static func bytes(from file: Int32, _ path: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw SessionError.unreadableScript(path: path, reason: String(cString: strerror(errno)))
      }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= maximumBytes else {
        throw SessionError.unreadableScript(path: path, reason: "it is larger than 64 MB")
      }
    }
  }

  /// Bytes as text, without a byte order mark.
  private static func text(of bytes: [UInt8], _ path: String) throws -> String {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    if let text = String(validating: content, as: UTF8.self) { return text }
    let line = 1 + (Self.validPrefix(content).count { $0 == 0x0A })
    throw SessionError.unreadableScript(
      path: path, reason: "line \(line) is not UTF-8; save it in that encoding")
  }

  private static func validPrefix(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var low = bytes.startIndex
    var high = bytes.endIndex
    // The longest prefix that ends at a line and is valid, by halving.
    while high - low > 1 {
      let middle = (low + high) / 2
      var end = middle
      while end < bytes.endIndex, bytes[end] != 0x0A { end += 1 }
      if String(validating: bytes[..<end], as: UTF8.self) != nil {
        low = middle
      } else {
        high = middle
      }
    }
    return bytes[..<low]
  }

  /// Writes a file in one piece: a reader finds the old text or the new one.
  ///
  /// - Throws: ``SessionError/unwritable(path:reason:)``.
  public static func write(_ text: String, to path: String) throws {
    func failure() -> SessionError {
      .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    let temporary = "\(path).\(getpid()).tmp"
    var status = stat()
    let mode = stat(path, &status) == 0 ? status.st_mode & 0o777 : 0o644
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard file >= 0 else { throw failure() }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let error = failure()
        close(file)
        unlink(temporary)
        throw error
      }
      bytes = bytes.dropFirst(count)
    }
    guard fsync(file) == 0, close(file) == 0, rename(temporary, path) == 0 else {
      let error = failure()
      unlink(temporary)
      throw error
    }
  }
}
