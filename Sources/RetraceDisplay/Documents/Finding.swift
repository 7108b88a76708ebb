/// Something that was found, how bad it is, what shows it and what to do.
public struct Finding: Sendable {
  /// How bad a finding is.
  public enum Severity: String, Sendable, CaseIterable {
    /// Good to know.
    case note
    /// Should be looked at.
    case warning
    /// Makes the result wrong.
    case critical
  }

  /// How bad it is.
  public let severity: Severity
  /// What was found, one sentence.
  public let title: String
  /// What shows it: steps, values, rows.
  public let evidence: String
  /// What to try; may be empty.
  public let advice: String

  /// Makes a finding.
  public init(_ severity: Severity, _ title: String, evidence: String, advice: String = "") {
    self.severity = severity
    self.title = title
    self.evidence = evidence
    self.advice = advice
  }
}
