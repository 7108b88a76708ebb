public import RetraceCatalog
import RetraceDisplay
import RetraceRuns
import RetraceTables

/// Signs of steps that are too short: the loss fell in a nearly straight line all along.
///
/// A loss that decays with a time constant τ falls in the second half of T epochs by e^(−T / 2τ)
/// of what it fell in the first. Above 0.6 the run was shorter than one time constant: at this
/// rate it hardly began. Both falls have to be four standard errors of the curve's noise, the
/// ratio below 1 / 0.6 (a run that starts late is no slow one), and less than half of the loss
/// gone.
public enum LowLearningRate: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "low_learning_rate", summary: "Steps were too short: the loss fell in a straight line.",
    discussion: """
      Fires when the training loss fell in the second half of the run by 0.6 or more of what it \
      fell in the first, so that the run is shorter than one time constant of its own decay, and \
      less than half of the loss is gone.
      """,
    searchTerms: ["rate too low", "slow", "step size"])
  /// Whether metrics and steps suffice.
  public static let isCheap = true
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(20, of: 20, "curves shorter than half a time constant"),
    .detection(20, of: 20, "networks trained at a thousandth of the rate"),
    .falseAlarm(0, of: 40, "healthy curves"), .falseAlarm(0, of: 20, "healthy networks"),
  ]

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    guard record.run.header.status != .running else {
      throw LackingRecord("the run has not come to its end")
    }
    let curve = try record.trainLoss(atLeast: 8)
    let count = curve.count
    let part = max(2, count / 8)
    let start = curve.mean(0..<part)
    let middle = curve.mean((count - part) / 2..<(count - part) / 2 + part)
    let end = curve.mean(count - part..<count)
    let noise = curve.noise()
    let (early, late) = (start - middle, middle - end)
    let errors = min(
      curve.standardErrors(early, noise: noise, part, part),
      curve.standardErrors(late, noise: noise, part, part))
    guard early > 0, late > 0, errors >= 4, late >= 0.6 * early, early >= 0.6 * late,
      end > 0.5 * curve.y[0]
    else { return [] }
    let rate = LearningRate.largest(record)
    return [
      DiagnosisFinding(
        entry.name, .warning, confidence: DiagnosisFinding.confidence(standardErrors: errors) * 0.9,
        basis:
          "both halves fell by \(ExplanationText.number(errors, digits: 2)) standard errors or "
          + "more",
        "the training loss fell in a straight line from \(ExplanationText.number(curve.y[0])) to "
          + "\(ExplanationText.number(end)): at this rate the run hardly began",
        evidence: [
          .init("metric", .text(curve.name)), .init("fall_first_half", .number(early)),
          .init("fall_second_half", .number(late)), .init("ratio", .number(late / early)),
        ] + (rate.map { [.init("rate", .number($0))] } ?? []),
        advice: rate.map {
          "train again with rate: \(ExplanationText.number($0 * 10, digits: 2)), or ten times the "
            + "epochs"
        } ?? "train again with ten times the rate",
        figure: DiagnosisFigure.lines([curve], title: "training loss"))
    ]
  }
}
