/// A place in JSON text, and how to read on from there.
///
/// Behind the text there are zeros that can be read, see ``MappedFile/padding``; so every loop
/// ends at the text's end at the latest.
struct JSONCursor {
  /// What is wrong, and where.
  struct Failure: Error {
    let reason: String
    /// Bytes from the start of the text.
    let offset: Int
  }

  let start: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>
  var place: UnsafePointer<UInt8>
  private let scanner = NumberScanner(decimalComma: false)
  /// Whether a line feed is no blank, so that a value ends with its line.
  private let endsWithLine: Bool
  /// Whether `NaN`, `Infinity` and `-Infinity` are numbers, as Python writes them.
  private let allowsNonNumbers: Bool

  init(
    start: UnsafePointer<UInt8>, count: Int, endsWithLine: Bool = false,
    allowsNonNumbers: Bool = false
  ) {
    self.start = start
    end = start + count
    place = start
    self.endsWithLine = endsWithLine
    self.allowsNonNumbers = allowsNonNumbers
  }

  mutating func skipByteOrderMark() {
    if end - place >= 3, place[0] == 0xEF, place[1] == 0xBB, place[2] == 0xBF { place += 3 }
  }

  @inline(__always)
  mutating func skipBlanks() {
    while true {
      switch place.pointee {
      case 0x20, 0x09, 0x0D: place += 1
      case 0x0A where !endsWithLine: place += 1
      default: return
      }
    }
  }

  func failure(_ reason: String, at place: UnsafePointer<UInt8>? = nil) -> Failure {
    Failure(reason: reason, offset: (place ?? self.place) - start)
  }

  /// The error with its line and column in the text.
  func located(_ failure: Failure, in file: String) -> TableError {
    let (line, column) = Position.lineAndColumn(of: min(start + failure.offset, end), from: start)
    return .json(file: file, line: line, column: column, reason: failure.reason)
  }

  mutating func expectEnd() throws(Failure) {
    skipBlanks()
    guard place == end else {
      throw failure("expected the end of the text after the value, got \(found)")
    }
  }

  /// What stands here, for messages.
  var found: String {
    guard place < end else { return "the end of the text" }
    let byte = place.pointee
    if byte == 0x0A { return "the end of the line" }
    if byte < 0x20 || byte == 0x7F { return "byte 0x" + String(byte, radix: 16) }
    let bytes = UnsafeBufferPointer(start: place, count: min(end - place, 4))
    return String(decoding: bytes, as: UTF8.self).first.map { "'\($0)'" } ?? "nothing"
  }

  /// Reads a value of any kind.
  mutating func value(depth: Int) throws(Failure) -> JSON {
    skipBlanks()
    switch place.pointee {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "t"):
      try expect("true")
      return .logical(true)
    case UInt8(ascii: "f"):
      try expect("false")
      return .logical(false)
    case UInt8(ascii: "n"):
      try expect("null")
      return .null
    case UInt8(ascii: "N") where allowsNonNumbers:
      try expect("NaN")
      return .number(.nan)
    case UInt8(ascii: "I") where allowsNonNumbers:
      try expect("Infinity")
      return .number(.infinity)
    case UInt8(ascii: "-") where allowsNonNumbers && place[1] == UInt8(ascii: "I"):
      try expect("-Infinity")
      return .number(-.infinity)
    default: return .number(try number())
    }
  }

  mutating func expect(_ word: StaticString) throws(Failure) {
    for position in 0..<word.utf8CodeUnitCount where place[position] != word.utf8Start[position] {
      throw failure("expected a value, got \(found)")
    }
    place += word.utf8CodeUnitCount
    guard place <= end else { throw failure("expected a value, got the end of the text") }
  }

  private mutating func object(depth: Int) throws(Failure) -> JSON {
    try check(depth)
    place += 1
    var members: [JSON.Member] = []
    skipBlanks()
    if place.pointee == UInt8(ascii: "}") {
      place += 1
      return .object([])
    }
    while true {
      let key = try self.key()
      members.append(JSON.Member(key, try value(depth: depth)))
      guard try separator(closing: UInt8(ascii: "}")) else { return .object(members) }
    }
  }

  private mutating func array(depth: Int) throws(Failure) -> JSON {
    try check(depth)
    place += 1
    var values: [JSON] = []
    skipBlanks()
    if place.pointee == UInt8(ascii: "]") {
      place += 1
      return .array([])
    }
    while true {
      values.append(try value(depth: depth))
      guard try separator(closing: UInt8(ascii: "]")) else { return .array(values) }
    }
  }

  func check(_ depth: Int) throws(Failure) {
    guard depth <= JSONParser.depthLimit else {
      throw failure("nested too deeply, the limit is \(JSONParser.depthLimit) levels")
    }
  }

  /// Reads a key and its colon.
  mutating func key() throws(Failure) -> String {
    skipBlanks()
    guard place.pointee == UInt8(ascii: "\"") else {
      throw failure("expected a key in double quotes, got \(found)")
    }
    let key = try text()
    try colon()
    return key
  }

  mutating func colon() throws(Failure) {
    skipBlanks()
    guard place.pointee == UInt8(ascii: ":") else {
      throw failure("expected ':' after the key, got \(found)")
    }
    place += 1
  }

  /// Reads a comma (true) or the closing bracket (false).
  @inline(__always)
  mutating func separator(closing bracket: UInt8) throws(Failure) -> Bool {
    skipBlanks()
    if place.pointee == UInt8(ascii: ",") {
      place += 1
      return true
    }
    guard place.pointee == bracket else {
      throw failure("expected ',' or '\(Character(Unicode.Scalar(bracket)))', got \(found)")
    }
    place += 1
    return false
  }

  @inline(__always)
  mutating func number() throws(Failure) -> Double {
    let first = place
    let digit = first + (first.pointee == UInt8(ascii: "-") ? 1 : 0)
    guard digit.pointee &- UInt8(ascii: "0") < 10 else {
      throw failure("expected a value, got \(found)")
    }
    var remarks: NumberScanner.Remarks = []
    let value: Double
    (place, value) = scanner.plain(first, &remarks)
    guard place > first, !remarks.contains(.leadingZero),
      !(digit[0] == UInt8(ascii: "0") && digit[1] &- UInt8(ascii: "0") < 10)
    else {
      place = first
      throw failure("expected a number without leading zeros and with digits after 'e'")
    }
    if remarks.contains(.point) {
      var mark = digit
      while mark.pointee != UInt8(ascii: ".") { mark += 1 }
      guard mark[1] &- UInt8(ascii: "0") < 10 else {
        throw failure("expected a digit after the decimal point, got \(found)")
      }
    }
    return value
  }
}
