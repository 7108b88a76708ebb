import RetraceTables

/// The bytes of standard input, for `load("-")`.
enum StandardInput {
  /// Reads to the end.
  static func bytes() throws -> [UInt8] {
    try MappedFile(path: "/dev/stdin").array
  }
}
