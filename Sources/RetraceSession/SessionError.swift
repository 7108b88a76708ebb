/// What can go wrong with sessions and their files.
public enum SessionError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The journal cannot be written.
  case journal(path: String, reason: String)
  /// There is no such script or document.
  case noScript(path: String, near: [String])
  /// A script or document cannot be read.
  case unreadableScript(path: String, reason: String)
  /// A file cannot be written.
  case unwritable(path: String, reason: String)
  /// There is nothing to save.
  case nothingToSave
  /// What was saved does not give again what the session showed.
  case notReproducible(path: String, statement: String, reason: String)

  /// The error in the user's words.
  public var description: String {
    switch self {
    case .journal(let path, let reason):
      return "the journal '\(path)' cannot be written: \(reason); what is typed now is not kept"
    case .noScript(let path, let near):
      let question = near.first.map { "; did you mean '\($0)'?" } ?? ""
      return "there is no file '\(path)'\(question)"
    case .unreadableScript(let path, let reason):
      return "'\(path)' cannot be read: \(reason)"
    case .unwritable(let path, let reason):
      return "'\(path)' cannot be written: \(reason)"
    case .nothingToSave:
      return "there is nothing to save yet: no statement has succeeded"
    case .notReproducible(let path, let statement, let reason):
      return "'\(path)' was not saved: in a clean session '\(statement)' \(reason)"
    }
  }
}
