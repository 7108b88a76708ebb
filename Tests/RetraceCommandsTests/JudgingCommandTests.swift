import RetraceDisplay
import RetraceTables
import Testing

/// Commands that judge models, on small models trained for it.
@Suite("Commands that judge models") struct JudgingCommandTests {
  static let start = """
    t = example("credit", rows: 300).train
    a = train(t, target: repaid, model: logistic(), epochs: 4, valid: t)
    b = train(t, target: repaid, model: logistic(), epochs: 1, valid: t)
    n = train(t, target: income, model: logistic(), epochs: 3, valid: t, drop: [repaid])

    """

  static func result(_ text: String) -> String {
    RunCommandTests.result(start + text)
  }

  @Test(
    "results are tables with fields of their own",
    arguments: [
      ("evaluate(a, t) | length", "9"),
      ("evaluate(a, t) | where(metric == \"auc\") | length", "1"),
      ("evaluate(a, t)[0].metric", "\"accuracy\""),
      ("abs(evaluate(a, t).value[2] - roc(a, t).auc) < 1e-12", "true"),
      ("e = evaluate(a, t)\nmin(e.high - e.low) > 0", "true"),
      ("evaluate(a, t, bootstrap: 0).table | schema | length", "2"),
      ("evaluate(a, t, metrics: [precision, recall]).metric | length", "2"),
      ("evaluate(a, t, metrics: all) | length", "30"),
      ("evaluate(n, t) | length", "3"),
      ("evaluate(n, t, metrics: [spearman, pinball_09]) | length", "2"),
      ("evaluate(a, t, threshold: 0, metrics: recall).value[0]", "1"),
      ("confusion(a, t) | length", "2"),
      ("sum(confusion(a, t).classes.rows) == length(t)", "true"),
      ("precision_recall(a, t).average_precision == evaluate(a, t).value[3]", "true"),
      ("sum(calibration(a, t).rows) == length(t)", "true"),
      ("sum(calibration(n, t).table.rows) == length(t)", "true"),
      ("c = threshold(a, t, bootstrap: 50)\nc.best >= c.low and c.value <= 1", "true"),
      ("threshold(a, t, recall: 0.9, bootstrap: 0).value <= 1", "true"),
      ("compare(a.model, a.model, t).p", "1"),
      ("compare(a, b, t, metrics: [auc]) | length", "1"),
      ("compare(a, b, t).disagreements | where(first == second) | length", "0"),
      ("compare(n, n, t).difference[0]", "0"),
    ])
  func values(text: String, expected: String) {
    #expect(Self.result(text) == expected)
  }

  @Test(
    "cross_validate tests every row once and says what came of it",
    arguments: [
      ("length(c.predictions) == length(t)", "true"),
      ("length(c.folds)", "3"), ("length(c.values)", "27"), ("c.metric[0]", "\"accuracy\""),
      ("c.low[0] <= c.mean[0] and c.mean[0] <= c.high[0]", "true"),
      ("length(distinct(c.predictions, row)) == length(t)", "true"),
    ])
  func folds(text: String, expected: String) {
    let shown = Self.result(
      "c = cross_validate(t, target: repaid, folds: 3, epochs: 2)\n" + text)
    #expect(shown == expected)
  }

  @Test("cross_validate measures what is named", arguments: ["[\"log_loss\"]", "\"log_loss\""])
  func foldMetrics(metrics: String) {
    let shown = Self.result(
      "cross_validate(t, target: repaid, folds: 2, epochs: 1, metrics: \(metrics)).metric")
    #expect(shown == "text[\"log_loss\"]")
  }

  @Test("copies of rows on both sides of a fold are told")
  func leaks() throws {
    let text = try RunCommandTests.shown(
      "t = example(\"credit\", rows: 80).train\n"
        + "cross_validate(bind(t, t), target: repaid, folds: 2, epochs: 1)", width: 200)
    #expect(text.contains("the figures are too good"))
  }

  @Test(
    "what does not fit is refused with a way out",
    arguments: [
      ("evaluate(a, t, metrics: [acuracy])", "there is no metric 'acuracy'"),
      ("evaluate(a, t, metrics: [rmse])", "'rmse' measures numbers, the model predicts classes"),
      ("evaluate(n, t, threshold: 0.3)", "the model predicts numbers, not classes"),
      ("evaluate(a, head(t, 0))", "needs at least one row"),
      ("roc(a, t, class: \"nobody\")", "the model has no class 'nobody'"),
      ("roc(n, t)", "the model predicts numbers"),
      ("confusion(n, t)", "the model predicts numbers"),
      ("threshold(a, t, recall: 0.5, flagged: 0.1)", "seeks one thing"),
      ("threshold(a, t, cost: {nothing: 1})", "takes false_positive and false_negative"),
      ("threshold(a, t, precision: 1, bootstrap: 0, target: income)", "target 'income'"),
      ("compare(a.model, t)", "two at a time"),
      ("compare(a.model, b.model)", "the rows of a table, which is missing"),
      ("compare(a, n, t)", "does not fit the model"),
      ("cross_validate(t, target: repaid, folds: 1)", "from 2 to 1000"),
      ("cross_validate(t, target: repaid, groups: nothing)", "nothing"),
      ("cross_validate(t, target: repaid, time: purpose)", "takes numbers or dates"),
      ("cross_validate(t, target: repaid, time: income, repeats: 2)", "goes with neither"),
    ])
  func refusals(text: String, expected: String) {
    let shown = Self.result(text)
    #expect(shown.contains(expected), "\(shown)")
  }

  @Test(
    "everything fits 80 and 44 columns, in ASCII, too",
    arguments: [
      "evaluate(a, t)", "confusion(a, t)", "roc(a, t)", "precision_recall(a, t)",
      "calibration(a, t)", "calibration(n, t)", "threshold(a, t)", "compare(a, b, t)",
      "compare(n, n, t)", "cross_validate(t, target: repaid, folds: 2, epochs: 1)",
    ])
  func widths(text: String) throws {
    for (width, isASCII) in [(80, false), (44, true)] {
      let shown = try RunCommandTests.shown(Self.start + text, width: width, isASCII: isASCII)
      let longest = shown.split(separator: "\n").map(\.count).max() ?? 0
      #expect(longest <= width, "\(shown)")
      if isASCII {
        let isPlain = shown.allSatisfy { $0.isASCII }
        #expect(isPlain, "\(shown)")
      }
    }
  }
}
