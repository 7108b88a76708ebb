extension JSONCursor {
  /// Reads a text in quotes.
  mutating func text() throws(Failure) -> String {
    let (first, count, hasEscapes) = try rawText()
    let bytes = UnsafeBufferPointer(start: first, count: count)
    guard hasEscapes else { return try string(bytes) }
    var unescaped: [UInt8] = []
    unescaped.reserveCapacity(count)
    try unescape(bytes, into: &unescaped)
    return try unescaped.withUnsafeBufferPointer { buffer throws(Failure) in try string(buffer) }
  }

  /// Skips a text in quotes and says where its inside lies and whether there are escapes in it.
  @inline(__always)
  mutating func rawText() throws(Failure) -> (UnsafePointer<UInt8>, Int, Bool) {
    let first = place + 1
    var scan = first
    var hasEscapes = false
    while true {
      let word = NumberScanner.load(scan)
      let ordinary = Self.ordinaryPrefix(word)
      scan += ordinary
      if ordinary == 8 { continue }
      let byte = scan.pointee
      if byte == UInt8(ascii: "\"") { break }
      guard byte == UInt8(ascii: "\\") else {
        guard scan < end else { throw failure("a text starts here and never ends") }
        throw failure(
          "a control character in a text, expected it escaped, such as \\n or \\u0000", at: scan)
      }
      hasEscapes = true
      scan += 2
    }
    guard scan < end else { throw failure("a text starts here and never ends") }
    place = scan + 1
    return (first, scan - first, hasEscapes)
  }

  /// How many of eight bytes come before the first quote, backslash or control character.
  @inline(__always)
  private static func ordinaryPrefix(_ word: UInt64) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let quotes = word ^ (ones &* 0x22)
    let backslashes = word ^ (ones &* 0x5C)
    let isQuote = (quotes &- ones) & ~quotes
    let isBackslash = (backslashes &- ones) & ~backslashes
    let isControl = (word &- ones &* 0x20) & ~word
    return ((isQuote | isBackslash | isControl) & highs).trailingZeroBitCount >> 3
  }

  /// Checks and decodes UTF-8.
  func string(_ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure("a text that is not UTF-8", at: bytes.baseAddress)
    }
    return text
  }

  /// Appends the inside of a text with its escapes resolved.
  func unescape(
    _ bytes: UnsafeBufferPointer<UInt8>, into result: inout [UInt8]
  ) throws(Failure) {
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      guard byte == UInt8(ascii: "\\"), position < bytes.count else {
        result.append(byte)
        continue
      }
      let escape = bytes[position]
      position += 1
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(escape)
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"):
        guard let unit = Self.unit(bytes, position) else {
          throw failure(
            "expected four hexadecimal digits after \\u",
            at: bytes.baseAddress.map { $0 + position })
        }
        position += 4
        var scalar = Unicode.Scalar(UInt32(unit))
        if unit & 0xFC00 == 0xD800, position + 1 < bytes.count, bytes[position] == 0x5C,
          bytes[position + 1] == UInt8(ascii: "u"), let low = Self.unit(bytes, position + 2),
          low & 0xFC00 == 0xDC00
        {
          position += 6
          scalar = Unicode.Scalar(
            0x10000 + (UInt32(unit) & 0x3FF) << 10 + UInt32(low) & 0x3FF)
        }
        UTF8.encode(scalar ?? "\u{FFFD}").map { result.append(contentsOf: $0) }
      default:
        throw failure(
          "expected an escape such as \\n, \\\" or \\u00e9",
          at: bytes.baseAddress.map { $0 + position - 1 })
      }
    }
  }

  private static func unit(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> UInt16? {
    guard position + 4 <= bytes.count else { return nil }
    var unit: UInt16 = 0
    for byte in bytes[position..<position + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        return nil
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  /// Skips a value of any kind without decoding it, checking its grammar.
  mutating func skipValue(depth: Int) throws(Failure) {
    skipBlanks()
    let opening = place.pointee
    switch opening {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      try check(depth + 1)
      let closing = opening &+ 2
      place += 1
      skipBlanks()
      if place.pointee == closing {
        place += 1
        return
      }
      repeat {
        if opening == UInt8(ascii: "{") { _ = try key() }
        try skipValue(depth: depth + 1)
      } while try separator(closing: closing)
    case UInt8(ascii: "\""):
      _ = try text()
    default:
      _ = try value(depth: depth)
    }
  }
}
