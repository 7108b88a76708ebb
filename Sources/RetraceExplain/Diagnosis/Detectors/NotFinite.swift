public import RetraceCatalog
import RetraceDisplay
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// Values that are NaN or infinite: in metrics, steps, or the trained parameters.
///
/// There is nothing to weigh: a value is finite or it is not. A missing cell is no value.
public enum NotFinite: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "not_finite", summary: "Losses, metrics, gradients or parameters are NaN or infinite.",
    discussion: "Exact: a value is finite or it is not; missing cells are no values.",
    searchTerms: ["nan", "infinity", "overflow"])
  /// Whether metrics and steps suffice.
  public static let isCheap = true
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(20, of: 20, "curves with one NaN or infinity"),
    .falseAlarm(0, of: 40, "healthy curves"),
  ]

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    let curves = record.curves
    guard curves.contains(where: { $0.count > 0 }) || record.steps != nil || record.run.model != nil
    else { throw LackingRecord("no metrics, no steps and no model") }
    var found: [DiagnosisFinding] = []
    for curve in curves {
      let bad = curve.y.indices.filter { !curve.y[$0].isFinite && !curve.y[$0].isMissing }
      guard let first = bad.first else { continue }
      found.append(
        finding(
          name(curve), value: curve.y[first], place: curve.place(first),
          member: curve.placeMember(first, prefix: "first_"), count: bad.count, of: curve.count))
    }
    if let steps = record.steps {
      for (name, values) in [("loss", steps.loss), ("gradient_norm", steps.gradientNorm)] {
        guard let values else { continue }
        let bad = values.indices.filter { !values[$0].isFinite && !values[$0].isMissing }
        guard let first = bad.first else { continue }
        found.append(
          finding(
            "\(name) of steps", value: values[first],
            place: "step \(ExplanationText.number(steps.number(first)))",
            member: .init("first_step", .number(steps.number(first))), count: bad.count,
            of: values.count))
      }
    }
    if let model = record.run.model as? any DifferentiableModel {
      let bad = model.parameters.count { !$0.isFinite }
      if bad > 0 {
        found.append(
          finding(
            "the model's parameters", value: .nan, place: "the end",
            member: .init("at", .text("end")), count: bad, of: model.parameters.count))
      }
    }
    return found
  }

  private static func name(_ curve: MetricCurve) -> String {
    curve.split.isEmpty || curve.name != curve.measure ? curve.name : "\(curve.split) \(curve.name)"
  }

  private static func finding(
    _ name: String, value: Double, place: String, member: JSON.Member, count: Int, of all: Int
  ) -> DiagnosisFinding {
    let word = ExplanationText.number(value)
    return DiagnosisFinding(
      entry.name, .critical, confidence: 1, basis: "counted",
      "\(name) is \(word) first at \(place)",
      evidence: [
        .init("metric", .text(name)), member, .init("value", .number(value)),
        .init("count", .number(Double(count))), .init("of", .number(Double(all))),
      ],
      advice: "train again with a third of the rate, and look for extreme cells with "
        + "describe(run.train)")
  }
}
