import Glibc
import RetraceNumerics

/// Predicted and true numbers, prepared to be measured as often as rows are drawn.
struct NumberErrors: Sendable {
  private let targets: [Double]
  private let predictions: [Double]
  /// Predicted less true.
  private let errors: [Double]
  private let targetMean: Double
  private let predictionMean: Double
  /// Rows by their absolute error, smallest first; only where an order of them is wanted.
  private let order: [UInt32]

  /// Prepares the numbers for some metrics.
  init(predictions: [Double], targets: [Double], for metrics: [ModelMetric]) {
    self.predictions = predictions
    self.targets = targets
    errors = zip(predictions, targets).map { $0 - $1 }
    targetMean = Statistics.mean(targets)
    predictionMean = Statistics.mean(predictions)
    let needsOrder = metrics.contains { $0 == .medianAbsoluteError || $0 == .maximumError }
    order = needsOrder ? Sorting.compactOrder(of: errors.map { abs($0) }) : []
  }

  /// A metric of the rows as often as they count; NaN where it is undefined.
  func value(_ metric: ModelMetric, _ counts: RowCounts) -> Double {
    switch metric {
    case .rmse: mean(counts) { $0 * $0 }.squareRoot()
    case .mse: mean(counts) { $0 * $0 }
    case .mae: mean(counts) { abs($0) }
    case .r2: determination(counts, withoutBias: false)
    case .explainedVariance: determination(counts, withoutBias: true)
    case .medianAbsoluteError: quantile(counts)
    case .maximumError: maximum(counts)
    case .mape: percentage(counts)
    case .pinballLow: pinball(counts, 0.1)
    case .pinballMiddle: pinball(counts, 0.5)
    case .pinballHigh: pinball(counts, 0.9)
    case .pearson: correlation(targets, targetMean, predictions, predictionMean, counts)
    case .spearman: rankCorrelation(counts)
    case .kendall: KendallTau.b(targets, predictions, counts)
    default: .nan
    }
  }

  @inline(__always)
  private func mean(_ counts: RowCounts, _ part: (Double) -> Double) -> Double {
    var (sum, total) = (0.0, 0)
    errors.withUnsafeBufferPointer { errors in
      for row in 0..<errors.count {
        sum += Double(counts[row]) * part(errors[row])
        total &+= Int(counts[row])
      }
    }
    return sum / Double(total)
  }

  private func pinball(_ counts: RowCounts, _ share: Double) -> Double {
    mean(counts) { $0 < 0 ? -share * $0 : (1 - share) * $0 }
  }

  private func percentage(_ counts: RowCounts) -> Double {
    var (sum, total) = (0.0, 0)
    for row in errors.indices {
      sum += Double(counts[row]) * (abs(errors[row]) / max(abs(targets[row]), 0x1p-52))
      total += Int(counts[row])
    }
    return sum / Double(total)
  }

  /// 1 − squared error / squared deviation of the target from its mean.
  private func determination(_ counts: RowCounts, withoutBias: Bool) -> Double {
    let bias = predictionMean - targetMean
    var (squares, rest) = (0.0, 0.0)
    var (spread, shift, total) = (0.0, 0.0, 0.0)
    for row in errors.indices {
      let count = Double(counts[row])
      // Errors are taken around their mean only where the bias is not to count.
      let error = withoutBias ? errors[row] - bias : errors[row]
      let deviation = targets[row] - targetMean
      total += count
      squares += count * error * error
      rest += count * error
      spread += count * deviation * deviation
      shift += count * deviation
    }
    if withoutBias { squares -= rest * rest / total }
    spread -= shift * shift / total
    // Where all draws are of one target, its squared deviation is rounding alone.
    guard spread > 1e-14 * (spread + shift * shift / total) else { return .nan }
    return 1 - squares / spread
  }

  private func quantile(_ counts: RowCounts) -> Double {
    let total = counts.reduce(0) { $0 + Int($1) }
    guard total > 0 else { return .nan }
    var (seen, lower) = (0, Double.nan)
    for row in order {
      seen += Int(counts[Int(row)])
      let error = abs(errors[Int(row)])
      if lower.isNaN, seen > (total - 1) / 2 { lower = error }
      if seen > total / 2 { return (lower + error) / 2 }
    }
    return lower
  }

  private func maximum(_ counts: RowCounts) -> Double {
    order.last { counts[Int($0)] > 0 }.map { abs(errors[Int($0)]) } ?? .nan
  }

  private func correlation(
    _ x: [Double], _ centerX: Double, _ y: [Double], _ centerY: Double, _ counts: RowCounts
  ) -> Double {
    var (sumX, sumY, total) = (0.0, 0.0, 0.0)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for row in x.indices {
      let count = Double(counts[row])
      let (a, b) = (x[row] - centerX, y[row] - centerY)
      total += count
      sumX += count * a
      sumY += count * b
      xx += count * a * a
      xy += count * a * b
      yy += count * b * b
    }
    let (ownX, ownY) = (xx - sumX * sumX / total, yy - sumY * sumY / total)
    guard ownX > 1e-14 * xx, ownY > 1e-14 * yy else { return .nan }
    let value = (xy - sumX * sumY / total) / (ownX.squareRoot() * ownY.squareRoot())
    return min(max(value, -1), 1)
  }

  private func rankCorrelation(_ counts: RowCounts) -> Double {
    let x = Self.ranks(targets, counts)
    let y = Self.ranks(predictions, counts)
    let center = Double(counts.reduce(0) { $0 + Int($1) } + 1) / 2
    return correlation(x, center, y, center, counts)
  }

  /// The mean rank of each row's number among the rows as often as they count.
  private static func ranks(_ numbers: [Double], _ counts: RowCounts) -> [Double] {
    let order = Sorting.compactOrder(of: numbers)
    var ranks = [Double](repeating: 0, count: numbers.count)
    var (start, before) = (0, 0)
    while start < order.count {
      var (end, group) = (start, 0)
      let number = numbers[Int(order[start])]
      while end < order.count, numbers[Int(order[end])] == number {
        group += Int(counts[Int(order[end])])
        end += 1
      }
      let rank = Double(before) + Double(group + 1) / 2
      for position in start..<max(end, start + 1) { ranks[Int(order[position])] = rank }
      before += group
      start = max(end, start + 1)
    }
    return ranks
  }
}
