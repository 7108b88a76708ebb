public import RetraceCatalog
import RetraceDisplay
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// Steps whose loss stands far above those around them, and the rows of their batches.
///
/// See ``TailTest`` for when a step stands out (less than 0.01 such steps expected in the whole
/// run); its loss has also to be twice the median around it, so that it matters. Steps at most
/// three apart are one spike. Where the order of the rows is recorded, the rows of the batch are
/// told whose own loss is largest, whose numbers are extreme (0.6745 · |x − median| / MAD above
/// 3.5, the convention of Iglewicz and Hoaglin), and which rows are in several of the batches.
public enum LossSpikes: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "loss_spike", summary: "The loss of single steps leapt up; which batch and rows it was.",
    discussion: """
      A step stands out when its distance from the median around it is beyond what the tail of \
      all such distances explains (less than 0.01 expected in the run) and its loss is at least \
      twice that median. Needs the loss of 60 steps or more; with the order of the rows it names \
      the rows of the batch with the largest losses and with extreme cells (modified z above 3.5).
      """,
    references: [
      "J. Pickands, Statistical inference using extreme order statistics, 1975, "
        + "https://doi.org/10.1214/aos/1176343003",
      "B. Iglewicz, D. C. Hoaglin, How to Detect and Handle Outliers, 1993, "
        + "https://asq.org/quality-press/display-item?item=H0636",
    ], searchTerms: ["outlier batch", "bad batch", "jump"])
  /// Whether metrics and steps suffice.
  public static let isCheap = true
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(17, of: 20, "series of step losses with a spike"),
    .detection(18, of: 20, "regressions with two rows of extreme cells that contradict each other"),
    .falseAlarm(0, of: 40, "healthy series of step losses"),
    .falseAlarm(0, of: 20, "healthy networks"),
  ]

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    let x: [Double]
    let losses: [Double]
    if let steps = record.steps, let all = steps.loss {
      let kept = all.indices.filter { all[$0].isFinite }
      // Positions among all steps: the batches are found by them.
      x = kept.map(Double.init)
      losses = kept.map { all[$0] }
    } else if let curve = record.loss("train")?.finite, curve.axis == .step {
      (x, losses) = (curve.x, curve.y)
    } else {
      throw LackingRecord("no loss per step")
    }
    guard losses.count >= TailTest.least else {
      throw LackingRecord("there are losses of \(losses.count) steps, 60 are needed")
    }
    let outliers = TailTest(losses).outliers.filter { losses[$0.index] >= 2 * abs($0.level) }
    guard !outliers.isEmpty else { return [] }
    var spikes: [TailTest.Outlier] = []
    for outlier in outliers {
      if let last = spikes.last, outlier.index - last.index <= 3 {
        if losses[outlier.index] > losses[last.index] { spikes[spikes.count - 1] = outlier }
      } else {
        spikes.append(outlier)
      }
    }
    guard let worst = spikes.max(by: { losses[$0.index] < losses[$1.index] }) else { return [] }
    func number(_ index: Int) -> Double {
      record.steps?.loss == nil ? x[index] : record.steps?.number(Int(x[index])) ?? x[index]
    }
    let word = ExplanationText.number
    var evidence: [JSON.Member] = [
      .init("step", .number(number(worst.index))), .init("loss", .number(losses[worst.index])),
      .init("median_around", .number(worst.level)),
      .init("spikes", .number(Double(spikes.count))),
      .init("steps", .array(spikes.prefix(20).map { .number(number($0.index)) })),
    ]
    var message =
      "the loss leapt to \(word(losses[worst.index], 4)) at step \(word(number(worst.index), 6)), "
      + "\(word(losses[worst.index] / max(abs(worst.level), 1e-12), 2)) times its surroundings"
    if spikes.count > 1 { message += ", one of \(spikes.count) spikes" }
    var advice = "train again with a lower rate"
    if record.isDeep, record.steps?.loss != nil, let batches = SpikeBatches(record) {
      let told = batches.describe(
        spikes.prefix(50).map { Int(x[$0.index]) }, worst: Int(x[worst.index]))
      evidence += told.evidence
      if let text = told.text { message += "; \(text)" }
      if let row = told.row { advice = "look at run.train[\(row)], and train again without it" }
    }
    return [
      DiagnosisFinding(
        entry.name, .warning,
        confidence: min(0.99, 1 - worst.expected),
        basis: "\(word(max(worst.expected, 1e-9), 1)) such steps expected by chance",
        message, evidence: evidence, advice: advice,
        figure: DiagnosisFigure.steps(
          losses.indices.map(number), losses, title: "loss of steps", yLabel: "loss"))
    ]
  }
}
