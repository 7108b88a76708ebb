import RetraceCommands
import RetraceDisplay
import RetraceLanguage
import RetraceSyntax
import RetraceTables
import Testing

/// Commands that look at how a model learned, on one small run.
@Suite("Commands of learning", .serialized) struct LearningCommandTests {
  static let trained: Environment? = {
    var interpreter = newInterpreter()
    let text = "run = example(\"credit\", rows: 300, seed: 3)"
    guard let statement = Parser.parse(text).statements.first else { return nil }
    _ = try? interpreter.run(statement, in: SourceText(text: text), cell: 1)
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
        try interpreter.run(statement, in: SourceText(text: text), cell: cell + 2).value ?? last
    }
    return try #require(last)
  }

  static let statements = [
    "dynamics(run)", "data_map(run, by: nationality)", "data_map(run, by: income, burn_in: 3)",
    "cohorts(run, by: purpose, metric: \"accuracy\", split: \"valid\")",
    "trajectory(run, run.valid[7], epochs: 0..6, samples: 400)", "reliance(run, repeats: 2)",
    "importance(run, run.valid, repeats: 3, groups: {money: [income, savings], \"me\": \"age\"})",
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
      }
      #expect(!text.contains("/tmp"))
    }
  }

  @Test("the same call gives the same JSON", arguments: statements)
  func again(statement: String) throws {
    let first = try Self.value(statement).json().serialized
    #expect(first == (try Self.value(statement).json().serialized))
  }

  @Test(
    "what does not fit is refused in words",
    arguments: [
      ("dynamics(run, epochs: 90..99)", "'epochs:' names epoch 90, the run has the epochs 1 to"),
      ("dynamics(run.model)", "'run:' takes"), ("dynamics(run, online: \"x\")", "'online:' takes"),
      ("data_map(run, by: agee)", "the training rows have no column 'agee' for 'by:'"),
      ("trajectory(run, run.valid)", "'trajectory' follows one row, got 60 rows"),
      ("trajectory(run, run.valid[1], class: \"maybe\")", "the model has no class 'maybe'"),
      ("trajectory(run, run.valid[1], method: \"linear\")", "method: \"linear\" cannot explain"),
      ("reliance(run, metric: \"rmse\")", "'rmse' measures numbers, the model predicts classes"),
      ("reliance(run, epochs: [999])", "the run 'credit' has no checkpoint of epoch 999"),
      ("reliance(run, groups: {a: agee})", "the model has no feature 'agee'; it has: age, income"),
      ("importance(run, run.valid | drop(repaid))", "the model needs the column 'repaid'"),
    ])
  func refusals(statement: String, message: String) {
    do {
      let value = try Self.value(statement)
      Issue.record("\(statement) gave \(value.kindPhrase)")
    } catch let error as Diagnostic {
      #expect(error.message.hasPrefix(message), "\(error.message)")
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test(
    "fields lead on to tables",
    arguments: [
      ("reliance(run, repeats: 2).shortcut", "\"reminders\""),
      ("length(data_map(run).rows)", "240"),
      ("dynamics(run) | where(row == 5) | length", "1"),
      (
        "trajectory(run, run.train[2], epochs: [1, 2], samples: 50).predictions.epoch[1]", "2"
      ),
      (
        "importance(run, run.valid, repeats: 2, groups: {money: [income, savings]}).features "
          + "| where(feature == \"money\") | length", "1"
      ),
    ])
  func fields(statement: String, expected: String) throws {
    #expect(try Self.value(statement).sourceText == expected)
  }
}
