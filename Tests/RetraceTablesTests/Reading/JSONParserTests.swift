import RetraceTables
import Testing

@Suite("JSON is read into ordered values")
struct JSONParserTests {
  @Test("Values of all kinds, in order")
  func values() throws {
    let json = try JSONParser.parse(
      " {\"b\": [1, -2.5e3, true, false, null], \"a\": {\"x\": \"\\u00e9\\n\\\"\\/\"}, \"a\": 2} ")
    #expect(
      json
        == .object([
          .init("b", .array([.number(1), .number(-2500), .logical(true), .logical(false), .null])),
          .init("a", .object([.init("x", .text("é\n\"/"))])), .init("a", .number(2)),
        ]))
    #expect(json["a"]?["x"] == .text("é\n\"/"))
  }

  @Test(
    "Surrogates, alone and in pairs",
    arguments: [
      ("\"\\ud83d\\ude42\"", "🙂"), ("\"\\ud83d\"", "\u{FFFD}"), ("\"\\ude42x\"", "\u{FFFD}x"),
      ("\"\\ud83d\\u0041\"", "\u{FFFD}A"), ("\"\\u0000\"", "\u{0}"),
    ])
  func surrogates(text: String, value: String) throws {
    #expect(try JSONParser.parse(text) == .text(value))
  }

  @Test(
    "Errors name line and column",
    arguments: [
      ("", "line 1, column 1: expected a value, got the end of the text"),
      ("{\"a\": 1,}", "line 1, column 9: expected a key in double quotes, got '}'"),
      ("[1\n, 02]", "line 2, column 3: expected a number without leading zeros"),
      ("[1.]", "expected a digit after the decimal point"), ("[.5]", "expected a value, got '.'"),
      ("[+1]", "expected a value, got '+'"), ("nul", "expected a value"),
      ("[1] 2", "expected the end"),
      ("\"\\x\"", "expected an escape"), ("\"\\u12g4\"", "four hexadecimal digits"),
      ("\"a\nb\"", "a control character in a text"), ("\"abc", "never ends"),
      ("[1 2]", "expected ','"),
      ("{\"a\" 1}", "expected ':'"), ("[NaN]", "expected a value, got 'N'"),
      ("[-]", "expected a value"),
      ("[1e]", "expected a number"), ("\"\\", "never ends"), ("tru", "expected a value"),
      ("[\"é\\q\"]", "expected an escape"),
    ])
  func errors(text: String, message: String) {
    let error = #expect(throws: TableError.self) { try JSONParser.parse(text, name: "m.json") }
    #expect(error?.description.contains(message) ?? false, "\(error?.description ?? "")")
  }

  @Test("Nesting has a limit, size has none")
  func limits() throws {
    let deep = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
    _ = try JSONParser.parse(deep)
    for text in [
      "[" + deep + "]", String(repeating: "[", count: 1_000_000),
      String(repeating: "{\"a\":", count: 100_000),
    ] {
      let error = #expect(throws: TableError.self) { try JSONParser.parse(text) }
      #expect(error?.description.contains("nested too deeply") ?? false)
    }
    let long = "[" + String(repeating: "1,", count: 200_000) + "1]"
    guard case .array(let values) = try JSONParser.parse(long) else { return }
    #expect(values.count == 200_001)
  }

  @Test("What is written is read again")
  func roundTrip() throws {
    let value = JSON.object([
      .init("é\"\\\u{1}", .array([.number(0.1), .number(-0.0), .number(1e300), .text("\u{7F}🙂")])),
      .init("", .object([])),
    ])
    let again = try JSONParser.parse(value.serialized)
    #expect(again == value)
    #expect(again.serialized == value.serialized)
  }
}
