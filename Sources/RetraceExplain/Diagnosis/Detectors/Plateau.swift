public import RetraceCatalog
import RetraceDisplay
import RetraceTables

/// A long stretch in which the training loss stood still.
///
/// A stretch stands still if a line through it falls or rises by less than 5% of the whole fall
/// even when two standard errors are added: that it stands still has to be shown, not only that
/// nothing else can be. It is reported
/// - if it takes a quarter of the run, at least six values, and the loss later fell on by a tenth
///   of the whole fall and four standard errors (the run was stuck and came free), as a warning;
/// - if it takes the last two thirds of the run, as a note: those epochs brought nothing. A curve that
///   decays exponentially gets there only after nine of its time constants (e^(−a/3) = 5%).
public enum Plateau: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "plateau", summary: "The training loss stood still for a long stretch.",
    discussion: """
      A stretch stands still if a line through it moves by less than 5% of the whole fall even \
      with two standard errors added. A quarter of the run before a further fall is a warning, \
      the last two thirds of the run a note. In noisy or short curves that cannot be shown.
      """,
    searchTerms: ["stuck", "saddle", "stagnation", "flat"])
  /// Whether metrics and steps suffice.
  public static let isCheap = true
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(19, of: 20, "curves that were stuck and came free"),
    .detection(18, of: 20, "curves flat for their last five sixths"),
    .falseAlarm(0, of: 40, "healthy curves"), .falseAlarm(1, of: 20, "healthy networks"),
  ]

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    let curve = try record.trainLoss(atLeast: 12)
    let smoothed = curve.smoothed
    let count = curve.count
    guard let lowest = smoothed.min() else { return [] }
    let whole = smoothed[0] - lowest
    let noise = curve.noise()
    let error = noise / Double(curve.window).squareRoot()
    guard whole > 0.01 * abs(smoothed[0]), whole > 4 * error else { return [] }
    guard
      let (first, last) = longestStretch(curve, smoothed, noise: noise, bound: 0.05 * whole)
    else { return [] }
    let length = last - first + 1
    let rest = smoothed[last] - (smoothed[last...].min() ?? smoothed[last])
    let isEnd = last >= count - 1 - curve.window / 2
    let wasStuck =
      !isEnd && length >= max(6, count / 4) && rest >= 0.1 * whole && rest >= 4 * error
    guard wasStuck || (isEnd && 3 * length >= 2 * count) else { return [] }
    let word = ExplanationText.number
    let evidence: [JSON.Member] = [
      .init("metric", .text(curve.name)), curve.placeMember(first, prefix: "from_"),
      curve.placeMember(last, prefix: "to_"), .init("level", .number(smoothed[first])),
      .init("share_of_run", .number(Double(length) / Double(count))),
      .init("later_fall", .number(rest)),
    ]
    let basis = "it moved by less than 5% of the whole fall, 2 standard errors added"
    let figure = DiagnosisFigure.lines([curve], title: "training loss")
    guard wasStuck else {
      return [
        DiagnosisFinding(
          entry.name, .note, confidence: 0.9, basis: basis,
          "the training loss stood still from \(curve.place(first)) to the end at "
            + word(smoothed[first], 4),
          evidence: evidence,
          advice: "stop at \(curve.place(first)), or lower the rate to a tenth from there on",
          figure: figure)
      ]
    }
    return [
      DiagnosisFinding(
        entry.name, .warning,
        confidence: DiagnosisFinding.confidence(standardErrors: error > 0 ? rest / error : 8),
        basis: basis,
        "the training loss stood still from \(curve.place(first)) to \(curve.place(last)) at "
          + "\(word(smoothed[first], 4)) and only then fell on",
        evidence: evidence,
        advice: "train again with optimizer: \"adam\", another seed or three times the rate",
        figure: figure)
    ]
  }

  /// The longest stretch that stands still, of equally long ones the first; nil if there is none.
  ///
  /// - Complexity: O(n²) for at most 200 values.
  private static func longestStretch(
    _ curve: MetricCurve, _ smoothed: [Double], noise: Double, bound: Double
  ) -> (Int, Int)? {
    let error = noise / Double(curve.window).squareRoot()
    var best: (Int, Int)?
    for first in 0..<max(0, curve.count - 5) {
      // Sums of i, y and i·y, from which the line follows.
      var (sum, product) = (0.0, 0.0)
      var (low, high) = (Double.infinity, -Double.infinity)
      for last in first..<curve.count {
        let position = Double(last - first)
        sum += curve.y[last]
        product += position * curve.y[last]
        low = min(low, smoothed[last])
        high = max(high, smoothed[last])
        if high - low > bound + 6 * error { break }
        let count = position + 1
        guard count >= 6, last - first > (best.map { $0.1 - $0.0 } ?? 0) else { continue }
        let squares = count * (count * count - 1) / 12
        let slope = (product - sum * position / 2) / squares
        let fall = -slope * position
        let doubt = 2 * noise * position / squares.squareRoot()
        if abs(fall) + doubt <= bound { best = (first, last) }
      }
    }
    return best
  }
}
