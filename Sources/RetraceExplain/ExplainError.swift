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
  /// A class that was named is not among the model's.
  case unknownClass(String, available: [String])
  /// A class was named for a model of numbers.
  case noClasses(String)
  /// A cell that must be finite is NaN or infinite: which table, column and row.
  case notFinite(table: String, feature: String, row: Int)
  /// The model answered with NaN or an infinity where numbers are needed.
  case predictionNotFinite(explainer: String, rows: Int)
  /// No run has a metric that was named; without a name no run has a metric at all.
  case unknownMetric(String, available: [String])
  /// A metric that was named is not known for what the model predicts.
  case unknownMeasure(String, available: [String])
  /// No run has a parameter that was named.
  case unknownParameter(String, available: [String])
  /// Something about the call does not fit; the text says what and the way out.
  case unsuited(String)

  /// The error in the user's words.
  public var description: String {
    switch self {
    case .noBackground(let explainer):
      return "\(explainer) hides features behind background rows, and this model has no run that "
        + "knows its training rows; give 'background: table'"
    case .tooFewRows(let explainer, let needed, let got):
      return "\(explainer) needs at least \(needed) \(needed == 1 ? "row" : "rows"), got \(got)"
    case .unsuitedModel(let explainer, let reason):
      return "\(explainer) cannot explain this model: \(reason)"
    case .unknownFeature(let name, let available):
      return "the model has no feature '\(name)'\(Self.hint(name, available)); it has: "
        + Self.listed(available)
    case .unknownClass(let name, let available):
      return "the model has no class '\(name)'\(Self.hint(name, available)); it has: "
        + Self.listed(available)
    case .noClasses(let name):
      return "'class: \(name)' was given, but the model predicts numbers, not classes"
    case .notFinite(let table, let feature, let row):
      return "'\(feature)' is NaN or infinite in row \(row) of \(table); "
        + "leave such rows out or make the cell missing"
    case .predictionNotFinite(let explainer, let rows):
      return "\(explainer) needs finite predictions, the model gave NaN or infinity for \(rows) "
        + "\(rows == 1 ? "row" : "rows"); it may not take missing values"
    case .unknownMetric(let name, let available):
      if available.isEmpty { return "the runs hold no metrics" }
      return "no run has the metric '\(name)'\(Self.hint(name, available)); there are: "
        + Self.listed(available)
    case .unknownMeasure(let name, let available):
      return "there is no metric '\(name)'\(Self.hint(name, available)); there are: "
        + available.joined(separator: ", ")
    case .unknownParameter(let name, let available):
      return "no run has the parameter '\(name)'\(Self.hint(name, available)); there are: "
        + Self.listed(available)
    case .unsuited(let reason):
      return reason
    }
  }

  private static func listed(_ names: [String]) -> String {
    let shown = names.prefix(12).joined(separator: ", ")
    return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
  }

  private static func hint(_ name: String, _ available: [String]) -> String {
    let near = available.first { candidate in
      candidate.lowercased() == name.lowercased()
        || (name.count >= 3 && candidate.lowercased().hasPrefix(name.lowercased()))
    }
    return near.map { "; did you mean '\($0)'?" } ?? ""
  }
}
