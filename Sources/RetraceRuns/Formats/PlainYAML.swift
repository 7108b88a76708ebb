import RetraceTables

/// The little of YAML that programs write for flat settings, read at once.
enum PlainYAML {
  /// Reads lines of `name: value` whose values are one-line scalars; nil if there is anything else.
  ///
  /// All values are texts, but for `null`, so that ids made of digits stay as they are.
  static func members(_ bytes: UnsafeRawBufferPointer) -> [JSON.Member]? {
    var members: [JSON.Member] = []
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != UInt8(ascii: "\n") {
        // What is not ASCII is left to the parser that knows what is a letter.
        guard bytes[end] >= 0x20, bytes[end] < 0x7F else { return nil }
        end += 1
      }
      guard let member = member(UnsafeRawBufferPointer(rebasing: bytes[start..<end])) else {
        return nil
      }
      members.append(member)
      start = end + 1
    }
    return members
  }

  private static func member(_ line: UnsafeRawBufferPointer) -> JSON.Member? {
    var cut = 0
    while cut < line.count, isNameByte(line[cut]) { cut += 1 }
    guard cut > 0, cut < line.count, line[cut] == UInt8(ascii: ":") else { return nil }
    let name = String(decoding: line[..<cut], as: UTF8.self)
    guard cut + 1 < line.count else { return JSON.Member(name, .null) }
    guard line[cut + 1] == UInt8(ascii: " "), cut + 2 < line.count else { return nil }
    let value = UnsafeRawBufferPointer(rebasing: line[(cut + 2)...])
    let first = value[0]
    let last = value[value.count - 1]
    guard last != UInt8(ascii: " ") else { return nil }
    if first == UInt8(ascii: "'") {
      guard value.count >= 2, last == first, !value[1..<(value.count - 1)].contains(first)
      else { return nil }
      return JSON.Member(name, .text(String(decoding: value[1..<(value.count - 1)], as: UTF8.self)))
    }
    if value.count == 2, first == UInt8(ascii: "["), last == UInt8(ascii: "]") {
      return JSON.Member(name, .array([]))
    }
    guard isLetterOrDigit(first) || first == UInt8(ascii: "/") else { return nil }
    // A colon or a number sign can end a plain scalar.
    for place in 1..<max(1, value.count) {
      if value[place] == UInt8(ascii: "#"), value[place - 1] == UInt8(ascii: " ") { return nil }
      if value[place - 1] == UInt8(ascii: ":"), value[place] == UInt8(ascii: " ") { return nil }
    }
    guard last != UInt8(ascii: ":") else { return nil }
    return JSON.Member(name, Self.value(String(decoding: value, as: UTF8.self), isTyped: false))
  }

  /// What a plain scalar stands for.
  static func value(_ text: String, isTyped: Bool) -> JSON {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return isTyped ? .logical(true) : .text(text)
    case "false", "False", "FALSE": return isTyped ? .logical(false) : .text(text)
    case ".nan", ".NaN", ".NAN": return isTyped ? .number(.nan) : .text(text)
    case ".inf", ".Inf", ".INF", "+.inf": return isTyped ? .number(.infinity) : .text(text)
    case "-.inf", "-.Inf", "-.INF": return isTyped ? .number(-.infinity) : .text(text)
    default: break
    }
    guard isTyped, text.utf8.contains(where: { (0x30...0x39).contains($0) }),
      let number = ScalarText.number(text)
    else { return .text(text) }
    return .number(number)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || byte == UInt8(ascii: "_")
  }
}
