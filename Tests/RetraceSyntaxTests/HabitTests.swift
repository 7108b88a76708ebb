import RetraceSyntax
import Testing

@Suite("Habits of other languages")
struct HabitTests {
  @Test("are reported at the right place, with a fix that can be typed", arguments: habits)
  func habit(_ habit: Habit) {
    let source = habit.marked.filter { $0 != "«" && $0 != "»" }
    let result = Parser.parse(source)
    let diagnostics = result.finalDiagnostics
    #expect(!result.isIncomplete)
    #expect(marked(source, diagnostics) == habit.marked)
    #expect(diagnostics.map(\.code.name).joined(separator: " ") == habit.codes)
    #expect(diagnostics.last?.fix ?? "" == habit.fix)
    #expect(diagnostics.allSatisfy { $0.help != nil })
    if !habit.fix.isEmpty {
      #expect(Parser.parse(habit.fix).finalDiagnostics.isEmpty)
    }
  }

  @Test("no message ends with a period or starts in upper case", arguments: habits)
  func wording(_ habit: Habit) {
    let source = habit.marked.filter { $0 != "«" && $0 != "»" }
    for diagnostic in Parser.parse(source).finalDiagnostics {
      #expect(diagnostic.message.last != ".")
      #expect(diagnostic.message.first?.isUppercase == false)
      #expect(diagnostic.message.count < 80)
    }
  }

  @Test("the fix changes nothing but what is wrong")
  func multiLine() {
    let source = """
      good = 1  # kept
      t | where(  # why
        a = 1 and b != 2)
      """
    let result = Parser.parse(source)
    #expect(result.diagnostics.map(\.fix) == ["t | where(  # why\n  a == 1 and b != 2)"])
    #expect(result.statements.map(\.text) == ["good = 1"])
  }

  private func marked(_ source: String, _ diagnostics: [Diagnostic]) -> String {
    var bytes = Array(source.utf8)
    for range in diagnostics.map(\.range).sorted(by: { $0.lowerBound > $1.lowerBound }) {
      bytes.insert(contentsOf: Array("»".utf8), at: range.upperBound)
      bytes.insert(contentsOf: Array("«".utf8), at: range.lowerBound)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
