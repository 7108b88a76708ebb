import RetraceCatalog
import RetraceDisplay
public import RetraceModels
import RetraceNumerics
public import RetraceTables

/// Which classes a model predicts for which, with what it confuses most.
public struct ConfusionReport: Sendable {
  /// The counts.
  public let confusion: ConfusionMatrix
  /// From which probability on the positive one of two classes is predicted.
  public let threshold: Double
  /// What was left out.
  public let notes: [String]

  /// Counts.
  ///
  /// - Parameter threshold: from which probability on the positive one of two classes is predicted.
  /// - Throws: ``ExplainError`` for a model of numbers, `ModelError` for a threshold that cannot be.
  public init(_ rows: ScoredRows, threshold: Double = 0.5) throws {
    try JudgingText.requireClasses(
      rows, "confusion", way: "calibration(model, table) shows what it predicts for what")
    try rows.require(threshold: threshold)
    confusion = rows.confusion(threshold: threshold)
    self.threshold = threshold
    notes = rows.notes
  }

  private var names: [String] { confusion.classes.map(ExplanationText.cell) }

  /// A row per true class: `actual`, and the counts as `predicted …`.
  public var table: Table {
    Table(
      [("actual", Column(texts: names))]
        + names.enumerated().map { position, name in
          (
            "predicted \(name)",
            Column(
              numbers: names.indices.map {
                Double(confusion.count(label: $0, prediction: position))
              })
          )
        }, notes: notes)
  }

  /// The same as shares of each true class; missing for a class without rows.
  public var shares: Table {
    let counts = confusion.labelCounts
    return Table(
      [("actual", Column(texts: names))]
        + names.enumerated().map { position, name in
          (
            "predicted \(name)",
            JudgingText.column(
              names.indices.map {
                Double(confusion.count(label: $0, prediction: position)) / Double(counts[$0])
              })
          )
        })
  }

  /// A row per class: rows, predicted, right, precision, recall and f1.
  public var classes: Table {
    let predicted = confusion.predictionCounts
    let labelled = confusion.labelCounts
    func known(_ values: [Double], _ counts: [Int]) -> Column {
      Column(numbers: zip(values, counts).map { $1 == 0 ? .missing : $0 })
    }
    return Table([
      ("class", Column(texts: names)),
      ("rows", Column(numbers: labelled.map(Double.init))),
      ("predicted", Column(numbers: predicted.map(Double.init))),
      (
        "right",
        Column(numbers: names.indices.map { Double(confusion.count(label: $0, prediction: $0)) })
      ),
      ("precision", known(confusion.precisionPerClass, predicted)),
      ("recall", known(confusion.recallPerClass, labelled)),
      ("f1", Column(numbers: confusion.f1PerClass)),
    ])
  }

  /// The pairs of classes that are confused, the most frequent first: actual, predicted, rows and
  /// their share of the actual class.
  public var pairs: Table {
    let found = confused
    return Table([
      ("actual", Column(texts: found.map { names[$0.label] })),
      ("predicted", Column(texts: found.map { names[$0.prediction] })),
      ("rows", Column(numbers: found.map { Double($0.count) })),
      ("share", Column(numbers: found.map(\.share))),
    ])
  }

  private var confused: [(label: Int, prediction: Int, count: Int, share: Double)] {
    let counts = confusion.labelCounts
    var found: [(label: Int, prediction: Int, count: Int, share: Double)] = []
    for label in names.indices {
      for prediction in names.indices where prediction != label {
        let count = confusion.count(label: label, prediction: prediction)
        if count > 0 {
          found.append((label, prediction, count, Double(count) / Double(counts[label])))
        }
      }
    }
    return found.sorted {
      ($1.count, $0.label, $0.prediction) < ($0.count, $1.label, $1.prediction)
    }
  }

  /// It in one line: `confusion · 83% of 500 rows right · 60 good taken for bad`.
  public var summary: String {
    var parts = [
      "confusion",
      "\(ExplanationText.percent(confusion.accuracy)) of "
        + "\(ExplanationText.count(confusion.total, "row")) right",
    ]
    if let most = confused.first {
      parts.append(
        "\(ExplanationText.count(most.count)) \(names[most.label]) taken for "
          + names[most.prediction])
    }
    return parts.joined(separator: " · ")
  }

  /// What it shows.
  public var explanation: Explanation {
    var blocks: [Document.Block] = [.headline(summary)]
    if confusion.classes.count == 2, threshold != 0.5 {
      blocks.append(
        .facts([
          (
            "threshold",
            "'\(names[1])' is predicted from probability \(ExplanationText.number(threshold)) on"
          )
        ]))
    }
    blocks.append(.table(table, TableStyle(rowLimit: 40, rowNoun: "classes")))
    blocks.append(.figure(figure))
    blocks.append(
      .table(
        classes,
        TableStyle(
          rowLimit: 40, digits: ["precision": 3, "recall": 3, "f1": 3], rowNoun: "classes")))
    let findings = self.findings
    if !findings.isEmpty { blocks.append(.findings(findings)) }
    if !notes.isEmpty { blocks.append(.notes(notes)) }
    return Explanation(
      kind: "confusion", summary: summary, document: Document(blocks), json: table.json,
      fields: [
        ("table", .table(table)), ("shares", .table(shares)), ("classes", .table(classes)),
        ("pairs", .table(pairs)), ("accuracy", .number(confusion.accuracy)),
        ("threshold", .number(threshold)), ("notes", .list(notes.map { .text($0) })),
      ])
  }

  private var figure: Figure {
    let counts = confusion.labelCounts
    return Figure(
      .heatMap(
        rows: names, columns: names,
        values: names.indices.map { label in
          names.indices.map {
            counts[label] == 0
              ? .missing
              : Double(confusion.count(label: label, prediction: $0)) / Double(counts[label])
          }
        }),
      title: "share of each actual class (rows) by what is predicted (columns)")
  }

  /// What is confused most, in plain words.
  private var findings: [Finding] {
    let counts = confusion.labelCounts
    var findings = confused.prefix(3).filter { $0.share >= 0.05 || $0.count >= 10 }.map { pair in
      Finding(
        pair.share >= 0.5 ? .warning : .note,
        "'\(names[pair.label])' is taken for '\(names[pair.prediction])' in "
          + "\(ExplanationText.percent(pair.share)) of its rows",
        evidence: "\(ExplanationText.count(pair.count)) of "
          + "\(ExplanationText.count(counts[pair.label], "row")) that are '\(names[pair.label])'")
    }
    for label in names.indices where counts[label] > 0 && confusion.predictionCounts[label] == 0 {
      findings.append(
        Finding(
          .warning, "'\(names[label])' is never predicted",
          evidence: "\(ExplanationText.count(counts[label], "row")) are of it",
          advice: confusion.classes.count == 2
            ? "threshold(model, table) finds a threshold at which it is"
            : "weights: \"balanced\" in train makes rare classes count more"))
    }
    for label in names.indices where counts[label] == 0 {
      findings.append(
        Finding(
          .note, "no row is '\(names[label])'", evidence: "how it is predicted cannot be told"))
    }
    return findings
  }
}
