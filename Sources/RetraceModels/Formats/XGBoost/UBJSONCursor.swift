import RetraceTables

/// Reads UBJSON (draft 12), big-endian, as XGBoost writes it, into packed values.
///
/// Lengths and counts are compared with the bytes that are left before anything is allocated.
struct UBJSONCursor {
  /// What is wrong, and where.
  struct Failure: Error {
    let reason: String
    /// Bytes from the start of the file.
    let offset: Int
  }

  let bytes: UnsafeRawBufferPointer
  private(set) var place = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  private var left: Int { bytes.count - place }

  private func failure(_ reason: String) -> Failure { Failure(reason: reason, offset: place) }

  /// Reads the one value of a file.
  ///
  /// - Parameters:
  ///   - key: lists under this key are not kept but handed on item by item.
  ///   - each: gets the items.
  mutating func file(itemsOf key: String, _ each: (PackedJSON) throws -> Void) throws -> PackedJSON
  {
    let value = try value(marker(), depth: 0, itemsOf: key, each)
    guard left == 0 else { throw failure("expected the end of the file after the value") }
    return value
  }

  private mutating func byte() throws -> UInt8 {
    guard left > 0 else { throw failure("the file ends too early") }
    place += 1
    return bytes[place - 1]
  }

  /// The next byte that is no padding.
  private mutating func marker() throws -> UInt8 {
    while true {
      let byte = try byte()
      if byte != UInt8(ascii: "N") { return byte }
    }
  }

  private mutating func whole<Whole: FixedWidthInteger>(_ type: Whole.Type) throws -> Whole {
    let size = MemoryLayout<Whole>.size
    guard left >= size else { throw failure("the file ends too early") }
    place += size
    return Whole(bigEndian: bytes.loadUnaligned(fromByteOffset: place - size, as: Whole.self))
  }

  /// How many bytes a number of a type has; nil if the marker names no number.
  private static func size(of marker: UInt8) -> Int? {
    switch marker {
    case UInt8(ascii: "i"), UInt8(ascii: "U"): 1
    case UInt8(ascii: "I"): 2
    case UInt8(ascii: "l"), UInt8(ascii: "d"): 4
    case UInt8(ascii: "L"), UInt8(ascii: "D"): 8
    default: nil
    }
  }

  private mutating func number(_ marker: UInt8) throws -> Double? {
    switch marker {
    case UInt8(ascii: "i"): Double(try whole(Int8.self))
    case UInt8(ascii: "U"): Double(try whole(UInt8.self))
    case UInt8(ascii: "I"): Double(try whole(Int16.self))
    case UInt8(ascii: "l"): Double(try whole(Int32.self))
    case UInt8(ascii: "L"): Double(try whole(Int64.self))
    case UInt8(ascii: "d"): Double(Float(bitPattern: try whole(UInt32.self)))
    case UInt8(ascii: "D"): Double(bitPattern: try whole(UInt64.self))
    default: nil
    }
  }

  /// A length or count, at most as large as the bytes that are left.
  private mutating func length() throws -> Int {
    let start = place
    let count: Int64 =
      switch try byte() {
      case UInt8(ascii: "i"): Int64(try whole(Int8.self))
      case UInt8(ascii: "U"): Int64(try whole(UInt8.self))
      case UInt8(ascii: "I"): Int64(try whole(Int16.self))
      case UInt8(ascii: "l"): Int64(try whole(Int32.self))
      case UInt8(ascii: "L"): try whole(Int64.self)
      default:
        throw Failure(reason: "expected a length", offset: start)
      }
    guard count >= 0, count <= left else {
      throw Failure(
        reason: "a length of \(count), but \(left) bytes are left", offset: start)
    }
    return Int(count)
  }

  private mutating func text() throws -> String {
    let count = try length()
    let part = UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
    guard let text = String(validating: part, as: UTF8.self) else {
      throw failure("a text that is not UTF-8")
    }
    place += count
    return text
  }

  private mutating func value(
    _ marker: UInt8, depth: Int, itemsOf key: String?, _ each: (PackedJSON) throws -> Void
  ) throws -> PackedJSON {
    if let number = try number(marker) { return .number(number) }
    switch marker {
    case UInt8(ascii: "Z"): return .null
    case UInt8(ascii: "T"): return .logical(true)
    case UInt8(ascii: "F"): return .logical(false)
    case UInt8(ascii: "S"): return .text(try text())
    case UInt8(ascii: "C"):
      return .text(String(decoding: [try byte() & 0x7F], as: UTF8.self))
    case UInt8(ascii: "["): return try array(depth: depth + 1, itemsOf: key, each)
    case UInt8(ascii: "{"): return try object(depth: depth + 1, itemsOf: key, each)
    default:
      place -= 1
      throw failure("byte 0x\(String(marker, radix: 16)) starts no value")
    }
  }

  private func check(_ depth: Int) throws {
    guard depth <= JSONParser.depthLimit else {
      throw failure("nested too deeply, the limit is \(JSONParser.depthLimit) levels")
    }
  }

  /// What a container says of its items before them: their type and count.
  private mutating func header() throws -> (type: UInt8?, count: Int?) {
    var type: UInt8?
    if left > 0, bytes[place] == UInt8(ascii: "$") {
      place += 1
      type = try byte()
      guard left > 0, bytes[place] == UInt8(ascii: "#") else {
        throw failure("a type of items without their count")
      }
    }
    guard left > 0, bytes[place] == UInt8(ascii: "#") else { return (type, nil) }
    place += 1
    return (type, try length())
  }

  private mutating func array(
    depth: Int, itemsOf key: String?, _ each: (PackedJSON) throws -> Void
  ) throws -> PackedJSON {
    try check(depth)
    let (type, count) = try header()
    if let type, let count, let size = Self.size(of: type) {
      guard count <= left / size else {
        throw failure("\(count) numbers, but \(left) bytes are left")
      }
      return count == 0 ? .array([]) : .numbers(try numbers(type, count: count, size: size))
    }
    var numbers: [Double] = []
    var values: [PackedJSON] = []
    try forEachItem(type, count) { cursor, marker in
      let value = try cursor.value(marker, depth: depth, itemsOf: key, each)
      if case .number(let number) = value, values.isEmpty {
        numbers.append(number)
      } else {
        if values.isEmpty {
          values = numbers.map(PackedJSON.number)
          numbers = []
        }
        values.append(value)
      }
    }
    return numbers.isEmpty ? .array(values) : .numbers(numbers)
  }

  /// Reads the items of an array whose header has been read.
  private mutating func forEachItem(
    _ type: UInt8?, _ count: Int?, _ body: (inout UBJSONCursor, UInt8) throws -> Void
  ) throws {
    if let count {
      if let type, !Self.hasContent(type), count > 0 {
        throw failure("items of a type without content")
      }
      for _ in 0..<count { try body(&self, type ?? marker()) }
      return
    }
    while true {
      let next = try marker()
      if next == UInt8(ascii: "]") { return }
      try body(&self, next)
    }
  }

  /// Whether values of a type take bytes; a count of others would be bounded by nothing.
  private static func hasContent(_ type: UInt8) -> Bool {
    size(of: type) != nil
      || [UInt8(ascii: "S"), UInt8(ascii: "C"), UInt8(ascii: "["), UInt8(ascii: "{")].contains(type)
  }

  private mutating func numbers(_ type: UInt8, count: Int, size: Int) throws -> [Double] {
    let part = UnsafeRawBufferPointer(rebasing: bytes[place..<place + count * size])
    place += count * size
    func read<Whole: FixedWidthInteger>(
      _ whole: Whole.Type, _ number: (Whole) -> Double
    ) -> [Double] {
      [Double](unsafeUninitializedCapacity: count) { buffer, filled in
        for index in 0..<count {
          buffer[index] = number(
            Whole(bigEndian: part.loadUnaligned(fromByteOffset: index * size, as: Whole.self)))
        }
        filled = count
      }
    }
    return switch type {
    case UInt8(ascii: "i"): read(Int8.self) { Double($0) }
    case UInt8(ascii: "U"): read(UInt8.self) { Double($0) }
    case UInt8(ascii: "I"): read(Int16.self) { Double($0) }
    case UInt8(ascii: "l"): read(Int32.self) { Double($0) }
    case UInt8(ascii: "L"): read(Int64.self) { Double($0) }
    case UInt8(ascii: "d"): read(UInt32.self) { Double(Float(bitPattern: $0)) }
    default: read(UInt64.self) { Double(bitPattern: $0) }
    }
  }

  private mutating func object(
    depth: Int, itemsOf wanted: String?, _ each: (PackedJSON) throws -> Void
  ) throws -> PackedJSON {
    try check(depth)
    let (type, count) = try header()
    if let type, !Self.hasContent(type), (count ?? 0) > 0 {
      throw failure("items of a type without content")
    }
    var members: [PackedJSON.Member] = []
    var remaining = count
    while remaining != 0 {
      if remaining == nil, left > 0, bytes[place] == UInt8(ascii: "}") {
        place += 1
        break
      }
      let key = try text()
      let next = try type ?? marker()
      if key == wanted, next == UInt8(ascii: "[") {
        try items(depth: depth + 1, each)
        members.append(PackedJSON.Member(key, .null))
      } else {
        members.append(
          PackedJSON.Member(key, try value(next, depth: depth, itemsOf: wanted, each)))
      }
      remaining = remaining.map { $0 - 1 }
    }
    return .object(members)
  }

  private mutating func items(depth: Int, _ each: (PackedJSON) throws -> Void) throws {
    try check(depth)
    let (type, count) = try header()
    try forEachItem(type, count) { cursor, marker in
      try each(cursor.value(marker, depth: depth, itemsOf: nil, each))
    }
  }
}
