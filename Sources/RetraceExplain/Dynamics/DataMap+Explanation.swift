import RetraceCatalog
public import RetraceDisplay
import RetraceTables

extension DataMap {
  /// What it shows: the map, the regions, the hardest rows, and cohorts where asked for.
  public var explanation: Explanation {
    Explanation(
      kind: "data map", summary: summary, document: document, json: json, fields: fields)
  }

  private func count(_ region: Region) -> Int { regions.count { $0 == region } }

  /// It in one line: `data map · credit · 1,200 easy, 250 ambiguous, 150 hard`.
  public var summary: String {
    let counts = Region.allCases.map {
      "\(ExplanationText.count(count($0))) \($0.rawValue)"
    }
    return "data map · \(runName) · \(counts.joined(separator: ", "))"
  }

  /// Variability and confidence of each row, marked by how often the row was right.
  public var figure: Figure {
    let (confidence, variability) = (
      dynamics.numbers("confidence"), dynamics.numbers("variability")
    )
    let correctness = dynamics.numbers("correctness")
    let kinds: [(name: String, holds: (Double) -> Bool)] = [
      ("always right", { $0 == 1 }), ("mostly right", { $0 >= 0.5 && $0 < 1 }),
      ("mostly wrong", { $0 > 0 && $0 < 0.5 }), ("never right", { $0 == 0 }),
    ]
    let series = kinds.compactMap { kind -> Figure.Series? in
      let rows = correctness.indices.filter { kind.holds(correctness[$0]) }
      guard !rows.isEmpty else { return nil }
      return Figure.Series(
        "\(kind.name) \(ExplanationText.count(rows.count))", x: rows.map { variability[$0] },
        y: rows.map { confidence[$0] })
    }
    return Figure(
      .scatter(series), title: "data map of \(runName)", xLabel: "variability",
      yLabel: "confidence", caption: "rows: " + series.map(\.name).joined(separator: ", "),
      yLimits: 0...1)
  }

  private var document: Document {
    let epochs = dynamics.epochs
    let span =
      epochs.count == 1
      ? "epoch \(epochs[0])" : "epochs \(epochs[0]) to \(epochs[epochs.count - 1])"
    var blocks: [Document.Block] = [
      .headline("data map · \(runName) · \(ExplanationText.count(regions.count, "row")), \(span)"),
      .figure(figure),
      .table(
        regionTable,
        TableStyle(digits: ["share": 3, "confidence": 3, "variability": 2], rowNoun: "regions")),
      .text(
        "easy and hard rows are those whose confidence is more than one standard deviation above "
          + "or below 0.5; hard ones are often mislabelled"),
    ]
    if let cohorts {
      blocks.append(
        .table(
          cohorts,
          TableStyle(
            digits: ["easy": 3, "ambiguous": 3, "hard": 3, "confidence": 3], rowNoun: "cohorts",
            keptColumns: ["hard"])))
    }
    blocks.append(
      .table(
        hardest(),
        TableStyle(
          digits: ["confidence": 3, "variability": 2, "correctness": 3], rowNoun: "hardest rows",
          keptColumns: ["row", "label", "confidence"])))
    if !dynamics.notes.isEmpty { blocks.append(.notes(dynamics.notes)) }
    return Document(blocks)
  }

  private var json: JSON {
    .record([
      "kind": .text("data_map"), "run": .text(runName),
      "epochs": .array(dynamics.epochs.map { .number(Double($0)) }),
      "regions": regionTable.json, "hardest": hardest().json,
      "cohorts": cohorts?.json ?? .null,
      "rows": rowTable.json,
      "notes": .array(dynamics.notes.map(JSON.text)),
    ])
  }

  private var fields: [(name: String, value: Argument)] {
    var fields: [(name: String, value: Argument)] = [
      ("rows", .table(rowTable)), ("regions", .table(regionTable)),
      ("hardest", .table(hardest(50))),
    ]
    if let cohorts { fields.append(("cohorts", .table(cohorts))) }
    fields.append(("notes", .list(dynamics.notes.map(Argument.text))))
    return fields
  }
}
