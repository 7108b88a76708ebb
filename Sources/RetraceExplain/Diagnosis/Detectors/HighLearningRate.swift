public import RetraceCatalog
import RetraceDisplay
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// Signs of steps that are too long.
///
/// - The loss jumped at the start: within the first quarter of the steps the moving mean of five
///   losses came to one and a half times the loss before the first step, by four standard deviations of the losses
///   of single batches at the end. Steps against the gradient raise the loss only where they are
///   longer than 2 / curvature.
/// - The loss does not settle: after the first fifth of the run, what goes up and down between
///   epochs (beyond what averaging over batches leaves) is a tenth or more of all that training
///   gained. At a fixed rate the stationary fluctuation of the loss is proportional to the rate.
/// - The run diverged.
public enum HighLearningRate: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "high_learning_rate", summary: "Steps were too long: the loss jumped or never settled.",
    discussion: """
      Fires when the loss of steps rose by half within the first quarter of the run, \
      when the training loss goes up and down from epoch to epoch by a tenth or more of all that \
      was gained, or when the run diverged.
      """,
    references: [
      "L. Bottou, F. E. Curtis, J. Nocedal, Optimization Methods for Large-Scale Machine "
        + "Learning, 2018, theorem 4.6, https://doi.org/10.1137/16M1080173"
    ], searchTerms: ["rate too high", "oscillation", "step size"])
  /// Whether metrics and steps suffice.
  public static let isCheap = true
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(20, of: 20, "curves that swing"),
    .detection(10, of: 20, "networks trained at 100 times the rate"),
    .falseAlarm(0, of: 40, "healthy curves"), .falseAlarm(0, of: 20, "healthy networks"),
  ]

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    var found: [DiagnosisFinding] = []
    if record.run.header.status == .diverged {
      found.append(
        finding(
          record, .critical, 0.8, "runs mostly diverge because of their rate",
          "the run diverged at the rate it had", [.init("status", .text("diverged"))], nil))
    }
    if let jump = jump(record) { found.append(jump) }
    guard let curve = record.loss("train")?.condensed(), curve.axis == .epoch, curve.count >= 8
    else {
      guard !found.isEmpty || record.steps?.loss != nil else {
        throw LackingRecord("no training loss of 8 epochs and no loss per step")
      }
      return Array(found.prefix(1))
    }
    if found.isEmpty, let swing = swing(record, curve) { found.append(swing) }
    return Array(found.prefix(1))
  }

  private static func jump(_ record: DiagnosisRecord) -> DiagnosisFinding? {
    guard let steps = record.steps, let losses = steps.loss, losses.count >= 40 else { return nil }
    let quarter = losses.prefix(losses.count / 4)
    guard quarter.allSatisfy(\.isFinite) else { return nil }
    // Before the first update; later losses may have jumped already.
    let start = quarter[0]
    var best = (mean: 0.0, index: 0)
    for index in 0..<max(1, quarter.count - 4) {
      let mean = quarter[index..<index + 5].reduce(0, +) / 5
      if mean > best.mean { best = (mean, index) }
    }
    // What single batches differ by, as the end of the run shows it.
    let tail = losses.suffix(max(10, losses.count / 4)).filter(\.isFinite)
    let spread = 1.4826 * Statistics.medianAbsoluteDeviation(tail)
    guard start > 0, best.mean >= 1.5 * start, best.mean - start >= 4 * spread else { return nil }
    let word = ExplanationText.number
    return finding(
      record, .warning, 0.9, "half as much again, by 4 standard deviations of batches or more",
      "the loss of steps jumped from \(word(start, 3)) to \(word(best.mean, 3)) by step "
        + word(steps.number(best.index), 6),
      [
        .init("start", .number(start)), .init("peak", .number(best.mean)),
        .init("step", .number(steps.number(best.index))),
      ],
      DiagnosisFigure.steps(
        quarter.indices.map { steps.number($0) }, Array(quarter), title: "loss of the first steps",
        yLabel: "loss"))
  }

  private static func swing(
    _ record: DiagnosisRecord, _ curve: MetricCurve
  ) -> DiagnosisFinding? {
    let noise = curve.noise(in: curve.count / 5..<curve.count)
    // What comes of averaging over few batches is no swing of the loss itself.
    let own = max(0, noise * noise - curve.samplingVariance).squareRoot()
    let gained = curve.y[0] - (curve.smoothed.min() ?? curve.y[0])
    let share = gained > 0 ? own / gained : .infinity
    guard own > 0.01 * abs(curve.y[0]), share >= 0.1, noise * noise > 2 * curve.samplingVariance
    else { return nil }
    let rises = (curve.count / 5 + 1..<curve.count).count { curve.y[$0] > curve.y[$0 - 1] }
    guard rises >= 3 else { return nil }
    return finding(
      record, .warning, min(0.95, 0.7 + share), "swings of 10% of the gain or more",
      "the training loss goes up and down by \(ExplanationText.number(own, digits: 2)) from epoch "
        + "to epoch, \(share.isFinite ? ExplanationText.percent(min(share, 9.99)) : "more than all") "
        + "of what was gained",
      [
        .init("metric", .text(curve.name)), .init("swing", .number(own)),
        .init("gained", .number(gained)), .init("rises", .number(Double(rises))),
        .init("epochs", .number(Double(curve.count))),
      ], DiagnosisFigure.lines([curve], title: "training loss"))
  }

  private static func finding(
    _ record: DiagnosisRecord, _ severity: Finding.Severity, _ confidence: Double, _ basis: String,
    _ message: String, _ evidence: [JSON.Member], _ figure: Figure?
  ) -> DiagnosisFinding {
    let rate = LearningRate.largest(record)
    return DiagnosisFinding(
      entry.name, severity, confidence: (confidence * 100).rounded() / 100, basis: basis, message,
      evidence: evidence + (rate.map { [.init("rate", .number($0))] } ?? []),
      advice: rate.map { "train again with rate: \(ExplanationText.number($0 / 10, digits: 2))" }
        ?? "train again with a tenth of the rate",
      figure: figure)
  }
}

/// The learning rate of a run, wherever its record has it.
enum LearningRate {
  /// The largest rate of the steps, else the parameter that says it; nil if nothing does.
  static func largest(_ record: DiagnosisRecord) -> Double? {
    if let rate = record.steps?.rate?.filter(\.isFinite).max() { return rate }
    let names = ["rate", "learning_rate", "lr", "eta", "learning_rate_init"]
    for member in record.run.params where names.contains(member.key) {
      if case .number(let rate) = member.value, rate.isFinite, rate > 0 { return rate }
    }
    let curve = record.curves.first { names.contains($0.measure) }
    return curve?.finite.y.max()
  }
}
