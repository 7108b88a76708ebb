import Glibc
import Testing

/// Compares texts with files in `Snapshots`.
///
/// With `RECORD_SNAPSHOTS=1` in the environment the file is written instead and the test fails, so
/// that nobody records by accident.
enum Snapshot {
  static func expect(
    _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation,
    file: String = #filePath
  ) {
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let path = folder.joined(separator: "/") + "/Snapshots/" + name + ".txt"
    if getenv("RECORD_SNAPSHOTS") != nil {
      write(text, to: path)
      Issue.record("recorded \(name)", sourceLocation: sourceLocation)
      return
    }
    guard let expected = read(path) else {
      Issue.record("no snapshot \(name)", sourceLocation: sourceLocation)
      return
    }
    guard expected != text else { return }
    let pairs = zip(lines(expected), lines(text)).enumerated()
    let first = pairs.first { $0.element.0 != $0.element.1 }
    let place = first.map { "line \($0.offset + 1)\n- \($0.element.0)\n+ \($0.element.1)" }
    Issue.record(
      "\(name) differs: \(place ?? "in length")", sourceLocation: sourceLocation)
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static func read(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func write(_ text: String, to path: String) {
    guard let file = fopen(path, "w") else { return }
    defer { fclose(file) }
    let bytes = Array(text.utf8)
    fwrite(bytes, 1, bytes.count, file)
  }
}
