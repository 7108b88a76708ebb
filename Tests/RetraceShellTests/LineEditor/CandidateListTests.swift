import Testing

@testable import RetraceShell

@Suite("The list of candidates") struct CandidateListTests {
  init() { LineEditorLocale.prepare() }

  @Test("puts names into columns") func packed() {
    let names = ["load", "lime", "lines", "logistic", "head"].map { CompletionCandidate($0) }
    #expect(
      CandidateList(candidates: names, columns: 34, rows: 10).lines == [
        "  load      lines     head", "  lime      logistic",
      ])
  }

  @Test("puts help beside names and headings above groups") func described() {
    let candidates = [
      CompletionCandidate("load", summary: "Read a file.", group: "Commands"),
      CompletionCandidate("日本", summary: "A column.", group: "Columns"),
      CompletionCandidate("lime", summary: "Explain one decision locally.", group: "Commands"),
    ]
    #expect(
      CandidateList(candidates: candidates, columns: 30, rows: 10).lines == [
        "Commands", "  load  Read a file.", "  lime  Explain one decision…",
        "Columns", "  日本  A column.",
      ])
  }

  @Test("says how many do not fit") func cut() {
    let names = (1...20).map { CompletionCandidate("name\($0)", summary: "x") }
    let lines = CandidateList(candidates: names, columns: 60, rows: 5).lines
    #expect(lines.count == 5)
    #expect(lines.last == "… 16 more; type on to narrow")
  }

  @Test("is never wider than the terminal", arguments: [1, 2, 5, 12, 20, 44, 80, 200])
  func width(columns: Int) {
    let candidates = (0..<40).map {
      CompletionCandidate(
        String(repeating: "列x", count: $0 % 9 + 1), summary: $0 % 2 == 0 ? "説明 of it" : nil,
        group: $0 % 3 == 0 ? "Group of many words" : nil)
    }
    for rows in [0, 2, 24] {
      for line in CandidateList(candidates: candidates, columns: columns, rows: rows).lines
      where columns >= 12 {
        #expect(TextLayout.cellWidth(of: line) < columns)
      }
    }
  }
}
