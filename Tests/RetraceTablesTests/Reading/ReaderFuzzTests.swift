import RetraceTables
import Testing

@Suite("Damaged and hostile bytes load or fail, and never crash")
struct ReaderFuzzTests {
  private static let csv = """
    id,name,x,when,ok
    1,"a, ""b""\nc",1.5e3,2026-03-01,true
    2,é🙂,-0.25,2026-03-02,false
    3,,NA,,TRUE
    """
  private static let json = """
    {"a": 1, "b": "x\\n\\u00e9", "c": [1, {"d": null}], "e": true}
    {"b": "y", "a": -2.5e10, "f": "\\ud83d\\ude42"}

    """

  /// Changes some bytes: replaces, inserts, deletes, doubles a part, cuts off.
  private static func damaged(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    let special: [UInt8] = [
      0x22, 0x2C, 0x0A, 0x0D, 0x00, 0xFF, 0xC3, 0x5C, 0x7B, 0x7D, 0x5B, 0x5D, 0x3A, 0x3B, 0x09,
      0x65, 0x2D,
      0x2E, 0x39,
    ]
    for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      let byte = special.randomElement(using: &generator) ?? 0
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[place] = byte
      case 1: bytes.insert(byte, at: place)
      case 2: bytes.remove(at: place)
      case 3: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
      case 4: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
      default: bytes.removeLast(min(bytes.count, Int.random(in: 0..<20, using: &generator)))
      }
    }
    return bytes
  }

  private static func check(
    _ original: [UInt8], name: String, seed: UInt64, _ read: ([UInt8]) throws -> Void
  ) {
    var generator = SeededGenerator(seed)
    for round in 0..<5_000 {
      var bytes = damaged(original, &generator)
      if round % 10 == 0 {
        bytes = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
          UInt8.random(in: .min ... .max, using: &generator)
        }
      }
      do {
        try read(bytes)
      } catch let error as TableError {
        if error.description.isEmpty { Issue.record("an error without words") }
      } catch {
        Issue.record("round \(round): \(error)")
      }
    }
  }

  private static func load(_ bytes: [UInt8], _ name: String, _ chunkSize: Int) throws {
    var options = TableReadingOptions()
    options.chunkSize = chunkSize
    let table = try TableReader.read(bytes: bytes, name: name, options: options)
    // Reading all cells finds codes without levels.
    for column in table.columns where column.count > 0 { _ = column[column.count - 1] }
    for column in table.columns {
      guard case .codes(let coded) = column.storage else { continue }
      for code in coded.codes where code != CodedValues.missingCode {
        #expect(Int(code) < coded.levels.count)
      }
    }
  }

  @Test("5,000 damaged CSV files, in chunks of all sizes")
  func delimited() {
    Self.check(Array(Self.csv.utf8), name: "t.csv", seed: 1) {
      try Self.load($0, "t.csv", 1 + $0.count % 40)
    }
  }

  @Test("5,000 damaged files of JSON lines")
  func jsonLines() {
    Self.check(Array(Self.json.utf8), name: "t.jsonl", seed: 2) {
      try Self.load($0, "t.jsonl", 1 + $0.count % 90)
    }
  }

  @Test("5,000 damaged JSON values")
  func json() {
    let value = "[" + Self.json.split(separator: "\n").joined(separator: ",") + "]"
    Self.check(Array(value.utf8), name: "t.json", seed: 3) { bytes in
      _ = try JSONParser.parse(bytes, name: "t.json")
    }
  }

  @Test("5,000 damaged JSON arrays of objects")
  func jsonArray() {
    let value = "[" + Self.json.split(separator: "\n").joined(separator: ",") + "]"
    Self.check(Array(value.utf8), name: "t.json", seed: 4) { try Self.load($0, "t.json", 64) }
  }

  @Test("5,000 damaged gzip files")
  func gzip() throws {
    let bytes = try #require(Gzip.deflated(Array(Self.csv.utf8)))
    Self.check(bytes, name: "t.csv.gz", seed: 5) { try Self.load($0, "t.csv.gz", 64) }
  }

  @Test("5,000 damaged NPY files")
  func npy() {
    let table = Table([("a", Column(numbers: [1, 2, 3])), ("b", Column(numbers: [4, 5, 6]))])
    Self.check(TableWriter.bytes(table, as: .npy), name: "t.npy", seed: 6) {
      try Self.load($0, "t.npy", 64)
    }
  }
}
