/// A JSON value whose lists of numbers are arrays of numbers: what large files are read into,
/// 8 bytes a number.
package enum PackedJSON: Sendable, Equatable {
  /// `null`.
  case null
  /// `true` or `false`.
  case logical(Bool)
  /// A number, NaN and infinities included.
  case number(Double)
  /// A text.
  case text(String)
  /// A list of one number or more, and nothing else.
  case numbers([Double])
  /// Any other list.
  case array([PackedJSON])
  /// Keys with values, in order.
  case object([Member])

  /// A key of an object with its value.
  package struct Member: Sendable, Equatable {
    /// The key.
    package let key: String
    /// Its value.
    package let value: PackedJSON

    /// Makes a member.
    package init(_ key: String, _ value: PackedJSON) {
      self.key = key
      self.value = value
    }
  }

  /// The value of the first member with this key; nil if there is none or this is no object.
  package subscript(key: String) -> PackedJSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// Reads a file that holds one JSON value; `NaN`, `Infinity` and `-Infinity` are numbers.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - key: lists under this key are not kept but handed on item by item, and `null` stands in
  ///     their place; nil for none.
  ///   - body: gets the items, one after another.
  /// - Throws: ``TableError/json(file:line:column:reason:)`` with the place of the first error, or
  ///   what the body throws.
  /// - Complexity: linear in the size of the file.
  package static func parse(
    _ file: MappedFile, itemsOf key: String? = nil,
    _ body: (PackedJSON) throws -> Void = { _ in }
  ) throws -> PackedJSON {
    var thrown: (any Error)?
    let value: PackedJSON = try file.withBytes { bytes in
      guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return .null }
      var cursor = JSONCursor(start: start, count: bytes.count, allowsNonNumbers: true)
      do throws(JSONCursor.Failure) {
        cursor.skipByteOrderMark()
        let value = try cursor.packed(depth: 0, itemsOf: key) { item in
          do {
            try body(item)
            return true
          } catch {
            thrown = error
            return false
          }
        }
        try cursor.expectEnd()
        return value
      } catch {
        if let thrown { throw thrown }
        throw cursor.located(error, in: file.name)
      }
    }
    return value
  }
}

extension JSONCursor {
  /// Reads a value with its lists of numbers packed.
  ///
  /// - Parameters:
  ///   - depth: how deep it is nested.
  ///   - key: lists under this key are handed on item by item.
  ///   - each: gets the items; false ends the reading.
  mutating func packed(
    depth: Int, itemsOf key: String?, _ each: (PackedJSON) -> Bool
  ) throws(Failure) -> PackedJSON {
    skipBlanks()
    switch place.pointee {
    case UInt8(ascii: "{"): return try packedObject(depth: depth + 1, itemsOf: key, each)
    case UInt8(ascii: "["): return try packedArray(depth: depth + 1, itemsOf: key, each)
    default:
      return switch try value(depth: depth) {
      case .null: .null
      case .logical(let flag): .logical(flag)
      case .number(let number): .number(number)
      case .text(let text): .text(text)
      // Brackets were looked at before.
      case .array, .object: .null
      }
    }
  }

  private mutating func packedObject(
    depth: Int, itemsOf wanted: String?, _ each: (PackedJSON) -> Bool
  ) throws(Failure) -> PackedJSON {
    try check(depth)
    place += 1
    var members: [PackedJSON.Member] = []
    skipBlanks()
    if place.pointee == UInt8(ascii: "}") {
      place += 1
      return .object([])
    }
    while true {
      let key = try self.key()
      skipBlanks()
      if key == wanted, place.pointee == UInt8(ascii: "[") {
        try items(depth: depth + 1, each)
        members.append(PackedJSON.Member(key, .null))
      } else {
        members.append(
          PackedJSON.Member(key, try packed(depth: depth, itemsOf: wanted, each)))
      }
      guard try separator(closing: UInt8(ascii: "}")) else { return .object(members) }
    }
  }

  private mutating func items(
    depth: Int, _ each: (PackedJSON) -> Bool
  ) throws(Failure) {
    try check(depth)
    place += 1
    skipBlanks()
    if place.pointee == UInt8(ascii: "]") {
      place += 1
      return
    }
    repeat {
      let item = try packed(depth: depth, itemsOf: nil, each)
      guard each(item) else { throw failure("stopped") }
    } while try separator(closing: UInt8(ascii: "]"))
  }

  private mutating func packedArray(
    depth: Int, itemsOf key: String?, _ each: (PackedJSON) -> Bool
  ) throws(Failure) -> PackedJSON {
    try check(depth)
    place += 1
    skipBlanks()
    if place.pointee == UInt8(ascii: "]") {
      place += 1
      return .array([])
    }
    var numbers: [Double] = []
    while startsNumber {
      // Models and tables are full of lists of flags: one digit, one comma.
      let digit = place[0] &- UInt8(ascii: "0")
      if digit < 10, place[1] == UInt8(ascii: ",") {
        numbers.append(Double(digit))
        place += 2
        skipBlanks()
        continue
      }
      numbers.append(try number())
      guard try separator(closing: UInt8(ascii: "]")) else { return .numbers(numbers) }
      skipBlanks()
    }
    // Something else came, which may yet be one of Python's words for a number.
    var values = numbers.map(PackedJSON.number)
    var isNumeric = true
    while true {
      let value = try packed(depth: depth, itemsOf: key, each)
      if case .number = value {} else { isNumeric = false }
      values.append(value)
      guard try separator(closing: UInt8(ascii: "]")) else { break }
    }
    guard isNumeric else { return .array(values) }
    return .numbers(
      values.map { value in
        if case .number(let number) = value { number } else { .nan }
      })
  }

  /// Whether a number in digits starts here.
  @inline(__always)
  private var startsNumber: Bool {
    let byte = place.pointee
    return byte &- UInt8(ascii: "0") < 10
      || byte == UInt8(ascii: "-") && place[1] &- UInt8(ascii: "0") < 10
  }
}
