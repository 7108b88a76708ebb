import RetraceCatalog
import RetraceDisplay
public import RetraceModels
import RetraceTables

extension Evaluation {
  /// What it shows: each measure with its interval.
  public var explanation: Explanation {
    Explanation(
      kind: "evaluation", summary: summary, document: document, json: table.json, fields: fields)
  }

  /// It in one line: `evaluation · accuracy 0.83 (0.8 to 0.86) · 500 rows`.
  public var summary: String {
    let first = metrics.first.map {
      "\($0.name) \(JudgingText.figure($0.value, $0.low, $0.high))"
    }
    return ["evaluation", first, ExplanationText.count(rowCount, "row")]
      .compactMap { $0 }.joined(separator: " · ")
  }

  private var document: Document {
    var blocks: [Document.Block] = [.headline(summary)]
    if let confusion {
      var facts: [(name: String, value: String)] = [
        (
          "rows",
          JudgingText.classes(confusion.classes.map(ExplanationText.cell), confusion.labelCounts)
        )
      ]
      if let most = confusion.labelCounts.max(), confusion.total > 0 {
        facts.append(
          (
            "without a model",
            "telling the most frequent class is right in "
              + ExplanationText.percent(Double(most) / Double(confusion.total))
          ))
      }
      if confusion.classes.count == 2, threshold != 0.5 {
        facts.append(
          (
            "threshold",
            "'\(ExplanationText.cell(confusion.classes[1]))' is predicted from probability "
              + "\(ExplanationText.number(threshold)) on"
          ))
      }
      blocks.append(.facts(facts))
    }
    blocks.append(
      .table(
        table,
        TableStyle(
          rowLimit: nil, digits: ["value": 4, "low": 3, "high": 3], rowNoun: "metrics",
          keptColumns: ["metric", "value", "low", "high"])))
    if !allNotes.isEmpty { blocks.append(.notes(allNotes)) }
    return Document(blocks)
  }

  private var allNotes: [String] {
    var notes: [String] = []
    if replicates > 0 {
      notes.append(
        "low and high are a 95% interval from \(ExplanationText.count(replicates)) draws of the "
          + "rows: how far other rows like these would move the figure, the model being the same")
    }
    let flat = metrics.filter { $0.low == $0.high && !$0.low.isNaN }
    if !flat.isEmpty, let confusion, confusion.total == confusion.right {
      let wilson = WilsonInterval(confusion.right, of: confusion.total)
      notes.append(
        "all rows are right, so draws of them do not differ; an accuracy of "
          + "\(ExplanationText.number(wilson.low, digits: 2)) would fit them, too")
    }
    if metrics.contains(where: { $0.name == "ece" && !$0.low.isNaN && $0.value < $0.low }) {
      notes.append(
        "ece: draws of the rows have larger calibration errors than the rows themselves, as "
          + "noise always adds to it; calibration shows it with bands")
    }
    return notes + self.notes
  }

  private var fields: [(name: String, value: Argument)] {
    var fields: [(name: String, value: Argument)] = [
      ("table", .table(table)), ("rows", .number(Double(rowCount))),
      ("notes", .list(allNotes.map { .text($0) })),
    ]
    if confusion != nil { fields.append(("threshold", .number(threshold))) }
    return fields
  }
}
