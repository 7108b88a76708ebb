import RetraceModels
import RetraceNumerics

/// Rows by their probability, so that every threshold is counted in one sweep.
struct ThresholdSteps: Sendable {
  /// `row << 1 | last of equal probabilities`, the most probable first.
  private let entries: [UInt32]
  private let scores: [Double]
  private let positives: [Bool]
  /// For each place in the order the threshold that parts it from the next.
  private let thresholds: [Double]

  init(scores: [Double], positives: [Bool]) {
    self.scores = scores
    self.positives = positives
    let order = Array(Sorting.compactOrder(of: scores).reversed())
    var entries: [UInt32] = []
    var thresholds: [Double] = []
    for (position, row) in order.enumerated() {
      let own = scores[Int(row)]
      let next = position + 1 < order.count ? scores[Int(order[position + 1])] : nil
      entries.append(row << 1 | (next == own ? 0 : 1))
      thresholds.append(Self.between(own, next))
    }
    self.entries = entries
    self.thresholds = thresholds
  }

  /// Half-way between two probabilities, or 0 below the lowest; never so that the upper one is
  /// below it by rounding.
  private static func between(_ upper: Double, _ lower: Double?) -> Double {
    guard let lower else { return 0 }
    let middle = lower + (upper - lower) / 2
    return middle > lower ? min(middle, upper) : upper
  }

  /// How every threshold does on rows as often as they count, rising; the last flags no row.
  func points(_ counts: RowCounts, _ goal: ThresholdChoice.Goal) -> [ThresholdChoice.Point] {
    var (total, others) = (0, 0)
    for row in positives.indices {
      if positives[row] { total += Int(counts[row]) } else { others += Int(counts[row]) }
    }
    guard total > 0, others > 0 else { return [] }
    var points: [ThresholdChoice.Point] = []
    var (found, wrong, added) = (0, 0, 0)
    // A threshold that no row reaches; no probability is above 1.
    let none = entries.first.map { scores[Int($0 >> 1)] < 1 } ?? true ? 1 : 1.0.nextUp
    points.append(Self.point(none, 0, 0, total, others, goal))
    for (position, entry) in entries.enumerated() {
      let row = Int(entry >> 1)
      let count = Int(counts[row])
      if positives[row] { found += count } else { wrong += count }
      added += count
      guard entry & 1 == 1, added > 0 else { continue }
      added = 0
      points.append(Self.point(thresholds[position], found, wrong, total, others, goal))
    }
    points.reverse()
    return points
  }

  /// How one threshold does on all rows.
  func point(at threshold: Double, _ goal: ThresholdChoice.Goal) -> ThresholdChoice.Point {
    let flagged = scores.indices.filter { scores[$0] >= threshold }
    let found = flagged.count { positives[$0] }
    let total = positives.count { $0 }
    return Self.point(
      threshold, found, flagged.count - found, total, positives.count - total, goal)
  }

  /// The best of several; of equal ones that nearest to ½.
  static func best(_ points: [ThresholdChoice.Point]) -> ThresholdChoice.Point? {
    var best: ThresholdChoice.Point?
    for point in points where !point.value.isNaN {
      guard let current = best else {
        best = point
        continue
      }
      let isNearer = abs(point.threshold - 0.5) < abs(current.threshold - 0.5)
      if point.value > current.value || (point.value == current.value && isNearer) { best = point }
    }
    return best
  }

  private static func point(
    _ threshold: Double, _ found: Int, _ wrong: Int, _ total: Int, _ others: Int,
    _ goal: ThresholdChoice.Goal
  ) -> ThresholdChoice.Point {
    let recall = Double(found) / Double(total)
    let precision = found + wrong == 0 ? Double.nan : Double(found) / Double(found + wrong)
    let value: Double
    switch goal {
    case .best(let metric):
      value = Self.value(metric, found, wrong, total, others)
    case .recall(let least): value = recall >= least ? precision : .nan
    case .precision(let least): value = precision >= least ? recall : .nan
    case .flagged(let most):
      value =
        Double(found + wrong) <= most * Double(total + others) && found + wrong > 0 ? recall : .nan
    case .cost(let falsePositive, let falseNegative):
      value = -(falsePositive * Double(wrong) + falseNegative * Double(total - found))
    }
    return ThresholdChoice.Point(threshold: threshold, found: found, wrong: wrong, value: value)
  }

  /// A metric of decisions from its four counts.
  private static func value(
    _ metric: ModelMetric, _ found: Int, _ wrong: Int, _ total: Int, _ others: Int
  ) -> Double {
    let (right, left) = (Double(others - wrong), Double(total - found))
    let (hits, alarms) = (Double(found), Double(wrong))
    let (m, n) = (Double(total), Double(others))
    switch metric {
    case .accuracy: return (hits + right) / (m + n)
    case .balancedAccuracy: return (hits / m + right / n) / 2
    case .f1: return 2 * hits / (2 * hits + alarms + left)
    case .f2: return 5 * hits / (5 * hits + alarms + 4 * left)
    case .precision: return hits + alarms > 0 ? hits / (hits + alarms) : 0
    case .recall: return hits / m
    case .specificity: return right / n
    case .mcc:
      let spread = (hits + alarms) * (hits + left) * (right + alarms) * (right + left)
      return spread > 0 ? (hits * right - alarms * left) / spread.squareRoot() : 0
    case .kappa:
      let agreed = (hits + right) / (m + n)
      let chance =
        ((hits + alarms) * m + (left + right) * n) / ((m + n) * (m + n))
      return chance < 1 ? (agreed - chance) / (1 - chance) : .nan
    default: return .nan
    }
  }
}
