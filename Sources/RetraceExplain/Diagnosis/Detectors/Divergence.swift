public import RetraceCatalog
import RetraceDisplay
import RetraceRuns
import RetraceTables

/// The training loss gave up at least half of what it had gained, and ended there.
///
/// The mean of the last eighth of the curve is compared with the lowest moving mean before it: the
/// rise has to be four standard errors of the curve's own noise (1 in 30,000 by chance, and the
/// lowest of at most 200 values is looked for), and at least half of the fall from the start to
/// that lowest value. Half: from there on the run lost more than it kept. A run whose tool marked
/// it as diverged is one.
public enum Divergence: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "divergence", summary: "The training loss rose again and stayed up.",
    discussion: """
      Fires when the end of the training loss is four standard errors above its best stretch and \
      at least half of what was gained is lost, or when the record marks the run as diverged.
      """,
    searchTerms: ["explode", "blow up", "unstable"])
  /// Whether metrics and steps suffice.
  public static let isCheap = true
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(20, of: 20, "curves made to diverge"), .falseAlarm(0, of: 40, "healthy curves"),
  ]

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    let isMarked = record.run.header.status == .diverged
    let curve: MetricCurve
    do {
      curve = try record.trainLoss(atLeast: 6)
    } catch let lacking as LackingRecord {
      guard isMarked else { throw lacking }
      return [marked([])]
    }
    let smoothed = curve.smoothed
    let tail = curve.tail
    let before = smoothed[..<tail.lowerBound]
    guard let lowest = before.min(), let place = before.firstIndex(of: lowest) else { return [] }
    let end = curve.mean(tail)
    let noise = curve.noise()
    let errors = curve.standardErrors(end - lowest, noise: noise, tail.count, curve.window)
    let gained = curve.y[0] - lowest
    guard errors >= 4, end - lowest >= 0.5 * max(gained, 0), end - lowest > 0.05 * abs(lowest)
    else {
      return isMarked ? [marked([])] : []
    }
    let evidence: [JSON.Member] = [
      .init("metric", .text(curve.name)), curve.placeMember(place, prefix: "best_"),
      .init("best", .number(lowest)), .init("end", .number(end)),
      .init("start", .number(curve.y[0])),
    ]
    if isMarked { return [marked(evidence)] }
    return [
      DiagnosisFinding(
        entry.name, .critical,
        confidence: DiagnosisFinding.confidence(standardErrors: errors),
        basis: "the rise is \(ExplanationText.number(errors, digits: 2)) standard errors",
        "the training loss rose from \(ExplanationText.number(lowest)) at \(curve.place(place)) "
          + "to \(ExplanationText.number(end)) and stayed there",
        evidence: evidence,
        advice: "train again with a third of the rate; \(checkpointAdvice(record, curve, place))",
        figure: DiagnosisFigure.lines([curve], title: "training loss"))
    ]
  }

  private static func marked(_ evidence: [JSON.Member]) -> DiagnosisFinding {
    DiagnosisFinding(
      entry.name, .critical, confidence: 1, basis: "the record says so",
      "the run was ended because its loss was no longer finite",
      evidence: evidence.isEmpty ? [.init("status", .text("diverged"))] : evidence,
      advice: "train again with a third of the rate")
  }

  private static func checkpointAdvice(
    _ record: DiagnosisRecord, _ curve: MetricCurve, _ place: Int
  ) -> String {
    guard curve.axis == .epoch,
      let near = record.run.checkpoints.last(where: { Double($0.epoch) <= curve.x[place] })
    else { return "metrics(run) shows where it turned" }
    return "checkpoint(run, \(near.epoch)) is the model before it"
  }
}
