import RetraceSyntax
import Testing

@Suite("Hostile texts")
struct ParserFuzzTests {
  /// SplitMix64, so that every run tries the same texts.
  struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  static let pieces = [
    "x", "credit", "`a b`", "_", "_7", "1", "2.5", "1e3", "5%", "\"text\"", "'t'", "\"a \\(", ")\"",
    "\"", "'",
    "`", "(", ")", "[", "]", "{", "}", ",", ":", ";", "\n", "\r\n", "|", "=", "==", "!=", "<", "<=",
    ">", ">=",
    "+", "-", "*", "/", "%", "^", "..", ".", "->", "$", "and", "or", "not", "in", "if", "then",
    "else", "true",
    "missing", "param", "seed", "let", "def", "import", "lambda", "function", "&&", "||", "!", "=>",
    "**",
    "//", "++", "+=", "?", "\\", "#c", "#c\n", "/*", "*/", "--", "“", "”", "\u{A0}", "−", "é", "🎉",
    "０", "0x1F", "1,000",
    "f\"{a}\"", "is None", "AND", "@", "~", "\0", "…", "…",
  ]

  static let programs = [
    "credit = load(\"german_credit.csv\")\ncredit | where(age > 30 and not (risk == 'bad')) | count(by: [risk])",
    "f = (a, b) -> if a in 1..3 then {x: a, \"y z\": -b ^ 2} else missing\nf(1, b: 2).x[0]\n",
    "param rows = 1_000\nseed 7\nt = example(\"credit\", rows: $rows);\nt.`a b` | map(x -> \"\\(x + 1)%\") |\n head\n",
  ]

  /// Everything that a caller may ask of a result.
  private func exercise(_ source: String) {
    let result = Parser.parse(source)
    let text = SourceText(name: "cell 1", text: source)
    let count = source.utf8.count
    for diagnostic in result.finalDiagnostics {
      #expect(diagnostic.range.lowerBound >= 0 && diagnostic.range.upperBound <= count)
      #expect(diagnostic.labels.allSatisfy { $0.range.upperBound <= count })
      if let fix = diagnostic.fix {
        #expect(Parser.parse(fix).finalDiagnostics.isEmpty, "\(source)")
      }
    }
    let rendered = DiagnosticRenderer(width: 44).render(result.finalDiagnostics, in: text)
    for line in rendered.split(separator: "\n") where line.utf8.allSatisfy({ $0 < 0x80 }) {
      #expect(line.utf8.count <= 44, "\(line)")
    }
    var end = 0
    for token in result.tokens {
      #expect(token.range.lowerBound >= end, "\(source.debugDescription)")
      end = token.range.upperBound
    }
    #expect(end <= count)
    for statement in result.statements {
      let canonical = statement.canonicalText
      let again = Parser.parse(canonical)
      #expect(
        again.statements.count == 1 && again.finalDiagnostics.isEmpty, "\(source) → \(canonical)")
      #expect(
        again.statements.first.map { outline($0) } == outline(statement), "\(source) → \(canonical)"
      )
      #expect(again.statements.first?.canonicalText == canonical)
      _ = statement.names
    }
    _ = Highlighter.highlights(of: source)
    _ = CompletionContext(source, cursor: count / 2)
    _ = CompletionContext(source, cursor: count)
  }

  @Test("random bytes never crash the parser")
  func bytes() {
    var random = Random(state: 1)
    for _ in 0..<1_500 {
      let count = Int.random(in: 0...60, using: &random)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      exercise(String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test("random tokens never crash the parser")
  func tokens() {
    var random = Random(state: 2)
    for _ in 0..<3_000 {
      let count = Int.random(in: 1...14, using: &random)
      let separator = Bool.random(using: &random) ? " " : ""
      let words = (0..<count).compactMap { _ in Self.pieces.randomElement(using: &random) }
      exercise(words.joined(separator: separator))
    }
  }

  @Test("damaged programs never crash the parser")
  func damage() {
    var random = Random(state: 3)
    for program in Self.programs {
      let bytes = Array(program.utf8)
      #expect(Parser.parse(program).finalDiagnostics.isEmpty)
      for _ in 0..<500 {
        var changed = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) where !changed.isEmpty {
          let place = Int.random(in: 0..<changed.count, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: changed.remove(at: place)
          case 1: changed[place] = UInt8.random(in: 0...127, using: &random)
          case 2:
            changed.insert(
              contentsOf: Self.pieces.randomElement(using: &random)?.utf8.map { $0 } ?? [],
              at: place)
          default: changed.removeSubrange(place...)
          }
        }
        exercise(String(decoding: changed, as: UTF8.self))
      }
    }
  }
}
