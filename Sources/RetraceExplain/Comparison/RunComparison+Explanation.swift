import RetraceCatalog
import RetraceDisplay
import RetraceNumerics
import RetraceTables

extension RunComparison {
  /// What it shows: what differs, and what came of it.
  ///
  /// - Parameter rows: how many of the most changed rows are shown.
  public func explanation(rows: Int = 10) -> Explanation {
    Explanation(
      kind: "comparison", summary: summary, document: document(rows: rows), json: json(rows: rows),
      fields: fields)
  }

  /// It in one line.
  public var summary: String {
    var parts = ["comparison", "\(first) and \(second)"]
    parts.append(
      parameters.isEmpty
        ? "no parameter differs"
        : "\(ExplanationText.count(parameters.count, "parameter")) "
          + (parameters.count == 1 ? "differs" : "differ"))
    if let main = metrics.first {
      parts.append(
        "\(main.metric) \(ExplanationText.number(main.first)) and "
          + ExplanationText.number(main.second))
    }
    return parts.joined(separator: " · ")
  }

  // MARK: Document

  private func document(rows: Int) -> Document {
    var blocks: [Document.Block] = [.headline(summary)]
    if !parameters.isEmpty {
      blocks.append(
        .table(
          named(MemberDifference.table(parameters, name: "parameter")),
          TableStyle(rowNoun: "parameters")))
    }
    var facts: [(name: String, value: String)] = data.map { ($0.split, $0.words) }
    facts.append(
      (
        "environment",
        !knowsEnvironment
          ? "not recorded of both runs"
          : environment.isEmpty ? "the same" : "differs, see below"
      ))
    blocks.append(.facts(facts))
    let columns = dataColumns
    if columns.rowCount > 0 { blocks.append(.table(columns, TableStyle(rowNoun: "columns"))) }
    if knowsEnvironment, !environment.isEmpty {
      blocks.append(
        .table(
          named(MemberDifference.table(environment, name: "environment")),
          TableStyle(rowNoun: "entries")))
    }
    if !metrics.isEmpty {
      blocks.append(
        .table(
          named(metricTable),
          TableStyle(
            digits: [
              first: 4, second: 4, "difference": 3, "low": 3, "high": 3, "seed_p": 2,
            ], rowNoun: "metrics",
            keptColumns: ["metric", first, second, "difference", "low", "high", "seed_p"])))
    }
    if let examples {
      if examples.isClassifier { blocks.append(.facts(self.facts(of: examples))) }
      let shown = examples.table.selecting(rows: Array(0..<min(rows, examples.table.rowCount)))
      if shown.rowCount > 0 {
        blocks.append(.text("The rows whose prediction changed most:"))
        let digits = ["p_first", "p_second", "change", "loss_first", "loss_second"].map { ($0, 3) }
        blocks.append(
          .table(
            shown,
            TableStyle(
              digits: Dictionary(digits, uniquingKeysWith: { one, _ in one }), rowNoun: "rows")))
      }
    }
    blocks.append(.notes(verdicts + notes))
    return Document(blocks)
  }

  /// What is shown of the metrics; the best values are among the fields.
  private var metricTable: Table {
    let table = MetricOutcome.table(metrics)
    let shown = ["metric", "first", "second", "difference", "low", "high", "seed_p"]
    return Table(
      shown.compactMap { name in table[name].map { (name, $0) } }, rowCount: table.rowCount)
  }

  /// A table with the names of the runs over its columns.
  private func named(_ table: Table) -> Table {
    var taken = Set(table.names)
    return Table(
      table.namedColumns.map { name, column in
        guard let run = ["first": first, "second": second][name], taken.insert(run).inserted
        else { return (name, column) }
        return (run, column)
      }, rowCount: table.rowCount)
  }

  private func facts(of examples: ExampleOutcomes) -> [(name: String, value: String)] {
    [
      ("both right", ExplanationText.count(examples.both, "row")),
      ("only \(first) right", ExplanationText.count(examples.onlyFirst, "row")),
      ("only \(second) right", ExplanationText.count(examples.onlySecond, "row")),
      ("both wrong", ExplanationText.count(examples.neither, "row")),
      ("McNemar's exact p", ExplanationText.number(examples.probability, digits: 3)),
    ]
  }

  /// What the intervals and the noise between seeds say, in sentences.
  private var verdicts: [String] {
    var verdicts: [String] = []
    for outcome in metrics {
      guard let interval = outcome.interval else { continue }
      let ends =
        "\(ExplanationText.number(interval.low, digits: 3))..\(ExplanationText.number(interval.high, digits: 3))"
      let isClear = interval.low > 0 || interval.high < 0
      let better = outcome.isSecondBetter.map { $0 ? second : first }
      verdicts.append(
        "\(outcome.metric): 95% interval of the difference \(ends) by resampling rows in pairs: "
          + (isClear && better != nil
            ? "\(better ?? "") is better on these rows" : "these rows do not tell which is better"))
    }
    if let outcome = metrics.first(where: { $0.noise != nil }), let noise = outcome.noise,
      let probability = outcome.noiseProbability
    {
      let sources =
        "\(ExplanationText.count(noise.runCount, "run")) in "
        + ExplanationText.count(noise.groupCount, "group")
      verdicts.append(
        "\(outcome.metric): seeds alone differ by a standard deviation of "
          + "\(ExplanationText.number(noise.deviation, digits: 3)) (\(sources)); a difference of "
          + "\(ExplanationText.number(outcome.difference, digits: 3)) between two seeds has p "
          + "\(ExplanationText.number(probability, digits: 2)): "
          + (probability < 0.05
            ? "larger than the noise between seeds" : "not larger than the noise between seeds"))
      if noise.degrees < 4 {
        verdicts.append(
          "the noise between seeds is itself known from few runs; more seeds make it clearer")
      }
    }
    return verdicts
  }

  // MARK: Fields and JSON

  /// A row per changed column of the data: split, column, rows.
  private var dataColumns: Table {
    let entries = data.flatMap { data in
      (data.difference?.changedColumns ?? []).map { (data.split, $0.name, Double($0.rows)) }
    }
    return Table([
      ("split", Column(categories: entries.map(\.0))),
      ("changed column", Column(texts: entries.map(\.1))),
      ("rows", Column(numbers: entries.map(\.2))),
    ])
  }

  /// A row per split: same, added, removed, changed, moved.
  private var dataTable: Table {
    func count(_ body: (TableDifference) -> Int) -> Column {
      Column(numbers: data.map { $0.difference.map { Double(body($0)) } ?? .missing })
    }
    return Table([
      ("split", Column(texts: data.map(\.split))), ("same", count { $0.sameCount }),
      ("added", count { $0.added.count }), ("removed", count { $0.removed.count }),
      ("changed", count { $0.changed.count }),
      ("moved", Column(numbers: data.map { Double($0.movedCount) })),
    ])
  }

  private var fields: [(name: String, value: Argument)] {
    [
      ("params", .table(MemberDifference.table(parameters, name: "parameter"))),
      ("data", .table(dataTable)), ("data_columns", .table(dataColumns)),
      ("environment", .table(MemberDifference.table(environment, name: "environment"))),
      ("metrics", .table(MetricOutcome.table(metrics))),
      ("examples", examples.map { .table($0.table) } ?? .missing),
      ("p", examples.map { $0.isClassifier ? .number($0.probability) : .missing } ?? .missing),
      ("notes", .list((verdicts + notes).map { .text($0) })),
    ]
  }

  private func json(rows: Int) -> JSON {
    .record([
      "kind": .text("comparison"), "first": .text(first), "second": .text(second),
      "params": .array(parameters.map { $0.json(name: "parameter") }),
      "data": .array(data.map(\.json)),
      "environment": .array(environment.map { $0.json(name: "name") }),
      "metrics": .array(metrics.map(\.json)),
      "examples": examples.map { $0.json(rows: rows) } ?? .null,
      "notes": .array((verdicts + notes).map(JSON.text)),
    ])
  }
}

extension RunComparison.Data {
  /// What differs, in words.
  fileprivate var words: String {
    guard let difference else { return "not recorded of both runs" }
    var parts = ["\(ExplanationText.count(difference.sameCount, "row")) the same"]
    if !difference.added.isEmpty {
      parts.append("\(ExplanationText.count(difference.added.count)) added")
    }
    if !difference.removed.isEmpty {
      let moved = movedCount > 0 ? " (\(ExplanationText.count(movedCount)) to the other split)" : ""
      parts.append("\(ExplanationText.count(difference.removed.count)) removed" + moved)
    }
    if !difference.changed.isEmpty {
      parts.append("\(ExplanationText.count(difference.changed.count)) changed")
    }
    if difference.isReordered { parts.append("in another order") }
    if !difference.addedColumns.isEmpty {
      parts.append("new columns \(difference.addedColumns.joined(separator: ", "))")
    }
    if !difference.removedColumns.isEmpty {
      parts.append("without columns \(difference.removedColumns.joined(separator: ", "))")
    }
    return parts.joined(separator: ", ")
  }

  fileprivate var json: JSON {
    func number(_ count: Int?) -> JSON { count.map { .number(Double($0)) } ?? .null }
    return .record([
      "split": .text(split), "same": number(difference?.sameCount),
      "added": number(difference?.added.count), "removed": number(difference?.removed.count),
      "changed": number(difference?.changed.count), "moved": number(movedCount),
      "reordered": difference.map { .logical($0.isReordered) } ?? .null,
      "columns": .array(
        (difference?.changedColumns ?? []).map {
          .record(["column": .text($0.name), "rows": .number(Double($0.rows))])
        }),
      "added_columns": .array((difference?.addedColumns ?? []).map(JSON.text)),
      "removed_columns": .array((difference?.removedColumns ?? []).map(JSON.text)),
    ])
  }
}

extension MemberDifference {
  fileprivate func json(name key: String) -> JSON {
    .object([
      .init(key, .text(name)), .init("first", first ?? .null), .init("second", second ?? .null),
    ])
  }
}

extension MetricOutcome {
  fileprivate var json: JSON {
    .record([
      "metric": .text(metric), "first": .number(first), "second": .number(second),
      "difference": .number(difference),
      "interval": interval.map { .array([.number($0.low), .number($0.high)]) } ?? .null,
      "best_first": bestFirst.isNaN ? .null : .number(bestFirst),
      "best_second": bestSecond.isNaN ? .null : .number(bestSecond),
      "seed_sd": noise.map { .number($0.deviation) } ?? .null,
      "seed_runs": noise.map { .number(Double($0.runCount)) } ?? .null,
      "seed_p": noiseProbability.map(JSON.number) ?? .null,
    ])
  }
}

extension ExampleOutcomes {
  fileprivate func json(rows limit: Int) -> JSON {
    .record([
      "rows": .number(Double(rows.count)), "both": .number(Double(both)),
      "only_first": .number(Double(onlyFirst)), "only_second": .number(Double(onlySecond)),
      "neither": .number(Double(neither)),
      "p": isClassifier ? .number(probability) : .null,
      "changed": table.selecting(rows: Array(0..<min(limit, table.rowCount))).json,
    ])
  }
}
