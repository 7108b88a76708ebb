import Testing

@testable import RetraceShell

@Suite("Completion") struct CompletionResultTests {
  @Test(
    "shares the longest start, in whole characters",
    arguments: [
      ([], ""), (["load"], "load"), (["load", "logistic"], "lo"), (["a", "b"], ""),
      (["naïve_one", "naïve_two"], "naïve_"), (["e\u{301}a", "eb"], ""),
      (["👩‍🔬1", "👩‍🎨1"], ""), (["abc", "ab", "abcd"], "ab"), (["", "x"], ""),
    ])
  func commonPrefix(texts: [String], expected: String) {
    #expect(CompletionResult.longestCommonPrefix(of: texts) == expected)
  }

  @Test("inserts the only candidate with its suffix") func only() {
    #expect(action("lo", "load") == .insert("load", isFinal: true))
    let result = CompletionResult(
      replaceRange: 0..<2, candidates: [CompletionCandidate("load", suffix: "(")])
    #expect(result.action(replacing: "lo") == .insert("load(", isFinal: true))
  }

  @Test("inserts as far as the candidates agree, then lists them") func several() {
    #expect(action("n", "naïve_one", "naïve_two") == .insert("naïve_", isFinal: false))
    #expect(action("naïve_", "naïve_one", "naïve_two") == .list)
    #expect(action("", "a", "b") == .list)
  }

  @Test("never takes typed letters away") func keepsTyped() {
    #expect(action("frame", "data_frame", "time_frame") == .list)
    #expect(action("XY", "abcd", "abce") == .list)
    #expect(action("CRED", "credit_risk", "credit_sum") == .insert("credit_", isFinal: false))
  }

  @Test("has nothing to do without candidates") func nothing() {
    #expect(action("x") == .nothing)
  }

  @Test("cuts a text at a byte only where a character begins") func suffix() {
    #expect(LineEditor.suffix(of: "aïb", fromByte: 1) == "ïb")
    #expect(LineEditor.suffix(of: "aïb", fromByte: 2) == nil)
    #expect(LineEditor.suffix(of: "aïb", fromByte: 4) == "")
    #expect(LineEditor.suffix(of: "aïb", fromByte: 5) == nil)
    #expect(LineEditor.suffix(of: "aïb", fromByte: -1) == nil)
  }

  private func action(_ typed: String, _ texts: String...) -> CompletionResult.Action {
    CompletionResult(
      replaceRange: 0..<typed.utf8.count, candidates: texts.map { CompletionCandidate($0) }
    ).action(replacing: typed)
  }
}
