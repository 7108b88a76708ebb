/// Several runs that were read together.
public struct RunCollection: Sendable {
  /// The runs, in the order of their record.
  public let runs: [Run]
  /// What kind of record they were read from, such as `MLflow file store`.
  public let source: String
  /// What could not be read, and what was left out.
  public let notes: [String]

  /// Collects runs.
  public init(_ runs: [Run], source: String, notes: [String] = []) {
    self.runs = runs
    self.source = source
    self.notes = notes
  }

  /// The run of an id or else of a name; the first where several have it.
  public subscript(name: String) -> Run? {
    runs.first { $0.header.id == name } ?? runs.first { $0.name == name }
  }
}
