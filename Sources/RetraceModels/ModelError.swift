/// What can be wrong with a model or with the rows it is given.
public enum ModelError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The table lacks a column that the model takes.
  case absentColumn(String, available: [String])
  /// A column is of another kind than the model takes.
  case wrongColumnKind(String, expected: String, got: String)
  /// The model cannot give this scale.
  case noScale(OutputScale, available: [OutputScale])
  /// A model file cannot be read: where in it, and why.
  case unreadable(file: String, place: String, reason: String)

  /// The error in the user's words.
  public var description: String {
    switch self {
    case .absentColumn(let name, let available):
      return "the model needs the column '\(name)', the table has: "
        + available.prefix(12).joined(separator: ", ")
    case .wrongColumnKind(let name, let expected, let got):
      return "the model takes '\(name)' as \(expected), the column is \(got)"
    case .noScale(let scale, let available):
      return "the model gives no \(scale.rawValue); it gives "
        + available.map(\.rawValue).joined(separator: ", ")
    case .unreadable(let file, let place, let reason):
      return "'\(file)' cannot be read as a model: \(place.isEmpty ? "" : "\(place): ")\(reason)"
    }
  }
}
