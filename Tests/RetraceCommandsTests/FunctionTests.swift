import RetraceCommands
import RetraceDisplay
import RetraceLanguage
import RetraceNumerics
import RetraceSyntax
import RetraceTables
import Testing

@Suite("Column and list functions") struct FunctionTests {
  /// The value of some statements as it would be typed, columns as lists with their kind.
  static func result(_ text: String) -> String {
    let host = Host(baseFolder: "/nowhere", writing: .only([]))
    var interpreter = Interpreter(registry: CommandRegistry(allCommands), host: host)
    interpreter.define(
      "t",
      .table(
        Table([
          ("age", Column(numbers: [30, .missing, 50, 40])),
          ("job", Column(categories: ["cook", "smith", nil, "Cook"])),
          ("note", Column(texts: ["1.5", nil, "x", " 2 "])),
          ("good", Column(logicals: [true, false, nil, true])),
          ("day", Column(.moments([0, 86_400, .missing, 0], isDate: true))),
        ])))
    let source = SourceText(text: text)
    let parsed = Parser.parse(text)
    do throws(Diagnostic) {
      if let error = parsed.finalDiagnostics.first { throw error }
      var last = "nothing"
      for (cell, statement) in parsed.statements.enumerated() {
        let outcome = try interpreter.run(statement, in: source, cell: cell + 1)
        last = outcome.value.map(describe) ?? "nothing"
        for note in outcome.notes { last += " · \(note)" }
      }
      return last
    } catch {
      return "\(error.code) \(error.message)"
    }
  }

  static func describe(_ value: Value) -> String {
    switch value {
    case .column(let column): "\(column.kind)\(Value.list(column.values).sourceText)"
    case .table(let table): "table of \(table.rowCount)"
    case .row(let row): "row \(row.position)"
    case .object(let object): object.summary
    default: value.sourceText
    }
  }

  @Test(
    "statistics skip missing values and count true as 1",
    arguments: [
      ("mean(t.age)", "40"), ("mean([1, 2, 6])", "3"), ("mean(t.good)", "0.6666666666666666"),
      ("median(t.age)", "40"), ("median([4, 1, 3, 2])", "2.5"),
      ("sd([2, 4])", "1.4142135623730951"),
      ("variance([1, 2, 6])", "7"), ("sd([1])", "missing"), ("variance([])", "missing"),
      ("mean([])", "missing"), ("mean([missing])", "missing"), ("sum([])", "0"),
      ("sum(t.good)", "2"),
      ("sum(t.age)", "120"), ("min(t.age)", "30"), ("max(t.age)", "50"), ("min([])", "missing"),
      ("max(t.good)", "1"), ("min(t.job)", "\"Cook\""), ("max(t.day)", "\"1970-01-02\""),
      ("mad([1, 2, 6])", "1"), ("quantile([1, 2, 3, 4], 0.25)", "1.75"),
      ("quantile([1, 2, 3, 4], [0, 50%, 1])", "[1, 2.5, 4]"), ("quantile([], 0.5)", "missing"),
      ("quantile([1], 2)", "R0304 'share:' takes a number from 0 to 1, got 2"),
      ("rank([10, 30, 20, 20])", "[1, 4, 2.5, 2.5]"), ("rank(t.age)", "number[1, missing, 3, 2]"),
      ("mean([0 / 0, 1])", "nan"), ("mean([1e308, 1e308])", "1e+308"),
      (
        "mean(t.job)",
        "R0301 'values:' takes a column or list of numbers, or of true and false, got a category column of 4 values"
      ),
      ("mean(3)", "R0301 'values:' takes a column or a list, got the number 3"),
    ])
  func statistics(text: String, expected: String) {
    #expect(Self.result(text) == expected)
  }

  @Test(
    "functions of numbers",
    arguments: [
      ("abs(-3)", "3"), ("abs([-1, missing])", "[1, missing]"),
      ("abs(t.age - 40)", "number[10, missing, 10, 0]"),
      ("round(2.5)", "3"), ("round(-2.5)", "-3"), ("round(3.14159, 2)", "3.14"),
      ("round(1234, -2)", "1200"),
      ("round(1e300, 2)", "1e+300"), ("round(-0.4)", "0"), ("round(missing)", "missing"),
      ("floor(-1.5)", "-2"),
      ("ceil(1.2)", "2"), ("sqrt(16)", "4"), ("sqrt(-1)", "nan"), ("exp(0)", "1"), ("log(1)", "0"),
      ("log(0)", "-inf"), ("log(1000, base: 10)", "3"), ("log(8, base: 2)", "3"),
      ("log(exp(2))", "2"),
      ("round(0 / 0)", "nan"),
      ("abs(\"x\")", "R0301 'x:' takes a number, a column or a list, got the text \"x\""),
    ])
  func numbers(text: String, expected: String) {
    #expect(Self.result(text) == expected)
  }

  @Test(
    "functions of texts and missing values",
    arguments: [
      ("lower(t.job)", "category[\"cook\", \"smith\", missing, \"cook\"]"),
      ("upper(\"é\")", "\"É\""),
      ("contains(t.job, \"oo\")", "logical[true, false, missing, true]"),
      ("contains(\"radio\", \"\")", "true"),
      ("starts_with([\"ab\", missing], \"a\")", "[true, missing]"),
      ("replace(\"a-b-c\", \"-\", \"+-\")", "\"a+-b+-c\""),
      ("replace(\"aaa\", \"aa\", \"b\")", "\"ba\""),
      ("replace(\"x\", \"\", \"y\")", "R0304 the part to be replaced is empty"),
      ("is_missing(t.age)", "logical[false, true, false, false]"), ("is_missing(missing)", "true"),
      ("is_missing(3)", "false"),
      ("coalesce(t.age, 0)", "number[30, 0, 50, 40]"), ("coalesce(missing, 3)", "3"),
      ("coalesce(1, 2)", "1"),
      ("coalesce(t.job, t.note, \"none\")", "text[\"cook\", \"smith\", \"x\", \"Cook\"]"),
      ("if_else(t.good, 1, 2)", "number[1, 2, missing, 1]"), ("if_else(true, \"a\", 2)", "\"a\""),
      ("text(0.1 + 0.2)", "\"0.3\""),
      ("text(t.good)", "text[\"true\", \"false\", missing, \"true\"]"),
      (
        "number(t.note)",
        "number[1.5, missing, missing, 2] · 1 text no number and now missing, such as \"x\""
      ),
      ("number(true)", "1"), ("number(\"1e3\")", "1000"),
      ("number(\"0x10\")", "missing · 1 text no number and now missing, such as \"0x10\""),
      ("number(t.day)", "number[0, 86400, missing, 0]"),
      ("number(t.good)", "number[1, 0, missing, 1]"),
      ("unique(t.job)", "category[\"cook\", \"smith\", missing, \"Cook\"]"),
      ("unique([1, \"a\", 1, missing, missing])", "[1, \"a\", missing]"),
      ("unique(t.good)", "logical[true, false, missing]"),
      ("unique([0 / 0, missing, 0 / 0])", "[nan, missing]"),
    ])
  func texts(text: String, expected: String) {
    #expect(Self.result(text) == expected)
  }

  @Test(
    "list functions work on lists, columns and tables",
    arguments: [
      ("map([1, 2], x -> x + 1)", "[2, 3]"),
      ("map(t.age, x -> x * 2)", "number[60, missing, 100, 80]"),
      ("map(t, r -> r.age)", "[30, missing, 50, 40]"), ("map([4, 9], sqrt)", "[2, 3]"),
      ("map([], x -> y)", "[]"),
      ("filter(1..10, x -> x % 3 == 0)", "[3, 6, 9]"), ("filter(t, r -> r.good)", "table of 2"),
      ("filter(t.age, x -> x > 35)", "number[50, 40]"), ("length(t)", "4"), ("length(t.age)", "4"),
      ("length(\"añb\")", "3"),
      ("length({a: 1})", "1"), ("first([5, 6])", "5"), ("last(t.age)", "40"), ("first(t)", "row 0"),
      ("1..3 | last", "3"),
      ("first([])", "R0402 an empty list has no first element"),
      ("map([1], 3)", "R0301 'function:' takes a function, got the number 3"),
      ("map([1], (x, y) -> x)", "R0308 the function takes 2 values, got 1"),
      ("filter([1], x -> 2)", "R0307 the function gives the number 2, not true or false"),
      ("sum(map(1..4, x -> x ^ 2))", "30"), ("help(mean)", "help · mean"),
      ("help(\"R0301\")", "help · R0301"),
      ("help(maen)", "R0203 there is no command 'maen'"),
      (
        "f = (g, n) -> map([n], x -> g(g, x + 1)); f(f, 1)",
        "R0605 functions call one another too deeply"
      ),
    ])
  func lists(text: String, expected: String) {
    #expect(Self.result(text) == expected)
  }
}
