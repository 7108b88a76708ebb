import Glibc
public import RetraceCatalog
import RetraceDisplay
import RetraceModels
import RetraceNumerics
import RetraceTables

/// A single feature that tells the outcome nearly perfectly, or better than all others together:
/// it may be known only after the outcome.
///
/// Each feature alone predicts the outcome out of fold: class shares (of numbers, means) within
/// its levels or ten quantile bins. What it explains is 1 − loss / loss without it, the loss being
/// cross entropy, for numbers squared error. A ridge regression on all other features gives what
/// they explain together.
/// - Nine tenths explained by one feature: critical.
/// - At least a tenth explained, and more than by all the others together, by two standard errors
///   of the paired losses: a warning. An honest feature can be like that; whether it is known when
///   the prediction is made is for people to say. So its confidence is 0.6, more the larger the gap.
public enum TellingFeature: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "telling_feature",
    summary: "One feature tells the outcome nearly perfectly, or better than all others.",
    discussion: """
      Out of fold, each feature alone (shares within levels or ten bins) is compared with a ridge \
      regression on all others. Nine tenths of the entropy explained by one is critical; a tenth \
      or more, and two standard errors more than by all others together, a warning: honest \
      features can be like that. Up to 4,000 rows are looked at.
      """,
    references: [
      "S. Kaufman et al., Leakage in Data Mining, 2012, https://doi.org/10.1145/2382577.2382579"
    ], searchTerms: ["leakage", "target leak", "proxy"])
  /// Whether metrics and steps suffice.
  public static let isCheap = false
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(20, of: 20, "tables with a copy of the target at 1% errors"),
    .detection(40, of: 40, "examples, where a column is known only afterwards"),
    .falseAlarm(0, of: 40, "examples without that column"),
  ]

  static let rowLimit = 4_000

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    let task = try OutcomeTask(record)
    let columns = try RowColumn.all(record, withValid: false)
      .filter { !$0.isFreeText(rows: task.rows.count) }
    guard task.rows.count >= 50 else {
      throw LackingRecord(
        "there are \(task.rows.count) training rows with an outcome, 50 are needed")
    }
    guard !columns.isEmpty else { throw LackingRecord("no features but free text") }
    let folds = CrossValidation.folds(task.rows.count, seed: record.seed, purpose: "features")
    let base = task.baseLosses(folds)
    let baseLoss = Statistics.mean(base)
    guard baseLoss > 0 else { throw LackingRecord("the outcome is the same in all rows") }
    let losses = columns.map { task.losses(of: $0, folds) }
    let explained = losses.map { 1 - Statistics.mean($0) / baseLoss }
    guard let best = explained.indices.max(by: { explained[$0] < explained[$1] }) else { return [] }
    let share = explained[best]
    guard share >= 0.1 else { return [] }
    let name = columns[best].name
    var evidence: [JSON.Member] = [
      .init("feature", .text(name)), .init("explained_alone", .number(share)),
    ]
    var others = 0.0
    var errors = Double.infinity
    if columns.count > 1 {
      let rest = try task.losses(
        of: EncodedRows(columns, train: task.rows).without(best), folds)
      others = max(0, 1 - Statistics.mean(rest) / baseLoss)
      let differences = zip(rest, losses[best]).map { $0 - $1 }
      let error =
        Statistics.standardDeviation(differences) / Double(differences.count).squareRoot()
      errors = error > 0 ? Statistics.mean(differences) / error : 0
      evidence.append(.init("explained_by_others", .number(others)))
    }
    let ranked = explained.indices.sorted { explained[$0] > explained[$1] }
    let figure = Figure(
      .bars(ranked.prefix(6).map { Figure.Bar(columns[$0].name, max(0, explained[$0])) }),
      title: "explained by one feature alone")
    let advice = "ask when '\(name)' is known; train again with drop: \(name)"
    if share >= 0.9 {
      return [
        DiagnosisFinding(
          entry.name, .critical, confidence: 0.95,
          basis: "out of fold on "
            + ExplanationText.count(task.rows.count, "row"),
          "'\(name)' alone tells the outcome nearly perfectly: it explains "
            + ExplanationText.percent(share),
          evidence: evidence, advice: advice, figure: figure)
      ]
    }
    guard columns.count > 1, errors >= 2, share > others else { return [] }
    let confidence = min(0.9, 0.6 + 0.5 * (share - others))
    return [
      DiagnosisFinding(
        entry.name, .warning, confidence: (confidence * 100).rounded() / 100,
        basis: "\(ExplanationText.number(errors, digits: 2)) standard errors; an honest feature "
          + "can be like that",
        "'\(name)' alone tells more of the outcome (\(ExplanationText.percent(share))) than all "
          + "other features together (\(ExplanationText.percent(others))): it may be known only "
          + "afterwards",
        evidence: evidence, advice: advice, figure: figure)
    ]
  }
}
