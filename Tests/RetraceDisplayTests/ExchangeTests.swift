import RetraceDisplay
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Documents for other programs")
struct ExchangeTests {
  static let document = Document([
    .headline("a *table* <b>"),
    .table(
      Table([
        ("na|me", Column(texts: ["x_1", nil])), ("n", Column(numbers: [0.5, 12])),
      ]), TableStyle()),
    .facts([("seed", "42")]),
    .findings([Finding(.warning, "odd", evidence: "row 3", advice: "drop(t, `n`)")]),
    .tree(TreeNode(label: "root", children: [TreeNode(branch: "n > 1", label: "leaf")])),
  ])

  @Test("Markdown has tables with pipes and escapes what could be markup")
  func markdown() {
    let expected = #"""
      **a \*table\* &lt;b>**

      | na\|me | n |
      | --- | ---: |
      | x\_1 | 0.5 |
      | missing | 12.0 |

      - seed: 42

      - **warning**: odd\
        row 3\
        try: ``drop(t, `n`)``

      ```text
      root
      └─ n > 1: leaf
      ```

      """#
    #expect(MarkdownRenderer().render(Self.document) == expected)
  }

  @Test("JSON holds the blocks in order, whole")
  func json() {
    let expected = """
      {"kind": "document", "blocks": [{"kind": "headline", "text": "a *table* <b>"}, \
      {"kind": "table", "rows": [{"na|me": "x_1", "n": 0.5}, {"na|me": null, "n": 12}]}, \
      {"kind": "facts", "facts": {"seed": "42"}}, \
      {"kind": "findings", "findings": [{"severity": "warning", "title": "odd", \
      "evidence": "row 3", "advice": "drop(t, `n`)"}]}, \
      {"kind": "tree", "root": {"branch": "", "label": "root", "children": \
      [{"branch": "n > 1", "label": "leaf", "children": []}]}}]}
      """
    #expect(JSONRenderer.json(Self.document).serialized == expected)
  }

  @Test("A figure is its data and its caption")
  func figure() {
    let figure = Figure(.bars([.init("a", 1), .init("b", .nan, error: 0.5)]), title: "t")
    let expected = """
      {"kind": "figure", "figure": "bars", "bars": [{"label": "a", "value": 1, "error": null}, \
      {"label": "b", "value": "nan", "error": 0.5}], "title": "t", \
      "caption": "2 bars, all 1"}
      """
    #expect(JSONRenderer.json(figure).serialized == expected)
  }

  @Test("CSV gives tables, else the data of figures, else facts")
  func csv() {
    #expect(CSVRenderer.render(Document([.facts([("a", "1")])])).hasPrefix("name,value\na,"))
    let bars = Figure(.bars([.init("a", 1.5)]))
    #expect(CSVRenderer.render(Document([.figure(bars)])) == "label,value,error\na,1.5,\n")
    let table = Table([("n", Column(numbers: [1, 2]))])
    let both = Document([.figure(bars), .table(table, TableStyle(rowLimit: 2))])
    #expect(CSVRenderer.render(both) == "n\n1\n2\n")
  }
}
