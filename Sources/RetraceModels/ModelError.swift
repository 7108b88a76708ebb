/// What can be wrong with a model or with the rows it is given.
public enum ModelError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The table lacks a column that the model takes.
  case absentColumn(String, available: [String])
  /// A column is of another kind than the model takes.
  case wrongColumnKind(String, expected: String, got: String)
  /// The model cannot give this scale.
  case noScale(OutputScale, available: [OutputScale])
  /// Rows have another number of features than the model.
  case wrongWidth(expected: Int, got: Int)
  /// A model file cannot be read: where in it, and why.
  case unreadable(file: String, place: String, reason: String)
  /// A file of tensors cannot be read: where in it, and why.
  case unreadableTensors(file: String, place: String, reason: String)
  /// No format knows the file.
  case unknownFormat(file: String, formats: [String])
  /// A file cannot be opened or written.
  case inaccessible(file: String, reason: String)
  /// A model has no plain model JSON.
  case notWritable(family: String, writable: [String])
  /// The cells of a target do not fit what the model tells.
  case unsuitedTarget(String, reason: String)
  /// An additive model has no such term.
  case absentTerm(String, available: [String])
  /// What is asked of a term of an additive model does not go with it.
  case unsuitedTerm(String, reason: String)
  /// Rows hold something that the model does not take.
  case refusedRows(reason: String)
  /// Something was said of a model that does not fit it.
  case unsuitedHint(String, reason: String)
  /// The model answers with NaN, or for numbers an infinity: the first such row and how many.
  case unusablePrediction(row: Int, count: Int)
  /// A threshold was given for a model that does not decide by one.
  case noThreshold(reason: String)
  /// Too little data for what was asked.
  case noRows(purpose: String)

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
    case .wrongWidth(let expected, let got):
      return "the model takes rows of \(expected) features, got \(got)"
    case .unreadable(let file, let place, let reason):
      return "'\(file)' cannot be read as a model: \(place.isEmpty ? "" : "\(place): ")\(reason)"
    case .unreadableTensors(let file, let place, let reason):
      return "'\(file)' cannot be read as safetensors: "
        + (place.isEmpty ? reason : "\(place): \(reason)")
    case .unknownFormat(let file, let formats):
      return "'\(file)' is no model file that is known; readable are: "
        + formats.joined(separator: ", ")
    case .inaccessible(let file, let reason):
      return "'\(file)' cannot be opened: \(reason)"
    case .notWritable(let family, let writable):
      return "a model of type '\(family)' has no plain model JSON; it exists for: "
        + writable.joined(separator: ", ")
    case .unsuitedTarget("", let reason): return reason
    case .unsuitedTarget(let name, let reason):
      return "the target '\(name)' does not fit the model: \(reason)"
    case .absentTerm(let name, let available):
      return "the model has no term '\(name)'; its terms are: "
        + available.prefix(12).joined(separator: ", ")
        + (available.count > 12 ? ", … (\(available.count) in all)" : "")
    case .unsuitedTerm(let name, let reason):
      return "the term '\(name)' cannot be changed: \(reason)"
    case .refusedRows(let reason): return "the model does not take these rows: \(reason)"
    case .unsuitedHint(let name, let reason): return "'\(name):' does not fit: \(reason)"
    case .unusablePrediction(let row, let count):
      return "the model predicts no number for row \(row)"
        + (count > 1 ? " and \(count - 1) more" : "")
        + ", perhaps because a cell is missing there; leave such rows out, for example with "
        + "where(rows, not is_missing(column))"
    case .noThreshold(let reason):
      return "'threshold:' cannot be used: \(reason)"
    case .noRows(let purpose):
      return "\(purpose) needs at least one row, got 0"
    }
  }
}
