import RetraceCommands
import RetraceDisplay
import RetraceLanguage
import RetraceSyntax
import RetraceTables
import Testing

/// What works on runs works on those of trees.
@Suite("Commands on runs of trees", .serialized) struct TreeRunTests {
  static let models = [
    "tree(depth: 3)", "forest(trees: 8, min_leaf: 3)",
    "boosting(trees: 12, depth: 3, early_stopping: 4)",
  ]

  static let statements = [
    "run", "metrics(run) | tail(6)", "curves(run)", "params(run)", "dynamics(run) | head(3)",
    "data_map(run)", "diagnose(run)", "trajectory(run, run.valid[7], samples: 200)",
    "reliance(run, repeats: 2)", "cohorts(run, by: purpose)", "checkpoint(run, 2)",
    "evaluate(checkpoint(run, 0), run.valid)", "compare(run, run)", "run.checkpoints",
    "importance(run, run.valid, repeats: 2)", "lime(run.model, run.valid[3], samples: 300)",
    "surrogate(run.model, run.train)", "counterfactuals(run.model, run.valid[3], count: 1)",
  ]

  @Test("give a result that can be shown", arguments: models)
  func works(model: String) throws {
    var interpreter = LearningCommandTests.newInterpreter()
    func run(_ text: String, cell: Int) throws -> Value? {
      let parsed = Parser.parse(text)
      if let error = parsed.finalDiagnostics.first { throw error }
      let statement = try #require(parsed.statements.first)
      return try interpreter.run(statement, in: SourceText(text: text), cell: cell).value
    }
    _ = try run("t = example(\"credit\", rows: 400, seed: 3).train", cell: 1)
    _ = try run("run = train(t, target: repaid, model: \(model))", cell: 2)
    for (cell, text) in Self.statements.enumerated() {
      do {
        let value = try #require(try run(text, cell: cell + 3))
        let document = try value.document()
        let shown = TerminalRenderer(RenderingOptions(width: 80, isASCII: false)).render(document)
        #expect(!shown.isEmpty)
        _ = try value.json()
      } catch {
        Issue.record("\(model): \(text): \(error)")
      }
    }
    #expect(throws: (any Error).self) { try run("checkpoint(run, 99)", cell: 90) }
    #expect(throws: (any Error).self) {
      try run("integrated_gradients(run.model, run.valid[3])", cell: 91)
    }
  }
}
