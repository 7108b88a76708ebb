import RetraceModels
import RetraceNumerics

/// What trees of shares or means say of rows, as records hold it.
///
/// Such trees tell probabilities, of two classes that of the second; records hold their log odds, of
/// several classes their logarithms, with shares of 0 and 1 moved by 1e-15. Numbers are recorded
/// as they are told.
struct TreeShares: Sendable {
  /// How far probabilities stay from 0 and 1 before their logarithm is taken, as in evaluations.
  static let clip = 1e-15

  let outputs: ModelOutputs
  /// The standard deviation of a number to learn; its errors are measured in it.
  let scale: Double

  /// How many numbers a row has.
  var count: Int { outputs.count(on: .margin) }

  /// The logits of probabilities, or the numbers.
  func logits(_ told: [Double]) -> [Double] {
    guard outputs.isClassifier else { return told }
    func inside(_ share: Double) -> Double { min(max(share, Self.clip), 1 - Self.clip) }
    return told.map { share in
      let share = inside(share)
      return count == 1 ? Kernels.log(share / (1 - share)) : Kernels.log(share)
    }
  }

  /// The loss of each row: the cross entropy, or the squared error in units of the scale.
  func losses(_ told: [Double], targets: [Double]) -> [Double] {
    let count = count
    return targets.indices.map { row in
      guard outputs.isClassifier else {
        let difference = (told[row] - targets[row]) / scale
        return difference * difference
      }
      let share =
        count == 1
        ? (targets[row] == 1 ? told[row] : 1 - told[row])
        : told[row * count + Int(targets[row])]
      return -Kernels.log(min(max(share, Self.clip), 1 - Self.clip))
    }
  }

  /// What is recorded of a split.
  func measures(_ told: [Double], targets: [Double], split: String) -> EpochMeasures {
    EpochMeasures(
      logits(told), losses: losses(told, targets: targets), targets: targets, outputs: outputs,
      split: split)
  }

  /// A model of trees whose leaves tell shares or means.
  func model(
    _ trees: [TreeEnsemble.Tree], _ data: TrainingData, aggregation: TreeEnsemble.Aggregation
  ) throws -> TreeEnsembleModel {
    let ensemble = try TreeEnsemble(
      trees: trees, featureCount: data.features.features.count,
      base: [Double](repeating: 0, count: count), aggregation: aggregation)
    let isClassifier = outputs.isClassifier
    return try TreeEnsembleModel(
      ensemble, features: data.features.features,
      sumScale: isClassifier ? .probability : .value,
      classes: isClassifier ? outputs.classes : nil, target: outputs.target)
  }

  /// What trees tell of rows, added up over the trees.
  static func sums(
    _ trees: [TreeEnsemble.Tree], _ rows: Matrix, count: Int
  ) throws -> [Double] {
    let ensemble = try TreeEnsemble(
      trees: trees, featureCount: rows.columns, base: [Double](repeating: 0, count: count))
    var result = Matrix(rows: rows.rows, columns: count)
    try ensemble.combined(rows, into: &result)
    return result.elements
  }
}

extension TrainingData {
  /// What trees are grown to tell.
  var treeTarget: TreeTarget {
    target.isClassification
      ? .classes(trainTargets.map { Int($0) }, count: target.classes.count)
      : .numbers(trainTargets)
  }

  /// The training rows column by column.
  ///
  /// - Throws: `Interrupted`.
  func columns() throws -> [[Double]] {
    try Parallel.map(count: train.columns) { train.column($0) }
  }
}
