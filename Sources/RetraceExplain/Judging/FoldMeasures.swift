import Glibc
import RetraceModels
import RetraceNumerics
import RetraceTables

/// What the models of all folds tell of their tested rows.
struct FoldMeasures {
  private let rows: FoldRows
  private var metrics: [ModelMetric] = []
  private var values: [[Double]] = []
  private var places: [Double] = []
  private var repeats: [Double] = []
  private var folds: [Double] = []
  private var predicted: [String?] = []
  private var classNames: [String] = []
  private var shares: [[Double]] = []
  private var numbers: [Double] = []

  init(_ rows: FoldRows) {
    self.rows = rows
    classNames = rows.classes.map(ExplanationText.cell)
  }

  /// Takes the tested rows of a fold.
  ///
  /// - Throws: ``ExplainError`` for metrics that do not fit.
  mutating func add(_ scored: ScoredRows, _ fold: FoldPlan.Fold, _ names: [String]) throws {
    metrics = try ModelMetric.resolve(names, outputs: scored.outputs)
    let scorer = MetricScorer(
      metrics, predictions: scored.predictions, scale: scored.scale, targets: scored.targets,
      outputs: scored.outputs)
    values.append(scorer.score())
    places += scored.rows.map { Double(fold.test[$0]) }
    repeats += scored.rows.map { _ in Double(fold.repetition) }
    folds += scored.rows.map { _ in Double(fold.number) }
    guard scored.outputs.isClassifier else {
      numbers += scored.predictions.column(0)
      return
    }
    let classes = scored.outputs.classNames
    predicted += scored.predictedClasses().map { $0 < 0 ? nil : classes[$0] }
    // A class that a fold did not learn has probability 0.
    let order = rows.classes.map { scored.outputs.classPosition(of: $0) }
    let columns = order.map { place in
      place.map { scored.scores(of: $0) } ?? [Double](repeating: 0, count: scored.rowCount)
    }
    for row in 0..<scored.rowCount { shares.append(columns.map { $0[row] }) }
  }

  /// Each metric over the folds.
  func outcomes(_ plan: FoldPlan) -> [CrossValidatedModel.Outcome] {
    let ratio = Statistics.mean(
      plan.folds.map { Double($0.test.count) / Double(max(1, $0.train.count)) })
    return metrics.indices.map { position in
      let own = values.map { $0[position] }
      let defined = own.filter { !$0.isNaN }
      let count = Double(defined.count)
      let deviation = defined.count > 1 ? Statistics.standardDeviation(defined) : .nan
      let error = deviation * (1 / count + ratio).squareRoot()
      let reach =
        defined.count > 1
        ? StudentDistribution.quantile(twoSided: 0.05, degrees: defined.count - 1) * error : .nan
      let mean = defined.isEmpty ? .nan : Statistics.mean(defined)
      let range = metrics[position].range
      return CrossValidatedModel.Outcome(
        metric: metrics[position], values: own, mean: mean, deviation: deviation, error: error,
        low: reach.isNaN ? .nan : max(range.lowerBound, mean - reach),
        high: reach.isNaN ? .nan : min(range.upperBound, mean + reach))
    }
  }

  /// A row per prediction, in order of repeats and rows.
  var predictions: Table {
    let order = places.indices.sorted {
      (repeats[$0], places[$0]) < (repeats[$1], places[$1])
    }
    var columns: [(name: String, column: Column)] = [
      ("row", Column(numbers: order.map { places[$0] })),
      ("repeat", Column(numbers: order.map { repeats[$0] })),
      ("fold", Column(numbers: order.map { folds[$0] })),
      ("actual", rows.target.selecting(order.map { Int(places[$0]) })),
    ]
    if numbers.isEmpty {
      columns.append(("predicted", Column(categories: order.map { predicted[$0] })))
      for (position, name) in classNames.enumerated() {
        columns.append(("p_\(name)", Column(numbers: order.map { shares[$0][position] })))
      }
    } else {
      columns.append(("predicted", Column(numbers: order.map { numbers[$0] })))
    }
    return Table(columns)
  }
}
