/// What can be wrong with a run, its folder, or the training of one.
public enum RunError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The folder holds no run.
  case noRun(folder: String, reason: String)
  /// A file of a run is damaged: which, where and why, and what can still be used.
  case damaged(file: String, place: String, reason: String)
  /// A file is in order but cannot be read now.
  case unreadable(file: String, reason: String)
  /// The run was written by a later version.
  case laterVersion(file: String, version: String)
  /// The run does not hold a record.
  case absentRecord(run: String, record: String, wayOut: String)
  /// The run has no checkpoint of this epoch.
  case noCheckpoint(run: String, epoch: Int, available: String)
  /// A folder cannot be made or written.
  case unwritable(folder: String, reason: String)
  /// No importer knows what the path holds.
  case unknownRecord(path: String, importers: [String])
  /// The table lacks a column that was named.
  case absentColumn(String, role: String, near: [String])
  /// The target cannot be learned.
  case unsuitedTarget(String, reason: String)
  /// A column that is to be learned from holds what cannot be.
  case unsuitedColumn(String, reason: String)
  /// There are too few rows.
  case tooFewRows(what: String, needed: Int, got: Int)
  /// An option of training is out of range or does not go with another.
  case unsuitedOption(String, reason: String)
  /// Training ended without a model, as the loss was no longer finite.
  case diverged(stage: String, advice: String)

  /// The error in the user's words.
  public var description: String {
    switch self {
    case .noRun(let folder, let reason):
      return "'\(folder)' holds no run: \(reason)"
    case .damaged(let file, let place, let reason):
      return "'\(file)' is damaged: \(place.isEmpty ? "" : "\(place): ")\(reason)"
    case .unreadable(let file, let reason):
      return "'\(file)' cannot be read: \(reason)"
    case .laterVersion(let file, let version):
      return "'\(file)' has the format version \(version), this program reads version 1; "
        + "update it"
    case .absentRecord(let run, let record, let wayOut):
      return "the run '\(run)' holds no \(record); \(wayOut)"
    case .noCheckpoint(let run, let epoch, let available):
      return "the run '\(run)' has no checkpoint of epoch \(epoch); it has \(available)"
    case .unwritable(let folder, let reason):
      return "a run cannot be kept in '\(folder)': \(reason)"
    case .unknownRecord(let path, let importers):
      return "'\(path)' holds no record of a run that is known; readable are: "
        + importers.joined(separator: ", ")
    case .absentColumn(let name, let role, let near):
      let hint = near.first.map { "; did you mean '\($0)'?" } ?? ""
      return "the table has no column '\(name)' for '\(role):'\(hint)"
    case .unsuitedTarget(let name, let reason):
      return "the target '\(name)' cannot be learned: \(reason)"
    case .unsuitedColumn(let name, let reason):
      return "the column '\(name)' cannot be learned from: \(reason)"
    case .tooFewRows(let what, let needed, let got):
      return "\(what) needs at least \(needed) rows, got \(got)"
    case .unsuitedOption(let name, let reason):
      return "'\(name):' \(reason)"
    case .diverged(let stage, let advice):
      return "the loss is not finite in \(stage); \(advice)"
    }
  }
}
