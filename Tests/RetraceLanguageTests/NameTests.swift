import Testing

@Suite("Names, calls and values") struct NameTests {
  @Test(
    "variables, results, functions",
    arguments: [
      ("x = 3; x + 1", "4"), ("x = 1\nx = x + 1\nx", "2"), ("5\n_ + 1", "6"),
      ("5\n6\n_1 + _2", "11"),
      ("5;\n7\n_1", "R0207 cell 1 showed no result"),
      ("_", "R0207 there is no earlier result that '_' could stand for"),
      ("f = x -> x * 2; f(4)", "8"), ("f = (x, y) -> x - y; f(5, 3)", "2"),
      ("f = (x, y) -> x - y; 5 | f(3)", "2"),
      ("f = (x, y) -> x - y; f(y: 5, x: 3)", "-2"), ("f = () -> 7; f()", "7"),
      ("k = 2; f = x -> x * k; k = 10; f(3)", "6"), ("(x -> x + 1)(2)", "3"),
      ("f = n -> if n < 2 then 1 else n * f(n - 1); f(10)", "3628800"),
      ("g = f -> f(2); g(x -> x + 5)", "7"), ("a = x -> (y -> x + y); a(1)(2)", "3"),
      ("total([1, 2])", "3"), ("h = total; h([1, 2])", "3"), ("each([[1], [2]], total)", "[1, 2]"),
      ("head = x -> 0; head(t)", "0"),
      ("head = 3; head(t, 1) | length_of", "R0203 there is no command 'length_of'"),
      ("head = 3; head + 1", "4"), ("x -> x + 1", "x -> x + 1"), ("f = x -> x; f", "x -> x"),
      ("total", "total"),
      ("$t.age == t.age", "logical[true, missing, true]"), ("each([1, 2], x -> x ^ 2)", "[1, 4]"),
      ("seed 7\nseed_of()", "7"), ("seed_of()", "42"), ("seed_of(seed: 9)", "9"),
      ("`odd name` = 3; `odd name`", "3"), ("{f: x -> x + 1}.f(2)", "3"), ("r.a", "1"),
      ("r[\"b\"]", "\"x\""),
      ("{\"a b\": 1}.`a b`", "1"),
    ])
  func names(text: String, expected: String) {
    #expect(Session.result(text) == expected)
  }

  @Test(
    "rows, columns and elements",
    arguments: [
      ("t[0]", "valid[7]"), ("t[-1]", "valid[9]"), ("t[2..1].age", "number[]"),
      ("t[0..1].age", "number[30, missing]"),
      ("t[[2, 0]].note", "text[\"a\", \"b\"]"), ("t[[2, 0]][0]", "valid[9]"),
      ("t[t.score > 0].age", "number[30, missing]"),
      ("t[0].age", "30"), ("t[1].age", "missing"), ("t[0][\"credit risk\"]", "1"),
      ("t[\"age\"][2]", "50"),
      ("t.day[1]", "\"1970-01-02\""), ("t.age[0..1]", "number[30, missing]"), ("t.age[-1]", "50"),
      ("[5, 6, 7][-1]", "7"), ("[5, 6, 7][0..1]", "[5, 6]"), ("[5, 6, 7][[2, 2]]", "[7, 7]"),
      ("t.`credit risk`", "number[1, 2, 3]"),
      ("t[-2..-1].score", "number[1.5, -2]"),
    ])
  func indexing(text: String, expected: String) {
    #expect(Session.result(text) == expected)
  }

  @Test(
    "bare names in row expressions are columns first",
    arguments: [
      ("keep(t, age > 20).note", "text[\"b\", \"a\"]"),
      ("t | keep(job == \"cook\") | head(1) | pick(age)", "[\"age\"]"),
      ("age = 1; keep(t, $age == 1).note", "text[\"b\", missing, \"a\"]"),
      ("age = 99; keep(t, age > 40).note", "text[\"a\"]"),
      ("limit = 40; keep(t, age > limit).note", "text[\"a\"]"),
      ("keep(t, true).score", "number[0.5, 1.5, -2]"),
      ("keep(t, missing).score", "number[]"), ("keep(t, good).note", "text[\"b\"]"),
      ("keep(t, row -> row.score > 0).age", "number[30, missing]"),
      ("(age -> keep(t, age == 7).note)(7)", "text[\"b\", missing, \"a\"]"),
      ("keep(t, `credit risk` == 2).score", "number[1.5]"),
      ("add(t, x: age + score).x", "number[30.5, missing, 48]"),
      ("add(t, x: 1, y: x + 1).y", "number[2, 2, 2]"),
      ("add(t, x: \"c\").x", "category[\"c\", \"c\", \"c\"]"),
      ("add(t, x: [7, 8, 9]).x", "number[7, 8, 9]"),
      ("add(t, x: total(score)).x", "number[0, 0, 0]"),
      ("add(t, x: each(score, v -> v * 2)).x", "number[1, 3, -4]"),
      ("add(t, table: 5).table", "number[5, 5, 5]"),
      ("t | add(x: row -> row.score * 2) | keep(x > 0) | pick(x)", "[\"x\"]"),
      ("per_group(t, total(score))", "[0.5, -0.5]"),
      ("per_group(t, score)", "[number[0.5], number[1.5, -2]]"),
      ("keep(t, keep(t, age == 30).score[0] == score).note", "text[\"b\"]"),
      ("add(t, x: total(keep(t, score < 0).score)).x", "number[-2, -2, -2]"),
      ("f = x -> x * 10; add(t, y: f(score)).y", "number[5, 15, -20]"),
      ("f = c -> keep(t, c > 40).note; f(50)", "text[\"b\", missing, \"a\"]"),
      (
        "sorted(t, -age, desc(note), score, -(age + 1))",
        "[\"down number age\", \"down text note\", \"up number score\", \"down number (age + 1)\"]"
      ),
      ("sorted(t, desc(job), -job)", "[\"down category job\", \"down category job\"]"),
    ])
  func rowExpressions(text: String, expected: String) {
    #expect(Session.result(text) == expected)
  }

  @Test(
    "column names are bare or texts, also in lists",
    arguments: [
      ("pick(t, age, \"note\", [job, \"day\"])", "[\"age\", \"note\", \"job\", \"day\"]"),
      (
        "pick(t, -age, desc(job))",
        "R0301 '-age' asks for descending order, which only 'sort' can give"
      ),
      ("cols = [\"age\", \"job\"]; pick(t, cols)", "[\"age\", \"job\"]"),
      ("age = \"job\"; pick(t, age, $age)", "[\"age\", \"job\"]"), ("t | pick([])", "[]"),
      ("pick(t)", "[]"),
      ("each([\"age\", \"job\"], n -> pick(t, n))", "[[\"age\"], [\"job\"]]"),
      ("pick(t, `credit risk`)", "[\"credit risk\"]"),
    ])
  func columnNames(text: String, expected: String) {
    #expect(Session.result(text) == expected)
  }

  @Test(
    "parameters as data",
    arguments: [
      ("fit(t)", "\"sgd 0.1 none\""), ("fit(t, 0.5, \"adam\", 3)", "\"adam 0.5 3\""),
      ("t | fit(depth: 2)", "\"sgd 0.1 2\""),
      ("fit(t[0], rate: 100%)", "\"sgd 1.0 none\""), ("fit({a: 1}, rate: 0)", "\"sgd 0.0 none\""),
    ])
  func described(text: String, expected: String) {
    #expect(Session.result(text) == expected)
  }
}
