import RetraceLanguage
import RetraceNumerics
import RetraceSyntax
import Testing

/// Random programs: whatever they say, they end with a value or one diagnostic with a place.
@Suite("Random programs") struct ProgramFuzzTests {
  /// A small generator of its own, so that the programs never change.
  struct Dice {
    var state: UInt64

    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(sides))
    }

    mutating func pick(_ items: [String]) -> String { items[roll(items.count)] }
  }

  static let atoms = [
    "1", "0", "-3", "2.5", "1e300", "missing", "true", "false", "\"a\"", "\"cook\"",
    "\"1970-01-02\"",
    "t", "r", "age", "job", "note", "good", "day", "x", "y", "f", "head", "_", "_1", "$t", "[]",
    "{}",
    "t.age", "t.job", "t.day", "t.good", "t[0]", "t[0..1].score", "1..4", "[1, 2, 3]",
    "[1, \"a\"]", "0 / 0", "v -> v", "(v, w) -> v + w", "x -> keep(t, age > x)", "total",
  ]
  static let operators = [
    "+", "-", "*", "/", "%", "^", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or",
    "..",
  ]

  static func expression(_ dice: inout Dice, _ depth: Int) -> String {
    guard depth > 0 else { return dice.pick(atoms) }
    func part() -> String { expression(&dice, depth - 1) }
    switch dice.roll(15) {
    case 0, 1, 2: return dice.pick(atoms)
    case 3, 4, 5: return "(\(part()) \(dice.pick(operators)) \(part()))"
    case 6: return "\(dice.pick(["-", "not "]))(\(part()))"
    case 7: return "(\(part()))[\(part())]"
    case 8: return "(\(part())).\(dice.pick(["age", "job", "a", "head", "nothing"]))"
    case 9: return "(if \(part()) then \(part()) else \(part()))"
    case 10:
      return
        "(\(part()) | \(dice.pick(["head", "keep(\(part()))", "pick(age, \(part()))", "total", "f"])))"
    case 11: return "[\(part()), \(part())]"
    case 12: return "\"<\\(\(part()))>\""
    case 13:
      return
        "\(dice.pick(["head", "keep", "add", "pick", "each", "fit", "f", "per_group", "sorted", "nothing"]))(\(part()), \(dice.pick(["", "n: ", "z: ", "rate: "]))\(part()))"
    default: return "each(\(part()), v -> \(part()))"
    }
  }

  @Test("6,000 random programs", arguments: 0..<6)
  func programs(block: Int) {
    var dice = Dice(state: UInt64(block) + 1)
    var values = 0
    for _ in 0..<1_000 {
      let text =
        "x = \(Self.expression(&dice, 1)); f = v -> \(Self.expression(&dice, 2))\n\(Self.expression(&dice, 4))"
      var session = Session()
      do {
        let outcome = try session.run(text)
        values += 1
        if let value = outcome.value {
          _ = value.summary
          _ = try value.document()
          _ = try value.json()
        }
      } catch let diagnostic as Diagnostic {
        let size = text.utf8.count
        #expect(diagnostic.range.upperBound <= size, "\(text)")
        #expect(!diagnostic.message.isEmpty && diagnostic.message.last != ".", "\(text)")
        if let fix = diagnostic.fix {
          #expect(Parser.parse(fix).finalDiagnostics.isEmpty, "\(text) gave the fix \(fix)")
        }
      } catch {
        Issue.record("\(text): \(error)")
      }
    }
    #expect(values > 20)
  }
}
