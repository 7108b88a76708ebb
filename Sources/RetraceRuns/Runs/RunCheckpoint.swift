/// The parameters of a model at some time of its training.
public struct RunCheckpoint: Sendable, Equatable {
  /// After how many epochs; 0 is the start.
  public let epoch: Int
  /// After how many steps.
  public let step: Int
  /// The file inside the run's folder.
  public let file: String
  /// The learning rate in force when it was taken; nil if it is not known.
  public let learningRate: Double?

  /// Makes a checkpoint.
  public init(epoch: Int, step: Int, file: String, learningRate: Double?) {
    self.epoch = epoch
    self.step = step
    self.file = file
    self.learningRate = learningRate
  }
}
