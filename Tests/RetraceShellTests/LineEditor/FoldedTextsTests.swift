import Testing

@testable import RetraceShell

@Suite("Folded texts") struct FoldedTextsTests {
  init() { LineEditorLocale.prepare() }

  @Test("come back as they were") func roundTrip() {
    var folded = FoldedTexts()
    let long = (1...40).map { "line \($0)" }.joined(separator: "\n")
    let token = folded.fold(long, cells: 60)
    #expect(token == "⟦40 lines: line 1 #1⟧")
    #expect(folded.expand("a = \(token) | head\n") == "a = \(long) | head\n")
    let again = folded.fold("x\n" + token, cells: 60)
    #expect(again == "⟦41 lines: x #2⟧")
    #expect(folded.expand(again) == "x\n" + long)
  }

  @Test("leave brackets alone that are text") func foreign() {
    var folded = FoldedTexts()
    _ = folded.fold("a\nb", cells: 60)
    for text in ["⟦", "⟧", "⟦2 lines: a #2⟧", "⟦⟦2 lines", "a⟦b⟧c⟦"] {
      #expect(folded.expand(text) == text)
    }
    let token = folded.fold("c\nd", cells: 60)
    #expect(folded.expand("⟦" + token + "⟧") == "⟦c\nd⟧")
  }

  @Test("fit into their row", arguments: [1, 10, 20, 30, 60, 200]) func width(cells: Int) {
    var folded = FoldedTexts()
    let token = folded.fold(String(repeating: "日本", count: 9000), cells: cells)
    #expect(TextLayout.cellWidth(of: token) <= max(cells, 24))
  }
}
