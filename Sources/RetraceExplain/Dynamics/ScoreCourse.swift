import RetraceNumerics

/// The scores of rows folded over epochs.
struct ScoreCourse: Sendable {
  /// How many epochs were added.
  private(set) var epochs = 0
  /// The mean probability of the label.
  private(set) var confidence: [Double]
  private var squares: [Double]
  private var rights: [Double]
  private var margins: [Double]
  private var losses: [Double]
  private var wasRight: [Bool]
  /// How often a row was right in an epoch and wrong in the next one.
  private(set) var forgetting: [Double]
  /// The first epoch in which a row was right; missing if there is none.
  private(set) var firstLearned: [Double]
  /// The loss in the last epoch.
  private(set) var finalLoss: [Double]

  init(rows: Int) {
    let zeros = [Double](repeating: 0, count: rows)
    (confidence, squares, rights, margins) = (zeros, zeros, zeros, zeros)
    (losses, forgetting, finalLoss) = (zeros, zeros, zeros)
    firstLearned = [Double](repeating: .missing, count: rows)
    wasRight = [Bool](repeating: false, count: rows)
  }

  /// Adds the scores of an epoch; epochs come in ascending order.
  mutating func add(_ scores: ExampleScores, epoch: Int) {
    epochs += 1
    let count = Double(epochs)
    for row in 0..<scores.count {
      let probability = scores.confidence(row)
      // Welford: the sum of squared deviations without loss of digits.
      let difference = probability - confidence[row]
      confidence[row] += difference / count
      squares[row] += difference * (probability - confidence[row])
      margins[row] += scores.margin(row)
      losses[row] += scores.loss(row)
      finalLoss[row] = scores.loss(row)
      let isRight = scores.isRight(row)
      if isRight {
        rights[row] += 1
        if firstLearned[row].isMissing { firstLearned[row] = Double(epoch) }
      } else if wasRight[row] {
        forgetting[row] += 1
      }
      wasRight[row] = isRight
    }
  }

  /// The population standard deviation of the label's probability.
  var variability: [Double] { squares.map { ($0 / Double(epochs)).squareRoot() } }
  /// The share of epochs in which the row was right.
  var correctness: [Double] { rights.map { $0 / Double(epochs) } }
  /// The mean of the label's logit minus the largest other one.
  var areaUnderMargin: [Double] { margins.map { $0 / Double(epochs) } }
  /// The mean cross entropy.
  var meanLoss: [Double] { losses.map { $0 / Double(epochs) } }
}
