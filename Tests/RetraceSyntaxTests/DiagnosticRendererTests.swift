import RetraceSyntax
import Testing

@Suite("Diagnostic renderer")
struct DiagnosticRendererTests {
  private func rendered(_ source: String, width: Int = 80, ascii: Bool = false) -> String {
    DiagnosticRenderer(width: width, isASCII: ascii).render(
      Parser.parse(source).finalDiagnostics, in: SourceText(name: "cell 7", text: source))
  }

  @Test("shows code, place, line, mark and fix")
  func plain() {
    #expect(
      rendered("where(t, a = 1)") == """
        error R0109: '=' gives a name to a value and cannot compare
          at cell 7:1:12
          │
        1 │ where(t, a = 1)
          │            ^ compare with '=='
          help: write '==' to compare
                where(t, a == 1)

        """)
  }

  @Test("shows further places, on other lines too, in ASCII")
  func labels() {
    #expect(
      rendered("x = f(1,\n  [2, 3\n\n\n)", ascii: true) == """
        error R0102: '[' is not closed
          at cell 7:2:3
          |
        2 |   [2, 3
          |   ^ opened here
        ...
        5 | )
          | - expected ']' before this
          help: close the bracket with ']'
                x = f(1,
                  [2, 3]


                )

        """)
  }

  @Test("counts wide characters as two cells")
  func wide() {
    #expect(
      rendered("名前 = f(\"表\") and 1 = 2").contains(
        """
        1 │ 名前 = f("表") and 1 = 2
          │                      ^ compare with '=='
        """))
  }

  @Test("shows a window of a long line")
  func window() {
    let source =
      String(repeating: "abc + ", count: 30) + "x && y" + String(repeating: " + def", count: 30)
    #expect(
      rendered(source, width: 44).hasPrefix(
        """
        error R0110: '&&' is not an operator of the
        language
          at cell 7:1:183
          │
        1 │ … abc + x && y + def + def + def + def …
          │           ^^
        """))
  }

  @Test("is never wider than asked", arguments: [20, 31, 44, 80], [false, true])
  func width(width: Int, ascii: Bool) {
    let sources = [
      String(repeating: "名", count: 100) + " && b",
      "f([" + String(repeating: "1, ", count: 60) + ")",
      "\"" + String(repeating: "long ", count: 40), "x = 1 2\t3",
      String(repeating: "é", count: 90) + " é",
    ]
    for source in sources {
      for line in rendered(source, width: width, ascii: ascii).split(separator: "\n") {
        let cells = line.reduce(0) { $0 + ($1 == "名" ? 2 : 1) }
        #expect(cells <= width, "\(line)")
      }
    }
  }

  @Test("shows facts, notes and fixes of any diagnostic")
  func facts() {
    let diagnostic = Diagnostic(
      .unknownColumn, "there is no column 'los'", at: SourceRange(6, 9),
      note: "not a column of base",
      labels: [.init(SourceRange(0, 4), "a table with 3 columns")],
      facts: ["columns of base: loss, acc, lr"], help: "did you mean 'loss'?", fix: "base | loss")
    #expect(
      DiagnosticRenderer().render(diagnostic, in: SourceText(name: "a.rts", text: "base | los"))
        == """
        error R0202: there is no column 'los'
          at a.rts:1:7
          │
        1 │ base | los
          │ ----  ^^^ not a column of base
          │ ╰ a table with 3 columns
          = columns of base: loss, acc, lr
          help: did you mean 'loss'?
                base | loss

        """)
    #expect(
      DiagnosticRenderer().render(diagnostic, in: nil).hasPrefix(
        "error R0202: there is no column 'los'\n  ="))
  }

  @Test("gives every part its role")
  func roles() {
    let renderer = DiagnosticRenderer { role, text in "<\(role)>\(text)" }
    let source = "f([1, 2)"
    let text = renderer.render(Parser.parse(source).diagnostics, in: SourceText(text: source))
    for role in ["code", "message", "place", "gutter", "source", "mark", "label", "help", "fix"] {
      #expect(text.contains("<\(role)>"), "\(role)")
    }
  }
}
