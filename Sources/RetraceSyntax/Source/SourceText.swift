/// A source text with a name and its lines, for showing where something stands.
///
/// Lines end with a line feed; a carriage return before it belongs to the end of the line.
/// Every function accepts any offset: one outside of the text means its start or end.
public struct SourceText: Sendable {
  /// What the text is called: `cell 7`, or a file's name; nil if it has none.
  public let name: String?
  /// The whole text.
  public let text: String
  /// The offset of each line's first byte.
  private let lineStarts: [Int]

  /// Makes a source text and finds its lines.
  ///
  /// - Complexity: O(bytes of the text).
  public init(name: String? = nil, text: String) {
    self.name = name
    var text = text
    text.makeContiguousUTF8()
    self.text = text
    var starts = [0]
    var offset = 0
    for byte in text.utf8 {
      offset += 1
      if byte == 0x0A { starts.append(offset) }
    }
    lineStarts = starts
  }

  /// How many bytes the text has.
  public var count: Int { text.utf8.count }

  /// How many lines the text has; a text that ends with a line feed has an empty last line.
  public var lineCount: Int { lineStarts.count }

  /// The number of the line, counted from 1, in which a byte stands.
  public func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The place of a byte in its line, in characters counted from 1.
  public func column(at offset: Int) -> Int {
    let range = lineRange(line(at: offset))
    return self[SourceRange(range.lowerBound, min(max(offset, 0), range.upperBound))].count + 1
  }

  /// The bytes of a line without its end; an empty range if there is no such line.
  ///
  /// - Parameter line: the line's number, counted from 1.
  public func lineRange(_ line: Int) -> SourceRange {
    guard line >= 1, line <= lineStarts.count else { return SourceRange(count, count) }
    let start = lineStarts[line - 1]
    guard line < lineStarts.count else { return SourceRange(start, count) }
    let end = lineStarts[line] - 1
    let bytes = text.utf8
    if end > start, bytes[bytes.index(bytes.startIndex, offsetBy: end - 1)] == 0x0D {
      return SourceRange(start, end - 1)
    }
    return SourceRange(start, end)
  }

  /// The text of a line, counted from 1, without its end.
  public func lineText(_ line: Int) -> String { self[lineRange(line)] }

  /// The text of a range, cut off at the ends of the source.
  public subscript(range: SourceRange) -> String {
    let bytes = text.utf8
    let low = min(max(range.lowerBound, 0), bytes.count)
    let high = min(max(range.upperBound, low), bytes.count)
    let start = bytes.index(bytes.startIndex, offsetBy: low)
    return String(decoding: bytes[start..<bytes.index(start, offsetBy: high - low)], as: UTF8.self)
  }

  /// Where a byte stands, as people write it: `cell 7:1:14`, or `2:5` if the text has no name.
  public func place(at offset: Int) -> String {
    let position = "\(line(at: offset)):\(column(at: offset))"
    guard let name else { return position }
    return "\(name):\(position)"
  }
}
