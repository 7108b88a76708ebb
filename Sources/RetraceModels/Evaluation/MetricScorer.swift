package import RetraceNumerics
import RetraceTables

/// Metrics of predictions, prepared so that they are measured again and again on rows that count
/// differently often.
package struct MetricScorer: Sendable {
  /// What is measured.
  package let metrics: [ModelMetric]
  /// How many rows there are.
  package let rowCount: Int

  private let classes: [Cell]
  private let labels: [Int]
  private let isDefined: Bool
  /// `label * classes + prediction` per row; empty where no decisions are measured.
  private var decisions: [Int32] = []
  /// Rows in order of each class's score; one order for two classes.
  private var rankings: [RankedScores] = []
  private var pairs: [ClassPairRanks] = []
  private var cells: CalibrationCells?
  private var logarithms: [Double] = []
  private var squares: [Double] = []
  private var isAmongTwo: [Double] = []
  private var errors: NumberErrors?

  /// Prepares metrics.
  ///
  /// - Parameters:
  ///   - metrics: those that fit what is predicted; others are NaN.
  ///   - predictions: rows × outputs on a scale; where one is NaN every metric is.
  ///   - targets: positions of classes, or numbers, per row; none missing.
  ///   - outputs: what the model tells.
  ///   - threshold: from which probability on the positive one of two classes is predicted.
  /// - Complexity: O(n log n) for each class.
  package init(
    _ metrics: [ModelMetric], predictions: Matrix, scale: OutputScale, targets: [Double],
    outputs: ModelOutputs, threshold: Double = 0.5
  ) {
    precondition(predictions.rows == targets.count, "a target per row")
    self.metrics = metrics
    rowCount = targets.count
    classes = outputs.classes
    isDefined = !predictions.elements.contains(where: \.isNaN)
    guard isDefined, outputs.isClassifier else {
      labels = []
      if isDefined {
        errors = NumberErrors(predictions: predictions.column(0), targets: targets, for: metrics)
      }
      return
    }
    let labels = targets.map { Int(exactly: $0) ?? 0 }
    self.labels = labels
    if metrics.contains(where: \.isOfDecisions) {
      let predicted = outputs.predictedClasses(
        from: predictions, scale: scale, threshold: threshold)
      let count = Int32(classes.count)
      decisions = zip(labels, predicted).map { Int32($0) * count + Int32($1) }
    }
    if metrics.contains(where: \.isOfOrder) {
      rankings = Self.rankings(predictions, labels)
    }
    if metrics.contains(.pairedAUC) || metrics.contains(.weightedPairedAUC) {
      let wide = predictions.columns > 1
      pairs = classes.indices.map { label in
        let scores = wide ? predictions.column(label) : predictions.column(0)
        return ClassPairRanks(
          class: label, of: classes.count,
          scores: wide || label == 1 ? scores : scores.map { -$0 }, labels: labels)
      }
    }
    if metrics.contains(.topTwoAccuracy) { isAmongTwo = Self.amongTwo(predictions, labels) }
    guard scale == .probability else { return }
    if metrics.contains(.ece) || metrics.contains(.mce) {
      cells = CalibrationCells(probabilities: predictions, labels: labels, bins: 15)
    }
    if metrics.contains(.logLoss) {
      logarithms = ClassificationMetrics.logLosses(probabilities: predictions, labels: labels)
    }
    if metrics.contains(.brier) {
      squares = ClassificationMetrics.squaredErrors(probabilities: predictions, labels: labels)
    }
  }

  /// The metrics with every row counted once.
  package func score() -> [Double] { (0..<rowCount).withSingleCounts { score($0) } }

  /// The metrics with each row counted as often as it was drawn; NaN where they are undefined.
  ///
  /// - Complexity: O(n), for Spearman's and Kendall's correlation O(n log n).
  package func score(_ counts: RowCounts) -> [Double] {
    guard isDefined, rowCount > 0 else { return metrics.map { _ in .nan } }
    if let errors { return metrics.map { errors.value($0, counts) } }
    let confusion = decisions.isEmpty ? nil : self.confusion(counts)
    let areas = rankings.map { $0.areas(counts) }
    let shares = metrics.contains(where: \.needsShares) ? self.shares(counts) : []
    let pairMeans =
      pairs.isEmpty
      ? (plain: .nan, weighted: .nan)
      : ClassPairRanks.means(pairs.map { $0.areas(counts) }, shares: shares)
    let calibration = cells?.errors(counts)
    return metrics.map { metric in
      switch metric {
      case .auc: Self.mean(areas.map(\.roc))
      case .gini: 2 * Self.mean(areas.map(\.roc)) - 1
      case .averagePrecision: Self.mean(areas.map(\.averagePrecision))
      case .trapezoidalPrecision: Self.mean(areas.map(\.trapezoid))
      case .ks: Self.mean(rankings.map { $0.separation(counts) })
      case .weightedAUC:
        areas.count == 1
          ? areas[0].roc : zip(areas, shares).reduce(0) { $0 + $1.0.roc * $1.1 }
      case .pairedAUC: pairMeans.plain
      case .weightedPairedAUC: pairMeans.weighted
      case .logLoss: Self.mean(logarithms, counts)
      case .brier: Self.mean(squares, counts)
      case .topTwoAccuracy: Self.mean(isAmongTwo, counts)
      case .ece: calibration?.expected ?? .nan
      case .mce: calibration?.largest ?? .nan
      default: confusion?.value(metric) ?? .nan
      }
    }
  }

  private func confusion(_ counts: RowCounts) -> ConfusionMatrix {
    var sums = [Int](repeating: 0, count: classes.count * classes.count)
    sums.withUnsafeMutableBufferPointer { sums in
      decisions.withUnsafeBufferPointer { decisions in
        for row in 0..<decisions.count { sums[Int(decisions[row])] &+= Int(counts[row]) }
      }
    }
    return ConfusionMatrix(classes: classes, counts: sums)
  }

  private func shares(_ counts: RowCounts) -> [Double] {
    var sums = [Int](repeating: 0, count: classes.count)
    for row in labels.indices { sums[labels[row]] &+= Int(counts[row]) }
    let total = Double(sums.reduce(0, +))
    return sums.map { Double($0) / total }
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }

  /// The mean of a number per row; NaN where there are no numbers.
  private static func mean(_ numbers: [Double], _ counts: RowCounts) -> Double {
    guard !numbers.isEmpty else { return .nan }
    var (sum, total) = (0.0, 0)
    numbers.withUnsafeBufferPointer { numbers in
      for row in 0..<numbers.count {
        sum += Double(counts[row]) * numbers[row]
        total &+= Int(counts[row])
      }
    }
    return sum / Double(total)
  }

  private static func rankings(_ predictions: Matrix, _ labels: [Int]) -> [RankedScores] {
    guard predictions.columns > 1 else {
      return [RankedScores(scores: predictions.column(0), positives: labels.map { $0 == 1 })]
    }
    return (0..<predictions.columns).map { column in
      RankedScores(scores: predictions.column(column), positives: labels.map { $0 == column })
    }
  }

  /// 1 for rows whose class is one of the two of largest score, of equal ones the later classes.
  private static func amongTwo(_ predictions: Matrix, _ labels: [Int]) -> [Double] {
    guard predictions.columns > 1 else { return labels.map { _ in 1 } }
    return labels.indices.map { row in
      let own = predictions[row, labels[row]]
      var better = 0
      for column in 0..<predictions.columns {
        let other = predictions[row, column]
        if other > own || (other == own && column > labels[row]) { better += 1 }
      }
      return better < 2 ? 1 : 0
    }
  }
}

extension ModelMetric {
  /// Whether it looks at the order of the scores.
  fileprivate var isOfOrder: Bool {
    switch self {
    case .auc, .gini, .averagePrecision, .trapezoidalPrecision, .ks, .weightedAUC: true
    default: false
    }
  }

  /// Whether the classes count by their rows.
  fileprivate var needsShares: Bool {
    switch self {
    case .weightedAUC, .pairedAUC, .weightedPairedAUC: true
    default: false
    }
  }

  /// About how many times longer it takes to measure than a mean over rows.
  package var cost: Int {
    switch self {
    case .spearman: 40
    case .kendall: 60
    default: 1
    }
  }
}

extension Collection {
  /// Calls a body with every row counted once.
  package func withSingleCounts<Result>(_ body: (RowCounts) throws -> Result) rethrows -> Result {
    try [UInt16](repeating: 1, count: count).withUnsafeBufferPointer { try body($0) }
  }
}
