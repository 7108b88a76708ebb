import Glibc

/// Line and column of a byte.
enum Position {
  /// The line (from 1) and the column in bytes (from 1) of a place in a text.
  static func lineAndColumn(
    of place: UnsafePointer<UInt8>, from start: UnsafePointer<UInt8>
  ) -> (line: Int, column: Int) {
    var line = 1
    var lineStart = start
    while place > lineStart, let found = memchr(lineStart, 0x0A, place - lineStart) {
      line += 1
      lineStart = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
    }
    return (line, place - lineStart + 1)
  }
}
