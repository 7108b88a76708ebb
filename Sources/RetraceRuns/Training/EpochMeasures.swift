import RetraceModels
import RetraceNumerics

/// What a network says of all rows of a split at one time.
struct EpochMeasures {
  /// Logits of each row; of a model of numbers the predicted value.
  let logits: [Float]
  /// The loss of each row.
  let losses: [Float]
  let metrics: [EpochRecord.Metric]

  /// Measures a split in blocks of rows.
  ///
  /// - Throws: `Interrupted`.
  init(_ model: any DenseModel, _ rows: Matrix, targets: [Double], split: String) throws {
    let (network, head) = (model.network, model.head)
    let outputs = network.outputCount
    let parts = try Parallel.mapBlocks(count: rows.rows, blockSize: 256) {
      range, _ -> (sums: [Double], losses: [Double]) in
      var pass = DensePass(network, rows: range.count)
      pass.run(network, rows: range, of: rows)
      let sums = pass.sums(network)
      return (
        Array(sums.prefix(range.count * outputs)),
        range.map {
          head.loss(sums: sums, row: $0 - range.lowerBound, target: targets[$0])
        }
      )
    }
    let sums = parts.flatMap(\.sums)
    let losses = parts.flatMap(\.losses)
    let shown =
      model.outputs.isClassifier ? sums : sums.map { model.targetMean + model.targetScale * $0 }
    self.init(
      shown, losses: losses, targets: targets, outputs: model.outputs, split: split)
  }

  /// Measures what a model says of all rows.
  ///
  /// - Parameters:
  ///   - shown: the margins of each row, or the predicted numbers.
  ///   - losses: the loss of each row.
  ///   - targets: the position of each row's class, or its number.
  init(
    _ shown: [Double], losses: [Double], targets: [Double], outputs: ModelOutputs, split: String
  ) {
    let isClassifier = outputs.isClassifier
    let columns = outputs.count(on: .margin)
    logits = shown.map { Float($0) }
    self.losses = losses.map { Float($0) }
    var metrics = [("loss", Statistics.mean(losses))]
    let matrix = Matrix(rows: targets.count, columns: columns, elements: shown)
    if isClassifier {
      let labels = targets.map { Int($0) }
      let predicted = outputs.predictedClasses(from: matrix, scale: .margin)
      let right = zip(labels, predicted).count { $0 == $1 }
      metrics.append(("accuracy", Double(right) / Double(labels.count)))
      if columns == 1 {
        metrics.append(
          (
            "auc",
            ClassificationMetrics.areaUnderROC(
              scores: shown, positives: labels.map { $0 == 1 })
          ))
      }
    } else {
      metrics += [
        ("rmse", RegressionMetrics.rootMeanSquaredError(predictions: shown, targets: targets)),
        ("mae", RegressionMetrics.meanAbsoluteError(predictions: shown, targets: targets)),
        ("r2", RegressionMetrics.rSquared(predictions: shown, targets: targets)),
      ]
    }
    self.metrics = metrics.map { .init(split: split, name: $0.0, value: $0.1) }
  }

  /// A metric's value.
  func value(_ name: String) -> Double? { metrics.first { $0.name == name }?.value }
}
