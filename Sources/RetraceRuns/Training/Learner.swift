import RetraceModels
import RetraceTables

/// A way to learn, stage by stage: epochs of a network, trees of an ensemble.
///
/// Stages are numbered from 1; stage 0 is the state before training. A learner is made of prepared
/// ``TrainingData`` and knows nothing of folders: the ``Trainer`` drives it and keeps what it says.
protocol Learner {
  /// What a stage is.
  var stage: TrainingStage { get }
  /// How many stages are planned.
  var stageCount: Int { get }
  /// How many stages are done as a whole.
  var stagesDone: Int { get }
  /// Whether it has come to its end before ``stageCount``.
  var hasEnded: Bool { get }
  /// The model after the stages that are done; of early stopping the best one.
  var model: any Model { get throws }
  /// The model of all stages where that is another one; its parts are the checkpoints.
  var stagedModel: (any Model)? { get throws }
  /// The settings, by name, as the run keeps them.
  var params: [JSON.Member] { get }
  /// What it notes at the end, in sentences.
  var notes: [String] { get }
  /// How many numbers a row the records hold.
  var outputCount: Int { get }
  /// What is recorded of each row besides what the model says of it after each stage.
  var extraRecords: [ExampleFile.Extra] { get }

  /// What the model says before training.
  func start() throws -> EpochRecord

  /// Learns a stage.
  ///
  /// - Parameters:
  ///   - number: ``stagesDone`` + 1.
  ///   - measured: whether the record is to hold what the model then says of all rows; without,
  ///     the stage costs no more than the learning.
  /// - Throws: `Interrupted`, ``Diverged``; the model then is that of the last whole stage.
  mutating func run(_ number: Int, measured: Bool) throws -> EpochRecord
}

extension Learner {
  var hasEnded: Bool { false }
  var stagedModel: (any Model)? { nil }
  var notes: [String] { [] }
}

/// The loss or a parameter is no longer finite.
struct Diverged: Error {
  /// The stage in which it happened.
  let stage: Int
  /// Where inside the stage, in words, such as `step 12`; empty if that says nothing.
  let place: String
  /// What may help.
  let advice: String
}
