import RetraceSyntax
import Testing

@Suite("Limits of the parser", .serialized)
struct ParserLimitTests {
  static let deep: [(String, String)] = [
    (
      "brackets",
      String(repeating: "(", count: 10_000) + "1" + String(repeating: ")", count: 10_000)
    ),
    ("lists", String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)),
    (
      "records",
      String(repeating: "{a:", count: 10_000) + "1" + String(repeating: "}", count: 10_000)
    ),
    ("calls", String(repeating: "f(", count: 10_000) + String(repeating: ")", count: 10_000)),
    ("signs", String(repeating: "- ", count: 100_000) + "1"),
    ("nots", String(repeating: "not ", count: 100_000) + "a"),
    ("powers", "2" + String(repeating: "^2", count: 100_000)),
    ("sums", "1" + String(repeating: " + 1", count: 100_000)),
    ("pipes", "x" + String(repeating: " | f", count: 10_000)),
    ("members", "x" + String(repeating: ".a", count: 100_000)),
    ("indices", "x" + String(repeating: "[0]", count: 100_000)),
    ("curried calls", "f" + String(repeating: "()", count: 100_000)),
    ("choices", String(repeating: "if a then b else ", count: 10_000) + "c"),
    ("functions", String(repeating: "x -> ", count: 10_000) + "x"),
    (
      "texts",
      String(repeating: "\"\\(", count: 10_000) + "1" + String(repeating: ")\"", count: 10_000)
    ),
    ("comparisons", "a" + String(repeating: " < a", count: 100_000)),
    (
      "chains in chains",
      String(repeating: "(", count: 200) + "1"
        + String(repeating: String(repeating: " + 1", count: 200) + ")", count: 200)
    ),
  ]

  @Test("deep nesting is one clear error", arguments: deep.map(\.0))
  func nesting(name: String) {
    let source = Self.deep.first { $0.0 == name }?.1 ?? ""
    let result = Parser.parse(source)
    #expect(result.diagnostics.contains { $0.code == .tooDeep })
    #expect(result.diagnostics.count <= 2)
    #expect(result.statements.isEmpty)
  }

  @Test(
    "nesting below the limit parses",
    arguments: [
      String(repeating: "(", count: 200) + "1" + String(repeating: ")", count: 200),
      "1" + String(repeating: " + 1", count: 240), "x" + String(repeating: " | f", count: 240),
      "[" + String(repeating: "1, ", count: 100_000) + "]",
    ])
  func below(source: String) {
    #expect(Parser.parse(source).finalDiagnostics.isEmpty)
  }

  @Test(
    "open brackets without end are one error",
    arguments: ["(", "[", "{", "f(", "{a:", "\"\\(", "if ", "(\na = "])
  func unclosed(piece: String) {
    let result = Parser.parse(String(repeating: piece, count: 20_000))
    #expect(!result.finalDiagnostics.isEmpty)
    #expect(result.finalDiagnostics.count <= 41)
  }

  @Test(
    "time grows with the text, not faster",
    arguments: [
      "x = f(1, \"a \\(b)\") | g(c)\n", "(", ")", "\"", "\"\\(", "\"\\(\"", "`", "“", "\\", "/*",
      "/* \n",
      "1 ", "a b ", "= ", "(\na = ", "] [", "{a ", "a.5 ", "\"\\q", "| ", "a ? b : ",
      "a if b else ", "-- ",
      "// a b\n", "\u{A0}", "🎉", "1,000,", "f\"{x}\" ", "(]", "\"a)\n", "x -> ", "'\\('", "%>% ",
      "a = ",
      "if a { ", "a < ", "else: ", "x = (1\n",
    ])
  func linear(piece: String) {
    let clock = ContinuousClock()
    func time(_ count: Int) -> Duration {
      let source = String(repeating: piece, count: count / piece.utf8.count)
      return (0..<3).map { _ in clock.measure { _ = Parser.parse(source) } }.min() ?? .zero
    }
    let short = time(8_000)
    let long = time(64_000)
    // Eight times the text may take 32 times as long, for caches and noise, but not 64 times.
    #expect(long < short * 32 + .milliseconds(80), "\(short) → \(long)")
  }
}
