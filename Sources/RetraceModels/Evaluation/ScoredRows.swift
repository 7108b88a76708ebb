public import RetraceNumerics
public import RetraceTables

/// Rows whose outcome is known, with what a model predicts for them.
public struct ScoredRows: Sendable {
  /// The rows, with the user's columns.
  public let table: Table
  /// What the model tells.
  public let outputs: ModelOutputs
  /// Rows × outputs.
  public let predictions: Matrix
  /// The scale of the predictions: probabilities where the model gives them.
  public let scale: OutputScale
  /// The position of the class, or the number, per row.
  public let targets: [Double]
  /// The name of the target's column.
  public let target: String
  /// The places of the rows in the table that was given.
  public let rows: [Int]
  /// What was left out, in sentences.
  public let notes: [String]

  /// Predicts the rows of a table whose target is not missing.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - table: has the model's features and the target.
  ///   - target: the name of the target's column; nil for the model's.
  ///   - purpose: what they are for, in the error if there are none.
  /// - Throws: ``ModelError`` if the target is not known, absent or does not fit, if no row has
  ///   one, or if the model predicts NaN for a row; `Interrupted`.
  public init(
    _ model: any Model, on table: Table, target: String? = nil, purpose: String = "evaluate"
  ) throws {
    let measured = try MeasuredRows(table, model: model, target: target, purpose: purpose)
    let scale: OutputScale =
      model.outputs.scales.contains(.probability) ? .probability : model.outputs.defaultScale
    let predictions = try model.predict(measured.matrix, scale: scale)
    try Self.check(predictions, isClassifier: model.outputs.isClassifier, rows: measured.rows)
    self.table = measured.table
    self.target = measured.target
    self.targets = measured.targets
    self.rows = measured.rows
    self.notes = measured.notes
    self.predictions = predictions
    self.scale = scale
    outputs = model.outputs
  }

  /// Takes predictions that have been made already.
  ///
  /// - Parameters:
  ///   - predictions: rows × outputs on a scale; none NaN.
  ///   - targets: positions of classes, or numbers, per row; none missing.
  ///   - table: the rows, where they are known.
  /// - Throws: ``ModelError`` where a prediction is NaN.
  public init(
    predictions: Matrix, scale: OutputScale, targets: [Double], outputs: ModelOutputs,
    table: Table? = nil, target: String = "", notes: [String] = []
  ) throws {
    precondition(predictions.rows == targets.count, "a target per row")
    let rows = Array(targets.indices)
    try Self.check(predictions, isClassifier: outputs.isClassifier, rows: rows)
    self.table = table ?? Table([], rowCount: targets.count)
    self.target = target
    self.targets = targets
    self.rows = rows
    self.notes = notes
    self.predictions = predictions
    self.scale = scale
    self.outputs = outputs
  }

  /// How many rows there are.
  public var rowCount: Int { targets.count }

  /// The position of each row's class.
  public var labels: [Int] { targets.map { Int(exactly: $0) ?? 0 } }

  /// How many rows there are of each class; empty for numbers.
  public var classCounts: [Int] {
    guard outputs.isClassifier else { return [] }
    var counts = [Int](repeating: 0, count: outputs.classes.count)
    for label in labels { counts[label] += 1 }
    return counts
  }

  /// The score of a class per row: its probability, or its margin.
  public func scores(of label: Int) -> [Double] {
    guard predictions.columns == 1 else { return predictions.column(label) }
    let scores = predictions.column(0)
    if label == 1 { return scores }
    return scores.map { scale == .probability ? 1 - $0 : -$0 }
  }

  /// The position of the class that is predicted for each row.
  ///
  /// - Parameter threshold: from which probability on the positive one of two classes is.
  public func predictedClasses(threshold: Double = 0.5) -> [Int] {
    outputs.predictedClasses(from: predictions, scale: scale, threshold: threshold)
  }

  /// Which classes are predicted for which.
  public func confusion(threshold: Double = 0.5) -> ConfusionMatrix {
    ConfusionMatrix(
      classes: outputs.classes, labels: labels, predictions: predictedClasses(threshold: threshold))
  }

  /// Checks that decisions can be made at another probability than ½.
  ///
  /// - Throws: ``ModelError/noThreshold(reason:)``.
  public func require(threshold: Double) throws {
    guard threshold != 0.5 else { return }
    guard outputs.classes.count == 2 else {
      throw ModelError.noThreshold(
        reason: outputs.isClassifier
          ? "of \(outputs.classes.count) classes the most probable one is predicted; a threshold "
            + "goes with two classes"
          : "the model predicts numbers, not classes")
    }
    guard scale == .probability else {
      throw ModelError.noThreshold(reason: "the model gives no probabilities")
    }
  }

  private static func check(
    _ predictions: Matrix, isClassifier: Bool, rows: [Int]
  ) throws {
    let columns = max(1, predictions.columns)
    var (first, count) = (-1, 0)
    for row in 0..<predictions.rows {
      let own = predictions.elements[row * columns..<(row + 1) * columns]
      guard own.contains(where: { isClassifier ? $0.isNaN : !$0.isFinite }) else { continue }
      if count == 0 { first = rows[row] }
      count += 1
    }
    if count > 0 { throw ModelError.unusablePrediction(row: first, count: count) }
  }
}
