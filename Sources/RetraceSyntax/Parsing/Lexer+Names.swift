extension Lexer {
  /// Reads a name or a reserved word.
  mutating func readName() {
    let end = nameEnd(from: position)
    let length = end - position
    if length >= 2, length <= 7, let symbol = Symbol.keywords[text(position, end)] {
      append(.keyword, symbol, to: end)
    } else {
      append(.name, to: end)
    }
  }

  /// The end of the name that starts at an offset; the offset itself if none does.
  func nameEnd(from start: Int) -> Int {
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x80 {
        guard Self.isNameByte(byte, first: index == start) else { break }
        index += 1
      } else {
        let (scalar, width) = decode(at: index)
        let properties = scalar.properties
        guard index == start ? properties.isXIDStart : properties.isXIDContinue else { break }
        index += width
      }
    }
    return index
  }

  /// Whether an ASCII character may stand in a name.
  static func isNameByte(_ byte: UInt8, first: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"):
      true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): !first
    default: false
    }
  }

  /// The character at an offset and how many bytes it takes.
  func decode(at offset: Int) -> (scalar: Unicode.Scalar, width: Int) {
    let first = bytes[offset]
    let width = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard offset + width <= bytes.count else { return ("\u{FFFD}", 1) }
    var value = UInt32(first) & (width == 1 ? 0x7F : 0xFF >> UInt32(width + 1))
    for index in 1..<max(width, 1) {
      value = value << 6 | UInt32(bytes[offset + index] & 0x3F)
    }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", width)
  }

  /// Reads a name in backquotes.
  mutating func readQuotedName() {
    var end = position + 1
    while end < bytes.count, bytes[end] != 0x0A {
      if bytes[end] == UInt8(ascii: "`") {
        guard end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "`") else { break }
        end += 1
      }
      end += 1
    }
    if end < bytes.count, bytes[end] == UInt8(ascii: "`") {
      if end == position + 1 {
        report(
          Report(
            diagnostic: Diagnostic(
              .unexpected, "a name in backquotes cannot be empty",
              at: SourceRange(position, end + 1), help: "write the name between the backquotes")))
      }
      append(.quotedName, to: end + 1)
      return
    }
    var stop = position + 1
    while stop < end, !")]},|=".utf8.contains(bytes[stop]) { stop += 1 }
    let close = trimmedEnd(from: position + 1, to: stop)
    report(
      Report(
        diagnostic: Diagnostic(
          .unclosedText, "the name in backquotes is not closed",
          at: SourceRange(position, max(close, position + 1)), note: "needs a '`' at its end",
          help: "end the name with a backquote"),
        edits: [Edit(at: close, "`")], hidesRest: true))
    append(.quotedName, to: max(close, position + 1))
  }

  /// The name without its backquotes.
  static func unquoted(_ bytes: ArraySlice<UInt8>) -> String {
    var inner = bytes.dropFirst()
    if inner.last == UInt8(ascii: "`") { inner = inner.dropLast() }
    guard inner.contains(UInt8(ascii: "`")) else { return String(decoding: inner, as: UTF8.self) }
    var name: [UInt8] = []
    var skips = false
    for byte in inner {
      if byte == UInt8(ascii: "`") {
        skips.toggle()
        if !skips { continue }
      } else {
        skips = false
      }
      name.append(byte)
    }
    return String(decoding: name, as: UTF8.self)
  }
}
