import RetraceCatalog
import RetraceDisplay
import RetraceModels
import RetraceNumerics
public import RetraceTables

extension Trajectory {
  /// A row per checkpoint: `epoch`, `prediction`, `told` (classes), `r2` (LIME).
  public var predictionTable: Table {
    var columns: [(name: String, column: Column)] = [
      ("epoch", Column(numbers: steps.map { Double($0.epoch) })),
      ("prediction", Column(numbers: steps.map(\.prediction))),
    ]
    if output.outputClass != nil {
      columns.append(
        ("told", Column(texts: steps.map { $0.told.flatMap(ExplanationText.optionalCell) })))
    }
    if method == .lime {
      columns.append(("r2", Column(numbers: steps.map { $0.r2 ?? .missing })))
    }
    return Table(columns)
  }

  /// A row per checkpoint and feature: `epoch`, `feature`, `attribution`, `error`, `sign_change`.
  public var attributionTable: Table {
    let changes = features.indices.map { Set(signChanges($0)) }
    let pairs = steps.indices.flatMap { step in features.indices.map { (step, $0) } }
    return Table([
      ("epoch", Column(numbers: pairs.map { Double(steps[$0.0].epoch) })),
      ("feature", Column(texts: pairs.map { features[$0.1] })),
      ("attribution", Column(numbers: pairs.map { steps[$0.0].attributions[$0.1] })),
      ("error", Column(numbers: pairs.map { steps[$0.0].errors[$0.1] })),
      (
        "sign_change",
        Column(logicals: pairs.map { changes[$0.1].contains(steps[$0.0].epoch) })
      ),
    ])
  }

  /// A row per feature, the largest attributions first: `feature`, `value`, `first`, `last`,
  /// `error` (of the last), `sign_changes` (the epochs, or `none`).
  public var featureTable: Table {
    let order = order
    return Table([
      ("feature", Column(texts: order.map { features[$0] })),
      ("value", Column(texts: order.map { ExplanationText.optionalCell(values[$0]) })),
      ("first", Column(numbers: order.map { steps.first?.attributions[$0] ?? .missing })),
      ("last", Column(numbers: order.map { steps.last?.attributions[$0] ?? .missing })),
      ("error", Column(numbers: order.map { steps.last?.errors[$0] ?? .missing })),
      (
        "sign_changes",
        Column(
          texts: order.map { feature in
            let changes = signChanges(feature)
            return changes.isEmpty ? "none" : changes.map(String.init).joined(separator: ", ")
          })
      ),
    ])
  }

  /// The features by the mean size of their attributions, the largest first.
  private var order: [Int] {
    let sizes = features.indices.map { feature in
      steps.reduce(0) { $0 + abs($1.attributions[feature]) }
    }
    return features.indices.sorted {
      sizes[$0] == sizes[$1] ? $0 < $1 : sizes[$0] > sizes[$1]
    }
  }

  /// What it shows.
  public var explanation: Explanation {
    Explanation(
      kind: "trajectory", summary: summary, document: document, json: json, fields: fields)
  }

  /// It in one line: `trajectory · valid[17] · probability of yes 0.52 → 0.91 · lime`.
  public var summary: String {
    "trajectory · \(rowLabel) · \(output.phrase(target: target)) \(course) · \(method.rawValue)"
  }

  private var course: String {
    guard let first = steps.first, let last = steps.last else { return "" }
    return "\(ExplanationText.number(first.prediction, digits: 3)) → "
      + ExplanationText.number(last.prediction, digits: 3)
  }

  private var document: Document {
    var facts: [(name: String, value: String)] = []
    if label != .missing { facts.append(("label", ExplanationText.cell(label))) }
    facts.append(("prediction", "\(output.phrase(target: target)) \(course)"))
    if output.outputClass != nil, let told = steps.last?.told {
      let flips = self.flips
      let text = ExplanationText.cell(told)
      facts.append(
        (
          "told",
          flips.isEmpty
            ? "\(text) all along"
            : "\(text) in the end; changed in epoch \(ExplanationText.list(flips.map(String.init), limit: 8))"
        ))
    }
    var cost = "\(ExplanationText.count(calls)) model calls"
    if let seed { cost += ", seed \(seed)" }
    facts.append(("cost", cost))
    let epochs = steps.map { Double($0.epoch) }
    let scale = output.phrase(target: target)
    let strongest = order.prefix(5).map { feature in
      Figure.Series(features[feature], x: epochs, y: steps.map { $0.attributions[feature] })
    }
    var blocks: [Document.Block] = [
      .headline(
        "trajectory · \(rowLabel) of \(runName) · \(ExplanationText.count(steps.count, "checkpoint"))"
      ),
      .facts(facts),
      .figure(
        Figure(
          .lines([Figure.Series("", x: epochs, y: steps.map(\.prediction))]), title: scale,
          xLabel: "epoch", yLabel: output.scale.rawValue,
          yLimits: output.scale == .probability ? 0...1 : nil)),
      .figure(
        Figure(
          .lines(Array(strongest)), title: "attributions (\(method.rawValue))", xLabel: "epoch",
          yLabel: "attribution")),
      .table(
        featureTable,
        TableStyle(
          digits: ["first": 3, "last": 3, "error": 2], rowNoun: "features",
          keptColumns: ["feature", "last", "sign_changes"])),
    ]
    if !notes.isEmpty { blocks.append(.notes(notes)) }
    return Document(blocks)
  }

  private var json: JSON {
    .record([
      "kind": .text("trajectory"), "run": .text(runName), "row": .text(rowLabel),
      "label": label.json, "method": .text(method.rawValue),
      "output": .text(output.scale.rawValue),
      "class": output.outputClass.map(\.json) ?? .null,
      "predictions": predictionTable.json,
      "attributions": attributionTable.json,
      "features": featureTable.json,
      "flips": .array(flips.map { .number(Double($0)) }), "calls": .number(Double(calls)),
      "seed": seed.map { .number(Double($0)) } ?? .null, "notes": .array(notes.map(JSON.text)),
    ])
  }

  private var fields: [(name: String, value: Argument)] {
    [
      ("predictions", .table(predictionTable)), ("attributions", .table(attributionTable)),
      ("features", .table(featureTable)),
      ("flips", .list(flips.map { .number(Double($0)) })), ("label", Argument(label)),
      ("method", .text(method.rawValue)), ("calls", .number(Double(calls))),
      ("seed", seed.map { .number(Double($0)) } ?? .missing),
      ("notes", .list(notes.map(Argument.text))),
    ]
  }
}
