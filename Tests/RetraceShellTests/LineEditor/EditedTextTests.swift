import Testing

@testable import RetraceShell

@Suite("The text being edited") struct EditedTextTests {
  init() { LineEditorLocale.prepare() }

  @Test(
    "moves between rows and keeps its column",
    arguments: [
      ("ab|c", nil, nil), ("abc\nd|e", 1, nil), ("abc\n|", 0, nil), ("ab|c\nd", nil, 5),
      ("日本|\nabcdef", nil, 7), ("a\nb|\nc", 1, 5), ("abc|\n\nxyz", nil, 4),
    ] as [(String, Int?, Int?)])
  func rows(marked: String, above: Int?, below: Int?) {
    let text = Self.text(marked)
    #expect(text.positionAbove == above)
    #expect(text.positionBelow == below)
  }

  @Test("knows commands of the prompt in the row of the cursor") func command() {
    #expect(Self.text("  :help x  |").command == ":help x")
    #expect(Self.text("f(\n:quit|").command == ":quit")
    #expect(Self.text("f(\n:quit|").textWithoutRow == "f(")
    #expect(Self.text(":quit\nx|").command == nil)
    #expect(Self.text("a:b|").command == nil)
  }

  @Test(
    "is given up behind two empty rows",
    arguments: [
      ("f(\n\n|", true), ("f(\n|", false), ("\n|", false), ("f(\n \n\t|", true),
      ("f(\n|\n", false), ("f(\n\nx|", false),
    ])
  func blankRows(marked: String, expected: Bool) {
    #expect(Self.text(marked).endsWithTwoBlankRows == expected)
  }

  @Test("hands its indentation on") func indentation() {
    #expect(Self.text("f(\n  \ta|").indentation == "  \t")
    #expect(Self.text("f(\n |   a").indentation == " ")
    #expect(Self.text("a|").indentation == "")
  }

  @Test("shows rows round the cursor") func window() {
    let text = Self.text("a\nb\nc\nd|\ne\nf")
    let shown = text.window(of: 2)
    #expect(shown.above == "a\nb\nc")
    #expect(shown.rows == "d\ne")
    #expect(shown.below == "f")
    #expect(shown.cursor == 1)
    let whole = text.window(of: 9)
    #expect(whole.above + whole.below == "")
    #expect(whole.rows == text.text)
  }

  @Test("wraps as the terminal does") func layout() {
    let layout = TextLayout(columns: 10)
    #expect(layout.rowCount(promptWidth: 4, text: "".unicodeScalars) == 1)
    #expect(layout.rowCount(promptWidth: 4, text: "12345".unicodeScalars) == 1)
    #expect(layout.rowCount(promptWidth: 4, text: "1234567".unicodeScalars) == 2)
    // A wide character that does not fit goes to the next row.
    #expect(layout.rowCount(promptWidth: 4, text: "12345日".unicodeScalars) == 2)
    #expect(layout.rowCount(promptWidth: 4, text: "a\nb\n".unicodeScalars) == 3)
  }

  @Test("is cut by cells, not by characters") func truncated() {
    #expect(TextLayout.truncated("日本語", to: 6) == "日本語")
    #expect(TextLayout.truncated("日本語", to: 5) == "日本…")
    #expect(TextLayout.truncated("日本語", to: 4) == "日…")
    #expect(TextLayout.truncated("e\u{301}e\u{301}e\u{301}", to: 2) == "e\u{301}…")
    #expect(TextLayout.truncated("abc", to: 0) == "")
  }

  /// A text whose cursor is where the bar stands.
  private static func text(_ marked: String) -> EditedText {
    let scalars = Array(marked.unicodeScalars)
    let cursor = scalars.firstIndex(of: "|") ?? scalars.count
    return EditedText(scalars: scalars.filter { $0 != "|" }, cursor: cursor)
  }
}
