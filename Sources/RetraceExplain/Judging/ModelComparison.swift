public import RetraceModels
public import RetraceNumerics
public import RetraceTables

/// How two models do on the same rows.
///
/// Each draw of the rows measures both, so that what is hard in the rows is hard for both and the
/// interval of the difference is narrower than those of the models alone.
public struct ModelComparison: Sendable {
  /// A metric of both.
  public struct Outcome: Sendable {
    /// What is measured.
    public let metric: ModelMetric
    /// Its value of each model.
    public let first: Double, second: Double
    /// The 95% interval of the second less the first; NaN where there is none.
    public let low: Double, high: Double

    /// The second less the first.
    public var difference: Double { second - first }
    /// Whether the interval of the difference holds no 0.
    public var isClear: Bool { low > 0 || high < 0 }
    /// Whether the second model is better.
    public var isSecondBetter: Bool { (difference < 0) == metric.isLoss }
  }

  /// What the models are called.
  public let names: (first: String, second: String)
  /// The metrics.
  public let outcomes: [Outcome]
  /// Rows that both have right, that one alone has right, that none has; 0 for numbers.
  public let both: Int, onlyFirst: Int, onlySecond: Int, neither: Int
  /// The p-value of McNemar's exact test; NaN for numbers.
  public let probability: Double
  /// The rows on which they differ, the most different first: row, the target, what each says.
  ///
  /// For classes the rows with different predicted classes, for numbers all rows.
  public let disagreements: Table
  /// How many rows were used.
  public let rowCount: Int
  /// Whether classes are told.
  public let isClassifier: Bool
  /// How often rows were drawn.
  public let replicates: Int
  /// What was left out.
  public let notes: [String]

  /// Compares what two models say of the same rows.
  ///
  /// - Parameters:
  ///   - metrics: what is measured.
  ///   - threshold: from which probability on the positive one of two classes is predicted.
  /// - Throws: ``ExplainError`` if the models do not tell the same, `ModelError`, `Interrupted`.
  /// - Complexity: O(replicates · rows · classes).
  public init(
    _ first: ScoredRows, _ second: ScoredRows, names: (first: String, second: String),
    metrics: [ModelMetric], threshold: Double = 0.5, resampling: Evaluation.Resampling = .init()
  ) throws {
    try first.require(threshold: threshold)
    try second.require(threshold: threshold)
    guard first.rows == second.rows else {
      throw ExplainError.unsuited("the models were not measured on the same rows")
    }
    let other = try Self.aligned(second, to: first)
    let scales = (first.scale, second.scale)
    func scorer(_ predictions: Matrix, _ scale: OutputScale) -> MetricScorer {
      MetricScorer(
        metrics, predictions: predictions, scale: scale, targets: first.targets,
        outputs: first.outputs, threshold: threshold)
    }
    let one = scorer(first.predictions, scales.0)
    let two = scorer(other, scales.1)
    let bootstrap = Bootstrap(
      rows: first.rowCount, replicates: resampling.replicates,
      cost: 2 * (metrics.map(\.cost).max() ?? 1), seed: resampling.seed, command: "compare")
    let draws = try bootstrap.measure(width: metrics.count, label: "intervals") { counts in
      zip(one.score(counts), two.score(counts)).map { $1 - $0 }
    }
    let values = (one.score(), two.score())
    outcomes = metrics.indices.map { position in
      let interval = Bootstrap.interval(draws[position])
      return Outcome(
        metric: metrics[position], first: values.0[position], second: values.1[position],
        low: interval.low, high: interval.high)
    }
    self.names = names
    rowCount = first.rowCount
    isClassifier = first.outputs.isClassifier
    replicates = bootstrap.replicates
    notes = first.notes + [bootstrap.note].compactMap { $0 }
    guard first.outputs.isClassifier else {
      (both, onlyFirst, onlySecond, neither) = (0, 0, 0, 0)
      probability = .nan
      disagreements = Self.numbers(first, other.column(0), names)
      return
    }
    let labels = first.labels
    let decisions = first.predictedClasses(threshold: threshold)
    let others = first.outputs.predictedClasses(
      from: other, scale: scales.1, threshold: threshold)
    var counts = [0, 0, 0, 0]
    for row in labels.indices {
      counts[(decisions[row] == labels[row] ? 0 : 2) + (others[row] == labels[row] ? 0 : 1)] += 1
    }
    (both, onlyFirst, onlySecond, neither) = (counts[0], counts[1], counts[2], counts[3])
    probability = McNemarTest.exact(onlyFirst: counts[1], onlySecond: counts[2])
    disagreements = Self.classes(first, other, decisions, others, names)
  }

  /// The second model's predictions in the order of the first one's classes.
  private static func aligned(_ second: ScoredRows, to first: ScoredRows) throws -> Matrix {
    guard first.outputs.isClassifier == second.outputs.isClassifier else {
      throw ExplainError.unsuited("one model tells classes, the other numbers")
    }
    guard first.outputs.isClassifier else { return second.predictions }
    let order = first.outputs.classes.map { second.outputs.classPosition(of: $0) }
    guard order.count == second.outputs.classes.count, !order.contains(nil) else {
      throw ExplainError.unsuited(
        "the models tell different classes: "
          + "\(ExplanationText.list(first.outputs.classNames, limit: 6)), and "
          + ExplanationText.list(second.outputs.classNames, limit: 6))
    }
    let places = order.compactMap { $0 }
    guard places != Array(places.indices) else { return second.predictions }
    guard second.predictions.columns > 1 else {
      return Matrix(rows: second.rowCount, columns: 1, elements: second.scores(of: 0))
    }
    return Matrix(
      (0..<second.rowCount).map { row in places.map { second.predictions[row, $0] } })
  }

  private static func numbers(
    _ rows: ScoredRows, _ others: [Double], _ names: (first: String, second: String)
  ) -> Table {
    let own = rows.predictions.column(0)
    let changes = zip(own, others).map { $1 - $0 }
    let order = changes.indices.sorted {
      (-abs(changes[$0]), $0) < (-abs(changes[$1]), $1)
    }
    return Table([
      ("row", Column(numbers: order.map { Double(rows.rows[$0]) })),
      ("actual", Column(numbers: order.map { rows.targets[$0] })),
      ("first", Column(numbers: order.map { own[$0] })),
      ("second", Column(numbers: order.map { others[$0] })),
      ("difference", Column(numbers: order.map { changes[$0] })),
      (
        "closer",
        Column(
          categories: order.map { row in
            let errors = (abs(own[row] - rows.targets[row]), abs(others[row] - rows.targets[row]))
            return errors.0 == errors.1 ? "both" : errors.0 < errors.1 ? "first" : "second"
          })
      ),
    ])
  }

  private static func classes(
    _ rows: ScoredRows, _ other: Matrix, _ decisions: [Int], _ others: [Int],
    _ names: (first: String, second: String)
  ) -> Table {
    let classes = rows.outputs.classNames
    let labels = rows.labels
    /// The score of the true class.
    func score(_ matrix: Matrix, _ row: Int) -> Double {
      guard matrix.columns == 1 else { return matrix[row, labels[row]] }
      let score = matrix[row, 0]
      return labels[row] == 1 ? score : rows.scale == .probability ? 1 - score : -score
    }
    let different = labels.indices.filter { decisions[$0] != others[$0] }
    let changes = different.map { score(other, $0) - score(rows.predictions, $0) }
    let order = changes.indices.sorted { (-abs(changes[$0]), $0) < (-abs(changes[$1]), $1) }
    func texts(_ body: (Int) -> String) -> Column {
      Column(categories: order.map { body(different[$0]) })
    }
    return Table([
      ("row", Column(numbers: order.map { Double(rows.rows[different[$0]]) })),
      ("actual", texts { classes[labels[$0]] }),
      ("first", texts { decisions[$0] < 0 ? "" : classes[decisions[$0]] }),
      ("second", texts { others[$0] < 0 ? "" : classes[others[$0]] }),
      ("p_first", Column(numbers: order.map { score(rows.predictions, different[$0]) })),
      ("p_second", Column(numbers: order.map { score(other, different[$0]) })),
      (
        "right",
        texts { row in
          decisions[row] == labels[row]
            ? "first" : others[row] == labels[row] ? "second" : "neither"
        }
      ),
    ])
  }
}
