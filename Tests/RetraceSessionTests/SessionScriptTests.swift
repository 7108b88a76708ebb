import RetraceSession
import RetraceSyntax
import Testing

@Suite("Reading scripts and documents")
struct SessionScriptTests {
  private func statements(_ script: SessionScript) -> [String] {
    script.entries.map(\.statement.text)
  }

  @Test("Facts stand before the first statement, outputs below theirs")
  func facts() {
    let script = script(
      """
      # a remark
      #: retrace 0.1.0
      #: seed 7
      #: data my file.csv sha256:0123abcd rows 12
      #: statements aaaabbbb
      #: statements ccccdddd
      #: something new

      x = 1
      #> x: 1
      #: seed 8
      x +
        1
      #> 2

      """)
    #expect(script.facts.version == "0.1.0")
    #expect(script.facts.seed == 7)
    #expect(script.facts.data == [.init(path: "my file.csv", digest: "0123abcd", rows: 12)])
    #expect(script.facts.statements == ["aaaabbbb", "ccccdddd"])
    #expect(script.facts.others == ["something new"])
    #expect(statements(script) == ["x = 1", "x +\n  1"])
    #expect(script.entries.map(\.expected) == [["x: 1"], ["2"]])
    #expect(script.entries.map(\.lastLine) == [9, 13])
  }

  @Test("Facts read back as they were", arguments: ["a.csv", "my file.csv", "a\nb\".csv", " c "])
  func paths(path: String) {
    let facts = ScriptFacts(
      version: "1", seed: 3, data: [.init(path: path, digest: "0123", rows: nil)],
      statements: (0..<20).map { "\($0)" }, others: ["x y"])
    #expect(script(facts.lines.joined(separator: "\n")).facts == facts)
  }

  @Test("A seed that is none is an error, as nothing may be run with another one")
  func badSeed() {
    #expect(script("#: seed abc\n1").diagnostics.map(\.code) == [.badSeed])
    #expect(script("#: seed 99999999999999999999\n1").diagnostics.count == 1)
  }

  @Test("The last statement of a line has what all on it print")
  func sharedLines() {
    let script = script("a = 1; b = 2; a + b\n#> 3\n")
    #expect(script.entries.map(\.expected) == [nil, nil, ["3"]])
    #expect(script.entries.map(\.sharesLine) == [true, true, false])
  }

  @Test(
    "Fences named retrace hold statements",
    arguments: [
      ("```retrace\n1\n```\n", ["1"]),
      ("~~~ retrace\n1\n~~~\n", ["1"]),
      ("````retrace more words\n1\n````\n", ["1"]),
      ("   ```retrace\n   1\n   ```\n", ["1"]),
      ("```retrace\n1\n", ["1"]),
      ("```retrace\n1\n```\ntext\n~~~retrace\n2\n~~~\n", ["1", "2"]),
      ("1. one\n\n       ```retrace\n       1\n       ```\n", []),
      ("1. one\n\n   ```retrace\n   1\n   ```\n", ["1"]),
      ("10. one\n    - two\n\n      ```retrace\n      1\n      ```\n", ["1"]),
      ("- ```retrace\n  1\n  ```\n", ["1"]),
      ("- ```retrace\n  1\nouter\n\n```retrace\n2\n```\n", ["1", "2"]),
      ("```retrace\r\n1\r\n```\r\n", ["1"]),
      ("```python\nx\n```\n", []),
      ("```retracex\nx\n```\n", []),
      ("```\nretrace\n```\n", []),
      ("    ```retrace\n    x\n    ```\n", []),
      ("````\n```retrace\nx\n```\n````\n", []),
      ("~~~\n```retrace\nx\n```\n~~~\n", []),
      ("```retrace `x`\n1\n", []),
      ("<!--\n```retrace\nx\n```\n-->\n```retrace\n1\n```\n", ["1"]),
      ("no fence at all", []),
      ("", []),
    ])
  func fences(text: String, expected: [String]) {
    let script = script(text, isDocument: true)
    #expect(statements(script) == expected)
    #expect(script.diagnostics.isEmpty)
  }

  @Test("Places in a document are those of the file")
  func places() throws {
    let text = "# Title\n\n```retrace\nx = 1\n```\n\n```retrace\nx +\n```\n"
    let script = script(text, isDocument: true)
    let error = try #require(script.diagnostics.first)
    #expect(script.source.line(at: error.range.lowerBound) == 8)
  }

  @Test("A statement does not go on in the next fence")
  func wholeFences() {
    let text = "```retrace\nx = [1,\n```\nand\n```retrace\n2]\n```\n"
    #expect(!script(text, isDocument: true).diagnostics.isEmpty)
    let pipe = "```retrace\n1\n```\nand\n```retrace\n| f\n```\n"
    #expect(!script(pipe, isDocument: true).diagnostics.isEmpty)
  }
}
