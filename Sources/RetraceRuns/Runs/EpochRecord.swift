import RetraceModels

/// What one stage of training leaves behind, such as an epoch; 0 is the state before training.
struct EpochRecord {
  /// One measure of a split.
  struct Metric {
    let split: String
    let name: String
    let value: Double
  }

  /// One update of the parameters.
  struct Step {
    let step: Int
    let batch: Int
    let learningRate: Double
    let loss: Double
    let gradientNorm: Double
  }

  /// What the model was at the end of a stage.
  enum State {
    /// The parameters of a network, and where its tensors are among them.
    case parameters([Double], [DenseNetwork.Tensor])
    /// So many trees of the learner's ensemble, each down to a depth; nil for all of it.
    case trees(Int, depth: Int?)
    /// A model of its own.
    case model(any Model)
  }

  let epoch: Int
  /// How many updates there were up to its end.
  let step: Int
  let learningRate: Double
  /// What the checkpoint holds.
  let state: State
  var metrics: [Metric] = []
  var steps: [Step] = []
  /// Per row of training: logits, losses, and at the moment of learning logits and norms.
  var trainLogits: [Float] = []
  var trainLosses: [Float] = []
  var validLogits: [Float] = []
  var validLosses: [Float] = []
  var onlineLogits: [Float] = []
  var gradientNorms: [Float] = []
  var order: [Int32] = []
  /// Per row of training: what the trees say that did not learn it, NaN where each learned it.
  var oobLogits: [Float] = []
  /// Per row of training: how often the stage drew it.
  var inBag: [Int32] = []
}
