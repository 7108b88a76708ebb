import Testing

@testable import RetraceShell

@Suite("The prompt") struct PromptTextTests {
  init() { LineEditorLocale.prepare() }

  @Test("tells colours from text") func parts() {
    let prompt = PromptText("\u{1B}[36mrt❯\u{1B}[0m ")
    #expect(prompt.plain == "rt❯ ")
    #expect(prompt.width == 4)
    let marked = String(String.UnicodeScalarView(prompt.delimited.compactMap(Unicode.Scalar.init)))
    #expect(marked == "\u{1}\u{1B}[36m\u{1}rt❯\u{1}\u{1B}[0m\u{1} ")
  }

  @Test("never ends with an escape sequence, which would be lost") func end() {
    #expect(PromptText("a\u{1B}[0m").delimited.last == 0x20)
  }

  @Test("drops what would move the cursor") func controls() {
    #expect(PromptText("a\u{1}\r\nb\u{1B}]0;x").plain == "ab]0;x")
  }
}
