/// Reads the wire format of protocol buffers from a buffer, without a copy.
///
/// ```swift
/// var reader = ProtobufReader(bytes)
/// while let field = try reader.next() {
///   switch field.number {
///   case 1: time = try reader.double(field)
///   case 2: step = Int64(bitPattern: try reader.varint(field))
///   case 5: try read(reader.message(field))
///   default: try reader.skip(field)
///   }
/// }
/// ```
///
/// Every size is checked against what is there, so no bytes can make it read outside or allocate
/// more than they are themselves. A reader must not outlive its buffer.
///
/// Source: <https://protobuf.dev/programming-guides/encoding/>.
package struct ProtobufReader {
  /// How a value is written.
  package enum WireType: UInt8, Sendable {
    case varint = 0
    case fixed64 = 1
    case bytes = 2
    case groupStart = 3
    case groupEnd = 4
    case fixed32 = 5
  }

  /// The head of a field: its value follows and has to be read or skipped.
  package struct Field: Sendable, Equatable {
    /// The number that the message's definition gives it.
    package let number: Int
    /// How its value is written.
    package let wireType: WireType
  }

  /// Where the next byte is read, from the start of the message.
  package private(set) var offset = 0
  private let bytes: UnsafeRawBufferPointer

  /// Reads a message from its first byte on.
  package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// How many bytes are left.
  package var remaining: Int { bytes.count - offset }

  /// The next field; nil at the end of the message.
  @inline(__always)
  package mutating func next() throws(ProtobufError) -> Field? {
    guard offset < bytes.count else { return nil }
    let start = offset
    let tag = try rawVarint()
    guard tag >> 3 >= 1, tag >> 3 < 1 << 29, let type = WireType(rawValue: UInt8(tag & 7)),
      type != .groupEnd
    else { throw .wrongTag(offset: start, tag: tag) }
    return Field(number: Int(tag >> 3), wireType: type)
  }

  /// A whole number; `Int64(bitPattern:)` makes it signed.
  @inline(__always)
  package mutating func varint(_ field: Field) throws(ProtobufError) -> UInt64 {
    guard field.wireType == .varint else { throw wrong(field, "a whole number") }
    return try rawVarint()
  }

  /// A whole number that was written with its sign in the lowest bit (`sint32`, `sint64`).
  package mutating func zigzag(_ field: Field) throws(ProtobufError) -> Int64 {
    let raw = try varint(field)
    return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
  }

  /// Four bytes as a number (`fixed32`, the bits of `sfixed32`).
  @inline(__always)
  package mutating func fixed32(_ field: Field) throws(ProtobufError) -> UInt32 {
    guard field.wireType == .fixed32 else { throw wrong(field, "a 32-bit value") }
    guard remaining >= 4 else { throw .truncated(offset: offset) }
    defer { offset += 4 }
    return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// Eight bytes as a number (`fixed64`, the bits of `sfixed64`).
  @inline(__always)
  package mutating func fixed64(_ field: Field) throws(ProtobufError) -> UInt64 {
    guard field.wireType == .fixed64 else { throw wrong(field, "a 64-bit value") }
    guard remaining >= 8 else { throw .truncated(offset: offset) }
    defer { offset += 8 }
    return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// A `float`.
  @inline(__always)
  package mutating func float(_ field: Field) throws(ProtobufError) -> Float {
    Float(bitPattern: try fixed32(field))
  }

  /// A `double`.
  @inline(__always)
  package mutating func double(_ field: Field) throws(ProtobufError) -> Double {
    Double(bitPattern: try fixed64(field))
  }

  /// The bytes of a text, a message or a packed list, in place.
  @inline(__always)
  package mutating func bytes(
    _ field: Field
  ) throws(ProtobufError) -> UnsafeRawBufferPointer {
    guard field.wireType == .bytes else { throw wrong(field, "a text or message") }
    let start = offset
    let length = try rawVarint()
    guard length <= UInt64(remaining) else {
      throw .tooLong(offset: start, length: length, available: remaining)
    }
    defer { offset += Int(length) }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + Int(length)])
  }

  /// A text; what is not UTF-8 in it is replaced.
  package mutating func text(_ field: Field) throws(ProtobufError) -> String {
    String(decoding: try bytes(field), as: UTF8.self)
  }

  /// A message inside this one; its offsets count from its own start.
  @inline(__always)
  package mutating func message(_ field: Field) throws(ProtobufError) -> ProtobufReader {
    ProtobufReader(try bytes(field))
  }

  /// Adds a repeated number, packed or one by one.
  ///
  /// - Parameter read: reads one value of the field that it is given.
  package mutating func repeated<Value>(
    _ field: Field, of type: WireType, into values: inout [Value],
    _ read: (inout ProtobufReader, Field) throws(ProtobufError) -> Value
  ) throws(ProtobufError) {
    guard field.wireType == .bytes else {
      values.append(try read(&self, field))
      return
    }
    var list = try message(field)
    let element = Field(number: field.number, wireType: type)
    while list.remaining > 0 { values.append(try read(&list, element)) }
  }

  /// Adds the doubles of a repeated field, packed or one by one.
  package mutating func doubles(
    _ field: Field, into values: inout [Double]
  ) throws(ProtobufError) {
    try repeated(field, of: .fixed64, into: &values) {
      reader, field throws(ProtobufError) in try reader.double(field)
    }
  }

  /// Passes over the value of a field.
  package mutating func skip(_ field: Field) throws(ProtobufError) {
    switch field.wireType {
    case .varint: _ = try rawVarint()
    case .fixed64: _ = try fixed64(field)
    case .fixed32: _ = try fixed32(field)
    case .bytes: _ = try bytes(field)
    case .groupStart, .groupEnd: try skipGroup(field)
    }
  }

  /// Passes over a group with all that is in it; a counter, as depth on the stack has an end.
  private mutating func skipGroup(_ field: Field) throws(ProtobufError) {
    var depth = 1
    while depth > 0 {
      let start = offset
      let tag = try rawVarint()
      guard let type = WireType(rawValue: UInt8(tag & 7)), tag >> 3 >= 1, tag >> 3 < 1 << 29
      else { throw .wrongTag(offset: start, tag: tag) }
      switch type {
      case .groupStart: depth += 1
      case .groupEnd: depth -= 1
      default: try skip(Field(number: Int(tag >> 3), wireType: type))
      }
    }
  }

  @inline(__always)
  private mutating func rawVarint() throws(ProtobufError) -> UInt64 {
    guard offset < bytes.count else { throw .truncated(offset: offset) }
    let first = bytes[offset]
    if first < 0x80 {
      offset += 1
      return UInt64(first)
    }
    return try longVarint()
  }

  private mutating func longVarint() throws(ProtobufError) -> UInt64 {
    let start = offset
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      // Of the tenth byte one bit is left.
      guard shift < 63 || (shift == 63 && byte <= 1) else { throw .longVarint(offset: start) }
      offset += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw .truncated(offset: start)
  }

  private func wrong(_ field: Field, _ expected: String) -> ProtobufError {
    .wrongType(offset: offset, field: field.number, expected: expected)
  }
}
