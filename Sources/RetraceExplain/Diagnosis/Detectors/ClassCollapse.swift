public import RetraceCatalog
import RetraceDisplay
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// Classes that the trained model never tells, though they are there to be told.
///
/// A class counts that holds a twentieth of the training rows and at least ten. If the model tells
/// one class for all rows, it has collapsed: as a warning where its scores still rank the rows (AUC
/// above 0.6, so that only the threshold or the weights are wrong), else critical. A class of
/// several that is never told is a warning.
public enum ClassCollapse: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "class_collapse", summary: "The model tells one class only, or never tells some class.",
    discussion: """
      Exact: counted on the training rows, for classes that hold 5% of them and at least ten rows. \
      Where the scores still rank the rows (AUC above 0.6) it is a warning: the threshold or the \
      weights are wrong, not the model.
      """,
    searchTerms: ["imbalance", "majority class", "mode collapse"])
  /// Whether metrics and steps suffice.
  public static let isCheap = false
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(20, of: 20, "models that tell one class"),
    .falseAlarm(0, of: 20, "healthy networks"),
  ]

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    let labels = try record.labels("train")
    let margins = try margins(record, rows: labels.count)
    var counts = [Int](repeating: 0, count: record.run.classes.count)
    var told = counts
    var known = 0
    for row in 0..<labels.count where labels[row] >= 0 {
      counts[labels[row]] += 1
      known += 1
      var best = 0
      for column in 1..<margins.columns where margins[row, column] > margins[row, best] {
        best = column
      }
      // As everywhere: at equal sums of two classes the second one is told.
      if margins.columns == 2, margins[row, 0] == margins[row, 1] { best = 1 }
      if best < told.count { told[best] += 1 }
    }
    let silent = counts.indices.filter {
      told[$0] == 0 && counts[$0] >= 10 && 20 * counts[$0] >= known
    }
    guard !silent.isEmpty else { return [] }
    let classes = record.run.classes
    let isWhole = told.filter { $0 > 0 }.count == 1
    var evidence: [JSON.Member] = [
      .init("told", object(classes, told)), .init("labels", object(classes, counts)),
    ]
    var ranks = false
    if classes.count == 2, margins.columns == 2 {
      let rows = labels.indices.filter { labels[$0] >= 0 }
      let area = ClassificationMetrics.areaUnderROC(
        scores: rows.map { margins[$0, 1] - margins[$0, 0] },
        positives: rows.map { labels[$0] == 1 })
      evidence.append(.init("train_auc", .number(area)))
      ranks = area > 0.6
    }
    let names = ExplanationText.list(silent.map { "'\(classes[$0])'" })
    let held = silent.reduce(0) { $0 + counts[$1] }
    let only = told.firstIndex { $0 > 0 }.map { classes[$0] } ?? ""
    return [
      DiagnosisFinding(
        entry.name, isWhole && !ranks ? .critical : .warning, confidence: 1,
        basis: "counted on \(ExplanationText.count(known, "row"))",
        isWhole
          ? "the model tells '\(only)' for every training row, though "
            + "\(ExplanationText.percent(Double(held) / Double(max(1, known)))) are of other classes"
          : "the model never tells \(names), which "
            + "\(ExplanationText.percent(Double(held) / Double(max(1, known)))) of the rows are",
        evidence: evidence,
        advice: ranks || !isWhole
          ? "train again with weights: \"balanced\""
          : "train again with a tenth of the rate, another seed or weights: \"balanced\"")
    ]
  }

  /// The sums of each training row, a column per class, of the record or of the model.
  private static func margins(_ record: DiagnosisRecord, rows: Int) throws -> Matrix {
    if let examples = record.run.examples, examples.has("train.logits") {
      let logits = try examples.logits("train", epoch: examples.epochCount)
      if logits.rows == rows { return DiagnosisRecord.margins(logits) }
    }
    guard let model = record.run.model, model.outputs.isClassifier else {
      throw LackingRecord("no predictions of the training rows and no model")
    }
    let scale: OutputScale = model.outputs.scales.contains(.margin) ? .margin : .probability
    let matrix = try model.features.matrix(of: try record.table("train"))
    let predictions = try model.predict(matrix, scale: scale)
    guard predictions.columns == 1, scale == .probability else {
      return DiagnosisRecord.margins(predictions)
    }
    return DiagnosisRecord.margins(
      Matrix(rows: rows, columns: 1, elements: predictions.elements.map { $0 - 0.5 }))
  }

  private static func object(_ classes: [String], _ counts: [Int]) -> JSON {
    .object(zip(classes, counts).map { .init($0, .number(Double($1))) })
  }
}
