/// Why an argument does not fit a parameter.
public enum ArgumentError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The argument is of another kind than the parameter takes.
  case wrongKind(parameter: String, expected: String, got: String)
  /// The argument is outside the parameter's range or choices.
  case outOfRange(parameter: String, expected: String, got: String, suggestions: [String])
  /// A required argument was not given.
  case absent(parameter: String, summary: String)
  /// There is no such parameter.
  case unknown(parameter: String, suggestions: [String])

  /// The error in the user's words.
  public var description: String {
    switch self {
    case .wrongKind(let parameter, let expected, let got):
      return "'\(parameter):' takes \(expected), got \(got)"
    case .outOfRange(let parameter, let expected, let got, let suggestions):
      let hint = suggestions.first.map { "; did you mean '\($0)'?" } ?? ""
      return "'\(parameter):' takes \(expected), got \(got)\(hint)"
    case .absent(let parameter, let summary):
      return "'\(parameter):' is needed: \(summary)"
    case .unknown(let parameter, let suggestions):
      let hint = suggestions.first.map { "; did you mean '\($0):'?" } ?? ""
      return "there is no parameter '\(parameter):'\(hint)"
    }
  }
}
