import RetraceDisplay
import RetraceExplain
import RetraceLanguage
import RetraceNumerics
import RetraceTables

/// One run compared with several others, as a value: a row per other run, indexed by their
/// numbers and names for the whole comparison.
final class ComparisonsObject: ObjectValue {
  private let first: String
  private let others: [String]
  private let comparisons: [RunComparison]
  private let rows: Int

  init(first: String, others: [String], _ comparisons: [RunComparison], rows: Int) {
    self.first = first
    self.others = others
    self.comparisons = comparisons
    self.rows = rows
  }

  let kind = "comparisons"
  var summary: String {
    "comparisons · \(first) and \(NumberFormat.count(others.count, "other run"))"
  }
  let fieldNames = ["table", "names"]

  func field(_ name: String) -> Value? {
    switch name {
    case "table": .table(table)
    case "names": .list(others.map { .text($0) })
    default: nil
    }
  }

  var elements: ObjectElements? {
    let (others, comparisons, rows) = (others, comparisons, rows)
    let element: @Sendable (Int) -> Value = { position in
      .object(ExplanationObject(comparisons[position].explanation(rows: rows), run: nil))
    }
    return ObjectElements(
      count: others.count, noun: "comparisons", names: { others },
      position: { others.firstIndex(of: $0) }, element: element,
      selecting: { .list($0.map(element)) })
  }

  func tableForm() -> Table? { table }

  func document() -> Document {
    let metric = comparisons.first?.metrics.first?.metric ?? ""
    return Document([
      .headline(summary),
      .table(
        table,
        TableStyle(
          digits: ["low": 3, "high": 3, "seed_p": 2, "mcnemar_p": 2], rowNoun: "runs",
          showsPositions: true, keptColumns: ["run", "differs in", metric, "difference"])),
      .text("An index gives one comparison as a whole, such as _[0]."),
    ])
  }

  func json() -> JSON { .array(comparisons.map { $0.explanation(rows: rows).json }) }

  /// A row per other run: what differs, and how the metric that says most ended.
  private var table: Table {
    let outcomes = comparisons.map { $0.metrics.first }
    let metric = outcomes.compactMap { $0?.metric }.first ?? "metric"
    func numbers(_ body: (MetricOutcome) -> Double?) -> Column {
      Column(numbers: outcomes.map { $0.flatMap(body) ?? .missing })
    }
    return Table([
      ("run", Column(texts: others)),
      (
        "differs in",
        Column(texts: comparisons.map { $0.parameters.map(\.name).joined(separator: ", ") })
      ),
      (metric, numbers { $0.second }), ("difference", numbers { $0.difference }),
      ("low", numbers { $0.interval?.low }), ("high", numbers { $0.interval?.high }),
      (
        "mcnemar_p",
        Column(
          numbers: comparisons.map { comparison in
            comparison.examples.map { $0.isClassifier ? $0.probability : .missing } ?? .missing
          })
      ),
      ("seed_p", numbers { $0.noiseProbability }),
    ])
  }
}
