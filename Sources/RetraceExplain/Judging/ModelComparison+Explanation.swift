import RetraceCatalog
import RetraceDisplay
import RetraceModels
import RetraceNumerics
public import RetraceTables

extension ModelComparison {
  /// A row per metric: metric, first, second, difference, low, high.
  public var table: Table {
    Table([
      ("metric", Column(texts: outcomes.map(\.metric.rawValue))),
      ("first", JudgingText.column(outcomes.map(\.first))),
      ("second", JudgingText.column(outcomes.map(\.second))),
      ("difference", JudgingText.column(outcomes.map(\.difference))),
      ("low", JudgingText.column(outcomes.map(\.low))),
      ("high", JudgingText.column(outcomes.map(\.high))),
    ])
  }

  /// It in one line: `comparison · a and b · accuracy 0.83 and 0.85 · 500 rows`.
  public var summary: String {
    var parts = ["comparison", "\(names.first) and \(names.second)"]
    if let main = outcomes.first {
      parts.append(
        "\(main.metric.rawValue) \(ExplanationText.number(main.first, digits: 3)) and "
          + ExplanationText.number(main.second, digits: 3))
    }
    return (parts + [ExplanationText.count(rowCount, "row")]).joined(separator: " · ")
  }

  /// What it shows.
  ///
  /// - Parameter rows: how many of the rows on which the models differ are shown.
  public func explanation(rows: Int = 10) -> Explanation {
    var blocks: [Document.Block] = [
      .headline(summary),
      .table(
        named(table),
        TableStyle(
          rowLimit: 60,
          digits: [names.first: 4, names.second: 4, "difference": 3, "low": 3, "high": 3],
          rowNoun: "metrics",
          keptColumns: ["metric", names.first, names.second, "difference", "low", "high"])),
    ]
    if isClassifier {
      blocks.append(
        .facts([
          ("both right", ExplanationText.count(both, "row")),
          ("only \(names.first) right", ExplanationText.count(onlyFirst, "row")),
          ("only \(names.second) right", ExplanationText.count(onlySecond, "row")),
          ("both wrong", ExplanationText.count(neither, "row")),
          ("McNemar's exact p", ExplanationText.number(probability, digits: 3)),
        ]))
    }
    let shown = disagreements.selecting(rows: Array(0..<min(rows, disagreements.rowCount)))
    if shown.rowCount > 0 {
      blocks.append(
        .text(
          isClassifier
            ? "\(ExplanationText.count(disagreements.rowCount, "row")) with different classes, "
              + "the most different first (p: of the actual class):"
            : "The rows whose predictions differ most:"))
      let digits = ["p_first", "p_second", "difference"].map { ($0, 3) }
      blocks.append(
        .table(
          shown,
          TableStyle(digits: Dictionary(digits, uniquingKeysWith: { one, _ in one }))))
    }
    let notes = verdicts + self.notes
    blocks.append(.notes(notes))
    return Explanation(
      kind: "model comparison", summary: summary, document: Document(blocks),
      json: json(rows: rows, notes: notes),
      fields: [
        ("table", .table(table)), ("disagreements", .table(disagreements)),
        ("p", probability.isNaN ? .missing : .number(probability)),
        ("names", .list([.text(names.first), .text(names.second)])),
        ("rows", .number(Double(rowCount))), ("notes", .list(notes.map { .text($0) })),
      ])
  }

  /// A table with the names of the models over its columns.
  private func named(_ table: Table) -> Table {
    var taken = Set(table.names)
    return Table(
      table.namedColumns.map { name, column in
        guard let model = ["first": names.first, "second": names.second][name],
          taken.insert(model).inserted
        else { return (name, column) }
        return (model, column)
      }, rowCount: table.rowCount)
  }

  /// What the intervals say, in sentences.
  private var verdicts: [String] {
    var verdicts: [String] = []
    let clear = outcomes.filter(\.isClear)
    for isSecond in [false, true] {
      let better = clear.filter { $0.isSecondBetter == isSecond }.map(\.metric.rawValue)
      if !better.isEmpty {
        verdicts.append(
          "\(isSecond ? names.second : names.first) is better on these rows by "
            + ExplanationText.list(better, limit: 9))
      }
    }
    let open = outcomes.filter { !$0.isClear && !$0.low.isNaN }.map(\.metric.rawValue)
    if !open.isEmpty {
      verdicts.append(
        "these rows do not tell which is better by \(ExplanationText.list(open, limit: 9))")
    }
    if replicates > 0, outcomes.contains(where: { !$0.low.isNaN }) {
      verdicts.append(
        "low and high are a 95% interval of the difference (second less first) from "
          + "\(ExplanationText.count(replicates)) draws of the rows, the same for both models; "
          + "another training may differ by more")
    }
    return verdicts
  }

  private func json(rows: Int, notes: [String]) -> JSON {
    let shown = disagreements.selecting(rows: Array(0..<min(rows, disagreements.rowCount)))
    return .record([
      "kind": .text("model comparison"), "first": .text(names.first),
      "second": .text(names.second), "rows": .number(Double(rowCount)), "metrics": table.json,
      "both": .number(Double(both)), "only_first": .number(Double(onlyFirst)),
      "only_second": .number(Double(onlySecond)), "neither": .number(Double(neither)),
      "p": probability.isNaN ? .null : .number(probability),
      "different": .number(Double(disagreements.rowCount)), "disagreements": shown.json,
      "notes": .array(notes.map(JSON.text)),
    ])
  }
}
