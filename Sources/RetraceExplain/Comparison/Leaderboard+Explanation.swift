import RetraceCatalog
import RetraceDisplay
public import RetraceTables

extension Leaderboard {
  /// What it shows: the table, the figure, and which parameters matter.
  public var explanation: Explanation {
    Explanation(
      kind: "leaderboard", summary: summary, document: document, json: json,
      fields: [
        ("table", .table(table)), ("importance", .table(influenceTable)),
        ("metric", .text(metric)), ("notes", .list(notes.map { .text($0) })),
      ])
  }

  /// It in one line.
  public var summary: String {
    let noun = group == nil ? "run" : "group"
    let value = takesBest ? "best" : "last"
    return "leaderboard · \(ExplanationText.count(rowCount, noun)) · \(value) \(metric), "
      + (isLess ? "least first" : "greatest first")
  }

  /// A row per parameter that differs: parameter, share, measure, values, runs, best.
  public var influenceTable: Table {
    Table([
      ("parameter", Column(texts: influences.map(\.name))),
      ("share", Column(numbers: influences.map(\.share))),
      ("measure", Column(texts: influences.map(\.measure.rawValue))),
      ("values", Column(numbers: influences.map { Double($0.valueCount) })),
      ("runs", Column(numbers: influences.map { Double($0.runCount) })),
      ("best", Column(texts: influences.map { $0.bestValue.isEmpty ? nil : $0.bestValue })),
    ])
  }

  private var document: Document {
    var blocks: [Document.Block] = [
      .headline(summary),
      .table(
        table,
        TableStyle(
          rowNoun: group == nil ? "runs" : "groups",
          keptColumns: group == nil ? ["rank", "run", metric] : ["rank", metric, "sd", "n"])),
    ]
    if table.rowCount < rowCount {
      blocks.append(
        .text(
          "The first \(ExplanationText.count(table.rowCount)) of "
            + "\(ExplanationText.count(rowCount)); top: \(rowCount) shows all."))
    }
    if let figure = parallel.figure() { blocks.append(.figure(figure)) }
    if !influences.isEmpty {
      blocks.append(.text("How much each parameter tells of \(metric), from 0 to 1:"))
      blocks.append(
        .table(
          influenceTable,
          TableStyle(
            digits: ["share": 2], rowNoun: "parameters",
            keptColumns: ["parameter", "share", "best"])))
    }
    var notes = notes
    if !influences.isEmpty {
      notes.append(
        "association over these runs, not cause: parameters that were changed together share it")
    }
    if !notes.isEmpty { blocks.append(.notes(notes)) }
    return Document(blocks)
  }

  private var json: JSON {
    .record([
      "kind": .text("leaderboard"), "metric": .text(metric),
      "direction": .text(isLess ? "min" : "max"), "value": .text(takesBest ? "best" : "last"),
      "rows": table.json, "importance": influenceTable.json,
      "notes": .array(notes.map(JSON.text)),
    ])
  }
}
