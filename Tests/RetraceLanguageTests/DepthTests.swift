import Glibc
import RetraceSyntax
import Testing

@Suite("Depth of calls") struct DepthTests {
  @Test(
    "functions that call themselves without end are stopped",
    arguments: [
      "f = n -> f(n + 1); f(0)", "f = (g, n) -> each([n], x -> g(g, x)); f(f, 0)",
      "f = (g, n) -> 1 + (1 + (1 + (1 + (1 + g(g, n + 1))))); f(f, 0)",
      "f = (g, n) -> [[[[{a: [[g(g, n)]]}]]]]; f(f, 0)",
      "f = (g, n) -> if n > 0 then keep(t, row -> g(g, row.score) == 1) else keep(t, g(g, 1) == 1); f(f, 0)",
    ])
  func endless(text: String) {
    #expect(Session.result(text) == "R0605 functions call one another too deeply")
  }

  @Test("functions may call themselves many times")
  func many() {
    #expect(Session.result("f = n -> if n < 1 then 0 else 1 + f(n - 1); f(400)") == "400")
  }

  @Test("expressions as high as the parser lets them be are evaluated")
  func high() {
    let sum = (1...240).map { "\($0)" }.joined(separator: " + ")
    #expect(Session.result(sum) == "28920")
    let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    #expect(Session.result(deep) == deep)
  }
}
