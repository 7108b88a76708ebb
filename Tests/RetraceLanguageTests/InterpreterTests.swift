import RetraceLanguage
import RetraceSyntax
import RetraceTables
import Testing

@Suite("Running statements") struct InterpreterTests {
  @Test(
    "an assignment shows one line that says what the name now is",
    arguments: [
      ("x = 3.5", "x: 3.5"), ("x = \"abc\"", "x: \"abc\""), ("x = missing", "x: missing"),
      ("x = true", "x: true"), ("x = t", "x: table · 3 rows · 7 columns"),
      ("x = t.age", "x: column · number · 3 values"), ("x = t[0]", "x: row · valid[7] · 7 columns"),
      ("x = [1, 2]", "x: list · 2 elements"), ("x = {a: 1, b: 2}", "x: record · a, b"),
      ("x = y -> y + 1", "x: function · y -> y + 1"), ("x = head", "x: command · head"),
      ("param x = 3", "x: 3"), ("x = 1..1_000_000", "x: list · 1,000,000 elements"),
    ])
  func summaries(text: String, line: String) throws {
    var session = Session()
    #expect(try session.run(text).summaryLine == line)
  }

  @Test("a semicolon hides results and keeps them from being remembered")
  func hidden() throws {
    var session = Session()
    #expect(try session.run("x = 3;").summaryLine == nil)
    guard case .hidden = try session.run("x + 1;").kind else {
      Issue.record("shown")
      return
    }
    #expect(session.interpreter.environment.results.last == nil)
  }

  @Test("a statement that fails changes nothing")
  func failure() throws {
    var session = Session()
    _ = try session.run("x = 1\nx + 1")
    let before = session.interpreter.environment
    #expect(throws: Diagnostic.self) { try session.run("x = y") }
    #expect(throws: Diagnostic.self) { try session.run("fails()") }
    #expect(session.interpreter.environment.variableNames == before.variableNames)
    #expect(session.interpreter.environment["x"]?.sourceText == "1")
    #expect(session.interpreter.environment["_"]?.sourceText == "2")
  }

  @Test("an environment can be gone back to")
  func undo() throws {
    var session = Session()
    _ = try session.run("x = 1")
    let kept = session.interpreter.environment
    _ = try session.run("x = 2\nseed 7\n5")
    session.interpreter.environment = kept
    #expect(try session.run("[x, seed_of()]").value?.sourceText == "[1, 42]")
    #expect(throws: Diagnostic.self) { try session.run("_9") }
  }

  @Test(
    "values from outside have the type of the default",
    arguments: [
      ("10", "50", "50"), ("0.5", "5%", "0.05"), ("\"a\"", "50", "\"50\""),
      ("true", "false", "false"),
      ("[1]", "[1, 2]", "[1, 2]"), ("{a: 1}", "{b: \"x\"}", "{b: \"x\"}"), ("missing", "3", "3"),
      ("missing", "some text", "\"some text\""), ("1", "-2", "-2"),
    ])
  func overrides(standard: String, given: String, expected: String) throws {
    var session = Session(overrides: ["n": given])
    let outcome = try session.run("param n = \(standard)")
    #expect(outcome.value?.sourceText == expected)
  }

  @Test("a value from outside of another type is an error")
  func badOverrides() throws {
    var session = Session(overrides: ["rows": "many"])
    do {
      _ = try session.run("param rows = 10")
      Issue.record("no error")
    } catch let error as Diagnostic {
      #expect(error.description == "R0606: --param rows=many: expected a number")
    }
  }

  @Test("commands leave notes beside their result")
  func notes() throws {
    var session = Session()
    #expect(try session.run("seed_of() + seed_of()").notes == ["drawn"])
  }

  @Test(
    "comparisons that are right but hardly meant leave a note",
    arguments: [
      ("keep(t, job == \"cok\")", ["no category is \"cok\"; did you mean \"cook\"?"]),
      ("t.job != \"anything\"", []), ("t.job == \"cook\"", []), ("t.note == \"bb\"", []),
      (
        "keep(t, age == missing)",
        ["comparisons with missing are missing; is_missing(x) asks whether x is missing"]
      ),
    ])
  func traps(text: String, notes: [String]) throws {
    var session = Session()
    #expect(try session.run(text).notes == notes)
  }

  @Test("evaluating an expression leaves no trace")
  func evaluate() throws {
    let session = Session()
    let source = SourceText(text: "t.age[0] + 1")
    let expression = try #require(Parser.parse(source.text).statements.first?.expression)
    #expect(try session.interpreter.evaluate(expression, in: source).sourceText == "31")
    #expect(session.interpreter.environment.results.last == nil)
  }
}
