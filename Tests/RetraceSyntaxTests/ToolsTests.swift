import RetraceSyntax
import Testing

@Suite("Tools on the source")
struct ToolsTests {
  @Test(
    "names of a statement",
    arguments: [
      ("x = a + b", "x", "a b", "", false, []),
      ("t | where(a > b)", nil, "t where a b", "where", false, []),
      ("map(l, x -> x + y)", nil, "map l y", "map", false, []), ("f(f)", nil, "f", "", false, []),
      ("(x -> x)(x)", nil, "x", "", false, []), ("_ + _7 + $v", nil, "v", "", true, [7]),
      ("\"\\(a) \\(b.c)\"", nil, "a b", "", false, []), ("{a: b}", nil, "b", "", false, []),
      ("seed 3", nil, "", "", false, []),
      ("param n = 3", "n", "", "", false, []), ("x.f(y)", nil, "x y", "", false, []),
    ] as [(String, String?, String, String, Bool, [Int])])
  func names(
    source: String, assigned: String?, read: String, called: String, last: Bool, cells: [Int]
  ) {
    let names = Parser.parse(source).statements.first?.names
    #expect(names?.assigned == assigned)
    #expect(names?.read.joined(separator: " ") == read)
    #expect(names?.called.sorted().joined(separator: " ") == called)
    #expect(names?.readsLastResult == last)
    #expect(names?.cells == cells)
  }

  @Test(
    "roles of the parts of a source",
    arguments: [
      (
        "x = load(\"a\\n\", as: 'b') # c",
        "name symbol command punctuation text text escape text punctuation label symbol text text text punctuation comment"
      ),
      ("t | head.n[0]", "name symbol command symbol field punctuation number punctuation"),
      ("if true then $a else 5%", "keyword constant keyword symbol variable keyword number number"),
      ("param n = 1; seed 3", "keyword name symbol number punctuation keyword number"),
      ("{if: missing}", "punctuation label symbol constant punctuation"),
      ("\"\\(x)\" && y", "text escape name escape text invalid name"),
      ("x.in", "name symbol field"),
    ])
  func roles(source: String, expected: String) {
    let roles = Highlighter.highlights(of: source).map { "\($0.role)" }
    #expect(roles.joined(separator: " ") == expected)
  }

  @Test(
    "what is being typed at the cursor",
    arguments: [
      ("", ".expression", "", ""), ("cre", ".expression", "cre", ""),
      ("x = cre", ".expression", "cre", ""),
      ("t | he", ".command", "he", ""), ("t |\n he", ".command", "he", ""),
      ("run.va", ".field(t: run)", "va", ""),
      ("a.b[1].c", ".field(t: a.b[1])", "c", ""), ("f(x, 1).", ".field(t: f(x, 1))", "", ""),
      ("t | f(a).b", ".field(t: t | f(a))", "b", ""), ("$cr", ".variable", "cr", ""),
      ("lime(model, ", ".argument", "", "lime<model>1[]"),
      ("t | where(ag", ".argument", "ag", "where<t>0[]|"),
      ("train(t, target: ", ".argumentValue(target)", "", "train<t>1[]"),
      ("train(t, target: y, ep", ".argument", "ep", "train<t>1[target]"),
      ("load(\"da", ".text", "da", "load<>0[]"),
      ("a = t | where(x > 1) | sum", ".command", "sum", ""),
      ("t | where(x > ", ".expression", "", "where<t>0[]|"),
      ("mutate(t | f, x: g(y, ", ".argument", "", "g<y>1[] mutate<t | f>1[]"),
      (":he", ".promptCommand", "he", ""),
      (":help li", ".promptArgument(help)", "li", ""), ("x # co", ".none", "", ""),
      ("12", ".none", "12", ""),
      ("x ", ".none", "", ""), ("a\nb", ".expression", "b", ""), ("x + ", ".expression", "", ""),
      ("\"a \\(cre", ".expression", "cre", ""), ("[a, b", ".expression", "b", ""),
      ("t[0].", ".field(t: t[0])", "", ""),
      ("x; t | group(a) | summ", ".command", "summ", ""),
      ("f(t | where(a) | g(", ".argument", "", "g<t | where(a)>0[]| f<>0[]"),
    ])
  func completion(source: String, position: String, prefix: String, calls: String) {
    let context = CompletionContext(source, cursor: source.utf8.count)
    let found =
      switch context.position {
      case .expression: ".expression"
      case .command: ".command"
      case .field(let base): ".field(t: \(base))"
      case .variable: ".variable"
      case .argument: ".argument"
      case .argumentValue(let label): ".argumentValue(\(label))"
      case .text: ".text"
      case .promptCommand: ".promptCommand"
      case .promptArgument(let command): ".promptArgument(\(command))"
      case .none: ".none"
      }
    #expect(found == position)
    #expect(context.prefix == prefix)
    #expect(context.range.count == prefix.utf8.count)
    let open = context.calls.map {
      "\($0.name)<\($0.input ?? "")>\($0.position)[\($0.labels.joined(separator: ","))]\($0.isPiped ? "|" : "")"
    }
    #expect(open.joined(separator: " ") == calls)
  }

  @Test(
    "near names",
    arguments: [
      ("los", ["loss", "lr", "epoch"], ["loss"]), ("Loss", ["loss", "lass"], ["loss", "lass"]),
      ("valid_loss", ["validLoss", "valid-loss", "x"], ["valid-loss", "validLoss"]),
      ("xy", ["xz", "yx"], []),
      ("acuracy", ["accuracy", "recall"], ["accuracy"]), ("haed", ["head", "tail"], ["head"]),
      ("", ["a"], []),
      ("lime", ["line", "time", "lime2", "dime"], ["dime", "lime2", "line"]), ("zzz", ["head"], []),
    ] as [(String, [String], [String])])
  func near(name: String, candidates: [String], expected: [String]) {
    #expect(NearNames.suggestions(for: name, among: candidates) == expected)
  }

  @Test("near names as a phrase")
  func phrase() {
    #expect(NearNames.phrase(for: "los", among: ["loss"]) == "did you mean 'loss'?")
    #expect(
      NearNames.phrase(for: "lime", among: ["line", "time"]) == "did you mean 'line' or 'time'?")
    #expect(NearNames.phrase(for: "lime", among: ["zzz"]) == nil)
  }

  @Test("advice on names of other languages")
  func advice() {
    #expect(HabitAdvice.onName("None")?.replacement == "missing")
    #expect(HabitAdvice.onCommand("len")?.replacement == "length")
    #expect(HabitAdvice.onName("loss") == nil)
    #expect(HabitAdvice.onCommand("head") == nil)
  }
}
