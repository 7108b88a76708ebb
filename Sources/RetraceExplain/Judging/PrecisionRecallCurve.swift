import RetraceCatalog
import RetraceDisplay
public import RetraceModels
public import RetraceTables

/// How many of the flagged rows are right, and how many of the positive rows are flagged, at each
/// threshold.
public struct PrecisionRecallCurve: Sendable {
  /// The curve of a class against the rest.
  public struct Part: Sendable {
    /// The class.
    public let name: String
    /// How many rows are of it.
    public let positives: Int
    /// How many rows there are.
    public let rowCount: Int
    /// The scores from which on rows are flagged, falling.
    public let thresholds: [Double]
    /// The share of flagged rows that are of the class.
    public let precisions: [Double]
    /// The share of the class's rows that are flagged.
    public let recalls: [Double]
    /// Σ (R_k − R_{k−1}) P_k.
    public let averagePrecision: Double
    /// Its 95% interval by drawing rows; NaN where there is none.
    public let low: Double, high: Double

    /// What a model that knows nothing reaches: the share of the class's rows.
    public var baseline: Double { Double(positives) / Double(rowCount) }
  }

  /// A curve per class; of two classes the positive one's alone.
  public let parts: [Part]
  /// Whether there are more than two classes.
  public let isOfSeveral: Bool
  /// What was left out or cannot be told.
  public let notes: [String]

  /// Draws the curves.
  ///
  /// - Parameters:
  ///   - class: the class against the rest; nil for the positive one of two, or all.
  ///   - resampling: how the interval of the average precision is made.
  /// - Throws: ``ExplainError`` for a model of numbers or a class that is none, `Interrupted`.
  /// - Complexity: O(n (log n + replicates)) for each class.
  public init(
    _ rows: ScoredRows, class asked: Cell? = nil,
    resampling: Evaluation.Resampling = .init()
  ) throws {
    try JudgingText.requireClasses(
      rows, "precision_recall", way: "evaluate(model, table) measures it")
    let labels = rows.labels
    let names = rows.outputs.classNames
    isOfSeveral = names.count > 2
    let chosen = try ROCCurve.classes(asked, rows)
    let rankings = chosen.map { label in
      RankedScores(scores: rows.scores(of: label), positives: labels.map { $0 == label })
    }
    let bootstrap = Bootstrap(
      rows: rows.rowCount, replicates: resampling.replicates, cost: chosen.count,
      seed: resampling.seed, command: "evaluate")
    let draws = try bootstrap.measure(width: chosen.count, label: "intervals") { counts in
      rankings.map { $0.areas(counts).averagePrecision }
    }
    var notes = rows.notes
    parts = chosen.indices.map { position in
      let label = chosen[position]
      let positives = labels.map { $0 == label }
      let curve = ScoreSteps(scores: rows.scores(of: label), positives: positives)
      let count = positives.count { $0 }
      let interval = Bootstrap.interval(draws[position])
      let value = labels.withSingleCounts { rankings[position].areas($0).averagePrecision }
      return Part(
        name: names[label], positives: count, rowCount: labels.count,
        thresholds: count > 0 ? curve.thresholds : [],
        precisions: count > 0
          ? zip(curve.found, curve.missed).map { Double($0) / Double($0 + $1) } : [],
        recalls: count > 0 ? curve.found.map { Double($0) / Double(count) } : [],
        averagePrecision: value, low: value.isNaN ? .nan : interval.low,
        high: value.isNaN ? .nan : interval.high)
    }
    for part in parts where part.positives == 0 {
      notes.append("no row is '\(part.name)', so it has no curve")
    }
    if let note = bootstrap.note { notes.append(note) }
    if parts.contains(where: { !$0.low.isNaN }) {
      notes.append(
        "the 95% interval comes from \(ExplanationText.count(bootstrap.replicates)) draws of the "
          + "rows")
    }
    if rows.scale != .probability { notes.append("thresholds are margins") }
    self.notes = notes
  }

  /// A row per threshold: of several classes `class`, then `threshold`, `precision`, `recall`.
  public var table: Table {
    var columns: [(name: String, column: Column)] = []
    if isOfSeveral {
      columns.append(
        (
          "class",
          Column(categories: parts.flatMap { part in part.thresholds.map { _ in part.name } })
        )
      )
    }
    columns.append(("threshold", Column(numbers: parts.flatMap(\.thresholds))))
    columns.append(("precision", Column(numbers: parts.flatMap(\.precisions))))
    columns.append(("recall", Column(numbers: parts.flatMap(\.recalls))))
    return Table(columns, notes: notes)
  }

  /// A row per class: class, rows, average_precision, low, high, baseline.
  public var areas: Table {
    Table([
      ("class", Column(texts: parts.map(\.name))),
      ("rows", Column(numbers: parts.map { Double($0.positives) })),
      ("average_precision", JudgingText.column(parts.map(\.averagePrecision))),
      ("low", JudgingText.column(parts.map(\.low))),
      ("high", JudgingText.column(parts.map(\.high))),
      ("baseline", Column(numbers: parts.map(\.baseline))),
    ])
  }

  /// The average precision, of several classes their plain mean.
  public var averagePrecision: Double {
    parts.isEmpty ? .nan : parts.reduce(0) { $0 + $1.averagePrecision } / Double(parts.count)
  }

  /// It in one line: `precision_recall · yes · average precision 0.7 (0.6 to 0.8), chance 0.3`.
  public var summary: String {
    let rows = ExplanationText.count(parts.first?.rowCount ?? 0, "row")
    if parts.count == 1, let part = parts.first {
      let text = JudgingText.figure(part.averagePrecision, part.low, part.high)
      return "precision_recall · \(part.name) · average precision \(text), chance "
        + "\(ExplanationText.number(part.baseline, digits: 3)) · \(rows)"
    }
    return "precision_recall · \(ExplanationText.count(parts.count, "class", "classes")) against "
      + "the rest · mean average precision \(JudgingText.figure(averagePrecision, .nan, .nan)) · "
      + rows
  }

  /// What it shows.
  public var explanation: Explanation {
    var blocks: [Document.Block] = [.headline(summary)]
    let drawn = parts.filter { $0.positives > 0 }
    if parts.count == 1, let part = parts.first {
      blocks.append(
        .facts([
          ("precision", "how many of the rows that are flagged as '\(part.name)' are it"),
          ("recall", "how many of the rows that are '\(part.name)' are flagged"),
        ]))
    } else {
      blocks.append(
        .table(
          areas,
          TableStyle(
            rowLimit: 40,
            digits: ["average_precision": 3, "low": 3, "high": 3, "baseline": 3],
            rowNoun: "classes")))
    }
    var series = drawn.map { Self.steps($0, name: parts.count > 1 ? $0.name : "model") }
    if let part = drawn.first, series.count == 1 {
      series.append(Figure.Series("chance", x: [0, 1], y: [part.baseline, part.baseline]))
    }
    if !series.isEmpty {
      blocks.append(
        .figure(
          Figure(
            .lines(series), title: "precision and recall", xLabel: "recall", yLabel: "precision",
            yLimits: 0...1)))
    }
    if !notes.isEmpty { blocks.append(.notes(notes)) }
    let only = parts.count == 1 ? parts.first : nil
    return Explanation(
      kind: "precision_recall", summary: summary, document: Document(blocks), json: table.json,
      fields: [
        ("table", .table(table)), ("average_precision", .number(averagePrecision)),
        ("low", .number(only?.low ?? .nan)), ("high", .number(only?.high ?? .nan)),
        ("baseline", .number(only?.baseline ?? .nan)), ("areas", .table(areas)),
        ("notes", .list(notes.map { .text($0) })),
      ])
  }

  /// The curve as steps: each precision holds back to the recall before it.
  private static func steps(_ part: Part, name: String) -> Figure.Series {
    var (x, y): ([Double], [Double]) = ([], [])
    var before = 0.0
    for (recall, precision) in zip(part.recalls, part.precisions) where recall > before {
      x += [before, recall]
      y += [precision, precision]
      before = recall
    }
    return Figure.Series(name, x: x, y: y)
  }
}
