import Testing

@Suite("Operators") struct OperatorTests {
  @Test(
    "arithmetic on numbers",
    arguments: [
      ("1 + 2 * 3", "7"), ("-2 ^ 2", "-4"), ("2 ^ -1", "0.5"), ("2 ^ 3 ^ 2", "512"),
      ("10%3", "1"), ("10% * 3", "0.30000000000000004"), ("-7 % 3", "2"), ("7 % -3", "-2"),
      ("-6 % 3", "0"), ("5.5 % 2", "1.5"), ("1 / 0", "inf"), ("-1 / 0", "-inf"), ("0 / 0", "nan"),
      ("5 % 0", "nan"), ("1_000 + 1", "1001"), ("1 - -1", "2"), ("missing + 1", "missing"),
      ("2 * missing", "missing"), ("missing ^ 0", "missing"), ("missing % 2", "missing"),
      ("-missing", "missing"), ("1e308 * 10", "inf"),
    ])
  func arithmetic(text: String, expected: String) {
    #expect(Session.result(text) == expected)
  }

  @Test(
    "arithmetic on columns works row by row",
    arguments: [
      ("t.score + 1", "number[1.5, 2.5, -1]"), ("1 - t.score", "number[0.5, -0.5, 3]"),
      ("t.age * t.score", "number[15, missing, -100]"), ("t.score / 0", "number[inf, inf, -inf]"),
      ("t.score % 2", "number[0.5, 1.5, 0]"), ("t.age ^ 2", "number[900, missing, 2500]"),
      ("2 ^ t.`credit risk`", "number[2, 4, 8]"), ("t.age ^ 0", "number[1, missing, 1]"),
      ("-t.age", "number[-30, missing, -50]"),
      ("t.age + missing", "number[missing, missing, missing]"),
      ("t.note + \"!\"", "text[\"b!\", missing, \"a!\"]"),
      ("\"<\" + t.job", "text[\"<cook\", \"<smith\", missing]"),
      ("t.job + t.note", "text[\"cookb\", missing, missing]"),
      ("t.note + missing", "text[missing, missing, missing]"),
    ])
  func columns(text: String, expected: String) {
    #expect(Session.result(text) == expected)
  }

  @Test(
    "comparisons",
    arguments: [
      ("1 < 2", "true"), ("2 <= 1", "false"), ("\"a\" < \"b\"", "true"), ("\"Z\" < \"a\"", "true"),
      ("\"é\" > \"z\"", "true"), ("1 == 1", "true"), ("1 != 1", "false"),
      ("true == false", "false"),
      ("missing == missing", "missing"), ("1 < missing", "missing"), ("missing != 1", "missing"),
      ("\"a\" == missing", "missing"), ("0 / 0 == 0 / 0", "false"), ("0 / 0 != 0", "true"),
      ("[1, \"a\"] == [1, \"a\"]", "true"), ("[1, 2] == [1, \"2\"]", "false"),
      ("{a: 1, b: 2} == {b: 2, a: 1}", "true"), ("{a: 1} != {a: 2}", "true"),
      ("\"\\u{e9}\" == \"e\\u{301}\"", "false"), ("t == t", "true"), ("t[0] == t[-3]", "true"),
      ("t.age == 30", "logical[true, missing, false]"),
      ("t.age != 30", "logical[false, missing, true]"),
      ("40 < t.age", "logical[false, missing, true]"),
      ("t.age >= t.score", "logical[true, missing, true]"),
      ("t.score > 0 / 0", "logical[false, false, false]"),
      ("t.age == missing", "logical[missing, missing, missing]"),
      ("t.job == \"cook\"", "logical[true, false, missing]"),
      ("\"cook\" < t.job", "logical[false, true, missing]"),
      ("t.job == t.note", "logical[false, missing, missing]"),
      ("t.job > t.note", "logical[true, missing, missing]"),
      ("t.good == true", "logical[true, false, missing]"),
      ("t.good != t.good", "logical[false, false, missing]"),
      ("t.day == \"1970-01-02\"", "logical[false, true, missing]"),
      ("t.day < \"1970-01-01T12:00\"", "logical[true, false, missing]"),
      ("\"1970-01-01\" < t.day", "logical[false, true, missing]"),
      ("t.day == t.day", "logical[true, true, missing]"),
      ("t.score == [0.5, 2, -2]", "logical[true, false, true]"),
    ])
  func comparisons(text: String, expected: String) {
    #expect(Session.result(text) == expected)
  }

  @Test(
    "logic with three values",
    arguments: [
      ("true and missing", "missing"), ("false and missing", "false"),
      ("missing and false", "false"),
      ("missing or true", "true"), ("missing or false", "missing"), ("not missing", "missing"),
      ("not true", "false"), ("true and not false", "true"),
      ("t.good and true", "logical[true, false, missing]"),
      ("t.good and false", "logical[false, false, false]"),
      ("t.good or true", "logical[true, true, true]"),
      ("missing and t.good", "logical[missing, false, missing]"),
      ("missing or t.good", "logical[true, missing, missing]"),
      ("not t.good", "logical[false, true, missing]"),
      ("t.good and t.age > 10", "logical[true, false, missing]"),
      ("t.age > 40 or t.good", "logical[true, missing, true]"),
      ("false and fails()", "false"), ("true or fails()", "true"),
    ])
  func logic(text: String, expected: String) {
    #expect(Session.result(text) == expected)
  }

  @Test(
    "membership",
    arguments: [
      ("2 in [1, 2]", "true"), ("2 not in [1, 2]", "false"), ("\"a\" in [1, \"a\"]", "true"),
      ("1.5 in 1..2", "true"), ("2 in 1..2", "true"), ("2.1 in 1..2", "false"),
      ("1 in 2..1", "false"),
      ("5 in 0.5..9.5", "true"), ("missing in [1]", "missing"), ("missing in 1..2", "missing"),
      ("1 in missing..0", "false"), ("1 in missing..2", "missing"), ("1e300 in 0..1e301", "true"),
      ("\"b\" in \"a\"..\"c\"", "true"), ("\"ad\" in \"radio\"", "true"), ("\"\" in \"x\"", "true"),
      ("\"a\" in r", "true"), ("\"z\" in r", "false"), ("\"age\" in t[0]", "true"),
      ("0.5 in t.score", "true"), ("\"cook\" in t.job", "true"),
      ("t.age in [30, 31]", "logical[true, missing, false]"),
      ("t.age not in [30]", "logical[false, missing, true]"),
      ("t.age in 1..40", "logical[true, missing, false]"),
      ("t.age in 30..30", "logical[true, missing, false]"),
      ("t.score in 0..10", "logical[true, true, false]"),
      ("t.job in [\"cook\", \"x\"]", "logical[true, false, missing]"),
      ("t.job in \"cookies\"", "logical[true, false, missing]"),
      ("t.job in \"a\"..\"d\"", "logical[true, false, missing]"),
      ("t.good in [true]", "logical[true, false, missing]"),
      ("t.day in [\"1970-01-02\"]", "logical[false, true, missing]"),
      ("t.day in \"1970-01-01\"..\"1970-01-01\"", "logical[true, false, missing]"),
      ("t.age in []", "logical[false, missing, false]"),
      ("t.note in t.note", "logical[true, missing, true]"),
      ("t.score in [1, 2, 3, 4, 5, 6, 7, 8, 9, 0.5]", "logical[true, false, false]"),
    ])
  func membership(text: String, expected: String) {
    #expect(Session.result(text) == expected)
  }

  @Test(
    "texts, lists, conditions",
    arguments: [
      ("\"a\" + \"b\"", "\"ab\""), ("missing + \"b\"", "missing"),
      ("\"n = \\(1 + 1)\"", "\"n = 2\""),
      ("\"\\(\"x\") \\(true) \\(missing) \\([1, \"a\"])\"", "\"x true missing 1, a\""),
      ("\"\\(0.1 + 0.2)\"", "\"0.3\""), ("1..3", "[1, 2, 3]"), ("3..1", "[]"),
      ("-1..1", "[-1, 0, 1]"),
      ("if 1 < 2 then \"y\" else fails()", "\"y\""), ("if false then fails() else 2", "2"),
      ("if missing then 1 else 2", "missing"),
      ("if t.age > 40 then 1 else 0", "number[0, missing, 1]"),
      ("if t.good then t.age else t.score", "number[30, 1.5, missing]"),
      ("if t.score > 0 then \"up\" else \"down\"", "category[\"up\", \"up\", \"down\"]"),
      ("if t.score > 0 then t.job else \"none\"", "category[\"cook\", \"smith\", \"none\"]"),
      ("if t.score > 0 then t.note else \"none\"", "text[\"b\", missing, \"none\"]"),
      ("if t.score > 0 then missing else 1", "number[missing, missing, 1]"),
      ("if t.score > 0 then missing else \"x\"", "category[missing, missing, \"x\"]"),
      ("if t.score > 0 then true else t.good", "logical[true, true, missing]"),
      ("if t.score > 0 then t.day else missing", "date[\"1970-01-01\", \"1970-01-02\", missing]"),
    ])
  func others(text: String, expected: String) {
    #expect(Session.result(text) == expected)
  }
}
