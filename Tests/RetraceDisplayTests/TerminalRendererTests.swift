import RetraceDisplay
import RetraceTables
import Testing

@Suite("Documents on a terminal")
struct TerminalRendererTests {
  @Test(
    "Whole screens are as recorded", arguments: [20, 44, 80, 200],
    SampleDocuments.all.map(\.name))
  func screens(width: Int, name: String) throws {
    let document = try #require(SampleDocuments.all.first { $0.name == name }?.document)
    for isASCII in [false, true] {
      let text = TerminalRenderer(RenderingOptions(width: width, isASCII: isASCII)).render(document)
      Snapshot.expect(text, "\(name)-\(width)-\(isASCII ? "ascii" : "unicode")")
    }
  }

  @Test("Colours follow roles and nothing but colours is added")
  func colors() throws {
    for (name, document) in SampleDocuments.all {
      let plain = TerminalRenderer(RenderingOptions(width: 80)).render(document)
      let colored = TerminalRenderer(RenderingOptions(width: 80, usesColor: true)).render(document)
      #expect(colored != plain, "\(name)")
      #expect(withoutColors(colored) == plain, "\(name)")
    }
  }

  @Test("The table of the session format is written to the letter")
  func sessionTable() {
    let table = Table([
      ("credit_risk", Column(categories: ["bad", "good"])), ("n", Column(numbers: [300, 700])),
    ])
    let expected = """
      credit_risk │ n
      bad         │ 300
      good        │ 700

      """
    #expect(TerminalRenderer().render(Document([.table(table, .result)])) == expected)
  }

  @Test("A table is cut only where that saves lines", arguments: [(22, false), (23, true)])
  func cutting(rows: Int, isCut: Bool) {
    let table = Table([("x", Column(numbers: (0..<rows).map(Double.init)))])
    let text = TerminalRenderer().render(Document([.table(table, .result)]))
    #expect(text.contains("…") == isCut)
    let footer =
      "… 20 of 23 rows shown (first 10, last 10); save(_, \"all.csv\") writes all\n"
    #expect(text.hasSuffix(footer) == isCut)
    let whole = TerminalRenderer(RenderingOptions(cutsTables: false))
    #expect(!whole.render(Document([.table(table, .result)])).contains("…"))
  }

  @Test("Columns that do not fit are named")
  func droppedColumns() {
    let names = (0..<30).map { "column_\($0)" }
    let table = Table(names.map { ($0, Column(numbers: [1234.5, 2])) })
    let text = TerminalRenderer(RenderingOptions(width: 60)).render(
      Document([.table(table, TableStyle(keptColumns: ["column_20"]))]))
    let head = text.prefix { $0 != "\n" }
    #expect(head.contains("column_20") && head.contains("column_0") && head.contains("column_29"))
    #expect(text.contains("of 30 columns shown, without column_"))
    #expect(text.contains("more"))
  }

  @Test(
    "Data cannot steer the terminal",
    arguments: [
      "\u{1B}[2J", "\u{9B}31m", "a\rb", "\u{7}", "\u{202E}txet", "\u{FEFF}bom", "a\u{2028}b",
    ])
  func injection(text: String) {
    let figure = Figure(
      .lines([.init(text, x: [0, 1], y: [0, 1]), .init("b", x: [0, 1], y: [1, 0])]), title: text,
      xLabel: text, yLabel: text, caption: text)
    let blocks: [Document.Block] = [
      .headline(text), .text(text), .facts([(text, text)]), .notes([text]),
      .findings([Finding(.note, text, evidence: text, advice: text)]), .figure(figure),
      .tree(TreeNode(label: text, children: [TreeNode(branch: text, label: text)])),
      .table(Table([(text, Column(texts: [text]))]), TableStyle()),
      .figure(Figure(.bars([.init(text, 1)]))), .figure(Figure(.boxes([.init(text, [1])]))),
      .figure(Figure(.heatMap(rows: [text], columns: [text], values: [[1]]))),
      .figure(Figure(.waterfall(base: 0, steps: [.init(text, 1)], total: 1))),
    ]
    let shown = TerminalRenderer().render(Document(blocks))
    let forbidden = shown.unicodeScalars.filter { scalar in
      scalar != "\n"
        && [.control, .format, .lineSeparator, .paragraphSeparator]
          .contains(scalar.properties.generalCategory)
    }
    #expect(forbidden.isEmpty)
  }

  private func withoutColors(_ text: String) -> String {
    var plain = ""
    var isEscape = false
    for character in text {
      if character == "\u{1B}" { isEscape = true }
      if !isEscape { plain.append(character) }
      if isEscape, character == "m" { isEscape = false }
    }
    return plain
  }
}
