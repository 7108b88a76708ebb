import RetraceTables
import Testing

@Suite("Tables are read from text")
struct TableReaderTests {
  @Test(
    "The same table comes from every usual form",
    arguments: [
      ("a,b,c\n1,x,true\n2,y,false\n", "t.csv"),
      ("a,b,c\r\n1,x,true\r\n2,y,false\r\n", "t.csv"),
      ("a,b,c\r1,x,true\r2,y,false\r", "t.csv"),
      ("a,b,c\n1,x,true\n2,y,false", "t.csv"),
      ("\n\na,b,c\n1,x,true\n2,y,false\n\n\n", "t.csv"),
      ("\u{FEFF}a,b,c\n1,x,true\n2,y,false\n", "t.csv"),
      ("\"a\",\"b\",\"c\"\n\"1\",\"x\",\"true\"\n\"2\",\"y\",\"false\"\n", "t.csv"),
      ("a\tb\tc\n1\tx\tTRUE\n2\ty\tFALSE\n", "t.tsv"),
      ("a\tb\tc\n1\tx\ttrue\n2\ty\tfalse\n", "t.txt"),
      ("a;b;c\n1;x;true\n2;y;false\n", "t.csv"),
      ("a|b|c\n1|x|true\n2|y|false\n", "t.csv"),
      (
        "{\"a\": 1, \"b\": \"x\", \"c\": true}\n{\"a\": 2, \"b\": \"y\", \"c\": false}\n", "t.jsonl"
      ),
      (
        "{\"a\": 1, \"b\": \"x\", \"c\": true}\r\n\r\n{\"c\": false, \"a\": 2, \"b\": \"y\"}",
        "t.jsonl"
      ),
      (
        "[{\"a\": 1, \"b\": \"x\", \"c\": true},\n{\"a\": 2, \"b\": \"y\", \"c\": false}]", "t.json"
      ),
    ])
  func forms(text: String, name: String) throws {
    let table = try read(text, name: name)
    #expect(table.names == ["a", "b", "c"])
    #expect(table.columns.map(\.kind) == [.number, .text, .logical])
    #expect(cells(table, "a") == ["1", "2"])
    #expect(cells(table, "b") == ["x", "y"])
    #expect(cells(table, "c") == ["true", "false"])
    #expect(table.notes.isEmpty)
  }

  @Test("Quoted cells hold delimiters, quotes and line ends, and blanks are kept")
  func quotes() throws {
    let table = try read("a,b\n\"x, \"\"y\"\"\r\nz\", p \n\"\",q\n")
    #expect(cells(table, "a") == ["x, \"y\"\r\nz", "-"])
    #expect(cells(table, "b") == [" p ", "q"])
  }

  @Test("Quotes in the middle of a cell are part of it")
  func literalQuotes() throws {
    let table = try read("size,n\n5\" pipe,1\n6\" pipe,2\n\"a\nb\",3\n")
    #expect(cells(table, "size") == ["5\" pipe", "6\" pipe", "a\nb"])
  }

  @Test("Missing cells are the markers, quoted or not, and nothing else")
  func missing() throws {
    let table = try read("a,b\n1,NA\n,\"NaN\"\nNA,null\n\"\",?\n?, NA\n")
    #expect(cells(table, "a") == ["1", "-", "-", "-", "-"])
    #expect(cells(table, "b") == ["-", "-", "-", "-", " NA"])
    let own = try read(
      "a,b\n1,NA\n-999,\n", options: TableReadingOptions(missing: ["-999"]))
    #expect(cells(own, "a") == ["1", "-"])
    #expect(cells(own, "b") == ["NA", ""])
  }

  @Test("Short rows, blank lines and doubtful names are repaired and noted")
  func repairs() throws {
    let table = try read("a,b,a,\n1,2,3,4\n1\n\n5,6,7,8\n\"1\n\",2\n\n")
    #expect(table.names == ["a", "b", "a_2", "column_4"])
    #expect(cells(table, "column_4") == ["4", "-", "8", "-"])
    #expect(
      table.notes == [
        "column 3 is a second 'a' and is called 'a_2'",
        "column 4 has no name and is called 'column_4'",
        "2 rows have fewer than 4 cells; the rest is missing (lines 3, 6)",
        "skipped 1 blank line (line 4)",
      ])
  }

  @Test("A made-up name is never one that is there already")
  func freeNames() throws {
    let table = try read("x,x,x_2,,column_4\n1,2,3,4,5\n")
    #expect(table.names == ["x", "x_3", "x_2", "column_4_2", "column_4"])
  }

  @Test(
    "Whether there is a header follows from the first row",
    arguments: [
      ("1,x\n2,y\n", ["column_1", "column_2"]),
      ("n,x\n2,y\n", ["n", "x"]),
      (",v\n0,5\n1,6\n", ["column_1", "v"]),
      ("2024-01-01,a\n2024-01-02,b\n", ["column_1", "column_2"]),
      ("red,blue\nblue,red\nred,green\n", ["column_1", "column_2"]),
      ("colour,other\nblue,red\nred,green\n", ["colour", "other"]),
      ("1,2\n", ["column_1", "column_2"]),
      ("a,b\n", ["a", "b"]),
      ("a\n", ["a"]),
    ])
  func headers(text: String, names: [String]) throws {
    #expect(try read(text).names == names)
  }

  @Test("The header can be told")
  func toldHeader() throws {
    let with = try read("1,2\n3,4\n", options: TableReadingOptions(header: .present))
    #expect(with.names == ["1", "2"])
    let without = try read("a,b\n3,4\n", options: TableReadingOptions(header: .absent))
    #expect(cells(without, "column_1") == ["a", "3"])
  }

  @Test(
    "The delimiter is what splits the rows evenly",
    arguments: [
      ("a;b\n1,5;2,5\n3,5;4,5\n", ["1.5", "3.5"]),
      ("1,5;2,5\n3,5;4,5\n", ["1.5", "3.5"]),
      ("a,b\n\"x;y\",1\n\"z;w\",2\n", ["x;y", "z;w"]),
      ("a|b\n1|x,y\n2|z\n", ["1", "2"]),
      ("a\n1\n2\n", ["1", "2"]),
      ("note\nhello, world\n", []),
    ])
  func delimiters(text: String, first: [String]) throws {
    guard !first.isEmpty else {
      #expect(throws: TableError.surplusCells(file: "t.csv", line: 2, expected: 1, got: 2)) {
        try read(text)
      }
      return
    }
    let table = try read(text)
    #expect(cells(table, table.names[0]) == first)
  }

  @Test("A table without rows, with one row, with one column")
  func edges() throws {
    #expect(try read("a,b").rowCount == 0)
    #expect(try read("a,b\n1,2").rowCount == 1)
    let column = try read("a\nx\n\"\"\ny\n")
    #expect(cells(column, "a") == ["x", "-", "y"])
  }
}
