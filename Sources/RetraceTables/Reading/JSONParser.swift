/// Reads JSON text (RFC 8259) into values whose objects keep the order of their keys.
///
/// A key that occurs twice stays twice; looked up by name, the first one counts. Numbers are
/// 64-bit floats, those too large for them infinite. Half of a surrogate pair (`\ud83d` alone)
/// becomes U+FFFD. Values are nested at most ``depthLimit`` deep.
public enum JSONParser {
  /// How deep arrays and objects may be nested.
  public static let depthLimit = 512

  /// Reads a file that holds one JSON value.
  ///
  /// - Throws: ``TableError`` if there is no such file or it does not hold JSON.
  /// - Complexity: linear in the size of the file.
  public static func parse(path: String) throws -> JSON {
    try parse(MappedFile(path: path))
  }

  /// Reads bytes that hold one JSON value.
  ///
  /// - Parameters:
  ///   - bytes: the text in UTF-8; a byte-order mark at its start is skipped.
  ///   - name: what messages call the text.
  /// - Throws: ``TableError/json(file:line:column:reason:)`` with the place of the first error.
  /// - Complexity: linear in the size of the text.
  public static func parse(_ bytes: [UInt8], name: String) throws -> JSON {
    try parse(MappedFile(bytes: bytes, name: name))
  }

  /// Reads a text that holds one JSON value.
  public static func parse(_ text: String, name: String = "text") throws -> JSON {
    try parse(Array(text.utf8), name: name)
  }

  /// Reads a mapped file that holds one JSON value.
  public static func parse(_ file: MappedFile) throws -> JSON {
    try file.withBytes { bytes in
      guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return .null }
      var cursor = JSONCursor(start: start, count: bytes.count)
      do throws(JSONCursor.Failure) {
        cursor.skipByteOrderMark()
        let value = try cursor.value(depth: 0)
        try cursor.expectEnd()
        return value
      } catch {
        throw cursor.located(error, in: file.name)
      }
    }
  }
}
