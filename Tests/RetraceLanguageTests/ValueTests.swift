import RetraceCatalog
import RetraceDisplay
import RetraceLanguage
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Values") struct ValueTests {
  @Test("a value takes at most 17 bytes")
  func size() {
    #expect(MemoryLayout<Value>.size <= 17)
  }

  @Test(
    "JSON forms",
    arguments: [
      (
        "t[0]",
        #"{"age": 30, "score": 0.5, "job": "cook", "note": "b", "good": true, "day": "1970-01-01", "credit risk": 1}"#
      ),
      (
        "[1, \"a\", missing, true, 0 / 0, 1 / 0, -1 / 0]",
        #"[1, "a", null, true, "nan", "inf", "-inf"]"#
      ),
      ("1..3", "[1, 2, 3]"), ("t.age", "[30, null, 50]"), ("t.good", "[true, false, null]"),
      ("{a: {b: [1]}, \"c d\": 0.1}", #"{"a": {"b": [1]}, "c d": 0.1}"#),
      ("x -> x + 1", #""x -> x + 1""#),
      ("[t[2..1], t | head(0)]", "[[], []]"), ("0.1 + 0.2", "0.30000000000000004"),
      ("\"a\\n\"", #""a\n""#),
    ])
  func json(text: String, expected: String) throws {
    var session = Session()
    #expect(try session.run(text).value?.json().serialized == expected)
  }

  @Test(
    "documents of every kind of value",
    arguments: [
      ("0.1 + 0.2", "0.3"), ("missing", "missing"), ("\"a b\"", "a b"),
      ("[1, \"a\", {b: [2]}]", "[1, \"a\", {b: [2]}]"),
      ("{a: 1, b: \"x\", c: t}", "a  1\nb  x\nc  table · 3 rows · 7 columns"), ("{}", "{}"),
      ("[]", "[]"),
      ("t[1].note", "missing"), ("x -> x", "x -> x"),
      ("t.age", "  │ value\n0 │      30\n1 │ missing\n2 │      50"),
      ("[{a: 1, b: 2}, {a: 3, b: 4}]", "  │ a │ b\n0 │ 1 │ 2\n1 │ 3 │ 4"),
    ])
  func documents(text: String, expected: String) throws {
    var session = Session()
    let document = try #require(try session.run(text).value?.document())
    let shown = TerminalRenderer().render(document)
    let lines = shown.split(separator: "\n").map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
    #expect(lines.joined(separator: "\n") == expected)
  }

  @Test("a row is shown under the name that it remembers")
  func row() throws {
    var session = Session()
    let document = try #require(try session.run("t[1]").value?.document())
    guard case .headline(let headline) = document.blocks.first else {
      Issue.record("no headline")
      return
    }
    #expect(headline == "valid[8]")
  }

  @Test(
    "values go to the libraries and come back the same",
    arguments: [
      "missing", "1.5", "\"a\"", "true", "[1, [\"x\"], missing]", "{a: 1, b: {c: true}}", "t",
      "t.age", "t[1]",
      "x -> x", "head",
    ])
  func arguments(text: String) throws {
    var session = Session()
    let value = try #require(try session.run(text).value)
    #expect(Value(value.argument).isSame(as: value))
  }

  @Test("functions can be called by libraries")
  func functions() throws {
    var session = Session()
    let value = try #require(try session.run("k = 10; (x, y) -> x * k + y").value)
    guard case .function(let function) = value.argument else {
      Issue.record("no function")
      return
    }
    guard case .number(32) = try function.call([.number(3), .number(2)]) else {
      Issue.record("another result")
      return
    }
  }

  @Test(
    "defaults that can be typed are read",
    arguments: [
      ("10", "10"), ("\"auto\"", "\"auto\""), ("[\"\", \"NA\"]", "[\"\", \"NA\"]"),
      ("-0.5", "-0.5"),
      ("{a: [1]}", "{a: [1]}"), ("true", "true"), ("automatic", "nothing"), ("1 + 1", "nothing"),
      ("all features", "nothing"), ("", "nothing"), ("0.75*sqrt(features)", "nothing"),
    ])
  func literals(text: String, expected: String) {
    #expect(Value(literal: text)?.sourceText ?? "nothing" == expected)
  }
}
