public import RetraceDisplay
public import RetraceTables

/// Something that went wrong in a run: how bad it is, what shows it, how sure that is, what to try.
public struct DiagnosisFinding: Sendable {
  /// The name of the detector that found it.
  public let kind: String
  /// How bad it is.
  public let severity: Finding.Severity
  /// How likely it is so, from 0 to 1.
  public let confidence: Double
  /// What the confidence rests on, in a few words.
  public let basis: String
  /// What was found, one sentence without a period.
  public let message: String
  /// What shows it, by name: steps, epochs, values, rows.
  public let evidence: [JSON.Member]
  /// What to try, one sentence; may be empty.
  public let advice: String
  /// What shows it, drawn.
  public let figure: Figure?
  /// The run it was found in, where several were diagnosed.
  public internal(set) var run: String?

  /// Makes a finding.
  public init(
    _ kind: String, _ severity: Finding.Severity, confidence: Double, basis: String,
    _ message: String, evidence: [JSON.Member], advice: String, figure: Figure? = nil
  ) {
    self.kind = kind
    self.severity = severity
    self.confidence = confidence
    self.basis = basis
    self.message = message
    self.evidence = evidence
    self.advice = advice
    self.figure = figure
  }

  /// How likely something is that lies some standard errors from chance: the two-sided normal
  /// probability, at most 0.99, as records can mislead in ways that no statistic knows.
  static func confidence(standardErrors: Double) -> Double {
    guard !standardErrors.isNaN else { return 0.5 }
    let sure = 1 - 2 * NullDistributions.normalTail(abs(standardErrors))
    return min(0.99, (sure * 100).rounded() / 100)
  }

  /// The finding as it is shown.
  public var shown: Finding {
    let facts = evidence.map { "\($0.key) \(Self.text($0.value))" }.joined(separator: ", ")
    let sure = "confidence \(ExplanationText.number(confidence, digits: 2)) (\(basis))"
    let place = run.map { "\($0): " } ?? ""
    return Finding(
      severity, "\(place)\(message)", evidence: facts.isEmpty ? sure : "\(facts); \(sure)",
      advice: advice)
  }

  /// Its JSON form.
  var json: JSON {
    var members: [JSON.Member] = [
      .init("kind", .text(kind)), .init("severity", .text(severity.rawValue)),
      .init("confidence", .number(confidence)), .init("basis", .text(basis)),
      .init("message", .text(message)), .init("evidence", .object(evidence)),
      .init("try", .text(advice)),
    ]
    if let run { members.insert(.init("run", .text(run)), at: 0) }
    return .object(members)
  }

  /// A value of the evidence in a sentence; of a long list the beginning.
  private static func text(_ value: JSON) -> String {
    switch value {
    case .null: "missing"
    case .logical(let flag): "\(flag)"
    case .number(let number): ExplanationText.number(number)
    case .text(let text): text
    case .array(let items):
      items.prefix(8).map { text($0) }.joined(separator: " ")
        + (items.count > 8 ? " … (\(ExplanationText.count(items.count)))" : "")
    case .object(let members):
      members.map { "\($0.key) \(text($0.value))" }.joined(separator: " ")
    }
  }
}
