public import RetraceCatalog
import RetraceDisplay
import RetraceNumerics
import RetraceTables

/// Gradients that are no longer finite, grew tenfold for good, or leapt to ten times their size.
///
/// Ten times: Pascanu, Mikolov and Bengio clip at half to ten times the average norm; what lies
/// above is cut by every choice. A leap has also to stand out of the tail of the run's own norms
/// (see ``TailTest``: less than 0.01 expected in the whole run).
public enum ExplodingGradients: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "exploding_gradients", summary: "Gradients grew or leapt to ten times their size.",
    discussion: """
      Fires when a gradient norm is not finite, when the median of the last quarter is ten times \
      that of the first, or when a norm is ten times the median around it and beyond what the \
      tail of all norms explains.
      """,
    references: [
      "R. Pascanu, T. Mikolov, Y. Bengio, On the difficulty of training recurrent neural "
        + "networks, 2013, https://arxiv.org/abs/1211.5063"
    ], searchTerms: ["clipping", "gradient norm"])
  /// Whether metrics and steps suffice.
  public static let isCheap = true
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(20, of: 20, "series of norms that grow"),
    .detection(20, of: 20, "series of norms with a leap"),
    .falseAlarm(0, of: 40, "healthy series of norms"), .falseAlarm(0, of: 20, "healthy networks"),
  ]

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    let norms = try GradientNorms(record)
    let word = ExplanationText.number
    let finite = norms.norms.indices.filter { norms.norms[$0].isFinite }
    let figure = DiagnosisFigure.steps(
      finite.map { norms.step[$0] }, finite.map { norms.norms[$0] }, title: "gradient norm",
      yLabel: "norm")
    func finding(
      _ severity: Finding.Severity, _ confidence: Double, _ basis: String, _ message: String,
      _ evidence: [JSON.Member]
    ) -> [DiagnosisFinding] {
      [
        DiagnosisFinding(
          entry.name, severity, confidence: confidence, basis: basis, message, evidence: evidence,
          advice: "train again with a third of the rate, or clip gradients at "
            + "\(word(norms.median(0, 1), 2)), their median norm",
          figure: figure)
      ]
    }
    let bad = norms.norms.indices.first { !norms.norms[$0].isFinite && !norms.norms[$0].isMissing }
    if let bad {
      return finding(
        .critical, 1, "counted",
        "the gradient is \(word(norms.norms[bad], 4)) at step \(word(norms.step[bad], 6))",
        [.init("step", .number(norms.step[bad])), .init("norm", .number(norms.norms[bad]))])
    }
    let (first, last) = (norms.median(0, 0.25), norms.median(0.75, 1))
    if last >= 10 * first, first > 0 {
      return finding(
        .critical, 0.95, "medians of quarters of the run",
        "gradients grew \(word(last / first, 2)) times, from a norm of \(word(first, 3)) to "
          + word(last, 3),
        [.init("first_quarter", .number(first)), .init("last_quarter", .number(last))])
    }
    let values = finite.map { norms.norms[$0] }
    let leaps = TailTest(values).outliers.filter { values[$0.index] >= 10 * abs($0.level) }
    guard let worst = leaps.max(by: { values[$0.index] < values[$1.index] }) else { return [] }
    let step = norms.step[finite[worst.index]]
    return finding(
      .warning, min(0.99, 1 - worst.expected),
      "\(word(max(worst.expected, 1e-9), 1)) such steps expected by chance",
      "the gradient leapt to a norm of \(word(values[worst.index], 3)) at step \(word(step, 6)), "
        + "\(word(values[worst.index] / max(abs(worst.level), 1e-300), 2)) times its surroundings",
      [
        .init("step", .number(step)), .init("norm", .number(values[worst.index])),
        .init("median_around", .number(worst.level)), .init("leaps", .number(Double(leaps.count))),
      ])
  }
}
