import RetraceCatalog
import RetraceDisplay
import RetraceModels
public import RetraceTables

extension CrossValidatedModel {
  /// A row per metric: metric, mean, sd, error, low, high, folds.
  public var table: Table {
    Table([
      ("metric", Column(texts: outcomes.map(\.metric.rawValue))),
      ("mean", JudgingText.column(outcomes.map(\.mean))),
      ("sd", JudgingText.column(outcomes.map(\.deviation))),
      ("error", JudgingText.column(outcomes.map(\.error))),
      ("low", JudgingText.column(outcomes.map(\.low))),
      ("high", JudgingText.column(outcomes.map(\.high))),
    ])
  }

  /// A row per fold and metric: repeat, fold, metric, value.
  public var values: Table {
    let entries = plan.folds.indices.flatMap { fold in
      outcomes.map { (plan.folds[fold], $0.metric.rawValue, $0.values[fold]) }
    }
    return Table([
      ("repeat", Column(numbers: entries.map { Double($0.0.repetition) })),
      ("fold", Column(numbers: entries.map { Double($0.0.number) })),
      ("metric", Column(categories: entries.map(\.1))),
      ("value", JudgingText.column(entries.map(\.2))),
    ])
  }

  /// It in one line: `cross-validation · logistic of repaid · accuracy 0.8 (0.75 to 0.85)`.
  public var summary: String {
    var parts = ["cross-validation", "\(family) of \(target)"]
    if let main = outcomes.first {
      parts.append("\(main.metric.rawValue) \(JudgingText.figure(main.mean, main.low, main.high))")
    }
    parts.append(ExplanationText.count(plan.folds.count, "fold"))
    return parts.joined(separator: " · ")
  }

  /// What it shows.
  public var explanation: Explanation {
    let repeats = plan.folds.last?.repetition ?? 1
    var shown = folds
    if let main = outcomes.first {
      shown = Table(
        folds.namedColumns.filter { repeats > 1 || $0.name != "repeat" }
          + [(main.metric.rawValue, JudgingText.column(main.values))])
    }
    var digits: [String: Int] = [:]
    for name in shown.names where name.hasPrefix("test_") { digits[name] = 3 }
    if let main = outcomes.first { digits[main.metric.rawValue] = 3 }
    let all =
      [
        "low and high are a 95% interval of the mean; folds share training rows and so are not "
          + "independent, which error, low and high allow for (Nadeau and Bengio)",
        "a model of all rows learns from more rows than those of the folds and may be better",
      ] + notes
    return Explanation(
      kind: "cross-validation", summary: summary,
      document: Document([
        .headline(summary), .facts([("parted", parting)]),
        .table(
          table,
          TableStyle(
            rowLimit: nil, digits: ["mean": 4, "sd": 2, "error": 2, "low": 3, "high": 3],
            rowNoun: "metrics", keptColumns: ["metric", "mean", "low", "high"])),
        .table(shown, TableStyle(digits: digits, rowNoun: "folds")), .notes(all),
      ]), json: table.json,
      fields: [
        ("table", .table(table)), ("values", .table(values)), ("folds", .table(folds)),
        ("predictions", .table(predictions)), ("notes", .list(all.map { .text($0) })),
      ])
  }
}
