import RetraceSyntax
import Testing

@Suite("Canonical text")
struct CanonicalTextTests {
  @Test(
    "is the same for every way to write a statement",
    arguments: [
      (["x=1", "x = 1", " x  =\n 1 # c"], "x = 1"), (["f( a ,b:1, )", "f(a, b: 1)"], "f(a, b: 1)"),
      (["'a\"b'", "\"a\\\"b\"", "\"a\\u{22}b\""], "\"a\\\"b\""),
      (["1_000", "1e3", "1000"], "1000"),
      (["5%", "0.05", "5e-2"], "0.05"), (["(a)", "a"], "a"),
      (["a+(b*c)", "a + b * c"], "a + b * c"),
      (["(a + b) * c"], "(a + b) * c"), (["a - (b - c)"], "a - (b - c)"),
      (["(a - b) - c"], "a - b - c"),
      (["(-2) ^ 2"], "(-2) ^ 2"), (["-2 ^ 2", "-(2 ^ 2)"], "-2 ^ 2"),
      (["2 ^ (3 ^ 2)"], "2 ^ 3 ^ 2"),
      (["(2 ^ 3) ^ 2"], "(2 ^ 3) ^ 2"), (["x|f", "x | f()", "x\n| f"], "x | f"),
      (["(x | f).b", "x | f.b"], "(x | f).b"),
      (["(x|f)|g", "x|f|g"], "x | f | g"), (["x->x+1", "(x) -> x + 1"], "x -> x + 1"),
      (["(a,b)->a"], "(a, b) -> a"),
      (["if a then b else c"], "if a then b else c"),
      (["1 + (if a then b else c)"], "1 + (if a then b else c)"),
      (["not(a==b)", "not a == b"], "not a == b"), (["(not a) == b"], "(not a) == b"),
      (["a;"], "a;"),
      (["`a b`.`if`", "`a b`.if"], "`a b`.if"), (["`if`"], "`if`"),
      (["{'a':1,\"b c\":2}"], "{a: 1, `b c`: 2}"),
      (["\"\\(a+b) c\""], "\"\\(a + b) c\""), (["1..3", "1 .. 3", "(1)..(3)"], "1..3"),
      (["(1).a"], "(1).a"),
      (["(1..3)[0]"], "(1..3)[0]"), (["param  n=3"], "param n = 3"), (["seed 1_0"], "seed 10"),
      (["$a", "$`a`"], "$a"),
      (["(f)(1)"], "(f)(1)"), (["(x -> x)(1)"], "(x -> x)(1)"), (["- -a", "--a"], "--a"),
      (["a not in [1]"], "a not in [1]"),
      (["1e300"], "1e+300"), (["0.1"], "0.1"), (["a | (b)"], ""),
    ])
  func spelling(sources: [String], expected: String) {
    for source in sources {
      let statements = Parser.parse(source).statements
      #expect(statements.first?.canonicalText ?? "" == expected, "\(source)")
    }
  }
}
