import RetraceCatalog
import RetraceDisplay
public import RetraceModels
import RetraceNumerics
public import RetraceTables

/// Whether predicted numbers come true on average, wherever they lie, and how the errors spread.
public struct NumberCalibration: Sendable {
  /// A row per bin: from, to, rows, predicted, observed, low, high.
  public let table: Table
  /// The residuals (true less predicted) as a table with one row: mean, sd, and quantiles.
  public let residuals: Table
  /// Intercept and slope of the true numbers on the predicted ones; 0 and 1 are right.
  public let intercept: Double, slope: Double
  /// How many rows were used.
  public let rowCount: Int
  /// The name of the target.
  public let target: String
  /// What was left out or is uncertain.
  public let notes: [String]
  private let bias: Double
  private let biasError: Double

  /// Compares predictions with outcomes.
  ///
  /// - Parameters:
  ///   - bins: how many bins.
  ///   - hasEqualWidth: whether they have equal widths rather than about equally many rows.
  /// - Throws: ``ExplainError`` where classes are predicted.
  /// - Complexity: O(n log n).
  public init(_ rows: ScoredRows, bins binCount: Int = 10, hasEqualWidth: Bool = false) throws {
    guard !rows.outputs.isClassifier else {
      throw ExplainError.unsuited("the model predicts classes, not numbers")
    }
    let predictions = rows.predictions.column(0)
    let targets = rows.targets
    rowCount = targets.count
    target = rows.target
    let members = Self.bins(predictions, binCount, hasEqualWidth: hasEqualWidth)
    let ends = members.map { own in
      let values = own.map { predictions[$0] }
      return (Statistics.minimum(values), Statistics.maximum(values))
    }
    let observed = members.map { own in own.map { targets[$0] } }
    let errors = observed.map {
      $0.count > 1
        ? 1.96 * Statistics.standardDeviation($0) / Double($0.count).squareRoot() : .nan
    }
    let means = observed.map { Statistics.mean($0) }
    table = Table([
      ("from", Column(numbers: ends.map(\.0))), ("to", Column(numbers: ends.map(\.1))),
      ("rows", Column(numbers: members.map { Double($0.count) })),
      (
        "predicted",
        Column(numbers: members.map { own in Statistics.mean(own.map { predictions[$0] }) })
      ),
      ("observed", Column(numbers: means)),
      ("low", JudgingText.column(zip(means, errors).map { $0 - $1 })),
      ("high", JudgingText.column(zip(means, errors).map { $0 + $1 })),
    ])
    let residuals = zip(targets, predictions).map { $0 - $1 }
    let bias = Statistics.mean(residuals)
    let deviation = Statistics.standardDeviation(residuals)
    self.bias = bias
    biasError = deviation / Double(residuals.count).squareRoot()
    let quantiles = Statistics.quantiles(residuals, [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1])
    self.residuals = Table(
      [("mean", Column(numbers: [bias])), ("sd", JudgingText.column([deviation]))]
        + zip(["min", "q05", "q25", "median", "q75", "q95", "max"], quantiles).map {
          ($0, Column(numbers: [$1]))
        })
    let spread = Statistics.variance(predictions)
    slope = spread > 0 ? Statistics.covariance(predictions, targets) / spread : .nan
    intercept = Statistics.mean(targets) - slope * Statistics.mean(predictions)
    var notes = rows.notes
    let few = members.filter { $0.count < 20 }.count
    if few > 0 {
      notes.append(
        "\(ExplanationText.count(few, "bin")) of \(members.count) "
          + "\(few == 1 ? "holds" : "hold") fewer than 20 rows: too few to tell")
    }
    notes.append("low and high are a 95% interval of the mean outcome by its standard error")
    if slope.isNaN { notes.append("every row gets the same prediction, so there is no slope") }
    self.notes = notes
  }

  /// The rows of each bin; equal predictions are never parted.
  private static func bins(
    _ predictions: [Double], _ count: Int, hasEqualWidth: Bool
  ) -> [[Int]] {
    let order = Sorting.order(of: predictions)
    var bins = [[Int]](repeating: [], count: count)
    guard let first = order.first, let last = order.last else { return [] }
    let (low, width) = (predictions[first], predictions[last] - predictions[first])
    var (bin, position) = (0, 0)
    while position < order.count {
      var end = position
      while end < order.count, predictions[order[end]] == predictions[order[position]] { end += 1 }
      if hasEqualWidth {
        let share = (predictions[order[position]] - low) / width
        bin = share.isFinite ? min(count - 1, Int(share * Double(count))) : 0
      }
      bins[bin] += order[position..<end]
      if !hasEqualWidth, bin < count - 1, end * count >= (bin + 1) * order.count { bin += 1 }
      position = end
    }
    return bins.filter { !$0.isEmpty }
  }

  /// It in one line: `calibration · price · slope 0.97 · mean error 1.2 · 500 rows`.
  public var summary: String {
    "calibration · \(target) · slope \(ExplanationText.number(slope, digits: 3)) · mean error "
      + "\(ExplanationText.number(bias, digits: 3)) · \(ExplanationText.count(rowCount, "row"))"
  }

  /// What it shows.
  public var explanation: Explanation {
    let number = { ExplanationText.number($0, digits: 3) }
    let isBiased = abs(bias) > 1.96 * biasError
    let facts: [(name: String, value: String)] = [
      (
        "mean error",
        "\(JudgingText.figure(bias, bias - 1.96 * biasError, bias + 1.96 * biasError)): "
          + (isBiased
            ? "the model predicts too \(bias > 0 ? "low" : "high") on average"
            : "no bias can be seen")
      ),
      (
        "slope",
        "\(number(slope)): "
          + (slope < 0.95
            ? "predictions reach too far from their mean"
            : slope > 1.05
              ? "predictions stay too close to their mean" : "predictions spread as they should")
      ),
    ]
    func column(_ name: String) -> [Double] { table[name]?.numbers ?? [] }
    let x = column("predicted")
    let ends = [x.min() ?? 0, x.max() ?? 0]
    let figure = Figure(
      .lines([
        Figure.Series("observed", x: x, y: column("observed")),
        Figure.Series("right", x: ends, y: ends),
        Figure.Series(
          "interval", x: x + x,
          y: (column("low") + column("high")).map { $0.isMissing ? .nan : $0 }, isFaint: true),
      ]), title: "predicted and observed \(target)", xLabel: "predicted", yLabel: "observed")
    let digits = ["from", "to", "predicted", "observed", "low", "high"].map { ($0, 4) }
    let blocks: [Document.Block] = [
      .headline(summary), .facts(facts),
      .table(
        table,
        TableStyle(
          rowLimit: 40, digits: Dictionary(digits, uniquingKeysWith: { first, _ in first }),
          rowNoun: "bins", keptColumns: ["rows", "predicted", "observed"])),
      .figure(figure), .text("Residuals, true less predicted:"),
      .table(
        residuals,
        TableStyle(
          digits: Dictionary(
            residuals.names.map { ($0, 3) }, uniquingKeysWith: { first, _ in first }))),
      .notes(notes + ["faint dots bound the interval"]),
    ]
    return Explanation(
      kind: "calibration", summary: summary, document: Document(blocks), json: table.json,
      fields: [
        ("table", .table(table)), ("residuals", .table(residuals)), ("slope", .number(slope)),
        ("intercept", .number(intercept)), ("bias", .number(bias)),
        ("notes", .list(notes.map { .text($0) })),
      ])
  }
}
