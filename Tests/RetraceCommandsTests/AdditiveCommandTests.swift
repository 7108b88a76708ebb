import RetraceCommands
import RetraceDisplay
import RetraceLanguage
import RetraceSyntax
import RetraceTables
import Testing

/// Commands of additive models, on a small one that is trained here.
@Suite("Commands of additive models", .serialized) struct AdditiveCommandTests {
  static let trained: Environment? = {
    var interpreter = newInterpreter()
    let text = """
      e = example("credit", rows: 500, seed: 3)
      run = train(e.train, target: repaid, model: additive(bags: 3, pairs: 2, rounds: 60))
      """
    for (cell, statement) in Parser.parse(text).statements.enumerated() {
      _ = try? interpreter.run(statement, in: SourceText(text: text), cell: cell + 1)
    }
    return interpreter.environment
  }()

  static func newInterpreter() -> Interpreter {
    Interpreter(
      registry: CommandRegistry(allCommands), host: Host(baseFolder: "/nowhere", writing: .only([]))
    )
  }

  static func value(_ text: String) throws -> Value {
    var interpreter = newInterpreter()
    interpreter.environment = try #require(trained)
    let parsed = Parser.parse(text)
    if let error = parsed.finalDiagnostics.first { throw error }
    var last: Value?
    for (cell, statement) in parsed.statements.enumerated() {
      last =
        try interpreter.run(statement, in: SourceText(text: text), cell: cell + 3).value ?? last
    }
    return try #require(last)
  }

  static let statements = [
    "terms(run)", "terms(run, income)", "terms(run, purpose)",
    "terms(run, terms(run).table.term[length(terms(run).table) - 1])",
    "terms(run, (terms(run).table | where(kind == \"pair\")).term[0])", "run",
    "terms(run, table: run.valid)",
  ]

  @Test("nothing is wider than the screen", arguments: statements, [44, 80])
  func width(statement: String, width: Int) throws {
    let document = try Self.value(statement).document()
    for isASCII in [false, true] {
      let text = TerminalRenderer(RenderingOptions(width: width, isASCII: isASCII))
        .render(document)
      #expect(!text.isEmpty)
      for line in text.split(separator: "\n") {
        #expect(TextWidth.width(of: String(line)) <= width, "\(line)")
        if isASCII { #expect(line.utf8.allSatisfy { $0 < 128 }, "\(line)") }
      }
    }
  }

  @Test("terms can be taken out and made monotone, and the edited model judged and explained")
  func editing() throws {
    let statements = [
      "evaluate(remove_term(run, income), run.valid)",
      "evaluate(monotone(run, income: \"up\", age: down), run.valid)",
      "terms(monotone(run, income: \"up\"), income).table.score",
      "importance(run, run.valid, repeats: 2)", "lime(run, run.valid[3], samples: 300)",
      "counterfactuals(run, run.valid[3], count: 1)", "surrogate(run, run.valid, depth: 2)",
      "predict(checkpoint(run, 2), run.valid)", "dynamics(run)", "data_map(run)", "diagnose(run)",
      "reliance(run, repeats: 1, epochs: 0..2)", "trajectory(run, run.valid[7], samples: 200)",
      "metrics(run)", "curves(run)", "compare(run, run)", "leaderboard(run)",
    ]
    for statement in statements {
      #expect(throws: Never.self, "\(statement)") {
        let value = try Self.value(statement)
        _ = try value.document()
        _ = try value.json()
      }
    }
    guard case .column(let column) = try Self.value(statements[2]),
      case .numbers(let scores) = column.storage
    else {
      Issue.record("no scores")
      return
    }
    #expect(scores.count > 5)
    // No training row of this example lacks its income.
    #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test(
    "what does not fit is said in words with a way out",
    arguments: [
      ("terms(run, incom)", "no term 'incom'"), ("terms(e)", "takes an additive model"),
      ("remove_term(run, [age, age])", "no term"), ("monotone(run)", "needs a feature"),
      ("monotone(run, income: \"left\")", "\"up\" or \"down\""),
      ("monotone(run, purpose: \"up\")", "category"),
      ("additive(monotone: {age: 1})", "\"up\" or \"down\""),
      ("train(e.train, target: repaid, model: additive(), epochs: 3)", "epochs"),
    ])
  func refusals(statement: String, part: String) {
    let error = #expect(throws: Diagnostic.self) { try Self.value(statement) }
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }
}
