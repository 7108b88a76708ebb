import RetraceDisplay
import RetraceLanguage
import RetraceSession
import RetraceSyntax
import Testing

@Suite("Checking scripts and naming causes")
struct ScriptCheckTests {
  private static let text = "a = draw()\nb = a * 2\nb\n"

  private func report(_ check: ScriptCheck) -> String {
    CheckReport(check, file: "s.rts", options: RenderingOptions()).text
  }

  @Test("A script that prints what is written is fine, and says what was not compared")
  func fine() {
    let check = check("x = 1\nx + 1\n#> 2\n")
    #expect(check.exitCode == 0)
    #expect(check.agreeing == 1)
    #expect(check.notCompared == 1)
    #expect(report(check) == "s.rts: fine – 2 statements: 1 agrees, 1 not compared\n")
  }

  @Test("A difference names the statement, what is written, what came and why")
  func difference() {
    let check = check(accepted(Self.text).replacing("85", with: "86"))
    #expect(check.exitCode == 3)
    #expect(
      report(check) == """
        s.rts:7: b = a * 2
          expected  b: 86
          got       b: 85
          cause     no recorded cause: data, seed, version and statements are as recorded, so the \
        written output was edited
        s.rts:9: b
          expected  86
          got       85
          cause     no recorded cause: data, seed, version and statements are as recorded, so the \
        written output was edited
        s.rts: differs – 3 statements: 1 agrees, 2 differ

        """)
  }

  @Test("Without facts the cause is not known")
  func noFacts() {
    #expect(cause("1\n#> 2\n")?.hasPrefix("not known") == true)
  }

  @Test("A changed seed is named, wherever it comes from")
  func seeds() {
    let text = accepted(Self.text)
    #expect(
      cause(text, in: testSession(seed: 7)) == "the seed changed: 7 instead of 42")
    #expect(
      cause(text.replacing("#: seed 42", with: "#: seed 43"))
        == "the seed changed: 43 is not the one it was recorded with")
    let seeded = accepted("seed 5\nx = 1\ndraw() + x\n")
    #expect(cause(seeded, in: testSession(seed: 7)) == nil)
    #expect(
      cause(seeded.replacing("seed 5", with: "seed 6")) == "the seed changed: line 5, seed 6")
    #expect(
      cause(seeded.replacing("seed 5\n", with: "# none\n"))
        == "the seed changed: 42 is not the one it was recorded with")
  }

  @Test("An edited statement is named, at its place and downstream")
  func edits() {
    let check = check(accepted(Self.text).replacing("a * 2", with: "a * 3"))
    #expect(
      check.differences.map(\.cause) == [
        "this statement was edited", "a statement upstream was edited: line 7, b = a * 3",
      ])
    // Blanks, comments and brackets are no edits.
    let spaced = accepted(Self.text).replacing("a * 2", with: "( a*2 ) # twice")
    #expect(ScriptCheckTests.exitCode(spaced) == 0)
    // What does not lie upstream is not blamed.
    let other = accepted("x = 1\ny = 2\ny\n").replacing("x = 1", with: "x = 5")
    #expect(
      cause(other.replacing("\ny\n#> 2", with: "\ny\n#> 3"))?.hasPrefix("no recorded") == true)
  }

  private static func exitCode(_ text: String) -> Int32 { check(text).exitCode }

  @Test("Results that are read as _ and _2 lie upstream")
  func results() {
    let text = accepted("1\n2\n_ + _2\n").replacing("\n2\n#> 2", with: "\n4\n#> 4")
    #expect(cause(text) == "a statement upstream was edited: line 7, 4")
  }

  @Test("Statements that were added or removed are named")
  func counts() {
    let text = accepted("x = 1\ny = 2\nx + y\n")
    #expect(
      cause(text.replacing("\ny = 2", with: "\nx = 4;\ny = 2"))
        == "a statement upstream was added: line 7, x = 4")
    let doubled = accepted("x = 1\nx = 2\nx\n")
    #expect(
      cause(doubled.replacing("x = 2\n#> x: 2\n", with: ""))
        == "a statement was removed before line 7")
  }

  @Test("Another version is named, and noise as noise")
  func others() {
    let text = accepted("1 / 3\n")
    #expect(
      cause(text.replacing("0.33", with: "0.44"), in: testSession(version: "0.2.0"))
        == "the version changed: this is retrace 0.2.0, recorded was 0.1.0")
    let last = text.replacing("0.333333333333", with: "0.333333333335")
    #expect(cause(last)?.hasPrefix("only numeric noise") == true)
  }

  @Test("Changed and missing data give 4 and are named, whether or not results differ")
  func data() throws {
    let folder = TestFolder()
    try folder.write("a\nb\n", "x.csv")
    try folder.write("c\n", "y.csv")
    let session = { testSession(folder.path) }
    let text = accepted("x = read(\"x.csv\")\nx\ny = read(\"y.csv\")\ny;\n1 + 1\n", in: session())
    #expect(check(text, in: session()).exitCode == 0)
    try folder.write("c\nd\n", "y.csv")
    let silent = check(text.replacing("#> y: ", with: "# y: "), in: session())
    #expect(silent.exitCode == 4)
    #expect(silent.differences.isEmpty)
    #expect(report(silent).contains("s.rts: data 'y.csv' changed: 2 rows, recorded were 1\n"))
    // Only what reads the file is explained by it.
    let edited = text.replacing("\n1 + 1", with: "\n1 + 2")
    let causes = check(edited, in: session()).differences.map(\.cause)
    #expect(
      causes == ["the data changed: 'y.csv' is not what it was", "this statement was edited"])
    try folder.write("c\n", "y.csv")
    #expect(check(text, in: session()).exitCode == 0)
    let missing = check(text.replacing("y.csv", with: "z.csv"), in: session())
    #expect(missing.exitCode == 4)
    #expect(report(missing).contains("data 'z.csv' is missing"))
    #expect(report(missing).contains("1 failed, 2 not run"))
  }

  @Test("A failed expectation gives 5, another failure 1, and an edit upstream is named")
  func failures() {
    #expect(check("expect(1 == 2)\n").exitCode == 5)
    #expect(check("nosuch\n").exitCode == 1)
    let check = check(accepted("x = 1\nexpect(x == 1)\n").replacing("x = 1\n", with: "x = 2\n"))
    #expect(check.exitCode == 5)
    #expect(check.failureCause == "a statement upstream was edited: line 5, x = 2")
  }

  @Test("What a script writes lies aside in a check, is read from there and is no data")
  func aside() throws {
    let folder = TestFolder()
    let aside = TestFolder()
    let text = "write(\"a\", \"out.txt\")\nread(\"out.txt\")\n"
    let session = testSession(folder.path, writing: .aside(aside.path))
    let written = accepted(text, in: session)
    #expect(session.host.reads.isEmpty)
    #expect(!written.contains("#: data"))
    #expect(throws: (any Error).self) { try folder.bytes("out.txt") }
    #expect(check(written, in: testSession(folder.path, writing: .aside(aside.path))).exitCode == 0)
    // Elsewhere it needs leave.
    #expect(check(text, in: testSession(folder.path)).run.failure?.code == .notAllowed)
  }

  @Test("A parameter that no statement declares is an error before anything runs")
  func parameters() {
    let run = ScriptRun(of: script("param x = 1\n"), in: testSession(overrides: ["y": "2"]))
    #expect(run.steps.isEmpty)
    #expect(run.failure?.code == .badParameterValue)
    let fine = ScriptRun(of: script("param x = 1\nx\n"), in: testSession(overrides: ["x": "2"]))
    #expect(fine.steps.last?.printed == ["2"])
  }
}
