import RetraceSyntax
import Testing

@Suite("Errors of a text")
struct ParserErrorTests {
  @Test(
    "a text that only lacks its end is incomplete",
    arguments: [
      "f(", "f(1", "f(1,", "f(1 +", "f(a:", "[", "[1", "[1,", "{", "{a", "{a:", "{a: 1", "{a: 1,",
      "(",
      "(1", "((1)", "t[", "t[1", "f(g(1)", "x +", "x -", "x *", "x /", "x %", "x ^", "x ==", "x !=",
      "x <", "x <=", "x >", "x >=", "x in", "x not", "x not in", "x and", "x or", "not", "-", "a..",
      "x =", "x ->", "(a, b) ->", "x |", "x | f |", "x | f(", "a.", "a | f.", "if", "if a",
      "if a then",
      "if a then b", "if a then b else", "if a then b else if c then d", "x = if a then b\n",
      "param x =", "f(x ->", "x +\n\n# c\n", "f(\n# c\n", "{a: [1, (2", "x = 1\ny = (",
      "f(\"\\(1)\"",
      "(a, b", "(a,",
    ])
  func incomplete(source: String) {
    let result = Parser.parse(source)
    #expect(result.isIncomplete)
    #expect(result.diagnostics.isEmpty)
    #expect(result.finalDiagnostics.count == 1)
    #expect(result.unfinished?.help != nil)
  }

  @Test(
    "a text that is whole, or wrong, is not incomplete",
    arguments: [
      "", "\n", "x", "x;", "# (", "\"(\"", "\"abc", "'abc\n", "f(\"abc", "f(\"abc\\(", "f(1 2",
      "f(1]", ")",
      "x + * (", "10%", "x = 10%", "if a then b else c", "f(,", "x y", "x = y z +", "`abc",
      "`a b` (",
      "\"\\(\"", "(a, b)", "(a b", "{a b", "x = 5.", "a < b < c (", "let x = (", "x == 1 = (",
      "é +* (",
      "a ? (b", "param x", "f(a = 1",
    ])
  func whole(source: String) {
    let result = Parser.parse(source)
    let isWrong = !result.diagnostics.isEmpty
    #expect(!result.isIncomplete || (!isWrong && source == "`a b` ("))
  }

  @Test(
    "every prefix of a program is incomplete, whole, or ends within a text or name",
    arguments: [
      """
      credit = load("german_credit.csv")
      credit | where(age > 30 and not (risk == "bad")) | count(by: [risk, sex]).n[0]
      f = (a, b) -> if a in 1..3 then {x: a, "y z": -b ^ 2} else missing
      """
    ])
  func prefixes(source: String) {
    let bytes = Array(source.utf8)
    for end in 0..<bytes.count {
      let head = String(decoding: bytes[..<end], as: UTF8.self)
      let result = Parser.parse(head)
      let cut = result.diagnostics.filter {
        $0.code != .unclosedText && $0.code != .badNumber && $0.code != .unknownCharacter
          && $0.code != .foreignOperator && $0.code != .juxtaposition
          && $0.code != .assignmentInExpression
          && $0.code != .incompleteConditional && $0.code != .badRecord && $0.code != .missingComma
          && $0.code != .unexpected
      }
      #expect(cut.isEmpty, "\(head)")
    }
  }

  @Test("all errors of a text are found, each once")
  func recovery() {
    let source = """
      a = (1 + ) * 2
      b = f([1, 2, x = 3], g(1 2), 5.)
      c = "fine"
      d = load("x.csv)
      e = a ++ 1
      """
    let result = Parser.parse(source)
    #expect(
      result.diagnostics.map(\.code) == [
        .missingOperand, .assignmentInExpression, .missingComma, .badNumber, .unclosedText,
        .foreignOperator,
      ])
    #expect(result.statements.map(\.text) == ["c = \"fine\""])
  }

  @Test("an unclosed bracket is blamed where a new statement starts")
  func brackets() {
    let source = "x = f(1, [2, 3\ny = 4\nz = y + * 2\nw = 1"
    let result = Parser.parse(source)
    #expect(result.diagnostics.map(\.code) == [.unclosedBracket, .missingOperand])
    #expect(result.diagnostics.first?.labels.last?.text == "a new statement starts here")
    #expect(result.statements.map(\.text) == ["y = 4", "w = 1"])
  }

  @Test(
    "an operator before a new statement is blamed, not the statement",
    arguments: ["+", ".", "->", "|", "="])
  func danglingOperator(sign: String) {
    let result = Parser.parse("a \(sign)\nb = 2\nc = 3")
    #expect(result.diagnostics.map(\.code) == [.missingOperand])
    #expect(result.diagnostics.first?.range == SourceRange(2, 2 + sign.utf8.count))
    #expect(result.statements.map(\.text).contains("c = 3"))
  }

  @Test("a forgotten quote hides nothing of other statements")
  func quote() {
    let result = Parser.parse("a = f(\"x, 1)\nb = 2\nc = 3 3")
    #expect(result.diagnostics.map(\.code) == [.unclosedText, .juxtaposition])
    #expect(result.statements.map(\.text) == ["b = 2"])
  }

  @Test("at most three errors are shown, and the rest is counted")
  func shown() {
    let source = "a b\nc d\ne f\ng h\ni j"
    let text = DiagnosticRenderer().render(
      Parser.parse(source).diagnostics, in: SourceText(text: source))
    #expect(text.split(separator: "\n").filter { $0.hasPrefix("error") }.count == 3)
    #expect(text.hasSuffix("and 2 more errors\n"))
  }

  @Test("a statement of the prompt may start with a pipe")
  func leadingPipe() {
    let result = Parser.parse("| head(3); x\n| tail", pipesLastResult: true)
    #expect(result.statements.map { outline($0) } == ["(| _ head 3);", "(| x tail)"])
    #expect(result.statements.first?.text == "_ | head(3)")
    #expect(Parser.parse("| head").diagnostics.map(\.code) == [.leadingPipe])
  }

  @Test("a statement tells its place and its text")
  func places() {
    let source = "# c\na = 1 ; b(\n 2 # in\n)  # after\n#> out\n| c\n"
    let result = Parser.parse(source)
    let lines = SourceText(text: source)
    #expect(result.statements.map(\.text) == ["a = 1", "b(\n 2 # in\n)  # after\n#> out\n| c"])
    #expect(result.statements.map(\.isSilent) == [true, false])
    #expect(result.statements.map { lines.line(at: $0.range.lowerBound) } == [2, 2])
    #expect(result.tokens.filter { $0.kind == .comment }.count == 4)
  }

  @Test("ranges cover the operands and their brackets")
  func ranges() {
    let source = "(a + b) * f(x).c | g(1)"
    guard
      case .pipe(let input, let call, let range) = Parser.parse(source).statements.first?.expression,
      case .binary(_, let left, let right, _) = input
    else {
      Issue.record("another shape")
      return
    }
    let text = SourceText(text: source)
    #expect(text[range] == source)
    #expect(text[left.range] == "(a + b)")
    #expect(text[right.range] == "f(x).c")
    #expect(text[call.range] == "g(1)")
    #expect(call.argumentsRange.map { text[$0] } == "(1)")
  }
}
