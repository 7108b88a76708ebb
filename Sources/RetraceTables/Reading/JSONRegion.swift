import Glibc
import RetraceNumerics

/// The cells that were read from some JSON objects; owns the memory that texts were copied to.
// @unchecked Sendable because one thread fills it before others read it.
final class JSONRegion: @unchecked Sendable {
  /// What a cell is.
  enum Tag: UInt8 {
    case missing
    case number
    case logical
    case text
    /// An array or object, kept as its JSON text.
    case nested
  }

  /// The cells of one key.
  struct Part {
    let name: String
    /// The key as it is written in the file, to recognise it.
    let key: UnsafeBufferPointer<UInt8>
    /// Whether every value is kept as text.
    let isText: Bool
    var tags: [UInt8] = []
    /// Bits of a number, 0 or 1, or the code of a text.
    var values: [UInt64] = []
    var texts = TextDictionary(capacity: 8)
    var occurring: UInt8 = 0

    /// Fills up with missing cells until there are `row` of them.
    mutating func fill(to row: Int) {
      let absent = row - tags.count
      guard absent > 0 else { return }
      tags.append(contentsOf: repeatElement(Tag.missing.rawValue, count: absent))
      values.append(contentsOf: repeatElement(0, count: absent))
    }

    mutating func append(_ tag: Tag, _ value: UInt64) {
      tags.append(tag.rawValue)
      values.append(value)
      occurring |= 1 << tag.rawValue
    }
  }

  private(set) var parts: [Part] = []
  private(set) var rows = 0
  var blankLines = 0
  /// Objects in which a key occurs twice.
  private(set) var repeatedKeys = Occurrences()
  private var positions: [String: Int] = [:]
  private var copies: [UnsafeMutablePointer<UInt8>] = []
  private let textColumns: Set<String>?
  private let cellLimit: Int
  private var cells = 0

  /// Makes an empty region.
  ///
  /// - Parameters:
  ///   - textColumns: the columns that are kept as text.
  ///   - cellLimit: how many cells, absent ones included, are too many for the file.
  init(textColumns: Set<String>, cellLimit: Int) {
    self.textColumns = textColumns.isEmpty ? nil : textColumns
    self.cellLimit = cellLimit
  }

  deinit {
    for part in parts { part.texts.deallocate() }
    for copy in copies { copy.deallocate() }
  }

  /// Whether there are more absent cells than a file of this size should have.
  var isTooSparse: Bool { cells > cellLimit }

  /// Reads one object as a row.
  func object(_ cursor: inout JSONCursor) throws(JSONCursor.Failure) {
    cursor.skipBlanks()
    guard cursor.place.pointee == UInt8(ascii: "{") else {
      throw cursor.failure("expected an object such as {\"a\": 1}, got \(cursor.found)")
    }
    let first = cursor.place
    cursor.place += 1
    cursor.skipBlanks()
    var expected = 0
    if cursor.place.pointee == UInt8(ascii: "}") {
      cursor.place += 1
    } else {
      repeat {
        let position = try key(&cursor, expected)
        expected = position + 1
        if parts[position].tags.count > rows {
          repeatedKeys.add(first - cursor.start)
          try cursor.skipValue(depth: 1)
        } else {
          cells += rows + 1 - parts[position].tags.count
          guard !isTooSparse else { return }
          parts[position].fill(to: rows)
          try value(&cursor, position)
        }
      } while try cursor.separator(closing: UInt8(ascii: "}"))
    }
    rows += 1
  }

  /// Fills all columns up to the last row.
  func close() {
    for position in parts.indices {
      cells += rows - parts[position].tags.count
      guard !isTooSparse else { return }
      parts[position].fill(to: rows)
    }
  }

  /// The column of the key that stands here; mostly the one after the last.
  private func key(
    _ cursor: inout JSONCursor, _ expected: Int
  ) throws(JSONCursor.Failure) -> Int {
    cursor.skipBlanks()
    if expected < parts.count {
      let key = parts[expected].key
      let place = cursor.place
      if let start = key.baseAddress, cursor.end - place > key.count + 1,
        place.pointee == UInt8(ascii: "\""), place[key.count + 1] == UInt8(ascii: "\""),
        memcmp(start, place + 1, key.count) == 0
      {
        cursor.place = place + key.count + 2
        try cursor.colon()
        return expected
      }
    }
    let start = cursor.place
    let name = try cursor.key()
    if let position = positions[name] { return position }
    // The bytes between the quotes; the closing one is found again from the start.
    var again = cursor
    again.place = start
    let (inside, count, hasEscapes) = try again.rawText()
    let isText = textColumns?.contains(name) ?? false
    parts.append(
      Part(
        name: name,
        key: UnsafeBufferPointer(start: hasEscapes ? nil : inside, count: hasEscapes ? 0 : count),
        isText: isText))
    positions[name] = parts.count - 1
    return parts.count - 1
  }

  private func value(
    _ cursor: inout JSONCursor, _ position: Int
  ) throws(JSONCursor.Failure) {
    cursor.skipBlanks()
    let first = cursor.place
    switch first.pointee {
    case UInt8(ascii: "\""):
      let (inside, count, hasEscapes) = try cursor.rawText()
      if hasEscapes {
        var bytes: [UInt8] = []
        try cursor.unescape(UnsafeBufferPointer(start: inside, count: count), into: &bytes)
        appendCopy(bytes, position, .text, offset: first - cursor.start)
      } else {
        let code = parts[position].texts.code(inside, count)
        parts[position].append(.text, UInt64(code))
      }
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      try cursor.skipValue(depth: 1)
      appendSource(first, cursor.place, position, .nested)
    case UInt8(ascii: "n"):
      try cursor.expect("null")
      parts[position].append(.missing, 0)
    case UInt8(ascii: "t"), UInt8(ascii: "f"):
      let isTrue = first.pointee == UInt8(ascii: "t")
      if isTrue { try cursor.expect("true") } else { try cursor.expect("false") }
      if parts[position].isText {
        appendSource(first, cursor.place, position, .logical)
      } else {
        parts[position].append(.logical, isTrue ? 1 : 0)
      }
    default:
      let number = try cursor.number()
      if parts[position].isText {
        appendSource(first, cursor.place, position, .number)
      } else {
        parts[position].append(.number, number.bitPattern)
      }
    }
  }

  private func appendSource(
    _ first: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ position: Int, _ tag: Tag
  ) {
    let code = parts[position].texts.code(first, end - first)
    parts[position].append(tag, UInt64(code))
  }

  private func appendCopy(_ bytes: [UInt8], _ position: Int, _ tag: Tag, offset: Int) {
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 16)
    UnsafeMutableRawPointer(copy).storeBytes(of: offset, as: Int.self)
    for (place, byte) in bytes.enumerated() { copy[8 + place] = byte }
    for place in 0..<8 { copy[8 + bytes.count + place] = 0 }
    let known = parts[position].texts.count
    let code = parts[position].texts.code(UnsafePointer(copy) + 8, bytes.count)
    parts[position].append(tag, UInt64(code))
    if parts[position].texts.count > known {
      copies.append(copy)
    } else {
      copy.deallocate()
    }
  }
}
