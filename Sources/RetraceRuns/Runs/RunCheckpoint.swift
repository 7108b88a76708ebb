/// A model at some time of its training: a file of parameters or of a model, or the first trees of
/// one.
public struct RunCheckpoint: Sendable, Equatable {
  /// After how many epochs; 0 is the start.
  public let epoch: Int
  /// After how many steps.
  public let step: Int
  /// The file inside the run's folder.
  public let file: String
  /// The learning rate in force when it was taken; nil if it is not known.
  public let learningRate: Double?

  /// How many trees of the file's ensemble; nil if the file is the checkpoint as a whole.
  public let trees: Int?
  /// Down to which depth these trees count; nil for all of them.
  public let depth: Int?

  /// Makes a checkpoint.
  public init(
    epoch: Int, step: Int, file: String, learningRate: Double?, trees: Int? = nil,
    depth: Int? = nil
  ) {
    self.epoch = epoch
    self.step = step
    self.file = file
    self.learningRate = learningRate
    self.trees = trees
    self.depth = depth
  }

  /// The same trees of another file.
  func moved(to file: String) -> RunCheckpoint {
    RunCheckpoint(
      epoch: epoch, step: step, file: file, learningRate: learningRate, trees: trees, depth: depth)
  }
}
