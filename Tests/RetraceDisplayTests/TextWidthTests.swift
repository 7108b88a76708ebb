import RetraceDisplay
import Testing

@Suite("Cells of a text")
struct TextWidthTests {
  @Test(
    "Widths by character",
    arguments: [
      ("abc", 3), ("日本", 4), ("e\u{301}", 1), ("👩‍🚀", 2), ("❤️", 2), ("☝🏽", 2), ("🇩🇪", 2), ("한글", 4),
      ("\u{1B}[0m", 9), ("\t", 2), ("ｆｕｌｌ", 8), ("│─…", 3), ("\u{200B}", 8), ("ä", 1), ("", 0),
      ("1️⃣", 2),
      ("ﷺ", 1), ("👍🏿👍", 4),
    ])
  func widths(text: String, cells: Int) {
    #expect(TextWidth.width(of: text) == cells)
  }

  @Test(
    "What is truncated fits and says so",
    arguments: [
      ("abcdef", 4, "abc…"), ("日本語", 4, "日…"), ("日本語", 5, "日本…"), ("abc", 3, "abc"),
      ("abc", 1, "…"),
      ("abc", 0, ""), ("a\nb", 4, "a\\nb"),
    ])
  func truncation(text: String, width: Int, expected: String) {
    #expect(TextWidth.truncated(text, to: width) == expected)
    #expect(
      TextWidth.truncated(text, to: width, isASCII: true)
        == expected.split(separator: "…", omittingEmptySubsequences: false).joined(separator: "~"))
  }

  @Test(
    "Wrapping breaks at blanks, and within words that are too long",
    arguments: [
      ("a b c", 3, ["a b", "c"]), ("abcdef gh", 4, ["abcd", "ef", "gh"]), ("", 5, [""]),
      ("one\ntwo", 10, ["one", "two"]), ("日本語の", 4, ["日本", "語の"]), ("x  y", 80, ["x  y"]),
    ])
  func wrapping(text: String, width: Int, expected: [String]) {
    #expect(TextWidth.wrapped(text, to: width) == expected)
  }

  @Test("Padding counts cells")
  func padding() {
    #expect(TextWidth.padded("日", to: 4) == "日  ")
    #expect(TextWidth.padded("日", to: 4, .right) == "  日")
    #expect(TextWidth.padded("long", to: 2) == "long")
  }
}
