import Glibc
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Tables are written so that they read back")
struct TableWriterTests {
  /// A table with columns of all kinds whose texts need quoting; it reads back without options.
  private static func table(_ seed: UInt64, rows: Int) -> Table {
    var generator = SeededGenerator(seed)
    let numbers = (0..<rows).map { row -> Double in
      switch row % 6 {
      case 0:
        return Double(bitPattern: generator.next()).isFinite
          ? Double(bitPattern: generator.next()) : 1
      case 1: return .missing
      case 2: return Double(Int.random(in: -1_000_000...1_000_000, using: &generator))
      case 3: return Double.random(in: -1...1, using: &generator)
      case 4: return [.infinity, -.infinity, -0.0, .leastNonzeroMagnitude][row / 6 % 4]
      default: return Double(row)
      }
    }.map { $0.isNaN && !$0.isMissing ? 2.5 : $0 }
    let pieces = ["a", ",", "\"", "\n", "\r\n", " ", "\t", "é", "🙂", ";", "0", "-", "'", "\\", "{"]
    let texts = (0..<rows).map { row -> String? in
      row % 7 == 1
        ? nil
        : "\(row)" + (0..<5).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
    }
    return Table([
      ("x", Column(numbers: numbers)), ("some, \"name\"", Column(texts: texts)),
      ("c", Column(categories: (0..<rows).map { $0 % 5 == 0 ? nil : " level \($0 % 3)" })),
      ("l", Column(logicals: (0..<rows).map { $0 % 3 == 0 ? nil : $0 % 2 == 0 })),
      ("d", Column(.moments((0..<rows).map { Double($0 * 86_400) }, isDate: true))),
      (
        "t",
        Column(.moments((0..<rows).map { $0 == 0 ? .missing : Double($0) + 0.25 }, isDate: false))
      ),
    ])
  }

  @Test(
    "Every cell comes back to the bit", arguments: [TableFormat.csv, .tsv, .jsonLines],
    1...8 as ClosedRange<UInt64>)
  func roundTrip(format: TableFormat, seed: UInt64) throws {
    let table = Self.table(seed, rows: 120)
    #expect(TableWriter.notes(table, as: format).isEmpty)
    let name = format == .csv ? "t.csv" : format == .tsv ? "t.tsv" : "t.jsonl"
    var options = TableReadingOptions()
    options.chunkSize = 500
    let again = try TableReader.read(
      bytes: TableWriter.bytes(table, as: format), name: name, options: options)
    #expect(image(again) == image(table))
  }

  @Test("Numbers come back from NPY")
  func npy() throws {
    let table = Table([
      ("column_1", Column(numbers: [1, -0.0, .missing])),
      ("column_2", Column(numbers: [0.1, .leastNonzeroMagnitude, .infinity])),
    ])
    let again = try TableReader.read(bytes: TableWriter.bytes(table, as: .npy), name: "t.npy")
    #expect(image(again) == image(table))
    #expect(TableWriter.bytes(Self.table(1, rows: 3), as: .npy).isEmpty)
  }

  @Test("A column that is alone and missing keeps its rows")
  func lonely() throws {
    let table = Table([("a", Column(numbers: [.missing, 1, .missing]))])
    #expect(
      String(decoding: TableWriter.bytes(table, as: .csv), as: UTF8.self) == "a\n\"\"\n1\n\"\"\n")
    #expect(
      image(try TableReader.read(bytes: TableWriter.bytes(table, as: .csv), name: "t.csv"))
        == image(table))
  }

  @Test(
    "What would read back differently is noted with its way out",
    arguments: [
      (
        Column(texts: ["NA", "x", ""]),
        "comes back as missing; load with missing: [\"NaN\", \"null\", \"?\"]"
      ),
      (
        Column(texts: ["01", "02"]),
        "is text and comes back as number; load with types: {\"c\": \"text\"}"
      ),
      (Column(texts: ["a", "a"]), "is text and comes back as category"),
      (Column(categories: ["a", "b"]), "is category and comes back as text"),
      (Column(texts: ["true", "FALSE"]), "comes back as logical"),
      (Column(texts: ["2026-03-01", nil]), "comes back as date"),
      (Column(texts: [nil, nil]), "is all missing and comes back as numbers"),
      (Column(logicals: [nil, nil]), "is all missing"),
      (Column(.moments([1e9 + 1.0 / 3], isDate: false)), "to the microsecond only"),
      (
        Column(.codes(CodedValues(codes: [0, 0], levels: ["a", "b"], isCategory: true))),
        "levels that occur in no row"
      ),
    ])
  func notes(column: Column, message: String) {
    let notes = TableWriter.notes(Table([("c", column)]), as: .csv)
    #expect(notes.contains { $0.contains(message) }, "\(notes)")
  }

  @Test("The notes are right: what they name makes the table come back")
  func notesAreRight() throws {
    let table = Table([
      ("a", Column(texts: ["NA", "01", "2"])), ("b", Column(categories: ["x", "y", "x"])),
    ])
    let bytes = TableWriter.bytes(table, as: .csv)
    #expect(image(try TableReader.read(bytes: bytes, name: "t.csv")) != image(table))
    let again = try TableReader.read(
      bytes: bytes, name: "t.csv",
      options: TableReadingOptions(
        missing: ["", "NaN", "null", "?"], types: ["a": .text, "b": .category]))
    #expect(image(again) == image(table))
  }

  @Test("Files appear whole, compressed by their name, and without leftovers")
  func files() throws {
    var template = Array("/tmp/tables-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    let table = Self.table(3, rows: 50)
    for name in ["t.csv", "t.csv.gz", "t.tsv", "t.jsonl", "t.jsonl.gz"] {
      for _ in 0..<2 { try TableWriter.write(table, path: folder + "/" + name) }
      #expect(image(try TableReader.read(path: folder + "/" + name)) == image(table))
      #expect(unlink(folder + "/" + name) == 0)
    }
    let error = #expect(throws: TableError.self) {
      try TableWriter.write(table, path: folder + "/t.xyz")
    }
    #expect(error?.description.contains("end it in .csv") ?? false)
    #expect(throws: TableError.self) { try TableWriter.write(table, path: folder + "/t.npy") }
    #expect(throws: TableError.self) { try TableWriter.write(table, path: folder + "/none/t.csv") }
    // Only an empty folder can be removed.
    #expect(rmdir(folder) == 0)
  }
}
