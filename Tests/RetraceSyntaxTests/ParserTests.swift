import RetraceSyntax
import Testing

@Suite("Parser")
struct ParserTests {
  @Test(
    "reads every production",
    arguments: [
      // Numbers
      ("1_000", "1000"), ("1e-3", "0.001"), ("1E+2", "100"), ("5%", "0.05"), ("0.1%", "0.001"),
      ("1e2%", "1"), ("1..3", "(.. 1 3)"), ("1.5..2.5", "(.. 1.5 2.5)"), ("007", "7"),
      // Percent signs and remainders
      ("10% * 3", "(* 0.1 3)"), ("10%3", "(% 10 3)"), ("10% 3", "(% 10 3)"),
      ("10 % 3", "(% 10 3)"), ("x%3", "(% x 3)"), ("10%%3", "(% 0.1 3)"),
      ("[5%, 10%]", "[0.05 0.1]"),
      ("10% - 3", "(- 0.1 3)"), ("20%-5%", "(- 0.2 0.05)"), ("2 ^ 10%", "(^ 2 0.1)"),
      ("10%(3)", "(% 10 3)"), ("x[10%]", "(at x 0.1)"), ("10%in a", "(in 0.1 a)"),
      ("(5)%", "incomplete: R0118: nothing follows '%'"),
      ("x +\n\n", "incomplete: R0118: nothing follows '+'"), ("5%==x", "(== 0.05 x)"),
      // Texts
      (#""a\n\t\"\\\'\u{e9}\r""#, "\"a\n\t\"\\'é\r\""), ("'it''s'", "R0104: two texts touch"),
      (#"'say "hi"'"#, "\"say \"hi\"\""), (#""""#, "\"\""),
      (#""a \(x + 1) b""#, "(text \"a \" (+ x 1) \" b\")"),
      (#""\(f("x"))""#, "(text (call f \"x\"))"),
      (
        #""\("\("deep")")""#,
        "(text (text (text \"deep\")))".replacing("(text \"deep\")", with: "\"deep\"")
      ),
      (#"'\('a')\(b)'"#, "(text \"a\" b)"), (##""# no comment""##, "\"# no comment\""),
      (#""\({a: [1]}.a[0])""#, "(text (at (. {a:[1]} a) 0))"),
      // Names
      ("größe", "größe"), ("名前", "名前"), ("`a b`", "a b"), ("`a``b`", "a`b"), ("_7", "_7"),
      ("_", "_"),
      ("`if`", "if"), ("t.in", "(. t in)"), ("$if", "$if"), ("$`a b`", "$a b"),
      ("t.`a b`", "(. t a b)"),
      ("f(not: 1)", "(call f not:1)"), ("{if: 1, true: 2}", "{if:1 true:2}"),
      ("param", "param"), ("seed", "seed"), ("param | f", "(| param f)"),
      ("seed + 1", "(+ seed 1)"),
      ("seed = 3", "(= seed 3)"), ("param = 3", "(= param 3)"), ("seed(3)", "(call seed 3)"),
      // Statements
      ("param rows = 10", "(param rows 10)"), ("param `a b` = 1", "(param a b 1)"),
      ("seed 42", "(seed 42)"), ("seed 18446744073709551615", "(seed 18446744073709551615)"),
      ("x = 1", "(= x 1)"), ("x = 1; y = 2;", "(= x 1); (= y 2);"), ("`a b` = 1", "(= a b 1)"),
      (";;x;;", "x;"), ("", ""), ("# only\n\n# comments", ""), ("a # b\nc", "a c"),
      // Literals
      ("true", "true"), ("false", "false"), ("missing", "missing"), ("[]", "[]"),
      ("[1, 2,]", "[1 2]"),
      ("{}", "{}"), ("{a: 1, 'b c': 2,}", "{a:1 b c:2}"), ("{`a b`: 1}", "{a b:1}"),
      ("f(1, 2,)", "(call f 1 2)"), ("f()", "(call f)"), ("((a))", "a"),
      // Postfix
      ("a.b[1].c(2)[3]", "(at (call (. (at (. a b) 1) c) 2) 3)"),
      ("f(1)(2)", "(call (call f 1) 2)"),
      ("(f)(1)", "(call f 1)"), ("$f(1)", "(call $f 1)"), ("t[2..5]", "(at t (.. 2 5))"),
      ("t[[1, 4]]", "(at t [1 4])"), ("t[-1]", "(at t (- 1))"), ("x.f()", "(call (. x f))"),
      ("5.x", "(. 5 x)"), ("f (1)", "(call f 1)"),
      // Functions and choices
      ("x -> x + 1", "(-> (x) (+ x 1))"), ("(a, b) -> a", "(-> (a b) a)"), ("() -> 1", "(-> () 1)"),
      ("(a) -> a", "(-> (a) a)"), ("x -> y -> x", "(-> (x) (-> (y) x))"),
      ("x -> x | f", "(-> (x) (| x f))"), ("f(x -> x, 1)", "(call f (-> (x) x) 1)"),
      ("`a b` -> 1", "(-> (a b) 1)"), ("[x -> 1, 2]", "[(-> (x) 1) 2]"),
      ("if a then b else c", "(if a b c)"), ("if a then b else c | f", "(if a b (| c f))"),
      ("if a then if b then c else d else e", "(if a (if b c d) e)"),
      ("if a then b else if c then d else e", "(if a b (if c d e))"),
      ("if a then b else c + 1", "(if a b (+ c 1))"),
      ("(if a then b else c) + 1", "(+ (if a b c) 1)"),
      // Pipes
      ("x | f(a, b: 1)", "(| x f a b:1)"), ("x | f", "(| x f)"), ("x | f(a).b", "(. (| x f a) b)"),
      ("x | f.b[1] | g", "(| (at (. (| x f) b) 1) g)"), ("a + b | f", "(| (+ a b) f)"),
      ("x | `a b`", "(| x a b)"), ("(x | f) / 2", "(/ (| x f) 2)"),
      ("x | f |\n g", "(| (| x f) g)"), ("x\n| f\n| g", "(| (| x f) g)"),
      ("x\n# c\n#> out\n| f", "(| x f)"), ("x\n\n| f", "(| x f)"),
      ("x = y\n  | f", "(= x (| y f))"),
      // Lines
      ("f(\n1,\n2\n)", "(call f 1 2)"), ("[\n1,\n# c\n2]", "[1 2]"), ("a +\n\n b", "(+ a b)"),
      ("x =\n 1", "(= x 1)"), ("if a\nthen b\nelse c", "(if a b c)"),
      ("if a then\nb else\nc", "(if a b c)"),
      ("not\nx", "(not x)"), ("x ->\n x", "(-> (x) x)"), ("a\nb", "a b"), ("a\r\nb\r\n", "a b"),
      ("(a\n+ b)", "(+ a b)"), ("a -\nb", "(- a b)"), ("a\n-b", "a (- b)"),
      ("\u{FEFF}x", "x"), ("\tx", "x"),
    ])
  func productions(source: String, expected: String) {
    #expect(outline(source) == expected)
  }

  @Test(
    "binds operators by their strength",
    arguments: [
      ("-2 ^ 2", "(- (^ 2 2))"), ("2 ^ -1", "(^ 2 (- 1))"), ("2 ^ 3 ^ 2", "(^ 2 (^ 3 2))"),
      ("2 ^ -3 ^ 2", "(^ 2 (- (^ 3 2)))"), ("-a * b", "(* (- a) b)"), ("a * -b", "(* a (- b))"),
      ("a - -b", "(- a (- b))"), ("a --b", "(- a (- b))"), ("--a", "(- (- a))"),
      ("a + b * c", "(+ a (* b c))"), ("a * b + c", "(+ (* a b) c)"),
      ("a - b - c", "(- (- a b) c)"),
      ("a / b * c % d", "(% (* (/ a b) c) d)"), ("a + 1..b * 2", "(.. (+ a 1) (* b 2))"),
      ("x in 1..3", "(in x (.. 1 3))"), ("x not in [1]", "(not in x [1])"),
      ("-1..2", "(.. (- 1) 2)"),
      ("a < b + 1", "(< a (+ b 1))"), ("a..b == c..d", "(== (.. a b) (.. c d))"),
      ("not a == b", "(not (== a b))"), ("not not a", "(not (not a))"),
      ("not a and b", "(and (not a) b)"), ("a and not b", "(and a (not b))"),
      ("a or b and c", "(or a (and b c))"), ("a and b or c", "(or (and a b) c)"),
      ("a or b or c", "(or (or a b) c)"), ("a == b and c != d", "(and (== a b) (!= c d))"),
      ("(a < b) < c", "(< (< a b) c)"), ("(a or b) and c", "(and (or a b) c)"),
      ("a or b | f", "(| (or a b) f)"), ("-a.b", "(- (. a b))"), ("-a[0]", "(- (at a 0))"),
      ("a.b ^ 2", "(^ (. a b) 2)"), ("a <= b", "(<= a b)"), ("a >= b", "(>= a b)"),
      ("a<-3", "(< a (- 3))"),
      ("a ^ b * c", "(* (^ a b) c)"), ("a in b and c in d", "(and (in a b) (in c d))"),
    ])
  func precedence(source: String, expected: String) {
    #expect(outline(source) == expected)
  }
}
