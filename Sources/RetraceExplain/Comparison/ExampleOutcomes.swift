import Glibc
import RetraceModels
import RetraceNumerics
public import RetraceRuns
public import RetraceTables

/// What two runs say at their ends of the same validation rows.
///
/// Rows are the same by content, wherever they stand.
public struct ExampleOutcomes: Sendable {
  /// The difference of a mean over rows, second less first, with an interval.
  public struct Difference: Sendable {
    /// `accuracy`, `loss`, or for numbers `squared_error`.
    public let measure: String
    /// The mean of the first run over the rows.
    public let first: Double
    /// The mean of the second run.
    public let second: Double
    /// The lower end of the 95% interval of the difference by resampling rows in pairs.
    public let low: Double
    /// Its upper end.
    public let high: Double
  }

  /// The places of the rows in the two validation tables.
  public let rows: [(first: Int, second: Int)]
  /// Whether the runs tell classes.
  public let isClassifier: Bool
  /// Rows that both have right, that only the first has, that only the second has, that none has.
  public let both: Int, onlyFirst: Int, onlySecond: Int, neither: Int
  /// The p-value of McNemar's exact test; NaN for models of numbers.
  public let probability: Double
  /// The differences of means.
  public let differences: [Difference]
  /// A row per validation row, the most changed first: row, label, the probability of the label
  /// (or the predicted value) and the loss in both runs, and the change.
  public let table: Table

  /// Compares two runs on the rows that both were measured on.
  ///
  /// - Parameters:
  ///   - resamples: how often rows are drawn for the intervals.
  /// - Throws: ``RunError`` if a record is missing, ``ExplainError`` if no row is in both,
  ///   `Interrupted`.
  /// - Complexity: O(rows · (columns + resamples)).
  public init(_ first: Run, _ second: Run, resamples: Int, seed: UInt64) throws {
    let pairs = try TableDifference(first.requireValid(), second.requireValid()).same
      .sorted { $0.first < $1.first }
    guard !pairs.isEmpty else {
      throw ExplainError.unsuited("no validation row is the same in both runs")
    }
    let one = try RowOutcomes(first, pairs.map(\.first))
    let two = try RowOutcomes(second, pairs.map(\.second))
    guard one.isClassifier == two.isClassifier else {
      throw ExplainError.unsuited("one run tells classes, the other numbers")
    }
    rows = pairs
    isClassifier = one.isClassifier
    var counts = [0, 0, 0, 0]
    for (right, other) in zip(one.right, two.right) {
      counts[(right ? 0 : 2) + (other ? 0 : 1)] += 1
    }
    both = counts[0]
    onlyFirst = counts[1]
    onlySecond = counts[2]
    neither = counts[3]
    probability =
      one.isClassifier
      ? McNemarTest.exact(onlyFirst: counts[1], onlySecond: counts[2]) : .nan
    var measures: [(String, [Double], [Double])] = []
    if one.isClassifier {
      measures.append(
        ("accuracy", one.right.map { $0 ? 1 : 0 }, two.right.map { $0 ? 1 : 0 }))
    }
    measures.append((one.isClassifier ? "loss" : "squared_error", one.losses, two.losses))
    let means = measures.map { ($0.0, first: Statistics.mean($0.1), second: Statistics.mean($0.2)) }
    let changes = measures.map { zip($0.1, $0.2).map { $1 - $0 } }
    let (metrics, firstScorer, secondScorer) = try Self.scorers(one, two)
    let bootstrap = Bootstrap(
      rows: pairs.count, replicates: resamples, seed: seed, command: "compare")
    let draws = try bootstrap.measure(
      width: changes.count + metrics.count, label: "intervals"
    ) { counts in
      changes.map { Self.mean($0, counts) }
        + zip(firstScorer?.score(counts) ?? [], secondScorer?.score(counts) ?? []).map { $1 - $0 }
    }
    let intervals = draws.map(Bootstrap.interval)
    var differences = means.indices.map { position in
      Difference(
        measure: means[position].0, first: means[position].first,
        second: means[position].second, low: intervals[position].low,
        high: intervals[position].high)
    }
    if let firstScorer, let secondScorer {
      let values = (firstScorer.score(), secondScorer.score())
      for (position, metric) in metrics.enumerated() {
        let interval = intervals[changes.count + position]
        differences.append(
          Difference(
            measure: metric.rawValue, first: values.0[position], second: values.1[position],
            low: interval.low, high: interval.high))
      }
    }
    self.differences = differences
    table = Self.table(pairs, one, two)
  }

  /// What else is measured of the rows, with a scorer for each run; none where the runs tell
  /// different classes or something that is no number.
  private static func scorers(
    _ one: RowOutcomes, _ two: RowOutcomes
  ) throws -> ([ModelMetric], MetricScorer?, MetricScorer?) {
    guard one.classes == two.classes, !one.places.contains(-1), !two.places.contains(-1) else {
      return ([], nil, nil)
    }
    let metrics: [ModelMetric] =
      one.isClassifier
      ? [.auc, .averagePrecision, .brier, .ece, .f1, .balancedAccuracy, .mcc, .precision, .recall]
      : [.rmse, .mae, .r2]
    let outputs = ModelOutputs(
      classes: one.classes.map(Cell.text), scales: one.isClassifier ? [.probability] : [.value],
      target: nil)
    func scorer(_ outcomes: RowOutcomes) -> MetricScorer {
      MetricScorer(
        metrics, predictions: outcomes.predictions, scale: outputs.defaultScale,
        targets: outcomes.isClassifier ? outcomes.places.map(Double.init) : outcomes.targets,
        outputs: outputs)
    }
    return (metrics, scorer(one), scorer(two))
  }

  private static func mean(_ numbers: [Double], _ counts: RowCounts) -> Double {
    var sum = 0.0
    for row in numbers.indices { sum += Double(counts[row]) * numbers[row] }
    return sum / Double(numbers.count)
  }

  private static func table(
    _ pairs: [(first: Int, second: Int)], _ one: RowOutcomes, _ two: RowOutcomes
  ) -> Table {
    let changes = zip(one.values, two.values).map { $1 - $0 }
    let order = changes.indices.sorted { a, b in
      let (x, y) = (abs(changes[a]), abs(changes[b]))
      if x.isNaN || y.isNaN || x == y { return (x.isNaN ? 1 : 0, a) < (y.isNaN ? 1 : 0, b) }
      return x > y
    }
    let value = one.isClassifier ? "p" : "value"
    var columns: [(name: String, column: Column)] = [
      ("row", Column(numbers: order.map { Double(pairs[$0].first) })),
      (
        "label",
        one.isClassifier
          ? Column(categories: order.map { one.labels[$0] })
          : Column(numbers: order.map { one.targets[$0] })
      ),
      ("\(value)_first", Column(numbers: order.map { one.values[$0] })),
      ("\(value)_second", Column(numbers: order.map { two.values[$0] })),
      ("change", Column(numbers: order.map { changes[$0] })),
    ]
    if one.isClassifier {
      columns.append(
        (
          "right",
          Column(
            categories: order.map { row in
              switch (one.right[row], two.right[row]) {
              case (true, true): "both"
              case (true, false): "first"
              case (false, true): "second"
              case (false, false): "neither"
              }
            })
        ))
    }
    columns.append(("loss_first", Column(numbers: order.map { one.losses[$0] })))
    columns.append(("loss_second", Column(numbers: order.map { two.losses[$0] })))
    return Table(columns, rowCount: order.count)
  }
}

/// What a run says at its end of some validation rows.
private struct RowOutcomes {
  let isClassifier: Bool
  private(set) var labels: [String?] = []
  private(set) var targets: [Double] = []
  private(set) var right: [Bool] = []
  /// The probability of the label, or the predicted value.
  private(set) var values: [Double] = []
  private(set) var losses: [Double] = []
  /// The classes, and the position of each row's label among them; -1 where it is none.
  private(set) var classes: [String] = []
  private(set) var places: [Int] = []
  /// Rows × classes, of two the positive one's alone; or the predicted numbers.
  private(set) var predictions = Matrix(rows: 0, columns: 1)

  init(_ run: Run, _ rows: [Int]) throws {
    let valid = try run.requireValid()
    let examples = try run.requireExamples()
    guard let target = run.target, let column = valid[target] else {
      throw ExplainError.unsuited("the run '\(run.name)' has no target in its validation rows")
    }
    isClassifier = !run.classes.isEmpty && examples.classCount > 0
    let epoch = examples.epochCount
    let recorded = examples.has("valid.loss") ? try examples.losses("valid", epoch: epoch) : nil
    if isClassifier {
      let known = Dictionary(
        zip(run.classes, run.classes.indices), uniquingKeysWith: { first, _ in first })
      let probabilities = try examples.probabilities("valid", epoch: epoch)
      let width = probabilities.columns
      classes = run.classes
      predictions = Matrix(
        rows.map { row in
          let own = Array(probabilities.elements[row * width..<(row + 1) * width])
          return width == 2 ? [own[1]] : own
        })
      for row in rows {
        let label = column[row].text
        labels.append(label)
        let own = Array(probabilities.elements[row * width..<(row + 1) * width])
        let predicted = own.indices.max { own[$0] < own[$1] } ?? 0
        let place = known[label]
        self.places.append(place.map { $0 < width ? $0 : -1 } ?? -1)
        let share = place.map { $0 < width ? own[$0] : .nan } ?? .nan
        values.append(share)
        right.append(place == predicted)
        losses.append(recorded?[row] ?? -log(max(share, 1e-15)))
      }
      return
    }
    let predicted = try examples.logits("valid", epoch: epoch)
    guard predicted.columns == 1, let numbers = column.numbers else {
      throw ExplainError.unsuited("the records of '\(run.name)' are no numbers of '\(target)'")
    }
    predictions = Matrix(
      rows: rows.count, columns: 1, elements: rows.map { predicted.elements[$0] })
    for row in rows {
      let error = predicted.elements[row] - numbers[row]
      targets.append(numbers[row])
      values.append(predicted.elements[row])
      right.append(false)
      losses.append(error * error)
    }
  }
}
