import RetraceNumerics
import RetraceTables
import Testing

@Suite("Chunks and threads leave no trace")
struct ParallelReadingTests {
  /// A table of everything: quoted line ends, short rows, blank lines, late misfits, many scripts.
  private static func text(_ seed: UInt64, rows: Int, literalQuotes: Bool) -> String {
    var generator = SeededGenerator(seed)
    var text = "n,t,q,late,all\n"
    for row in 0..<rows {
      let quoted = [
        "\"a, b\"", "\"x\ny\"", "\"\"\"\"", "\"\r\n\n\"", "plain", "ä", "\"z\"\"w\"", "",
      ]
      let cells = [
        Double.random(in: -9...9, using: &generator).description,
        "word \(Int.random(in: 0..<50, using: &generator))",
        quoted.randomElement(using: &generator) ?? "",
        row == rows - 3 ? "late" : "\(row)",
        literalQuotes && row % 5 == 2
          ? "5\" pipe" : ["NA", "1", "\"2\"", ""].randomElement(using: &generator) ?? "",
      ]
      text += cells.prefix(row % 11 == 3 ? 3 : 5).joined(separator: ",")
      text += ["\n", "\r\n", "\n\n", "\n"].randomElement(using: &generator) ?? ""
    }
    return text
  }

  @Test(
    "Every chunk size gives the same table",
    arguments: [(1, false), (2, false), (3, true), (4, true)] as [(UInt64, Bool)])
  func chunkSizes(seed: UInt64, literalQuotes: Bool) throws {
    let bytes = Array(Self.text(seed, rows: 60, literalQuotes: literalQuotes).utf8)
    let whole = image(try TableReader.read(bytes: bytes, name: "t.csv"))
    #expect(whole.contains { $0.hasPrefix("late codes") })
    for chunkSize in [1, 2, 3, 5, 8, 13, 31, 64, 100, 333, 1_000] {
      var options = TableReadingOptions()
      options.chunkSize = chunkSize
      #expect(image(try TableReader.read(bytes: bytes, name: "t.csv", options: options)) == whole)
    }
  }

  @Test("Every chunk size gives the same error")
  func errors() throws {
    for damage in ["\"never ends,1\n", "1,2,3,4,5,6,7\n", "\"a\"b,1\n"] {
      let good = Self.text(9, rows: 30, literalQuotes: true)
      let bytes = Array((good + damage + good).utf8)
      let whole = #expect(throws: TableError.self) {
        try TableReader.read(bytes: bytes, name: "t.csv")
      }
      for chunkSize in [1, 7, 50, 400] {
        var options = TableReadingOptions()
        options.chunkSize = chunkSize
        let other = #expect(throws: TableError.self) {
          try TableReader.read(bytes: bytes, name: "t.csv", options: options)
        }
        #expect(other == whole)
      }
    }
  }

  @Test("JSON lines do not depend on the chunk size")
  func jsonLines() throws {
    var generator = SeededGenerator(5)
    var text = ""
    for row in 0..<80 {
      var members = [
        "\"a\": \(row)", "\"b\": \"t\(row % 7)\"", "\"c\": [\(row), null]", "\"d\": true",
      ]
      if row > 50 { members.append("\"e\\u0301\": \(row % 2 == 0 ? "1" : "\"x\\n\"")") }
      members.shuffle(using: &generator)
      text += "{" + members.prefix(row % 4 + 1).joined(separator: ", ") + "}\n"
    }
    // Which column comes first depends on the order of the file alone.
    let whole = image(try read(text, name: "t.jsonl"))
    for chunkSize in [1, 10, 77, 300] {
      var options = TableReadingOptions()
      options.chunkSize = chunkSize
      #expect(image(try read(text, name: "t.jsonl", options: options)) == whole)
    }
  }

  @Test("Plain cells are what a reader of single bytes makes of them")
  func oracle() throws {
    for seed in 10..<20 {
      let text = Self.text(UInt64(seed), rows: 40, literalQuotes: seed % 2 == 0)
      var options = TableReadingOptions(missing: [])
      options.types = ["n": .text, "t": .text, "q": .text, "late": .text, "all": .text]
      options.chunkSize = 64
      let table = try read(text, options: options)
      let rows = Self.simpleRecords(Array(text.utf8)).dropFirst()
      #expect(table.rowCount == rows.count)
      for (row, record) in rows.enumerated() {
        let cells = (0..<5).map { column -> Cell in
          column < record.count ? .text(record[column]) : .missing
        }
        #expect(Row(table, row).cells == cells)
      }
    }
  }

  private static func simpleRecords(_ bytes: [UInt8]) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    var isStart = true
    var position = 0
    func closeCell() {
      record.append(String(decoding: cell, as: UTF8.self))
      cell = []
      isStart = true
    }
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if isQuoted {
        if byte != 0x22 {
          cell.append(byte)
        } else if position < bytes.count, bytes[position] == 0x22 {
          cell.append(byte)
          position += 1
        } else {
          isQuoted = false
        }
      } else if byte == 0x22, isStart {
        isQuoted = true
        isStart = false
      } else if byte == 0x2C {
        closeCell()
      } else if byte == 0x0D, position < bytes.count, bytes[position] == 0x0A {
        continue
      } else if byte == 0x0A {
        let isBlank = record.isEmpty && isStart
        closeCell()
        if !isBlank { records.append(record) }
        record = []
      } else {
        cell.append(byte)
        isStart = false
      }
    }
    return records
  }
}
