import RetraceSyntax
import Testing

@Suite("Diagnostic codes")
struct DiagnosticCodeTests {
  @Test("have different names in order")
  func names() {
    let names = DiagnosticCode.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names == names.sorted())
  }

  @Test("have a title and an explanation of their own", arguments: DiagnosticCode.all)
  func texts(code: DiagnosticCode) {
    #expect(code.name.count == 5)
    #expect(code.title.count < 60)
    #expect(code.explanation.count > 60)
    #expect(code.explanation.hasSuffix(".") || code.explanation.contains("\n    "))
    #expect(code.explanation.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test("are found by their name", arguments: ["R0102", "r0102", "0102"])
  func lookup(name: String) {
    #expect(DiagnosticCode(named: name) == .unclosedBracket)
  }

  @Test("are not found by another", arguments: ["", "R", "R9999", "x"])
  func unknown(name: String) {
    #expect(DiagnosticCode(named: name) == nil)
  }
}
