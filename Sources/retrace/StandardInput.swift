import RetraceTables
import Synchronization

/// The bytes of standard input, for `load("-")`.
enum StandardInput {
  private static let content = Mutex<[UInt8]?>(nil)

  /// What standard input holds to its end.
  ///
  /// It is read once, so that the same call gives the same again.
  static func bytes() throws -> [UInt8] {
    try content.withLock { content in
      if let content { return content }
      let bytes = try MappedFile(path: "-").array
      content = bytes
      return bytes
    }
  }
}
