import RetraceCatalog
import RetraceDisplay
public import RetraceModels
public import RetraceTables

/// How many positive and negative rows a model finds at each threshold, class by class.
public struct ROCCurve: Sendable {
  /// The curve of a class against the rest.
  public struct Part: Sendable {
    /// The class.
    public let name: String
    /// How many rows are of it, and how many are not.
    public let positives: Int, negatives: Int
    /// The scores from which on rows are flagged, falling from infinity, where none is.
    ///
    /// Points in the middle of a straight line are left out.
    public let thresholds: [Double]
    /// The share of other rows that are flagged.
    public let falsePositiveRates: [Double]
    /// The share of the class's rows that are flagged.
    public let truePositiveRates: [Double]
    /// The area under it with DeLong's interval.
    public let area: AreaVariance
  }

  /// A curve per class; of two classes the positive one's alone.
  public let parts: [Part]
  /// Whether there are more than two classes.
  public let isOfSeveral: Bool
  /// What was left out or cannot be told.
  public let notes: [String]

  /// Draws the curves.
  ///
  /// - Parameter class: the class against the rest; nil for the positive one of two, or all.
  /// - Throws: ``ExplainError`` for a model of numbers or a class that is none.
  /// - Complexity: O(n log n) for each class.
  public init(_ rows: ScoredRows, class asked: Cell? = nil) throws {
    try JudgingText.requireClasses(rows, "roc", way: "evaluate(model, table) measures it")
    let labels = rows.labels
    let names = rows.outputs.classNames
    isOfSeveral = names.count > 2
    let chosen = try Self.classes(asked, rows)
    var notes = rows.notes
    parts = chosen.map { label in
      let scores = rows.scores(of: label)
      let positives = labels.map { $0 == label }
      let curve = ScoreSteps(scores: scores, positives: positives)
      let count = positives.count { $0 }
      let kept = Self.corners(curve)
      return Part(
        name: names[label], positives: count, negatives: labels.count - count,
        thresholds: [.infinity] + kept.map { curve.thresholds[$0] },
        falsePositiveRates: [0]
          + kept.map { Double(curve.missed[$0]) / Double(labels.count - count) },
        truePositiveRates: [0] + kept.map { Double(curve.found[$0]) / Double(count) },
        area: AreaVariance(scores: scores, positives: positives))
    }
    for part in parts where part.area.area.isNaN {
      notes.append(
        part.positives == 0
          ? "no row is '\(part.name)', so it has no curve"
          : "every row is '\(part.name)', so it has no curve")
    }
    let sure = parts.filter { $0.area.variance == 0 }.map(\.name)
    if !sure.isEmpty {
      notes.append(
        "\(sure.joined(separator: ", ")): the scores part all rows, so the interval has no width; "
          + "with few rows that can be luck")
    } else if parts.contains(where: { !$0.area.low.isNaN }) {
      notes.append("the interval of the area is DeLong's, 95%")
    }
    if rows.scale != .probability { notes.append("thresholds are margins") }
    self.notes = notes
  }

  /// The classes that are drawn.
  static func classes(_ asked: Cell?, _ rows: ScoredRows) throws -> [Int] {
    if let asked { return [try JudgingText.position(of: asked, in: rows.outputs)] }
    let count = rows.outputs.classes.count
    return count == 2 ? [1] : Array(0..<count)
  }

  /// The points at which the curve turns, and its end.
  private static func corners(_ curve: ScoreSteps) -> [Int] {
    let last = curve.thresholds.count - 1
    return curve.thresholds.indices.filter { point in
      guard point > 0, point < last else { return true }
      let (before, after) = (point - 1, point + 1)
      let missed = curve.missed[after] - 2 * curve.missed[point] + curve.missed[before]
      let found = curve.found[after] - 2 * curve.found[point] + curve.found[before]
      return missed != 0 || found != 0
    }
  }

  /// A row per point: of several classes `class`, then `threshold`, `false_positive_rate` and
  /// `true_positive_rate`.
  public var table: Table {
    let drawn = parts.filter { !$0.area.area.isNaN }
    var columns: [(name: String, column: Column)] = []
    if isOfSeveral {
      columns.append(
        (
          "class",
          Column(categories: drawn.flatMap { part in part.thresholds.map { _ in part.name } })
        )
      )
    }
    columns.append(("threshold", Column(numbers: drawn.flatMap(\.thresholds))))
    columns.append(("false_positive_rate", Column(numbers: drawn.flatMap(\.falsePositiveRates))))
    columns.append(("true_positive_rate", Column(numbers: drawn.flatMap(\.truePositiveRates))))
    return Table(columns, notes: notes)
  }

  /// A row per class: class, rows, auc, low, high.
  public var areas: Table {
    Table([
      ("class", Column(texts: parts.map(\.name))),
      ("rows", Column(numbers: parts.map { Double($0.positives) })),
      ("auc", JudgingText.column(parts.map(\.area.area))),
      ("low", JudgingText.column(parts.map(\.area.low))),
      ("high", JudgingText.column(parts.map(\.area.high))),
    ])
  }

  /// The area, of several classes their plain mean.
  public var area: Double {
    parts.isEmpty ? .nan : parts.reduce(0) { $0 + $1.area.area } / Double(parts.count)
  }

  /// It in one line: `roc · yes · auc 0.83 (0.8 to 0.86) · 500 rows`.
  public var summary: String {
    let rows = ExplanationText.count((parts.first.map { $0.positives + $0.negatives }) ?? 0, "row")
    if parts.count == 1, let part = parts.first {
      let text = JudgingText.figure(part.area.area, part.area.low, part.area.high)
      return "roc · \(part.name) · auc \(text) · \(rows)"
    }
    return "roc · \(ExplanationText.count(parts.count, "class", "classes")) against the rest · "
      + "mean auc \(JudgingText.figure(area, .nan, .nan)) · \(rows)"
  }

  /// What it shows.
  public var explanation: Explanation {
    let drawn = parts.filter { !$0.area.area.isNaN }
    var series = drawn.map {
      Figure.Series(
        parts.count > 1 ? $0.name : "model", x: $0.falsePositiveRates, y: $0.truePositiveRates)
    }
    if series.count == 1 {
      series.append(Figure.Series("chance", x: [0, 1], y: [0, 1]))
    }
    let figure = Figure(
      .lines(series), title: "receiver operating characteristic", xLabel: "false positive rate",
      yLabel: "true positive rate", yLimits: 0...1)
    var blocks: [Document.Block] = [.headline(summary)]
    if parts.count == 1, let part = parts.first {
      blocks.append(
        .facts([
          (
            "rows",
            "\(ExplanationText.count(part.positives)) \(part.name), "
              + "\(ExplanationText.count(part.negatives)) others"
          ),
          (
            "auc",
            "how often a row that is '\(part.name)' gets the higher score than one that is not"
          ),
        ]))
    } else {
      blocks.append(
        .table(
          areas,
          TableStyle(rowLimit: 40, digits: ["auc": 3, "low": 3, "high": 3], rowNoun: "classes")
        ))
    }
    if !series.isEmpty, !drawn.isEmpty { blocks.append(.figure(figure)) }
    if !notes.isEmpty { blocks.append(.notes(notes)) }
    let only = parts.count == 1 ? parts.first : nil
    return Explanation(
      kind: "roc", summary: summary, document: Document(blocks), json: table.json,
      fields: [
        ("table", .table(table)), ("auc", .number(area)),
        ("low", .number(only?.area.low ?? .nan)), ("high", .number(only?.area.high ?? .nan)),
        ("areas", .table(areas)), ("notes", .list(notes.map { .text($0) })),
      ])
  }
}
