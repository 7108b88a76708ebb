public import RetraceTables

/// What stands in `run.json`: everything about a run that is no table and no tensor.
public struct RunHeader: Sendable, Equatable {
  /// What became of a run.
  public enum Status: String, Sendable, CaseIterable {
    /// It is being written, or its program was killed: the epochs that are recorded are whole.
    case running
    /// It came to its end.
    case finished
    /// It was stopped by the user after a whole epoch.
    case interrupted
    /// It was stopped because its loss was no longer finite.
    case diverged
    /// Its program ended with an error.
    case failed
    /// Its program was ended from outside.
    case killed
    /// It has not begun.
    case scheduled
    /// The record does not tell.
    case unknown
  }

  /// A table that belongs to the run.
  public struct DataFile: Sendable, Equatable {
    /// The file inside the run's folder.
    public let file: String
    /// The SHA-256 of its bytes, in hexadecimal; empty if it is not known.
    public let digest: String
    /// How many rows it has.
    public let rows: Int
    /// What the cells of its columns are.
    public let types: [String: Column.Kind]
  }

  /// How much of the growing files belongs to whole epochs, while a run is being written.
  struct Committed: Sendable, Equatable {
    let metrics: Int
    let steps: Int
  }

  /// Its name.
  public var name: String
  /// What its tool calls it by; the name where the tool has nothing else.
  public var id: String
  /// The id of the run that it is a part of.
  public var parent: String?
  /// The experiment or project it belongs to.
  public var experiment: String?
  /// Whether its tool has it marked as deleted.
  public var isDeleted = false
  /// When it began, ISO 8601 in UTC; empty if it is not known.
  public var created = ""
  /// How long it took, in seconds.
  public var duration: Double?
  /// What trained it.
  public var tool = "retrace"
  /// The seed of everything that was drawn.
  public var seed: UInt64?
  /// What became of it.
  public var status = Status.finished
  /// `classification` or `regression`.
  public var task = ""
  /// What its stages are, which everything calls by `epoch`.
  public var stage = TrainingStage.epoch
  /// The column that is predicted.
  public var target: String?
  /// The classes, as texts; empty for numbers.
  public var classes: [String] = []
  /// The columns that are learned from.
  public var features: [String] = []
  /// What it was trained with, by name, in order.
  public var params: [JSON.Member] = []
  /// What its tool or its user noted of it, by name.
  public var tags: [JSON.Member] = []
  /// Where it was trained.
  public var environment: [JSON.Member] = []
  /// Files that belong to it, by their names in its record; absolute where they can be reached.
  public var artifacts: [String] = []
  /// The data sets it was given, as its tool describes them: name, digest, source.
  public var inputs: [JSON] = []
  /// The tables by their names, `train` and `valid`.
  public var data: [String: DataFile] = [:]
  /// The checkpoints in order of epochs.
  public var checkpoints: [RunCheckpoint] = []
  /// What was left out, filled in or stopped, in sentences.
  public var notes: [String] = []
  /// What was planted in generated data.
  public var truth: JSON?
  /// The file of its model inside the run's folder; nil for `model.json`.
  public var modelFile: String?
  /// How much of the growing files counts; nil for all.
  var committed: Committed?

  /// Makes a header.
  public init(name: String) {
    self.name = name
    id = name
  }
}
