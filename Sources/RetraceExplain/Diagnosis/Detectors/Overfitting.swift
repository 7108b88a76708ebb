public import RetraceCatalog
import RetraceDisplay
import RetraceRuns
import RetraceTables

/// The validation loss turned while the training loss went on falling.
///
/// The onset is where the moving mean of the validation loss is lowest. From there to the end (the
/// last eighth) the loss has to have risen
/// - by four standard errors of its own noise: 1 in 30,000 by chance, and the lowest of at most 200
///   values is looked for, so at most 1 in 150 runs;
/// - by 5% of its best value, Prechelt's generalisation loss GL₅;
/// - and by a twentieth of what it had fallen before;
///
/// while the training loss fell. Where the end is worse than the start, all that was gained on
/// rows that were not learned from is lost, and the finding is critical.
public enum Overfitting: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "overfitting", summary: "The validation loss turned while the training loss fell.",
    discussion: """
      Gives the epoch of the turn: where the moving mean of the validation loss is lowest. Fires \
      when the end lies four standard errors of the curve's own noise and 5% (Prechelt's GL5) \
      above it while the training loss fell on.
      """,
    references: [
      "L. Prechelt, Early Stopping, But When?, 1998, https://doi.org/10.1007/3-540-49430-8_3"
    ], searchTerms: ["generalization", "early stopping", "overtraining"])
  /// Whether metrics and steps suffice.
  public static let isCheap = true
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(40, of: 40, "curves made to overfit"),
    .detection(20, of: 20, "networks trained too long on too few rows"),
    .falseAlarm(0, of: 40, "healthy curves"), .falseAlarm(0, of: 20, "healthy networks"),
  ]

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    let (train, valid) = try record.lossPair()
    guard valid.count >= 6, train.count >= 3 else {
      throw LackingRecord("the validation loss has \(valid.count) values, 6 are needed")
    }
    let smoothed = valid.smoothed
    let tail = valid.tail
    let before = smoothed[..<tail.lowerBound]
    guard let lowest = before.min(), let onset = before.firstIndex(of: lowest) else { return [] }
    let end = valid.mean(tail)
    let rise = end - lowest
    let errors = valid.standardErrors(rise, noise: valid.noise(), tail.count, valid.window)
    guard errors >= 4, rise >= 0.05 * abs(lowest), rise >= 0.05 * (smoothed[0] - lowest) else {
      return []
    }
    // What the training loss did meanwhile.
    let place = train.x.lastIndex { $0 <= valid.x[onset] } ?? 0
    let trainThen = train.smoothed[place]
    let trainEnd = train.mean(train.tail)
    guard trainEnd < trainThen else { return [] }
    let isLost = end > smoothed[0]
    let word = ExplanationText.number
    return [
      DiagnosisFinding(
        entry.name, isLost ? .critical : .warning,
        confidence: DiagnosisFinding.confidence(standardErrors: errors),
        basis: "the rise is \(word(errors, 2)) standard errors of the curve's noise",
        "overfitting from \(valid.place(onset)) on: the validation loss rose from "
          + "\(word(lowest, 4)) to \(word(end, 4))\(isLost ? ", worse than at the start," : "") "
          + "while the training loss fell",
        evidence: [
          .init("metric", .text(valid.name)), valid.placeMember(onset, prefix: "onset_"),
          .init("valid_best", .number(lowest)), .init("valid_end", .number(end)),
          .init("rise", .number(rise / abs(lowest))), .init("train_then", .number(trainThen)),
          .init("train_end", .number(trainEnd)),
        ],
        advice: advice(record, valid, onset),
        figure: DiagnosisFigure.lines([train, valid], title: "\(valid.measure) of train and valid"))
    ]
  }

  private static func advice(
    _ record: DiagnosisRecord, _ valid: MetricCurve, _ onset: Int
  ) -> String {
    let near = record.run.checkpoints.last { Double($0.epoch) <= valid.x[onset] }
    if valid.axis == .epoch, let near, near.epoch > 0 {
      return "take checkpoint(run, \(near.epoch)), or train again with epochs: \(near.epoch) or "
        + "more l2"
    }
    return
      "stop at \(valid.place(onset)), or train again with more rows, more l2 or a smaller model"
  }
}
