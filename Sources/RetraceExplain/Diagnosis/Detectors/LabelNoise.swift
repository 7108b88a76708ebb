public import RetraceCatalog
import RetraceDisplay
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// A share of the training labels is wrong.
///
/// The margins of each row are averaged over the first quarter of the epochs (at least three), at
/// the moment before the row is learned where that is recorded: networks learn what is common
/// first and wrong labels by heart later, and over epochs is how the area under the margin counts.
/// ``ContaminatedLabels`` then tells from how often the sure rows disagree which share is wrong.
/// It fires at 5% (½ χ²₀ + ½ χ²₁ above 2.71) if the share is 3% or more: the test sets of ten
/// well-known benchmarks have 3.4% on average, so less is what one lives with.
///
/// The rows told are those that are wrong rather than hard: suspicion above one half.
public enum LabelNoise: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "label_noise", summary: "A share of the training labels is wrong, and which rows.",
    discussion: """
      Where labels are flipped, the model goes on disagreeing with that share of rows however \
      sure it is; where rows are only hard, it does not. The share is fitted to the margins of \
      the first quarter of the epochs and tested against none at 5%; below 3% nothing is said. \
      Rows are listed whose label is more likely wrong than hard. Needs records per row of at \
      least three epochs, 200 rows and 20 disagreements.
      """,
    references: [
      "J. B. Copas, Binary Regression Models for Contaminated Data, 1988, "
        + "https://doi.org/10.1111/j.2517-6161.1988.tb01723.x",
      "G. Pleiss et al., Identifying Mislabeled Data using the Area Under the Margin Ranking, "
        + "2020, https://arxiv.org/abs/2001.10528",
      "C. G. Northcutt, A. Athalye, J. Mueller, Pervasive Label Errors in Test Sets, 2021, "
        + "https://arxiv.org/abs/2103.14749",
    ], searchTerms: ["mislabeled", "flipped labels", "annotation errors"])
  /// Whether metrics and steps suffice.
  public static let isCheap = false
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(34, of: 40, "examples, with 8% of the labels flipped"),
    .falseAlarm(2, of: 40, "examples with the labels set right"),
  ]

  /// As many rows are fitted.
  static let rowLimit = 20_000

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    let labels = try record.labels("train")
    guard let examples = record.run.examples else { throw LackingRecord("no records per row") }
    let isOnline = examples.has("train.online_logits")
    guard isOnline || examples.has("train.logits") else {
      throw LackingRecord("no logits of the training rows")
    }
    guard examples.epochCount >= 3 else {
      throw LackingRecord("records of \(examples.epochCount) epochs, 3 are needed")
    }
    let epochs = max(3, examples.epochCount / 4)
    let classes = record.run.classes.count
    var mean = Matrix(rows: labels.count, columns: classes)
    for epoch in 1...epochs {
      let logits =
        isOnline
        ? try examples.onlineLogits(epoch: epoch) : try examples.logits("train", epoch: epoch)
      let margins = DiagnosisRecord.margins(logits)
      guard margins.rows == mean.rows, margins.columns == classes else {
        throw LackingRecord("the records per row are of other classes or rows")
      }
      for index in mean.elements.indices {
        mean.elements[index] += margins.elements[index] / Double(epochs)
      }
    }
    var (rows, confidences, disagrees): ([Int], [Double], [Bool]) = ([], [], [])
    let step = max(1, labels.count / rowLimit)
    for row in labels.indices where labels[row] >= 0 {
      guard let (told, confidence) = told(mean, row) else { continue }
      rows.append(row)
      confidences.append(confidence)
      disagrees.append(told != labels[row])
    }
    guard rows.count >= 200, disagrees.count(where: { $0 }) >= 20 else { return [] }
    let fitted = stride(from: 0, to: rows.count, by: step)
    let fit = ContaminatedLabels(
      confidences: fitted.map { confidences[$0] }, disagrees: fitted.map { disagrees[$0] },
      classes: classes)
    guard fit.ratio > 2.71, fit.share >= 0.03 else { return [] }
    let suspects = rows.indices.filter {
      disagrees[$0] && fit.suspicion(confidence: confidences[$0]) > 0.5
    }.sorted { confidences[$0] > confidences[$1] }
    let never = try neverLearned(examples, labels)
    let estimated = Int((fit.share * Double(rows.count)).rounded())
    var evidence: [JSON.Member] = [
      .init("share", .number((fit.share * 1e4).rounded() / 1e4)),
      .init("rows_estimated", .number(Double(estimated))),
      .init("likelihood_ratio", .number(fit.ratio)), .init("p", .number(fit.chance)),
      .init("rows", .array(suspects.prefix(1_000).map { .number(Double(rows[$0])) })),
    ]
    if let never {
      let both = suspects.count { never.contains(rows[$0]) }
      evidence.append(.init("suspects_never_learned", .number(Double(both))))
    }
    let first = suspects.first.map { rows[$0] }
    return [
      DiagnosisFinding(
        entry.name, .warning, confidence: min(0.95, ((1 - fit.chance) * 100).rounded() / 100),
        basis:
          "the model disagrees with \(ExplanationText.percent(fit.share)) of rows however sure "
          + "it is, p \(ExplanationText.number(fit.chance, digits: 1))",
        "about \(ExplanationText.percent(fit.share)) of the training labels are wrong "
          + "(\(ExplanationText.count(estimated, "row"))); "
          + "\(ExplanationText.count(suspects.count, "row")) more likely wrong than hard",
        evidence: evidence,
        advice: first.map {
          "look at run.train[\($0)] and the rows listed; correct them or train without them"
        } ?? "look at the rows with the largest losses")
    ]
  }

  /// The class that a row's sums tell and how far it lies before the next.
  private static func told(_ sums: Matrix, _ row: Int) -> (Int, Double)? {
    var (best, second) = (0, -1)
    for column in 0..<sums.columns {
      let sum = sums[row, column]
      guard sum.isFinite else { return nil }
      if column > 0, sum > sums[row, best] {
        second = best
        best = column
      } else if column > 0, second < 0 || sum > sums[row, second] {
        second = column
      }
    }
    return second < 0 ? nil : (best, sums[row, best] - sums[row, second])
  }

  /// The rows that the model told wrongly after every epoch; nil if it is not recorded.
  private static func neverLearned(
    _ examples: ExampleRecords, _ labels: [Int]
  ) throws -> Set<Int>? {
    guard examples.has("train.logits") else { return nil }
    var never = Set(labels.indices.filter { labels[$0] >= 0 })
    for epoch in 1...max(1, examples.epochCount) {
      let margins = DiagnosisRecord.margins(try examples.logits("train", epoch: epoch))
      guard margins.rows == labels.count else { return nil }
      never = never.filter { row in told(margins, row).map { $0.0 != labels[row] } ?? false }
    }
    return never
  }
}
