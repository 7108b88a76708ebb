import RetraceTables
import Testing

@Suite("Packed JSON")
struct PackedJSONTests {
  @Test(
    "packs lists of numbers, and nothing else",
    arguments: [
      ("[1, -2.5e3, 7]", PackedJSON.numbers([1, -2500, 7])), ("[]", .array([])),
      ("[1, Infinity, -Infinity]", .numbers([1, .infinity, -.infinity])),
      ("[1, \"a\"]", .array([.number(1), .text("a")])),
      ("[true, null]", .array([.logical(true), .null])),
      ("[[1], [2, 3]]", .array([.numbers([1]), .numbers([2, 3])])),
      (
        "{\"a\": [4], \"b\": {\"c\": \"\\n\"}}",
        .object([
          PackedJSON.Member("a", .numbers([4])),
          PackedJSON.Member("b", .object([PackedJSON.Member("c", .text("\n"))])),
        ])
      ),
      ("-0.5", .number(-0.5)),
    ])
  func packing(text: String, expected: PackedJSON) throws {
    let file = MappedFile(bytes: Array(text.utf8), name: "text")
    #expect(try PackedJSON.parse(file) == expected)
  }

  @Test("hands on the items of one list and leaves it out")
  func items() throws {
    let text = #"{"a": 1, "deep": {"trees": [{"n": [1]}, 2, [3]]}, "b": [4]}"#
    let file = MappedFile(bytes: Array(text.utf8), name: "text")
    var items: [PackedJSON] = []
    let rest = try PackedJSON.parse(file, itemsOf: "trees") { items.append($0) }
    #expect(
      items == [.object([PackedJSON.Member("n", .numbers([1]))]), .number(2), .numbers([3])])
    #expect(rest["deep"]?["trees"] == .null)
    #expect(rest["b"] == .numbers([4]))
  }

  @Test("ends where the body throws, with its error")
  func stopping() {
    struct Stop: Error {}
    let file = MappedFile(bytes: Array(#"{"trees": [1, 2, 3]}"#.utf8), name: "text")
    var count = 0
    #expect(throws: Stop.self) {
      _ = try PackedJSON.parse(file, itemsOf: "trees") { _ in
        count += 1
        if count == 2 { throw Stop() }
      }
    }
    #expect(count == 2)
  }

  @Test(
    "refuses what is no JSON, with the place",
    arguments: ["[1, 2", "[1,, 2]", "[01]", "[1.]", "{\"a\" 1}", "[1] 2", "[-]", "[NaN, x]"])
  func errors(text: String) {
    let file = MappedFile(bytes: Array(text.utf8), name: "text")
    #expect(throws: TableError.self) { try PackedJSON.parse(file) }
  }
}
