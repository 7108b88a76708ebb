import RetraceSession
import Testing

@Suite("Writing facts and outputs into scripts")
struct ScriptUpdateTests {
  @Test("A script gets facts at its start and outputs below its statements")
  func plain() {
    let text = accepted("# remark\n\nx = 2  # two\n\nx * 3\nx;\n")
    #expect(
      text.split(separator: "\n", omittingEmptySubsequences: false).filter {
        !$0.hasPrefix("#: statements")
      } == [
        "#: retrace 0.1.0", "#: seed 42", "", "# remark", "", "x = 2  # two", "#> x: 2", "",
        "x * 3", "#> 6", "x;", "",
      ])
  }

  @Test("Outputs in a list item are indented as its fence, and old ones are replaced")
  func indented() {
    let text = accepted(
      "- a\n\n  ~~~retrace\n  1 +\n    1\n  #> 3\n  #> more\n  # why\n  ~~~\n", isDocument: true)
    #expect(
      text.split(separator: "\n", omittingEmptySubsequences: false).filter {
        !$0.contains("#: statements")
      } == [
        "- a", "", "  ~~~retrace", "  #: retrace 0.1.0", "  #: seed 42", "", "  1 +", "    1",
        "  #> 2", "  # why", "  ~~~", "",
      ])
  }

  @Test(
    "Written a second time nothing changes, and a check of it passes",
    arguments: [
      ("", false), ("1 + 1", false), ("1 + 1\n", false), ("\n\n# only remarks\n", false),
      ("x = 1\r\n\r\nx + 1\r\n# c\r\nx", false), ("#!/usr/bin/env retrace\n1\n", false),
      ("#!/usr/bin/env retrace", false), ("# first\n#: seed 9\n1; say(2); 3\n", false),
      ("say(1); 2\n\n\n\"a  \"\n", false), ("seed 7\ndraw()\n#> old\n\n#> stray\n", false),
      ("# T\n\n```retrace\n1\n```\n\nMore.\n\n```retrace\n2\n```", true),
      ("1. x\n\n   ~~~~ retrace\n   y = 1\n\n   y\n   ~~~~\n", true), ("no fence\n", true),
      ("```retrace\r\n1\r\n```\r\n", true), ("```retrace\n", true), ("```retrace\n1", true),
    ])
  func idempotent(text: String, isDocument: Bool) {
    let once = accepted(text, isDocument: isDocument)
    let twice = accepted(
      once, in: testSession(seed: script(once).facts.seed ?? 42), isDocument: isDocument)
    #expect(once == twice)
    let check = check(once, isDocument: isDocument)
    #expect(check.exitCode == 0)
    #expect(check.differences.isEmpty)
    // Everything else is kept byte for byte.
    func kept(_ text: String) -> [Substring] {
      text.split(whereSeparator: \.isNewline).filter {
        let line = $0.drop { $0 == " " }
        return !line.isEmpty && !line.hasPrefix("#>") && !line.hasPrefix("#:")
      }
    }
    #expect(kept(text) == kept(once))
    #expect(once.contains("\r\n") == text.contains("\r\n"))
    #expect(!text.contains("\r\n") || !once.replacing("\r\n", with: "").contains("\n"))
  }
}
