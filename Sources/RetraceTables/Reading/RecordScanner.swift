import Glibc

/// How the cells of a text file are told apart.
struct DelimitedFormat: Hashable {
  /// Stands between cells.
  var delimiter: UInt8
  /// Ends a row: line feed, before which a carriage return may stand, or carriage return.
  var terminator: UInt8

  /// Whether numbers may have a decimal comma.
  var decimalComma: Bool { delimiter == UInt8(ascii: ";") }
}

/// Reads records one after another, exactly and in order; the parallel parser has to agree with it.
struct RecordScanner {
  static let quote = UInt8(ascii: "\"")
  static let carriageReturn: UInt8 = 0x0D

  let format: DelimitedFormat
  /// The end of the text, behind which there is a zero.
  let limit: UnsafePointer<UInt8>

  /// The place of the terminator of the record that starts at `start`, or the end of the text.
  func end(of start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var place = start
    while place < limit {
      if place.pointee == Self.quote { place = behindQuoted(place) }
      place = cellEnd(place)
      guard place < limit, place.pointee == format.delimiter else { return place }
      place += 1
    }
    return limit
  }

  /// Appends the cells of a record, unquoted, and returns where the next one starts.
  func record(
    at start: UnsafePointer<UInt8>, into cells: inout [[UInt8]]
  ) -> UnsafePointer<UInt8> {
    var place = start
    while true {
      var cell: [UInt8] = []
      if place < limit, place.pointee == Self.quote {
        let behind = behindQuoted(place)
        let closing = behind > place + 1 && behind[-1] == Self.quote ? behind - 1 : behind
        var inside = place + 1
        while inside < closing {
          cell.append(inside.pointee)
          inside += inside.pointee == Self.quote ? 2 : 1
        }
        place = behind
      }
      let end = cellEnd(place)
      cell.append(contentsOf: UnsafeBufferPointer(start: place, count: end - place))
      place = end
      let isLast = place >= limit || place.pointee == format.terminator
      if isLast, format.terminator == 0x0A, cell.last == Self.carriageReturn, end > start,
        end[-1] == Self.carriageReturn
      {
        cell.removeLast()
      }
      cells.append(cell)
      if isLast { return min(place + 1, limit) }
      place += 1
    }
  }

  /// Whether nothing stands between `start` and its line's end; then where the next line starts.
  @inline(__always)
  func behindBlankLine(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    if start.pointee == format.terminator { return start + 1 }
    if start.pointee == Self.carriageReturn, start[1] == format.terminator { return start + 2 }
    return nil
  }

  /// The place behind the closing quote of a quoted cell, or the end of the text.
  private func behindQuoted(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var place = start + 1
    while place < limit, let found = memchr(place, Int32(Self.quote), limit - place) {
      place = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
      guard place < limit, place.pointee == Self.quote else { return place }
      place += 1
    }
    return limit
  }

  private func cellEnd(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    let found = ByteSearch.either(start, format.delimiter, format.terminator, limit)
    return min(found, limit)
  }
}

/// Looks for bytes eight at a time.
enum ByteSearch {
  /// The first of two bytes from `start` on, or a place at or behind `limit`.
  static func either(
    _ start: UnsafePointer<UInt8>, _ one: UInt8, _ other: UInt8, _ limit: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8> {
    let ones = UInt64(one) &* 0x0101_0101_0101_0101
    let others = UInt64(other) &* 0x0101_0101_0101_0101
    var place = start
    while place < limit {
      let word = NumberScanner.load(place)
      let found = equalBytes(word, ones) | equalBytes(word, others)
      if found != 0 { return place + found.trailingZeroBitCount >> 3 }
      place += 8
    }
    return limit
  }

  /// The high bits of the bytes that are equal, exact up to the first of them.
  @inline(__always)
  static func equalBytes(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
    let difference = word ^ pattern
    return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
  }
}
