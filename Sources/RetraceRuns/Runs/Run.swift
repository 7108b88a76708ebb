public import RetraceCatalog
public import RetraceModels
import RetraceNumerics
public import RetraceTables

/// The record of a training run: what it was trained with and on, how it went, and what it became.
///
/// Immutable, one reference. Records that are missing or damaged are nil, and ``notes`` say so;
/// the `require…` methods give them or throw which record is missing and how to come by it.
public final class Run: CatalogObject {
  /// The folder or file it was read from; nil if it is nowhere.
  public let folder: String?
  /// Everything that is no table and no tensor.
  public let header: RunHeader
  /// A row per measure: step, epoch, split, metric, value, time.
  public let metrics: Table
  /// The rows it was trained on, as the user had them.
  public let train: Table?
  /// The rows it was measured on.
  public let valid: Table?
  /// A row per step: step, epoch, batch, learning_rate, loss, gradient_norm.
  public let steps: Table?
  /// The trained model.
  public let model: (any Model)?
  /// The trees of all stages, where ``model`` is an earlier stage.
  let stagedModel: (any Model)?
  /// What the model said of each row after each epoch.
  public let examples: ExampleRecords?
  /// Further tables of the record, by names such as `histograms` and `texts`.
  public let tables: [(name: String, table: Table)]
  /// What to know of the run: the trainer's notes and what could not be read.
  public let notes: [String]

  /// Makes a run of whatever is known of it.
  public convenience init(
    folder: String? = nil, header: RunHeader, metrics: Table, train: Table? = nil,
    valid: Table? = nil, steps: Table? = nil, model: (any Model)? = nil,
    examples: ExampleRecords? = nil, tables: [(name: String, table: Table)] = [],
    notes: [String]? = nil
  ) {
    self.init(
      folder: folder, header: header, metrics: metrics, train: train, valid: valid, steps: steps,
      model: model, stagedModel: nil, examples: examples, tables: tables, notes: notes)
  }

  init(
    folder: String?, header: RunHeader, metrics: Table, train: Table?, valid: Table?,
    steps: Table?, model: (any Model)?, stagedModel: (any Model)?, examples: ExampleRecords?,
    tables: [(name: String, table: Table)] = [], notes: [String]?
  ) {
    self.folder = folder
    self.header = header
    self.metrics = metrics
    self.train = train?.named("train")
    self.valid = valid?.named("valid")
    self.steps = steps
    self.model = model
    self.stagedModel = stagedModel
    self.examples = examples
    self.tables = tables
    self.notes = notes ?? header.notes
  }

  /// What it is in an error message.
  public var kindPhrase: String { "a run" }

  /// Its name.
  public var name: String { header.name }
  /// What it was trained with.
  public var params: [JSON.Member] { header.params }
  /// The columns that are learned from.
  public var features: [String] { header.features }
  /// The column that is predicted.
  public var target: String? { header.target }
  /// The classes; empty for numbers.
  public var classes: [String] { header.classes }
  /// Where it was trained.
  public var environment: [JSON.Member] { header.environment }
  /// What its stages are, which everything calls by `epoch`.
  public var stage: TrainingStage { header.stage }
  /// The checkpoints in order of epochs.
  public var checkpoints: [RunCheckpoint] { header.checkpoints }
  /// Whether it was stopped before its end.
  public var isInterrupted: Bool { header.status == .interrupted }

  /// How many epochs are recorded as a whole.
  public var epochCount: Int { checkpoints.last?.epoch ?? 0 }

  /// The checkpoints as a table: epoch, step, learning_rate.
  public var checkpointTable: Table {
    Table([
      (name: "epoch", column: Column(numbers: checkpoints.map { Double($0.epoch) })),
      (name: "step", column: Column(numbers: checkpoints.map { Double($0.step) })),
      (
        name: "learning_rate",
        column: Column(numbers: checkpoints.map { $0.learningRate ?? .missing })
      ),
    ])
  }

  /// The last value of a metric on a split; nil if there is none.
  public func lastValue(_ metric: String, split: String) -> Double? {
    guard let names = metrics["metric"], let splits = metrics["split"],
      case .numbers(let values)? = metrics["value"]?.storage
    else { return nil }
    return values.indices.last { row in
      names[row] == .text(metric) && splits[row] == .text(split)
    }.map { values[$0] }
  }

  /// The trained model.
  ///
  /// - Throws: ``RunError/absentRecord(run:record:wayOut:)``.
  public func requireModel() throws -> any Model {
    guard let model else { throw absent("model", "give it a 'model.json', or train again") }
    return model
  }

  /// The rows it was trained on.
  ///
  /// - Throws: ``RunError/absentRecord(run:record:wayOut:)``.
  public func requireTrain() throws -> Table {
    guard let train else { throw absent("training rows", "give it a 'train.csv'") }
    return train
  }

  /// The rows it was measured on.
  ///
  /// - Throws: ``RunError/absentRecord(run:record:wayOut:)``.
  public func requireValid() throws -> Table {
    guard let valid else {
      throw absent("validation rows", "train with 'valid: 0.2', or give it a 'valid.csv'")
    }
    return valid
  }

  /// What the model said of each row after each epoch.
  ///
  /// - Throws: ``RunError/absentRecord(run:record:wayOut:)``.
  public func requireExamples() throws -> ExampleRecords {
    guard let examples else {
      throw absent("records per row", "train with 'train', or write 'examples.safetensors'")
    }
    return examples
  }

  func absent(_ record: String, _ wayOut: String) -> RunError {
    .absentRecord(run: name, record: record, wayOut: wayOut)
  }
}
