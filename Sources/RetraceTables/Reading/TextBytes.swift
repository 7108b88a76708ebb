import Glibc

/// The bytes of a text file while it is being read, with zeros behind them.
// @unchecked Sendable because the bytes do not change while they are read.
struct TextBytes: @unchecked Sendable {
  let name: String
  let start: UnsafePointer<UInt8>
  let count: Int
  /// What ends a line, for counting lines.
  var lineEnd: UInt8 = 0x0A

  var end: UnsafePointer<UInt8> { start + count }

  /// The line, from 1, that the byte at an offset stands in.
  func line(at offset: Int) -> Int {
    let length = min(max(offset, 0), count)
    return 1 + ByteSummary.make(start, length, terminator: lineEnd).terminators
  }

  /// The error for a byte that is a zero or no UTF-8.
  func invalidByte(at offset: Int) -> TableError {
    let line = line(at: offset)
    guard start[offset] != 0 else {
      return .zeroByte(file: name, line: line, byte: offset)
    }
    return .notUTF8(file: name, line: line, byte: offset, value: start[offset])
  }

  /// The offset of the first zero or byte that is no part of UTF-8 in a range, nil if there is none.
  ///
  /// A sequence that begins before the range, but not before `bound`, is judged as a whole; one that
  /// reaches over its end as well.
  func firstInvalid(_ first: Int, _ last: Int, notBefore bound: Int) -> Int? {
    var position = first
    while position > bound, position > first - 3, start[position] & 0xC0 == 0x80 { position -= 1 }
    if start[position] < 0xC0 { position = first }
    while position < last {
      if position + 16 <= last {
        let first = NumberScanner.load(start + position)
        let second = NumberScanner.load(start + position + 8)
        let zeros = ByteSearch.equalBytes(first, 0) | ByteSearch.equalBytes(second, 0)
        if (first | second) & 0x8080_8080_8080_8080 == 0, zeros == 0 {
          position += 16
          continue
        }
      }
      let length = sequenceLength(at: position)
      guard length > 0 else { return position }
      position += length
    }
    return nil
  }

  /// How many bytes the scalar value at an offset takes (Unicode 16, table 3-7), 0 if it is invalid.
  private func sequenceLength(at offset: Int) -> Int {
    let lead = start[offset]
    if lead < 0x80 { return lead == 0 ? 0 : 1 }
    let second = start[offset + 1]
    switch lead {
    case 0xC2...0xDF: return second & 0xC0 == 0x80 ? 2 : 0
    case 0xE0...0xEF:
      let low: UInt8 = lead == 0xE0 ? 0xA0 : 0x80
      let high: UInt8 = lead == 0xED ? 0x9F : 0xBF
      guard second >= low, second <= high else { return 0 }
      return start[offset + 2] & 0xC0 == 0x80 ? 3 : 0
    case 0xF0...0xF4:
      let low: UInt8 = lead == 0xF0 ? 0x90 : 0x80
      let high: UInt8 = lead == 0xF4 ? 0x8F : 0xBF
      guard second >= low, second <= high else { return 0 }
      return start[offset + 2] & 0xC0 == 0x80 && start[offset + 3] & 0xC0 == 0x80 ? 4 : 0
    default: return 0
    }
  }
}
