import RetraceSyntax
import Testing

@Suite("Source text")
struct SourceTextTests {
  @Test("finds lines and columns of any offset")
  func places() {
    let text = SourceText(name: "a.rts", text: "ab\r\né = 1\n\nx")
    #expect(text.lineCount == 4)
    #expect((1...4).map(text.lineText) == ["ab", "é = 1", "", "x"])
    #expect(text.place(at: 0) == "a.rts:1:1")
    #expect(text.place(at: 4) == "a.rts:2:1")
    #expect(text.place(at: 6) == "a.rts:2:2")
    #expect(text.place(at: 99) == "a.rts:4:2")
    #expect(text.place(at: -5) == "a.rts:1:1")
    #expect(text.lineText(0) == "" && text.lineText(9) == "")
    #expect(text[SourceRange(4, 6)] == "é")
    #expect(text[SourceRange(-3, 99)] == text.text)
    #expect(SourceText(text: "").place(at: 0) == "1:1")
  }
}
