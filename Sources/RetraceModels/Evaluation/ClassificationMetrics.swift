public import RetraceNumerics

/// Measures of predicted probabilities against the true classes.
///
/// Probabilities are rows × classes, or rows × 1 for the positive one of two classes. Labels are
/// positions of classes. Every measure is NaN for no rows.
public enum ClassificationMetrics {
  /// The smallest probability that a logarithm is taken of.
  static let clip = 1e-15

  /// The probability that a positive row has the larger score than a negative one; ties count ½.
  ///
  /// NaN if there are only positives or only negatives.
  ///
  /// - Complexity: O(n log n).
  public static func areaUnderROC(scores: [Double], positives: [Bool]) -> Double {
    precondition(scores.count == positives.count, "a label per score")
    let ranks = Statistics.ranks(scores)
    var sum = 0.0
    var count = 0.0
    for (rank, isPositive) in zip(ranks, positives) where isPositive {
      sum += rank
      count += 1
    }
    let others = Double(scores.count) - count
    return (sum - count * (count + 1) / 2) / (count * others)
  }

  /// Σ (R_k − R_{k−1}) P_k over the distinct scores, falling: recall times precision in steps.
  ///
  /// NaN if there are no positives.
  public static func averagePrecision(scores: [Double], positives: [Bool]) -> Double {
    precondition(scores.count == positives.count, "a label per score")
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    let total = Double(positives.count { $0 })
    var (found, seen, sum) = (0.0, 0.0, 0.0)
    var start = 0
    while start < order.count {
      var end = start
      var added = 0.0
      while end < order.count, scores[order[end]] == scores[order[start]] {
        if positives[order[end]] { added += 1 }
        end += 1
      }
      // A NaN score equals nothing, not even itself.
      end = Swift.max(end, start + 1)
      found += added
      seen += Double(end - start)
      sum += added / total * (found / seen)
      start = end
    }
    return total > 0 ? sum : .nan
  }

  /// Minus the mean logarithm of the probability of the true class, clipped to [1e-15, 1 − 1e-15].
  public static func logLoss(probabilities: Matrix, labels: [Int]) -> Double {
    logLosses(probabilities: probabilities, labels: labels).reduce(0, +) / Double(labels.count)
  }

  /// The mean squared error of the probabilities: of the positive of two classes, of several the
  /// sum over the classes (0 to 2).
  public static func brier(probabilities: Matrix, labels: [Int]) -> Double {
    squaredErrors(probabilities: probabilities, labels: labels).reduce(0, +) / Double(labels.count)
  }

  /// The log loss of each row.
  package static func logLosses(probabilities: Matrix, labels: [Int]) -> [Double] {
    labels.indices.map { row in
      let share = probability(probabilities, row, labels[row])
      // A probability that is NaN stays so: the maximum of it and a number is the number.
      guard !share.isNaN else { return .nan }
      return -Kernels.log(Swift.min(Swift.max(share, clip), 1 - clip))
    }
  }

  /// The squared error of each row's probabilities.
  package static func squaredErrors(probabilities: Matrix, labels: [Int]) -> [Double] {
    labels.indices.map { row in
      var sum = 0.0
      for column in 0..<probabilities.columns {
        let isTrue = probabilities.columns == 1 ? labels[row] == 1 : labels[row] == column
        let difference = probabilities[row, column] - (isTrue ? 1 : 0)
        sum += difference * difference
      }
      return sum
    }
  }

  /// The expected calibration error: Σ share · |mean probability − share right| over equal bins.
  ///
  /// Of two classes the positive one's probability is compared with its share; of several the
  /// largest probability with the share of rows where it is the true class. Bins are (i/n,
  /// (i+1)/n], 0 in the first.
  ///
  /// Source: C. Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
  public static func calibrationError(
    probabilities: Matrix, labels: [Int], bins: Int = 15
  ) -> Double {
    guard !probabilities.elements.contains(where: \.isNaN) else { return .nan }
    let cells = CalibrationCells(probabilities: probabilities, labels: labels, bins: bins)
    return labels.withSingleCounts { cells.errors($0).expected }
  }

  /// A measure of two classes for several ones: the plain mean over each class against the rest.
  package static func meanOverClasses(
    _ probabilities: Matrix, _ labels: [Int], _ measure: ([Double], [Bool]) -> Double
  ) -> Double {
    guard probabilities.columns > 1 else {
      return measure(probabilities.column(0), labels.map { $0 == 1 })
    }
    var sum = 0.0
    for column in 0..<probabilities.columns {
      sum += measure(probabilities.column(column), labels.map { $0 == column })
    }
    return sum / Double(probabilities.columns)
  }

  /// The predicted probability of a class.
  static func probability(_ probabilities: Matrix, _ row: Int, _ label: Int) -> Double {
    guard probabilities.columns == 1 else { return probabilities[row, label] }
    return label == 1 ? probabilities[row, 0] : 1 - probabilities[row, 0]
  }

  /// The largest predicted probability and whether its class is the true one; of two classes the
  /// positive one's.
  static func topLabel(
    _ probabilities: Matrix, _ row: Int, _ label: Int
  ) -> (share: Double, isRight: Bool) {
    guard probabilities.columns > 1 else { return (probabilities[row, 0], label == 1) }
    var best = 0
    for column in 1..<probabilities.columns
    where probabilities[row, column] > probabilities[row, best] {
      best = column
    }
    // A share above 1 by rounding belongs to the last bin.
    return (probabilities[row, best], best == label)
  }
}
