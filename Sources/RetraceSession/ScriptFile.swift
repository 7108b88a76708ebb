import Glibc
import RetraceLanguage
import RetraceNumerics

/// Reads and writes the files of scripts and documents.
public enum ScriptFile {
  /// The largest script that is read.
  static let maximumBytes = 64 << 20

  /// The text of a file.
  ///
  /// - Throws: ``SessionError`` if there is none, it is too large, or it is no text in UTF-8.
  public static func read(_ path: String) throws -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT || errno == ENOTDIR {
        throw SessionError.noScript(path: path, near: near(path))
      }
      throw SessionError.unreadableScript(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(file) }
    var status = stat()
    if fstat(file, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR {
        throw SessionError.unreadableScript(
          path: path,
          reason: "it is a folder; if it holds a run, retrace -c 'load(\"\(path)\")' opens it")
      }
      guard status.st_size <= maximumBytes else { throw tooLarge(path) }
    }
    return try text(of: try bytes(from: file, path), path)
  }

  /// Whether there is something at a path.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Files in the same folder whose names resemble that of a path that is not there.
  private static func near(_ path: String) -> [String] {
    let slash = path.lastIndex(of: "/")
    let prefix = slash.map { String(path[...$0]) } ?? ""
    guard let directory = opendir(prefix.isEmpty ? "." : prefix) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory), names.count < 5_000 {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    let last = slash.map { String(path[path.index(after: $0)...]) } ?? path
    return Suggestions.names(near: last, among: names.sorted()).map { prefix + $0 }
  }

  private static func tooLarge(_ path: String) -> SessionError {
    .unreadableScript(
      path: path, reason: "it is larger than \(maximumBytes >> 20) MB, which no script is")
  }

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
      if count < 0, errno == EINTR {
        try Interruption.check()
        continue
      }
      guard count >= 0 else {
        throw SessionError.unreadableScript(path: path, reason: String(cString: strerror(errno)))
      }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= maximumBytes else { throw tooLarge(path) }
    }
  }

  /// Bytes as text, without a byte order mark.
  private static func text(of bytes: [UInt8], _ path: String) throws -> String {
    let content = bytes.starts(with: mark) ? bytes[3...] : bytes[...]
    if let zero = content.firstIndex(of: 0) {
      let line = 1 + content[..<zero].count { $0 == 0x0A }
      throw SessionError.unreadableScript(
        path: path, reason: "it is no text: line \(line) holds a zero byte" + dataHint(path))
    }
    if let text = String(validating: content, as: UTF8.self) { return text }
    // No character reaches over a line's end, so the lines can be tried one by one.
    let lines = content.split(separator: 0x0A, omittingEmptySubsequences: false)
    let line = 1 + (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0)
    throw SessionError.unreadableScript(
      path: path, reason: "line \(line) is not UTF-8; save it in that encoding" + dataHint(path))
  }

  private static func dataHint(_ path: String) -> String {
    "; if it is data, retrace -c 'load(\"\(path)\")' reads it"
  }

  /// Writes a file in one piece: a reader finds the old text or the new one.
  ///
  /// A byte order mark, the rights and a link of the old file are kept.
  /// - Throws: ``SessionError/unwritable(path:reason:)``.
  public static func write(_ text: String, to path: String) throws {
    func failure() -> SessionError {
      .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    // A link is followed: what it leads to is replaced, not the link.
    var target = path
    if let real = realpath(path, nil) {
      target = String(cString: real)
      free(real)
    }
    let temporary = "\(target).\(getpid()).tmp"
    var status = stat()
    let isThere = stat(target, &status) == 0
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw failure() }
    if isThere { _ = fchmod(file, status.st_mode & 0o7777) }
    var bytes = (isThere && startsWithMark(target) ? mark : [])[...] + Array(text.utf8)
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
    let isSynced = fsync(file) == 0 || errno == EINVAL
    guard close(file) == 0, isSynced, rename(temporary, target) == 0 else {
      let error = failure()
      unlink(temporary)
      throw error
    }
  }

  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static func startsWithMark(_ path: String) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var start = [UInt8](repeating: 0, count: 3)
    return Glibc.read(file, &start, 3) == 3 && start == mark
  }
}
