import RetraceCatalog
public import RetraceDisplay
import RetraceModels
import RetraceTables

extension Reliance {
  /// What it shows.
  public var explanation: Explanation {
    Explanation(
      kind: "reliance", summary: summary, document: document, json: json, fields: fields)
  }

  /// It in one line: `reliance · credit · 21 checkpoints · most on reminders`.
  public var summary: String {
    let most = steps.last.flatMap(leader).map { " · most on \(features[$0])" } ?? ""
    return "reliance · \(runName) · \(ExplanationText.count(steps.count, "checkpoint"))\(most)"
  }

  /// The importance of the strongest features over the epochs.
  public var figure: Figure {
    let peaks = features.indices.map { feature in steps.map { $0.importances[feature] }.max() ?? 0 }
    let strongest = features.indices.sorted {
      peaks[$0] == peaks[$1] ? $0 < $1 : peaks[$0] > peaks[$1]
    }.prefix(5)
    return Figure(
      .lines(
        strongest.map { feature in
          Figure.Series(
            features[feature], x: steps.map { Double($0.epoch) },
            y: steps.map { $0.importances[feature] })
        }), title: "what \(runName) leaned on", xLabel: "epoch", yLabel: "importance")
  }

  private var document: Document {
    let facts: [(name: String, value: String)] = [
      (
        "measured",
        "\(metric.rawValue) on \(ExplanationText.count(rowCount, "row")) of \(split), "
          + ExplanationText.count(repeats, "repeat")
      ),
      ("importance", "how much \(metric.isLoss ? "higher" : "lower") it is with a column shuffled"),
      ("cost", "\(ExplanationText.count(calls)) model calls, seed \(seed)"),
    ]
    var blocks: [Document.Block] = [
      .headline("reliance · \(runName) · \(ExplanationText.count(steps.count, "checkpoint"))"),
      .facts(facts), .figure(figure),
    ]
    if !findings.isEmpty { blocks.append(.findings(findings)) }
    blocks.append(
      .table(
        featureTable,
        TableStyle(
          digits: ["importance": 4, "error": 2, "share": 3], barColumns: ["share"],
          rowNoun: "features", keptColumns: ["feature", "learned", "importance"])))
    if !notes.isEmpty { blocks.append(.notes(notes)) }
    return Document(blocks)
  }

  private var json: JSON {
    .record([
      "kind": .text("reliance"), "run": .text(runName), "metric": .text(metric.rawValue),
      "split": .text(split), "rows": .number(Double(rowCount)),
      "repeats": .number(Double(repeats)), "table": table.json,
      "bases": .array(
        steps.map {
          .record(["epoch": .number(Double($0.epoch)), "value": .number($0.base)])
        }),
      "features": featureTable.json, "shortcut": shortcut.map(JSON.text) ?? .null,
      "findings": .array(
        findings.map {
          .record([
            "severity": .text($0.severity.rawValue), "title": .text($0.title),
            "evidence": .text($0.evidence), "advice": .text($0.advice),
          ])
        }),
      "calls": .number(Double(calls)), "seed": .number(Double(seed)),
      "notes": .array(notes.map(JSON.text)),
    ])
  }

  private var fields: [(name: String, value: Argument)] {
    [
      ("table", .table(table)), ("features", .table(featureTable)),
      ("shortcut", shortcut.map(Argument.text) ?? .missing),
      ("findings", .list(findings.map { .text($0.title) })),
      ("metric", .text(metric.rawValue)), ("calls", .number(Double(calls))),
      ("seed", .number(Double(seed))), ("notes", .list(notes.map(Argument.text))),
    ]
  }
}
