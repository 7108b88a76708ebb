/// What one epoch leaves behind; epoch 0 is the state before training.
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

  let epoch: Int
  /// How many updates there were up to its end.
  let step: Int
  let learningRate: Double
  let parameters: [Double]
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
}
