import RetraceTables
import Testing

@Suite("Types of columns are inferred over the whole file")
struct TypeInferenceTests {
  @Test(
    "A column is number if all its values are",
    arguments: [
      (["1", "2.5"], [1, 2.5]), (["1e5", "+5"], [1e5, 5]), ([".5", "5."], [0.5, 5]),
      (["inf", "-Infinity"], [.infinity, -.infinity]), (["-0", "1E-3"], [-0.0, 0.001]),
      (["\"7\"", " 8 "], [7, 8]), (["123456789012345678", "0.1"], [123_456_789_012_345_680, 0.1]),
      (
        ["4.9406564584124654e-324", "1.7976931348623157e308"],
        [.leastNonzeroMagnitude, 1.7976931348623157e308]
      ),
    ] as [([String], [Double])])
  func numbers(written: [String], values: [Double]) throws {
    let table = try read("x\n" + written.joined(separator: "\n") + "\n")
    #expect(table["x"]?.kind == .number)
    guard case .numbers(let numbers)? = table["x"]?.storage else { return }
    #expect(numbers.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test(
    "What is no number makes a text column, wherever it stands",
    arguments: [
      "1,234", "1_000", "0x10", "1e", "e5", "--1", "1.2.3", ".", "+", "5%", "1 2", "١", "in",
    ])
  func noNumbers(written: String) throws {
    let rows = (0..<2_000).map(String.init) + ["\"\(written)\""]
    let table = try read("x\n" + rows.joined(separator: "\n") + "\n")
    #expect(table["x"]?.kind == .text)
    #expect(cells(table, "x").last == written)
    #expect(cells(table, "x")[17] == "17")
  }

  @Test("The word nan is a number unless it is marked as missing")
  func nan() throws {
    let table = try read("x\n1\nnan\nNaN\n")
    #expect(cells(table, "x") == ["1", "\"nan\"", "-"])
  }

  @Test("True and false in any case, alone in their column")
  func logicals() throws {
    let table = try read("p,q\nTRUE,true\nfalse,yes\nTrue,true\n,no\n")
    #expect(table.columns.map(\.kind) == [.logical, .text])
    #expect(cells(table, "p") == ["true", "false", "true", "-"])
  }

  @Test(
    "Dates and times follow ISO 8601",
    arguments: [
      (["2026-03-01", "1970-01-01"], Column.Kind.date, ["2026-03-01", "1970-01-01"]),
      (
        ["2026-03-01T12:30", "2026-03-01 12:30:05.25"], .time,
        ["2026-03-01T12:30:00", "2026-03-01T12:30:05.25"]
      ),
      (
        ["2026-03-01T00:30:00+01:00", "2026-03-01T00:30:00-0530"], .time,
        ["2026-02-28T23:30:00", "2026-03-01T06:00:00"]
      ),
      (
        ["2024-02-29", "2026-03-01T01:00:00Z"], .time,
        ["2024-02-29T00:00:00", "2026-03-01T01:00:00"]
      ),
      (["2023-02-29", "2026-03-01"], .text, ["2023-02-29", "2026-03-01"]),
      (["2026-13-01", "2026-03-01"], .text, ["2026-13-01", "2026-03-01"]),
      (["2026-03-01T24:00", "2026-03-01"], .text, ["2026-03-01T24:00", "2026-03-01"]),
    ])
  func moments(written: [String], kind: Column.Kind, shown: [String]) throws {
    let table = try read("x\n" + written.joined(separator: "\n") + "\n")
    #expect(table["x"]?.kind == kind)
    #expect(cells(table, "x") == shown)
  }

  @Test(
    "A category has at most 20 texts or 5% of the rows, and at most half of the rows",
    arguments: [
      (40, 20, Column.Kind.category), (39, 20, .text), (41, 21, .text), (420, 21, .category),
      (419, 21, .text), (2, 1, .category), (1, 1, .text),
    ])
  func categories(rows: Int, different: Int, kind: Column.Kind) throws {
    let lines = (0..<rows).map { "t\($0 % different)" }
    let table = try read("x\n" + lines.joined(separator: "\n") + "\n")
    #expect(table["x"]?.kind == kind)
  }

  @Test("Levels are sorted by code point, texts stand in order of appearance")
  func levels() throws {
    let words = ["b", "a", "ä", "Z", "\u{1F642}", "\u{FFFD}"]
    let category = try read("x\n" + (words + words).joined(separator: "\n") + "\n")
    guard case .codes(let coded)? = category["x"]?.storage else { return }
    #expect(coded.levels == ["Z", "a", "b", "ä", "\u{FFFD}", "\u{1F642}"])
    let text = try read("x\n" + words.joined(separator: "\n") + "\n")
    guard case .codes(let free)? = text["x"]?.storage else { return }
    #expect(free.levels == words)
  }

  @Test("Types that are told are taken at their word")
  func told() throws {
    let text = "a,b,c,d\n1,1,1,2026-03-01\n007,0,NA,2026-03-02\n"
    let table = try read(
      text,
      options: TableReadingOptions(
        types: ["a": .text, "b": .logical, "c": .category, "d": .text]))
    #expect(table.columns.map(\.kind) == [.text, .logical, .category, .text])
    #expect(cells(table, "a") == ["1", "007"])
    #expect(cells(table, "b") == ["true", "false"])
    #expect(cells(table, "c") == ["1", "-"])
    #expect(
      throws: TableError.misfit(
        file: "t.csv", line: 3, column: "x", expected: "a number", got: "two")
    ) {
      try read("x\n1\ntwo\n3\n", options: TableReadingOptions(types: ["x": .number]))
    }
    #expect(
      throws: TableError.misfit(
        file: "t.csv", line: 4, column: "x", expected: "true or false", got: "\"maybe\"")
    ) {
      try read(
        "x,y\n1,\"a\nb\"\n\"\"\"maybe\"\"\",2\n",
        options: TableReadingOptions(types: ["x": .logical]))
    }
    #expect(throws: TableError.unknownColumn(file: "t.csv", column: "agee", near: ["age"])) {
      try read("age\n1\n", options: TableReadingOptions(types: ["agee": .number]))
    }
  }

  @Test("Lost digits, leading zeros and mixed decimal marks are noted")
  func notes() throws {
    let table = try read("a;b;c\n01067;9007199254740993;1,5\n80331;1e999;1.5\n")
    #expect(table.columns.map(\.kind) == [.number, .number, .text])
    #expect(
      table.notes == [
        "column 'a': numbers lost leading zeros; types: {\"a\": \"text\"} keeps them",
        "column 'b': whole numbers beyond 2^53 lost digits; types: {\"b\": \"text\"} keeps them",
        "column 'b': numbers too large for 64-bit floats became infinite",
        "column 'c' has both decimal points and decimal commas and is kept as text",
      ])
  }

  @Test("In JSON the types are those of the values")
  func json() throws {
    let table = try read(
      """
      {"a": 1, "b": "5", "n": {"q": [1, "\\u00e9"]}}
      {"a": "inf", "c": true, "b": "\\u00e9\\n\\ud83d\\ude42"}
      {"b": 3, "a": null, "a": 4, "d": "NA"}

      """, name: "t.jsonl")
    #expect(table.names == ["a", "b", "n", "c", "d"])
    #expect(cells(table, "a") == ["1", "\"inf\"", "-"])
    #expect(cells(table, "b") == ["5", "é\n🙂", "3"])
    #expect(cells(table, "n") == ["{\"q\": [1, \"\\u00e9\"]}", "-", "-"])
    #expect(cells(table, "d") == ["-", "-", "NA"])
    #expect(
      table.notes == [
        "column 'b' mixes numbers and texts and is kept as text",
        "some objects have a key twice, the first counts (1 times, lines 3)",
      ])
  }
}
