import RetraceCatalog
import RetraceDisplay
import RetraceModels
import RetraceNumerics
public import RetraceTables

extension ThresholdChoice.Goal {
  /// The goal in a few words.
  var words: String {
    switch self {
    case .best(let metric): "largest \(metric.rawValue)"
    case .recall(let least):
      "largest precision with recall at least \(ExplanationText.number(least))"
    case .precision(let least):
      "largest recall with precision at least \(ExplanationText.number(least))"
    case .flagged(let most):
      "largest recall with at most \(ExplanationText.percent(most)) of the rows flagged"
    case .cost(let alarm, let missed):
      "least cost: \(ExplanationText.number(alarm)) a false alarm, "
        + "\(ExplanationText.number(missed)) a missed row"
    }
  }

  /// What the value of a threshold is called.
  var valueName: String {
    switch self {
    case .best(let metric): metric.rawValue
    case .recall: "precision"
    case .precision, .flagged: "recall"
    case .cost: "cost"
    }
  }
}

extension ThresholdChoice {
  /// A row per threshold, rising: threshold, precision, recall, f1, flagged (a share), and what is
  /// sought where it is none of these.
  public var table: Table { table(of: points) }

  private func table(of points: [Point]) -> Table {
    let total = Double(rowCount)
    var columns: [(name: String, column: Column)] = [
      ("threshold", Column(numbers: points.map(\.threshold))),
      (
        "precision",
        Column(
          numbers: points.map {
            $0.found + $0.wrong == 0 ? .missing : Double($0.found) / Double($0.found + $0.wrong)
          })
      ),
      ("recall", Column(numbers: points.map { Double($0.found) / Double(positives) })),
      (
        "f1",
        Column(
          numbers: points.map {
            2 * Double($0.found) / Double($0.found + $0.wrong + positives)
          })
      ),
      ("flagged", Column(numbers: points.map { Double($0.found + $0.wrong) / total })),
    ]
    if !columns.contains(where: { $0.name == goal.valueName }) {
      columns.append((goal.valueName, JudgingText.column(points.map(shown))))
    }
    return Table(columns)
  }

  /// What is sought as it is shown: costs are sought as negative numbers.
  private func shown(_ point: Point) -> Double {
    if case .cost = goal { return -point.value }
    return point.value
  }

  /// It in one line: `threshold · 0.31 · f1 0.62 (0.58 at 0.5)`.
  public var summary: String {
    var value = "\(goal.valueName) \(ExplanationText.number(shown(best), digits: 3))"
    if !half.value.isNaN { value += " (\(ExplanationText.number(shown(half), digits: 3)) at 0.5)" }
    return "threshold · \(ExplanationText.number(best.threshold, digits: 3)) · \(value) · "
      + ExplanationText.count(rowCount, "row")
  }

  /// What it shows.
  public var explanation: Explanation {
    let compared = table(of: [best, half])
    let chosen = Table(
      [("choice", Column(texts: ["best", "at 0.5"]))] + compared.namedColumns)
    let digits = Dictionary(
      (["threshold", "precision", "recall", "f1", "flagged", goal.valueName]).map { ($0, 3) },
      uniquingKeysWith: { first, _ in first })
    var facts: [(name: String, value: String)] = [
      ("sought", goal.words),
      (
        "rows",
        "\(ExplanationText.count(positives)) \(name), "
          + "\(ExplanationText.count(rowCount - positives)) others"
      ),
    ]
    if !low.isNaN { facts.append(("interval", JudgingText.range(low, high))) }
    let blocks: [Document.Block] = [
      .headline(summary), .facts(facts),
      .table(chosen, TableStyle(digits: digits, rowNoun: "thresholds")),
      .figure(figure), .notes(notes),
    ]
    return Explanation(
      kind: "threshold", summary: summary, document: Document(blocks), json: table.json,
      fields: [
        ("table", .table(table)), ("best", .number(best.threshold)),
        ("value", .number(shown(best))), ("low", .number(low)), ("high", .number(high)),
        ("choice", .table(chosen)), ("notes", .list(notes.map { .text($0) })),
      ])
  }

  private var figure: Figure {
    // The last point flags no row at all, where there is no precision.
    let drawn = points.filter { $0.found + $0.wrong > 0 }
    let x = drawn.map(\.threshold)
    let precision = drawn.map { Double($0.found) / Double($0.found + $0.wrong) }
    let recall = drawn.map { Double($0.found) / Double(positives) }
    var series: [Figure.Series] = []
    var limits: ClosedRange<Double>? = 0...1
    switch goal {
    case .cost:
      series = [Figure.Series("cost", x: x, y: drawn.map(shown))]
      limits = nil
    case .recall, .precision, .flagged: break
    case .best(let metric):
      if metric != .precision, metric != .recall {
        series = [Figure.Series(metric.rawValue, x: x, y: drawn.map(\.value))]
        if metric.range.lowerBound < 0 { limits = nil }
      }
    }
    if limits != nil || series.isEmpty {
      series += [
        Figure.Series("precision", x: x, y: precision), Figure.Series("recall", x: x, y: recall),
      ]
    }
    var figure = Figure(
      .lines(series), title: "thresholds", xLabel: "threshold",
      yLabel: series.count == 1 ? series[0].name : "",
      yLimits: limits)
    figure.marks = [Figure.Mark(best.threshold, "best")]
    return figure
  }
}
