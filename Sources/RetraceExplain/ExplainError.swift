/// Why something cannot be explained.
public enum ExplainError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Neither a background was given nor are training rows known.
  case noBackground(explainer: String)
  /// A table has too few rows for the method.
  case tooFewRows(explainer: String, needed: Int, got: Int)
  /// The model is of a kind the method cannot explain.
  case unsuitedModel(explainer: String, reason: String)
  /// A feature that was named is not among the model's.
  case unknownFeature(String, available: [String])
  /// Something about the call does not fit; the text says what and the way out.
  case unsuited(String)

  /// The error in the user's words.
  public var description: String {
    switch self {
    case .noBackground(let explainer):
      return "\(explainer) hides features behind background rows, and this model has no run that "
        + "knows its training rows; give 'background: table'"
    case .tooFewRows(let explainer, let needed, let got):
      return "\(explainer) needs at least \(needed) rows, got \(got)"
    case .unsuitedModel(let explainer, let reason):
      return "\(explainer) cannot explain this model: \(reason)"
    case .unknownFeature(let name, let available):
      return "the model has no feature '\(name)'; it has: "
        + available.prefix(12).joined(separator: ", ")
    case .unsuited(let reason):
      return reason
    }
  }
}
