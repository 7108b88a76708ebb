public import RetraceModels
public import RetraceTables

/// What is to be explained: a model and the rows it is asked about.
public struct Subject: Sendable {
  /// The model.
  public let model: any Model
  /// The rows to explain; for explainers of whole models the table to explain it on.
  public let rows: Table
  /// Whether one row was given rather than a table: then the result has the form for one row.
  public let isSingleRow: Bool
  /// The rows the model was trained on, if they are known: the default background.
  public let training: Table?
  /// The seed where the options name none.
  public let seed: UInt64

  /// Makes a subject.
  public init(
    model: any Model, rows: Table, isSingleRow: Bool = false, training: Table? = nil,
    seed: UInt64 = 42
  ) {
    self.model = model
    self.rows = rows
    self.isSingleRow = isSingleRow
    self.training = training
    self.seed = seed
  }
}
