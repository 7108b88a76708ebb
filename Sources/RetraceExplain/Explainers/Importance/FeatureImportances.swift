import RetraceCatalog
import RetraceDisplay
public import RetraceModels
import RetraceNumerics
public import RetraceTables

/// How much worse a model gets when each feature, or group of features, is shuffled.
public struct FeatureImportances: Sendable {
  /// The importance of a feature or group.
  public struct Item: Sendable {
    /// The name of the feature or group.
    public let feature: String
    /// The features that were shuffled together.
    public let members: [String]
    /// How much worse the metric was in each repeat.
    public let values: [Double]

    /// The mean over the repeats; positive where the model gets worse.
    public var importance: Double { Statistics.mean(values) }
    /// The standard deviation over the repeats (n − 1); nil for one repeat.
    public var deviation: Double? {
      values.count > 1 ? Statistics.standardDeviation(values) : nil
    }
    /// The standard error of the mean over the repeats; nil for one repeat.
    public var error: Double? { deviation.map { $0 / Double(values.count).squareRoot() } }
  }

  /// What was measured.
  public let metric: ModelMetric
  /// The metric on the rows as they are.
  public let base: Double
  /// The features and groups, in the model's order, groups first.
  public let items: [Item]
  /// The model in a line.
  public let modelSummary: String
  /// How many rows were used.
  public let rowCount: Int
  /// How often each was shuffled.
  public let repeats: Int
  /// For how many rows the model was asked.
  public let calls: Int
  /// The seed of the permutations.
  public let seed: UInt64
  /// How far to trust it, in plain words.
  public let notes: [String]

  /// The features and groups, the most important first.
  public var sorted: [Item] {
    let importances = items.map(\.importance)
    return items.indices.sorted {
      importances[$0] == importances[$1] ? $0 < $1 : importances[$0] > importances[$1]
    }.map { items[$0] }
  }

  /// A row per feature, the most important first: `feature`, `importance`, `sd`, `error`.
  public var table: Table {
    let sorted = sorted
    return Table([
      ("feature", Column(texts: sorted.map(\.feature))),
      ("importance", Column(numbers: sorted.map(\.importance))),
      ("sd", Column(numbers: sorted.map { $0.deviation ?? .missing })),
      ("error", Column(numbers: sorted.map { $0.error ?? .missing })),
    ])
  }

  /// It in one line: `importance · log_loss 0.42 · reminders 0.31, income 0.05`.
  public var summary: String {
    let first = sorted.prefix(2).map {
      "\($0.feature) \(ExplanationText.number($0.importance, digits: 2))"
    }
    return "importance · \(metric.rawValue) \(ExplanationText.number(base, digits: 3)) · "
      + first.joined(separator: ", ")
  }

  /// What it shows.
  public var explanation: Explanation {
    Explanation(
      kind: "importance", summary: summary, document: document, json: json, fields: fields)
  }

  private var document: Document {
    let facts: [(name: String, value: String)] = [
      (
        "measured",
        "\(metric.rawValue) \(ExplanationText.number(base)) on "
          + ExplanationText.count(rowCount, "row")
      ),
      ("importance", "how much \(metric.isLoss ? "higher" : "lower") it is with a column shuffled"),
      ("cost", "\(ExplanationText.count(calls)) model calls, seed \(seed)"),
    ]
    var blocks: [Document.Block] = [
      .headline("importance · \(modelSummary) · \(ExplanationText.count(repeats, "repeat"))"),
      .facts(facts),
      .table(
        table,
        TableStyle(
          rowLimit: 40, digits: ["importance": 3, "sd": 2, "error": 2],
          barColumns: ["importance"], rowNoun: "features")),
    ]
    if !notes.isEmpty { blocks.append(.notes(notes)) }
    return Document(blocks)
  }

  private var json: JSON {
    .record([
      "kind": .text("importance"), "metric": .text(metric.rawValue), "base": .number(base),
      "higher_is_better": .logical(!metric.isLoss), "rows": .number(Double(rowCount)),
      "repeats": .number(Double(repeats)),
      "features": .array(
        sorted.map { item in
          .record([
            "feature": .text(item.feature), "importance": .number(item.importance),
            "sd": item.deviation.map(JSON.number) ?? .null,
            "error": item.error.map(JSON.number) ?? .null,
            "members": .array(item.members.map(JSON.text)),
          ])
        }),
      "calls": .number(Double(calls)), "seed": .number(Double(seed)),
      "notes": .array(notes.map(JSON.text)),
    ])
  }

  private var fields: [(name: String, value: Argument)] {
    [
      ("features", .table(table)), ("repeats", .table(repeatTable)),
      ("metric", .text(metric.rawValue)), ("base", .number(base)),
      ("calls", .number(Double(calls))), ("seed", .number(Double(seed))),
      ("notes", .list(notes.map(Argument.text))),
    ]
  }

  /// A row per feature and repeat: `feature`, `repeat`, `importance`.
  private var repeatTable: Table {
    let sorted = sorted
    return Table([
      ("feature", Column(texts: sorted.flatMap { item in item.values.map { _ in item.feature } })),
      (
        "repeat",
        Column(numbers: sorted.flatMap { item in item.values.indices.map { Double($0) } })
      ),
      ("importance", Column(numbers: sorted.flatMap(\.values))),
    ])
  }
}
