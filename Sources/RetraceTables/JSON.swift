/// A JSON value whose objects keep the order of their keys.
public enum JSON: Sendable, Equatable {
  /// `null`, which is also the missing value.
  case null
  /// `true` or `false`.
  case logical(Bool)
  /// A number; NaN and infinities are written as texts.
  case number(Double)
  /// A text.
  case text(String)
  /// Values in order.
  case array([JSON])
  /// Keys with values, in order.
  case object([Member])

  /// A key of an object with its value.
  public struct Member: Sendable, Equatable {
    /// The key.
    public let key: String
    /// Its value.
    public let value: JSON

    /// Makes a member.
    public init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }

  /// Makes an object of key and value pairs, in their order.
  public static func record(_ members: KeyValuePairs<String, JSON>) -> JSON {
    .object(members.map { Member($0.key, $0.value) })
  }

  /// The value of the first member with this key; nil if there is none or this is no object.
  public subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The text on one line: keys in their order, numbers in the shortest digits that read back to
  /// the same number, NaN and infinities as `"nan"`, `"inf"`, `"-inf"`.
  public var serialized: String {
    var bytes: [UInt8] = []
    write(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A number as JSON has it: whole numbers below 2^53 without a point.
  public static func numberText(_ number: Double) -> String {
    if number.isNaN { return "\"nan\"" }
    if number.isInfinite { return number < 0 ? "\"-inf\"" : "\"inf\"" }
    if number == number.rounded(.towardZero), abs(number) < 9_007_199_254_740_992 {
      return number == 0 && number.sign == .minus ? "-0" : String(Int64(number))
    }
    return "\(number)"
  }

  private func write(into bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .logical(let flag): bytes += (flag ? "true" : "false").utf8
    case .number(let number): bytes += Self.numberText(number).utf8
    case .text(let text): Self.write(text, into: &bytes)
    case .array(let values):
      bytes.append(UInt8(ascii: "["))
      for (position, value) in values.enumerated() {
        if position > 0 { bytes += ", ".utf8 }
        value.write(into: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (position, member) in members.enumerated() {
        if position > 0 { bytes += ", ".utf8 }
        Self.write(member.key, into: &bytes)
        bytes += ": ".utf8
        member.value.write(into: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, into bytes: inout [UInt8]) {
    let hexadecimal = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += "\\\"".utf8
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      case UInt8(ascii: "\n"): bytes += "\\n".utf8
      case UInt8(ascii: "\r"): bytes += "\\r".utf8
      case UInt8(ascii: "\t"): bytes += "\\t".utf8
      case 0..<0x20, 0x7F:
        bytes += "\\u00".utf8
        bytes.append(hexadecimal[Int(byte >> 4)])
        bytes.append(hexadecimal[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
