import Testing

@testable import RetraceShell

@Suite("What Tab offers")
struct CompleterTests {
  private let completer = Completer(
    session: SampleSession.make(
      "base = sample_table(); both = {inner: base, number: 5}; income = 3"))

  private func texts(_ text: String) -> [String] {
    completer.completions(of: text, cursor: text.utf8.count)?.candidates.map(\.text) ?? []
  }

  @Test(
    "Candidates fit their place",
    arguments: [
      ("ba", ["base"]),
      ("wh", ["where"]),
      ("base | gr", ["group"]),
      ("base | where(a", ["age"]),
      ("base | where(in", ["income"]),
      ("where(base, ag", ["age"]),
      ("base | where(age > 30) | group(l", ["`loan type`", "load"]),
      ("base.", ["age", "income", "`loan type`"]),
      ("base[0].a", ["age"]),
      ("both.", ["inner", "number"]),
      ("both.inner | where(inc", ["income"]),
      ("$in", ["income"]),
      ("train(base, target: a", ["age"]),
      ("train(base, t", ["target:", "train"]),
      ("train(base, optimizer: ", ["\"sgd\"", "\"adam\""]),
      ("train(base, optimizer: \"a", ["adam"]),
      ("BA", ["base"]),
      (":sa", ["save"]),
      (":set w", ["width"]),
      (":help tr", ["train"]),
      (":explain R010", ["R0101"]),
      ("x = 5 # ba", []),
      ("nothing_like_it", []),
      ("5", []),
    ]) func candidates(text: String, expected: [String])
  {
    let found = texts(text)
    if expected.isEmpty { #expect(found.isEmpty) }
    for candidate in expected { #expect(found.contains(candidate), "\(found)") }
    if expected == ["base"] || expected == ["save"] { #expect(found == expected) }
  }

  @Test("Columns are told behind stages that keep or add them")
  func columns() {
    #expect(texts("base | mutate(ratio: age / income) | where(ra").contains("ratio"))
    #expect(texts("base | select(age) | where(").contains("age"))
    #expect(!texts("base | select(age) | where(").contains("`loan type`"))
    #expect(!texts("base | summarize(n: 1) | where(").contains("age"))
  }

  @Test("Nothing is computed for it")
  func lookups() {
    let value = CheapValue(completer.session)
    #expect(value.value(of: "both.inner[-1]") != nil)
    for source in ["sample_table()", "base[1 + 1]", "base | head(2)", "5 + 5", "(", "x = 5", ""] {
      #expect(value.value(of: source) == nil)
    }
  }

  @Test("Any text and place is taken", arguments: ["ünï | wh(", "\"日本\" | x(`a", "((((", "a.b.c["])
  func places(text: String) {
    for cursor in -1...text.utf8.count + 1 {
      guard let result = completer.completions(of: text, cursor: cursor) else { continue }
      #expect(result.replaceRange.upperBound <= text.utf8.count)
    }
  }

  @Test("Paths are completed part by part")
  func paths() throws {
    let folder = try TemporaryFolder()
    folder.write("", to: "data/credit.csv")
    folder.write("", to: "data/credit two.csv")
    folder.write("", to: ".hidden")
    let completer = Completer(session: SampleSession.make(folder: folder.path))
    func texts(_ text: String) -> [String] {
      completer.completions(of: text, cursor: text.utf8.count)?.candidates.map(\.text) ?? []
    }
    #expect(texts("load(\"da") == ["data/"])
    #expect(texts("load(\"data/c") == ["credit two.csv", "credit.csv"])
    #expect(texts("load(\"") == ["data/"])
    #expect(texts("load(\".h") == [".hidden"])
    #expect(texts("load(\"absent/") == [])
    #expect(texts(":save data/credit.") == ["data/credit.csv"])
    #expect(texts("load(\"\(folder.path)/d") == ["data/"])
  }
}
