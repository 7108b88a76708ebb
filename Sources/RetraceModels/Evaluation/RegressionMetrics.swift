/// Measures of predicted numbers against the true ones; NaN for no rows.
public enum RegressionMetrics {
  /// The square root of the mean squared error, in units of the target.
  public static func rootMeanSquaredError(predictions: [Double], targets: [Double]) -> Double {
    let sum = zip(predictions, targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return (sum / Double(targets.count)).squareRoot()
  }

  /// The mean absolute error, in units of the target.
  public static func meanAbsoluteError(predictions: [Double], targets: [Double]) -> Double {
    zip(predictions, targets).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(targets.count)
  }

  /// 1 − squared error / squared deviation from the mean; negative for worse than the mean.
  ///
  /// NaN where the target is constant.
  public static func rSquared(predictions: [Double], targets: [Double]) -> Double {
    let mean = targets.reduce(0, +) / Double(targets.count)
    let error = zip(predictions, targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let spread = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return spread > 0 ? 1 - error / spread : .nan
  }
}
