import Glibc
public import RetraceCatalog
import RetraceDisplay
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// The model learned next to nothing, or was stopped while it was still learning.
///
/// - No better than the base rate: the training loss (cross entropy) explains less than 2% of the
///   entropy of the labels, Cohen's bound of a small effect (f² = 0.02), and accuracy and AUC, where
///   recorded, are no better than the most frequent class and than chance by two standard errors;
///   of numbers, R² on the training rows is below 2%.
/// - Where labels are not at hand: the training loss never fell by four standard errors of its own
///   noise.
/// - Still falling: the last quarter of the run brought a tenth or more of the whole fall. A curve
///   that decays exponentially does so when the run is shorter than two of its time constants:
///   (e^(−3a/4) − e^(−a)) / (1 − e^(−a)) = 0.1 at a = 2. The validation loss, if there is one, has
///   to fall, too.
public enum Underfitting: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "underfitting",
    summary: "The model is no better than the base rate, or was still learning at the end.",
    discussion: """
      No better: the training loss explains less than 2% (Cohen's small effect) of the entropy of \
      the labels, and accuracy and AUC are no better than chance; without labels, it never fell \
      beyond its noise. Still learning: the last quarter brought a tenth or more of the whole \
      fall, as where a run is shorter than two time constants of its decay.
      """,
    references: [
      "J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 1988, "
        + "https://doi.org/10.4324/9780203771587"
    ], searchTerms: ["too few epochs", "base rate", "not learning"])
  /// Whether metrics and steps suffice.
  public static let isCheap = true
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(19, of: 20, "curves cut short"), .detection(20, of: 20, "curves that never fell"),
    .detection(18, of: 20, "networks on targets drawn by lot"),
    .falseAlarm(0, of: 40, "healthy curves"), .falseAlarm(0, of: 20, "healthy networks"),
  ]

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    let curve = try record.trainLoss(atLeast: 6)
    if let found = try baseRate(record, curve) { return [found] }
    let noise = curve.noise()
    let tail = curve.tail
    let start = curve.y[0]
    let end = curve.mean(tail)
    let whole = start - end
    let errors = curve.standardErrors(whole, noise: noise, 1, tail.count)
    // A curve that begins after the first learning may have fallen before.
    if errors < 4 || whole <= 0.01 * abs(start), curve.count >= 8 {
      guard whole > -4 * noise, !hasLearned(record) else { return [] }
      return [
        DiagnosisFinding(
          entry.name, .critical, confidence: 0.9,
          basis: "the fall is \(ExplanationText.number(max(0, errors), digits: 2)) standard errors",
          "the training loss never fell: \(ExplanationText.number(start)) at the start, "
            + "\(ExplanationText.number(end)) at the end",
          evidence: [
            .init("metric", .text(curve.name)), .init("start", .number(start)),
            .init("end", .number(end)), .init("noise", .number(noise)),
          ],
          advice: "train again with ten times the rate, and check the target with "
            + "count(run.train, TARGET)",
          figure: DiagnosisFigure.lines([curve], title: "training loss"))
      ]
    }
    return stillFalling(record, curve, noise: noise)
  }

  /// Whether another measure of the training rows tells that something was learned.
  private static func hasLearned(_ record: DiagnosisRecord) -> Bool {
    guard let auc = record.metric(["auc", "accuracy", "r2"], "train")?.finite.y.last else {
      return false
    }
    return auc > 0.75
  }

  private static func baseRate(
    _ record: DiagnosisRecord, _ curve: MetricCurve
  ) throws -> DiagnosisFinding? {
    if record.run.classes.isEmpty {
      guard let r2 = record.metric(["r2"], "train")?.finite, r2.count > 0 else { return nil }
      let best = r2.mean(r2.tail)
      guard best < 0.02 else { return nil }
      return finding(
        "the model explains \(ExplanationText.percent(max(0, best))) of the training target",
        [.init("r2", .number(best))])
    }
    guard let labels = try? record.labels("train").filter({ $0 >= 0 }), labels.count >= 20 else {
      return nil
    }
    var counts = [Double](repeating: 0, count: record.run.classes.count)
    for label in labels { counts[label] += 1 }
    let total = Double(labels.count)
    let entropy = counts.reduce(0) { $1 > 0 ? $0 - $1 / total * Kernels.log($1 / total) : $0 }
    let loss = curve.mean(curve.tail)
    guard entropy > 0, curve.measure.contains("loss"), 1 - loss / entropy < 0.02 else { return nil }
    let share = (counts.max() ?? 0) / total
    let error = (share * (1 - share) / total).squareRoot()
    var evidence: [JSON.Member] = [
      .init("train_loss", .number(loss)), .init("base_rate_loss", .number(entropy)),
      .init("majority_share", .number(share)),
    ]
    if let accuracy = record.metric(["accuracy", "acc"], "train")?.finite.y.last {
      evidence.append(.init("train_accuracy", .number(accuracy)))
      guard accuracy <= share + 2 * error + 0.01 else { return nil }
    }
    if let auc = record.metric(["auc"], "train")?.finite.y.last, counts.count == 2 {
      evidence.append(.init("train_auc", .number(auc)))
      let spread = ((total + 1) / (12 * max(1, counts[0]) * max(1, counts[1]))).squareRoot()
      // Parameters that are fitted raise the AUC of their rows by chance.
      guard auc < 0.5 + 2 * spread + 0.1 else { return nil }
    }
    return finding(
      "the model is no better than the base rate: training loss "
        + "\(ExplanationText.number(loss)), that of the class shares alone "
        + "\(ExplanationText.number(entropy))", evidence)
  }

  private static func finding(_ message: String, _ evidence: [JSON.Member]) -> DiagnosisFinding {
    DiagnosisFinding(
      entry.name, .critical, confidence: 0.95,
      basis: "less than 2% explained, Cohen's bound of a small effect", message,
      evidence: evidence,
      advice: "train again with ten times the rate or a larger model; if it stays so, the columns "
        + "do not tell the target: see correlation(run.train)")
  }

  private static func stillFalling(
    _ record: DiagnosisRecord, _ curve: MetricCurve, noise: Double
  ) -> [DiagnosisFinding] {
    let count = curve.count
    let part = max(2, count / 8)
    func fall(_ curve: MetricCurve) -> (last: Double, whole: Double, errors: Double) {
      let count = curve.count
      let part = max(2, count / 8)
      // Means of two windows whose centres lie a quarter of the run apart.
      let before = max(0, count - part - max(1, count / 4))..<max(1, count - max(1, count / 4))
      let last = curve.mean(before) - curve.mean(count - part..<count)
      return (
        last, curve.y[0] - curve.mean(count - part..<count),
        curve.standardErrors(last, noise: curve.noise(), part, part)
      )
    }
    // A run that is being written falls until it ends.
    guard count >= 2 * part + 2, record.run.header.status != .running else { return [] }
    let (last, whole, errors) = fall(curve)
    guard whole > 0, last >= 0.1 * whole, errors >= 4 else { return [] }
    if let valid = try? record.lossPair().valid, valid.count >= 6 {
      let rest = fall(valid)
      guard rest.last > 0.05 * max(0, rest.whole), rest.last > 0 else { return [] }
    }
    return [
      DiagnosisFinding(
        entry.name, .note, confidence: DiagnosisFinding.confidence(standardErrors: errors) * 0.9,
        basis: "the fall of the last quarter is \(ExplanationText.number(errors, digits: 2)) "
          + "standard errors",
        "the training loss was still falling at the end: its last quarter brought "
          + "\(ExplanationText.percent(last / whole)) of the whole fall",
        evidence: [
          .init("metric", .text(curve.name)), .init("start", .number(curve.y[0])),
          .init("end", .number(curve.mean(curve.tail))),
          .init("share_of_last_quarter", .number(last / whole)),
        ],
        advice: "train again with twice the epochs",
        figure: DiagnosisFigure.lines([curve], title: "training loss"))
    ]
  }
}
