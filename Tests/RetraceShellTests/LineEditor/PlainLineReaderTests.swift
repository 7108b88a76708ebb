import Glibc
import RetraceShell
import Testing

@Suite("Reading without an editor") struct PlainLineReaderTests {
  @Test("gives lines without their ends, whatever the locale") func lines() throws {
    var reader = try Self.reader("\u{FEFF}naïve\r\n\n日本\u{0}x\nlast".utf8)
    #expect(try reader.line() == "naïve")
    #expect(try reader.line() == "")
    #expect(try reader.line() == "日本\u{0}x")
    #expect(try reader.line() == "last")
    #expect(try reader.line() == nil)
    #expect(try reader.line() == nil)
    #expect(reader.lineCount == 4)
  }

  @Test(
    "names line and byte of what is not UTF-8",
    arguments: [
      ([0xFF], 1), ([0x61, 0x62, 0xC3, 0x28], 3), ([0xED, 0xA0, 0x80], 1), ([0xC0, 0x80], 1),
      ([0x61, 0xE6, 0x97], 2), ([0xC3, 0xA9, 0x80, 0x61], 3),
    ] as [([UInt8], Int)])
  func invalid(bytes: [UInt8], place: Int) throws {
    var reader = try Self.reader([0x61, 0x0A] + bytes + [0x0A, 0x62, 0x0A])
    #expect(try reader.line() == "a")
    let error = InputError.invalidUTF8(line: 2, byte: place, value: bytes[place - 1])
    #expect(throws: error) { try reader.line() }
    // The next line is read as if nothing had been.
    #expect(try reader.line() == "b")
  }

  @Test("words its errors for people") func words() {
    #expect(
      InputError.invalidUTF8(line: 3, byte: 12, value: 0x0A).description
        == "the input is not UTF-8: line 3, byte 12 is 0x0A; save it as UTF-8 and try again")
  }

  @Test("goes on until the text is complete") func continuation() throws {
    var reader = try Self.reader("f(\n1)\n\n(\n:help me \n(\n\n\na\n(open".utf8)
    #expect(try Self.next(&reader) == .line("f(\n1)"))
    #expect(try Self.next(&reader) == .line(""))
    #expect(try Self.next(&reader) == .line(":help me"))
    #expect(try Self.next(&reader) == .line("("))
    #expect(try Self.next(&reader) == .line("a"))
    #expect(try Self.next(&reader) == .line("(open"))
    #expect(try Self.next(&reader) == .endOfFile)
  }

  @Test("takes lines of any length and many of them") func long() throws {
    let long = String(repeating: "é", count: 300_000)
    var reader = try Self.reader((long + "\n" + String(repeating: "x\n", count: 50_000)).utf8)
    #expect(try reader.line() == long)
    var count = 0
    while try reader.line() != nil { count += 1 }
    #expect(count == 50_000)
  }

  @Test("says when it cannot read") func unreadable() {
    var reader = PlainLineReader(descriptor: 987)
    #expect(throws: InputError.self) { try reader.line() }
  }

  private static func next(_ reader: inout PlainLineReader) throws -> InputOutcome {
    try reader.read(prompt: "rt> ") { text in
      text.count { $0 == "(" } <= text.count { $0 == ")" }
    }
  }

  /// A reader of a file that is gone from its folder already.
  private static func reader(_ bytes: some Collection<UInt8>) throws -> PlainLineReader {
    let file = try #require(tmpfile())
    let bytes = Array(bytes)
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    rewind(file)
    return PlainLineReader(descriptor: fileno(file))
  }
}
