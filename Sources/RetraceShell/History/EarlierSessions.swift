import Glibc
import RetraceTables

/// What was typed in earlier sessions, read from their journals.
///
/// Each session has a file of its own, so nothing is shared and nothing can be lost between two
/// shells; what Up finds is the union. The newest journals are read first and reading stops early
/// enough for the prompt to come at once. A line that a crash cut off is passed over.
struct EarlierSessions {
  /// How much is read at most.
  struct Limits {
    var entries = 2_000
    var files = 200
    var bytesPerFile = 128 << 10
    var bytes = 512 << 10
  }

  /// The statements, the newest last.
  let statements: [String]
  /// How many journals were read.
  let journalCount: Int
  /// How many lines could not be read.
  let badLineCount: Int

  /// Reads the journals of a folder; without the folder there are no statements.
  init(folder: String?, limits: Limits = Limits()) {
    var groups: [[String]] = []
    var entries = 0
    var bytes = 0
    var bad = 0
    for name in folder.map(Self.journals)?.prefix(limits.files) ?? [] {
      guard entries < limits.entries, bytes < limits.bytes, let folder else { break }
      let tail = Self.tail(of: "\(folder)/\(name)", limit: limits.bytesPerFile)
      bytes += tail.count
      let (found, badHere) = Self.statements(in: tail)
      bad += badHere
      entries += found.count
      groups.append(found)
    }
    statements = Array(groups.reversed().joined().suffix(limits.entries))
    journalCount = groups.count
    badLineCount = bad
  }

  /// The names of the journals, the newest first: they begin with the time.
  private static func journals(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".jsonl") { names.append(name) }
    }
    return names.sorted(by: >)
  }

  /// The end of a file, from the start of a line on; empty if it cannot be read.
  private static func tail(of path: String, limit: Int) -> ArraySlice<UInt8> {
    // Something that only looks like a journal, such as a pipe, must not keep the prompt waiting.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
    let size = Int(status.st_size)
    let start = max(0, size - limit)
    var bytes = [UInt8](repeating: 0, count: min(size, limit))
    var count = 0
    while count < bytes.count {
      let room = bytes.count - count
      let read = bytes.withUnsafeMutableBytes { buffer in
        pread(file, buffer.baseAddress.map { $0 + count }, room, off_t(start + count))
      }
      guard read > 0 else { break }
      count += read
    }
    let content = bytes[..<count]
    guard start > 0 else { return content }
    return content.drop { $0 != 0x0A }.dropFirst()
  }

  /// The statements of the lines that were typed, and how many lines are no JSON.
  private static func statements(in bytes: ArraySlice<UInt8>) -> ([String], bad: Int) {
    var statements: [String] = []
    var bad = 0
    for line in bytes.split(separator: 0x0A) {
      guard let entry = try? JSONParser.parse(Array(line), name: "journal") else {
        bad += 1
        continue
      }
      // What the start-up file ran was not typed.
      guard entry["origin"] == nil, case .text(let text) = entry["statement"], !text.isEmpty
      else { continue }
      if text != statements.last { statements.append(text) }
    }
    return (statements, bad)
  }
}
