/// Why bytes are no protobuf message.
package enum ProtobufError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The bytes end inside a value.
  case truncated(offset: Int)
  /// A length says more bytes than there are.
  case tooLong(offset: Int, length: UInt64, available: Int)
  /// A number of more than 64 bits.
  case longVarint(offset: Int)
  /// A field number or wire type that does not exist.
  case wrongTag(offset: Int, tag: UInt64)
  /// A field holds another kind of value than its message declares.
  case wrongType(offset: Int, field: Int, expected: String)

  /// The error in words; offsets count from the start of the message.
  package var description: String {
    switch self {
    case .truncated(let offset): return "it ends inside a value at byte \(offset)"
    case .tooLong(let offset, let length, let available):
      return "at byte \(offset) a length says \(length) bytes, there are \(available)"
    case .longVarint(let offset): return "the number at byte \(offset) has more than 64 bits"
    case .wrongTag(let offset, let tag): return "the tag \(tag) at byte \(offset) does not exist"
    case .wrongType(let offset, let field, let expected):
      return "field \(field) at byte \(offset) is not \(expected)"
    }
  }
}
