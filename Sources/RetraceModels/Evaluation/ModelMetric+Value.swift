public import RetraceNumerics

extension ModelMetric {
  /// The metric of predictions; NaN where it is undefined or there are no rows.
  ///
  /// - Parameters:
  ///   - predictions: rows × outputs on a scale.
  ///   - targets: positions of classes, or numbers, per row; none missing.
  ///   - outputs: what the model tells.
  /// - Complexity: O(n), for measures of order O(n log n).
  public func value(
    _ predictions: Matrix, scale: OutputScale, targets: [Double], outputs: ModelOutputs
  ) -> Double {
    let scorer = MetricScorer(
      [self], predictions: predictions, scale: scale, targets: targets, outputs: outputs)
    return scorer.score().first ?? .nan
  }
}
