import RetraceShell
import Testing

@Suite("Pasted text") struct PasteFilterTests {
  @Test(
    "becomes what was typed",
    arguments: [
      ("a = 1\n", "a = 1"),
      ("a\r\nb\rc\n\n", "a\nb\nc"),
      ("x\ty 日本", "x\ty 日本"),
      ("\u{FEFF}a\u{1B}[31m\u{0}b\u{7F}\u{9B}", "a[31mb"),
      ("", ""),
      ("\n\n", ""),
      // What was printed is marked: only that goes.
      ("#: seed 1\na = 1\n#> a: number\n  #> 1\nb", "#: seed 1\na = 1\nb"),
      // A transcript: only what stands behind a prompt was typed.
      ("rt> a = 1\n1\nrt> a\n1\nrt>\n", "a = 1\na"),
      ("rt> f(\n… 1,\n…   2)\n3\n", "f(\n1,\n  2)"),
      ("… 2)\nout", "2)"),
      ("\nrt> a | b\nout\n", "a | b"),
      ("rt> :help plot\n", ":help plot"),
      ("rt> :help plot\nHelp\nrt> a\n1", "a"),
      // Not a transcript: a prompt in the middle is text.
      ("a = \"rt> x\"\nrt> b", "a = \"rt> x\"\nrt> b"),
      ("rtx> a", "rtx> a"),
    ])
  func filter(pasted: String, expected: String) {
    #expect(PasteFilter().text(of: pasted) == expected)
  }

  @Test("keeps a place for bytes that are not UTF-8") func invalidBytes() {
    #expect(PasteFilter().text(of: [0x61, 0xFF, 0x62, 0xE6, 0x97]) == "a\u{FFFD}b\u{FFFD}")
  }

  @Test("of random bytes holds no control characters") func random() {
    var generator = SystemRandomNumberGenerator()
    for length in 0..<200 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      for scalar in PasteFilter().text(of: bytes).unicodeScalars {
        let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        #expect(!isControl || scalar == "\n" || scalar == "\t", "bytes \(bytes)")
      }
    }
  }
}
