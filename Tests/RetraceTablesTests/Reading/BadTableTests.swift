import RetraceTables
import Testing

@Suite("Bad tables get one clear error")
struct BadTableTests {
  @Test(
    "The error says file, place and way out",
    arguments: [
      ("", "'t.csv' is empty"), ("\n\r\n\n", "'t.csv' is empty"),
      ("a,b\n1,2\n\"x\ny\",3\n4,5,6\n", "line 5: expected 2 cells, got 3; quote cells"),
      ("a,b\n1,2\n\"x\ny,3\n4,5\n", "line 3: a quoted cell starts here and never ends"),
      ("a,b\n1,2\n\"x\"y,3\n", "line 3: expected a delimiter after the closing quote"),
      ("a,b\n1,2\n3,\u{0}\n", "zero byte in line 3, byte 10"),
      ("PAR1xxxx", "a Parquet file"), ("PK\u{3}\u{4}....xl/workbook", "an Excel workbook"),
      ("SQLite format 3\u{0}", "an SQLite database"), ("%PDF-1.7", "a PDF document"),
    ])
  func texts(text: String, message: String) {
    let error = #expect(throws: TableError.self) { try read(text) }
    #expect(error?.description.contains(message) ?? false, "\(error?.description ?? "")")
  }

  @Test(
    "Bytes of other kinds are recognised",
    arguments: [
      ([0x80, 0x04, 0x95, 0x00], "m.bin", "a pickle can run code when it is opened"),
      (Array("(dp0\n".utf8), "m.joblib", "a pickle can run code"),
      ([0x78, 0x9C, 0x00, 0x81], "m.z", "perhaps of joblib"),
      ([0xFF, 0xFE, 0x61, 0x00], "t.csv", "encoded in UTF-16LE"),
      ([0x61, 0, 0x2C, 0, 0x62, 0, 0x0A, 0], "t.csv", "encoded in UTF-16LE"),
      (Array("a,b\n1,x\n2,".utf8) + [0xE9, 0x0A], "t.csv", "line 3, byte 10 is 0xE9"),
      (Array("a".utf8) + [0xC0, 0xAF], "t.csv", "line 1, byte 1 is 0xC0"),
      (Array("a\n".utf8) + [0xED, 0xA0, 0x80], "t.csv", "line 2, byte 2 is 0xED"),
      (
        [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 3, 0x4B], "t.csv.gz", "the compressed data is cut off"
      ),
      ([0x1F, 0x8B, 0x07], "t.csv.gz", "is damaged at byte"),
      ([0x93] + Array("NUMPY".utf8) + [1, 0, 10], "t.npy", "the NPY header is cut off"),
    ] as [([UInt8], String, String)])
  func bytes(bytes: [UInt8], name: String, message: String) {
    let error = #expect(throws: TableError.self) {
      try TableReader.read(bytes: bytes, name: name)
    }
    #expect(error?.description.contains(message) ?? false, "\(error?.description ?? "")")
  }

  @Test(
    "JSON lines name line and column",
    arguments: [
      ("{\"a\": 1}\n{\"a\": }\n", "line 2, column 7: expected a value, got '}'"),
      ("{\"a\": 1}\n[1]\n", "line 2, column 1: expected an object"),
      ("{\"a\": 1} {\"a\": 2}\n", "line 1, column 10: expected the end of the line"),
      ("{\"a\": 1\n}\n", "line 1, column 8: expected ',' or '}', got the end of the line"),
      ("{\"a\": 01}", "without leading zeros"), ("{\"a\": \"x", "never ends"),
    ])
  func json(text: String, message: String) {
    let error = #expect(throws: TableError.self) { try read(text, name: "t.jsonl") }
    #expect(error?.description.contains(message) ?? false, "\(error?.description ?? "")")
  }

  @Test("A file that is not there has near names")
  func notFound() {
    let error = #expect(throws: TableError.self) {
      try TableReader.read(path: fixture("ticket.csv"))
    }
    #expect(error?.description.hasSuffix("did you mean '\(fixture("tickets.csv"))'?") ?? false)
    #expect(throws: TableError.isFolder(path: fixture(""))) {
      try TableReader.read(path: fixture(""))
    }
  }

  @Test("Small files that ask for huge tables are refused")
  func bombs() throws {
    let wide =
      String(repeating: "c,", count: 50_000) + "c\n" + String(repeating: "1\n", count: 50_000)
    #expect(throws: TableError.mostlyShortRows(file: "t.csv", line: 2, expected: 50_001, got: 1)) {
      try read(wide, options: TableReadingOptions(header: .present))
    }
    let sparse = (0..<20_000).map { "{\"k\($0)\": 1}\n" }.joined()
    let error = #expect(throws: TableError.self) { try read(sparse, name: "t.jsonl") }
    #expect(error?.description.contains("different keys") ?? false)
    let zeros = try #require(Gzip.deflated([UInt8](repeating: 0x31, count: 1 << 20)))
    #expect(throws: TableError.self) {
      try Gzip.inflated(MappedFile(bytes: zeros, name: "z.gz"), limit: 1 << 16)
    }
  }
}
