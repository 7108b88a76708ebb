import RetraceCatalog
import RetraceDisplay
public import RetraceModels
import RetraceNumerics
public import RetraceTables

/// Whether probabilities come true as often as they say.
public struct CalibrationCurve: Sendable {
  /// What can be set.
  public struct Options: Sendable {
    /// How many bins.
    public var bins = 10
    /// Whether bins have equal widths rather than about equally many rows.
    public var hasEqualWidth = true
    /// The class whose probability is judged; nil for the positive one of two, of several the
    /// predicted one.
    public var outputClass: Cell?
    /// How often outcomes are drawn for the consistency band.
    public var replicates = 1_000
    /// Where the draws start.
    public var seed: UInt64 = 42

    /// Makes the options where nothing is set.
    public init() {}
  }

  /// What is judged, such as `probability of yes`.
  public let subject: String
  /// A row per bin that holds rows.
  public let table: Table
  /// The expected and the largest calibration error of these bins.
  public let expectedError: Double, largestError: Double
  /// Up to where the expected error lies in 95% of cases for predictions that are right.
  public let noise: Double
  /// The mean squared error of the probabilities and its parts; what the bins blur is missing.
  public let brier: (score: Double, reliability: Double, resolution: Double, uncertainty: Double)
  /// How many rows were used.
  public let rowCount: Int
  /// What was left out or is uncertain.
  public let notes: [String]
  private let bins: [CalibrationBins.Bin]

  /// Judges probabilities.
  ///
  /// - Throws: ``ExplainError`` for a model without probabilities or a class that is none,
  ///   `Interrupted`.
  /// - Complexity: O(replicates · rows).
  public init(_ rows: ScoredRows, _ options: Options = Options()) throws {
    guard rows.scale == .probability else {
      throw ExplainError.unsuited(
        "'calibration' judges probabilities, which the model does not give")
    }
    let labels = rows.labels
    let names = rows.outputs.classNames
    let shares: [Double]
    let isRight: [Bool]
    if options.outputClass != nil || names.count <= 2 {
      let label =
        try options.outputClass.map { try JudgingText.position(of: $0, in: rows.outputs) } ?? 1
      shares = rows.scores(of: label)
      isRight = labels.map { $0 == label }
      subject = "probability of \(names.indices.contains(label) ? names[label] : "")"
    } else {
      let predicted = rows.predictedClasses()
      shares = predicted.indices.map { rows.predictions[$0, max(0, predicted[$0])] }
      isRight = zip(labels, predicted).map { $0 == $1 }
      subject = "probability of the predicted class"
    }
    var cells = CalibrationBins(
      shares: shares, isRight: isRight, count: options.bins, hasEqualWidth: options.hasEqualWidth)
    let errors = try cells.findConsistency(replicates: options.replicates, seed: options.seed)
    bins = cells.bins
    expectedError = cells.expectedError
    largestError = cells.largestError
    noise = errors.count > 1 ? Statistics.quantiles(errors, [0.95])[0] : .nan
    brier = cells.brier
    rowCount = rows.rowCount
    table = Self.table(cells.bins)
    notes = rows.notes + Self.notes(cells.bins, errors.count, expectedError, noise)
  }

  private static func table(_ bins: [CalibrationBins.Bin]) -> Table {
    let wilson = bins.map { WilsonInterval($0.found, of: $0.count) }
    return Table([
      ("from", Column(numbers: bins.map(\.low))), ("to", Column(numbers: bins.map(\.high))),
      ("rows", Column(numbers: bins.map { Double($0.count) })),
      ("predicted", Column(numbers: bins.map(\.predicted))),
      ("observed", Column(numbers: bins.map(\.observed))),
      ("low", Column(numbers: wilson.map(\.low))), ("high", Column(numbers: wilson.map(\.high))),
      ("consistent_low", JudgingText.column(bins.map(\.consistentLow))),
      ("consistent_high", JudgingText.column(bins.map(\.consistentHigh))),
    ])
  }

  private static func isOff(_ bin: CalibrationBins.Bin) -> Bool {
    bin.observed < bin.consistentLow || bin.observed > bin.consistentHigh
  }

  private static func notes(
    _ bins: [CalibrationBins.Bin], _ draws: Int, _ error: Double, _ noise: Double
  ) -> [String] {
    var notes: [String] = []
    let few = bins.filter { $0.count < 20 }
    if !few.isEmpty {
      notes.append(
        "\(ExplanationText.count(few.count, "bin")) of \(bins.count) "
          + "\(few.count == 1 ? "holds" : "hold") fewer than 20 rows: too few to tell; "
          + "binning: \"mass\" or fewer bins: makes them larger")
    }
    guard draws > 0, !noise.isNaN else { return notes }
    let off = bins.filter(isOff)
    notes.append(
      error <= noise
        ? "predictions that are right would reach a calibration error of "
          + "\(ExplanationText.number(noise, digits: 2)) by chance on so many rows: these rows "
          + "do not show that the model is wrong"
        : "predictions that are right would stay below a calibration error of "
          + "\(ExplanationText.number(noise, digits: 2)) on so many rows in 95% of cases: the "
          + "model's probabilities are off")
    if off.count > 0 {
      let high = off.filter { $0.observed < $0.predicted }.count
      notes.append(
        "\(ExplanationText.count(off.count, "bin")) "
          + "\(off.count == 1 ? "lies" : "lie") outside of where right predictions would be "
          + "(\(high) too sure of it, \(off.count - high) not sure enough)")
    }
    notes.append(
      "low and high are Wilson's 95% interval of the observed share; consistent_low and "
        + "consistent_high hold it in 95% of \(ExplanationText.count(draws)) draws if the "
        + "predictions are right")
    return notes
  }

  /// It in one line: `calibration · probability of yes · error 0.04, by chance up to 0.05`.
  public var summary: String {
    var error = "error \(ExplanationText.number(expectedError, digits: 2))"
    if !noise.isNaN { error += ", by chance up to \(ExplanationText.number(noise, digits: 2))" }
    return "calibration · \(subject) · \(error) · \(ExplanationText.count(rowCount, "row"))"
  }

  /// What it shows.
  public var explanation: Explanation {
    let number = { ExplanationText.number($0, digits: 3) }
    let rest = brier.score - brier.reliability + brier.resolution - brier.uncertainty
    let facts: [(name: String, value: String)] = [
      (
        "calibration error",
        "\(number(expectedError)) on the whole, \(number(largestError)) in the worst bin"
      ),
      (
        "Brier score",
        "\(number(brier.score)) = reliability \(number(brier.reliability)) - resolution "
          + "\(number(brier.resolution)) + uncertainty \(number(brier.uncertainty)) "
          + "\(rest < 0 ? "-" : "+") within bins \(number(abs(rest)))"
      ),
    ]
    let x = bins.map(\.predicted)
    var series = [
      Figure.Series("observed", x: x, y: bins.map(\.observed)),
      Figure.Series("right", x: [0, 1], y: [0, 1]),
    ]
    if bins.contains(where: { !$0.consistentLow.isNaN }) {
      series.append(
        Figure.Series(
          "band", x: x + x, y: bins.map(\.consistentLow) + bins.map(\.consistentHigh),
          isFaint: true))
    }
    let figure = Figure(
      .lines(series), title: "calibration of the \(subject)", xLabel: "predicted",
      yLabel: "observed share", yLimits: 0...1)
    var blocks: [Document.Block] = [.headline(summary), .facts(facts)]
    let digits = Dictionary(
      ["from", "to", "predicted", "observed", "low", "high", "consistent_low", "consistent_high"]
        .map { ($0, 3) }, uniquingKeysWith: { first, _ in first })
    blocks.append(
      .table(
        table,
        TableStyle(
          rowLimit: 40, digits: digits, rowNoun: "bins",
          keptColumns: ["rows", "predicted", "observed", "low", "high"])))
    blocks.append(.figure(figure))
    blocks.append(.notes(notes + ["faint dots bound where right predictions would lie"]))
    return Explanation(
      kind: "calibration", summary: summary, document: Document(blocks), json: table.json,
      fields: [
        ("table", .table(table)), ("ece", .number(expectedError)), ("mce", .number(largestError)),
        ("noise", .number(noise)), ("brier", .number(brier.score)),
        ("reliability", .number(brier.reliability)), ("resolution", .number(brier.resolution)),
        ("uncertainty", .number(brier.uncertainty)),
        ("notes", .list(notes.map { .text($0) })),
      ])
  }
}
