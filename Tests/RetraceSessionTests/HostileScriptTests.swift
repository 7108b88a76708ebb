import RetraceLanguage
import RetraceSession
import Testing

@Suite("Damaged scripts and documents")
struct HostileScriptTests {
  /// A small generator, so that the same inputs come every time.
  private struct Generator {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    mutating func below(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(max(bound, 1)))
    }
  }

  private static let seeds: [String] = [
    accepted("x = 1\ny = [x, 2, 3]\nf = n -> n + x\nf(2); say(3)\nseed 7\ndraw() | f\n_ + _4\n"),
    accepted(
      "# T\n\n```retrace\nparam p = 0.5\np * 2\n```\n\n- a\n\n  ~~~~retrace\n  \"\\(p)\"\n  ~~~~\n",
      isDocument: true),
    "#: seed 1\n#: statements 1 2 3 \n#: data x sha256:\n#: data \"\\n\" sha256:00 rows 9\n{a: 1}\n#>\n",
  ]
  private static let pieces = [
    "```", "```retrace\n", "~~~", "\n", "\r\n", "\r", "#>", "#: ", "#: seed ", "#: statements ffff",
    "#: data ../../etc/passwd sha256:00", "(", "]", "\"", "\\(", "|", ";", " ", "\t", "- ", "1. ",
    "<!--", "-->", "\u{0}", "\u{FEFF}", "\u{1F600}", "1e999", "_9999999999999999999", "..", "-> ",
    "seed 18446744073709551615\n", "99999999999999999999", "if ", "param x = ", "    ",
    "#> 0.5e-9999999999",
  ]

  @Test("5,000 damaged inputs are read, run, checked and written without a fault")
  func mutations() {
    var generator = Generator()
    var parsed = 0
    for round in 0..<5_000 {
      var bytes = Array(Self.seeds[generator.below(Self.seeds.count)].utf8)
      for _ in 0...generator.below(6) {
        let place = generator.below(bytes.count + 1)
        switch generator.below(5) {
        case 0:
          bytes.insert(
            contentsOf: Array(Self.pieces[generator.below(Self.pieces.count)].utf8), at: place)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + generator.below(12)))
        case 2 where place < bytes.count: bytes[place] = UInt8(generator.below(256))
        case 3: bytes = Array(bytes[..<place])
        default:
          let end = min(bytes.count, place + generator.below(40))
          bytes.insert(contentsOf: bytes[place..<end], at: generator.below(bytes.count + 1))
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      let isDocument = round % 2 == 0
      let read = script(text, isDocument: isDocument)
      let checked = ScriptCheck(of: read, in: testSession(seed: read.facts.seed ?? 42))
      guard read.diagnostics.isEmpty else { continue }
      parsed += 1
      guard checked.run.failure == nil else { continue }
      let once = accepted(
        text, in: testSession(seed: read.facts.seed ?? 42), isDocument: isDocument)
      let again = check(once, isDocument: isDocument)
      if !again.differences.isEmpty || again.run.failure != nil {
        Issue.record("does not check after it was written:\n\(text)\n=>\n\(once)")
      }
      if accepted(once, in: testSession(seed: read.facts.seed ?? 42), isDocument: isDocument)
        != once
      {
        Issue.record("writing it twice changes it:\n\(text)\n=>\n\(once)")
      }
    }
    #expect(parsed > 500)
  }

  @Test("Many statements that all differ are explained in linear time")
  func manyDifferences() {
    let lines = (0..<3_000).map { "x\($0) = \($0)\n#> wrong\n" }.joined()
    let digests = (0..<3_000).map { "#: statements \(String($0 % 7, radix: 16))abcdef0\n" }.joined()
    let facts = "#: retrace 0.1.0\n#: seed 42\n" + digests
    let found = check(facts + lines)
    #expect(found.differences.count == 3_000)
    let data = (0..<3_000).map { "#: data nosuch\($0) sha256:00112233\n" }.joined()
    #expect(check(data + lines).dataChanges.count == 3_000)
  }
}
