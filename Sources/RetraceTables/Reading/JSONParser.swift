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
    try parse(file, allowingNonNumbers: false)
  }

  /// Reads a mapped file that holds one JSON value.
  ///
  /// - Parameter allowingNonNumbers: whether `NaN`, `Infinity` and `-Infinity` are numbers, as
  ///   Python writes them, though JSON does not have them.
  package static func parse(_ file: MappedFile, allowingNonNumbers: Bool) throws -> JSON {
    try file.withBytes { bytes in
      guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return .null }
      var cursor = JSONCursor(
        start: start, count: bytes.count, allowsNonNumbers: allowingNonNumbers)
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

  /// Reads a file with a JSON value a line, as Python writes them; empty lines are passed over.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - limit: how many bytes of it count; nil for all.
  ///   - body: gets the number of a line, from 1, and its value, or nil and what is wrong with it;
  ///     false ends the reading.
  /// - Complexity: linear in the size of the file.
  package static func forEachLine(
    of file: MappedFile, limit: Int? = nil,
    _ body: (_ line: Int, _ value: JSON?, _ reason: String) throws -> Bool
  ) rethrows {
    try file.withBytes { bytes in
      guard var place = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
      let end = place + min(bytes.count, limit ?? bytes.count)
      var line = 0
      while place < end {
        line += 1
        var stop = place
        while stop < end, stop.pointee != 0x0A { stop += 1 }
        var cursor = JSONCursor(
          start: place, count: stop - place, endsWithLine: true, allowsNonNumbers: true)
        if line == 1 { cursor.skipByteOrderMark() }
        cursor.skipBlanks()
        if cursor.place < stop {
          var value: JSON?
          var reason = ""
          do throws(JSONCursor.Failure) {
            value = try cursor.value(depth: 0)
            try cursor.expectEnd()
          } catch {
            value = nil
            reason = error.reason
          }
          guard try body(line, value, reason) else { return }
        }
        place = stop + 1
      }
    }
  }
}
