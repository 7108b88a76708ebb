import RetraceCatalog
public import RetraceDisplay
import RetraceModels
import RetraceNumerics
public import RetraceRuns
public import RetraceTables

/// Loss and accuracy of groups of rows, epoch by epoch, from the records per row.
public struct CohortCourse: Sendable {
  /// The column whose values make the groups.
  public let column: String
  /// Which rows: `train` or `valid`.
  public let split: String
  /// The name of the run.
  public let runName: String
  /// A row per epoch and group: `epoch`, `cohort`, `rows`, `loss`, `accuracy` (classes only).
  public let table: Table
  private let measure: String
  private let cohorts: Cohorts
  private let epochs: [Int]
  private let values: [[Double]]

  /// Measures the groups of a split's rows.
  ///
  /// - Parameters:
  ///   - run: a run with records per row.
  ///   - column: a column of the rows; more than 12 different numbers are cut at their quartiles.
  ///   - split: `train` or `valid`.
  ///   - metric: `loss` or `accuracy`, what is drawn.
  /// - Throws: `RunError` for what is not recorded, ``ExplainError`` for a column or metric that
  ///   does not fit.
  /// - Complexity: O(epochs · rows).
  public init(_ run: Run, by column: String, split: String, metric: String = "loss") throws {
    let records = try run.requireExamples()
    let targets = try RecordedTargets(run, split: split)
    guard let values = targets.table[column] else {
      throw ExplainError.unsuited(
        "the \(split) rows have no column '\(column)' for 'by:'; they have: "
          + ExplanationText.list(targets.table.names, limit: 12))
    }
    guard metric == "loss" || targets.isClassification else {
      throw ExplainError.unsuited(
        "'\(metric)' is of classes, '\(run.name)' predicts numbers; take 'loss'")
    }
    let cohorts = Cohorts(values, name: column)
    guard cohorts.labels.count <= 20 else {
      throw ExplainError.unsuited(
        "'\(column)' makes \(ExplanationText.count(cohorts.labels.count, "cohort")), at most 20 are "
          + "drawn; take a column with fewer values")
    }
    var numbers: (epoch: [Double], cohort: [String], rows: [Double]) = ([], [], [])
    var (losses, accuracies): ([Double], [Double]) = ([], [])
    for epoch in 0...records.epochCount {
      try Interruption.check()
      let measures = try Self.measures(run, records, targets, split: split, epoch: epoch)
      for (label, rows) in zip(cohorts.labels, cohorts.rows) {
        let known = rows.filter { !targets.values[$0].isNaN }
        numbers.epoch.append(Double(epoch))
        numbers.cohort.append(label)
        numbers.rows.append(Double(known.count))
        losses.append(
          known.isEmpty ? .missing : Statistics.mean(known.map { measures.losses[$0] }))
        if let right = measures.right {
          accuracies.append(
            known.isEmpty ? .missing : Double(known.count { right[$0] }) / Double(known.count))
        }
      }
    }
    var columns: [(name: String, column: Column)] = [
      ("epoch", Column(numbers: numbers.epoch)), ("cohort", Column(texts: numbers.cohort)),
      ("rows", Column(numbers: numbers.rows)), ("loss", Column(numbers: losses)),
    ]
    if targets.isClassification { columns.append(("accuracy", Column(numbers: accuracies))) }
    table = Table(columns)
    self.column = column
    self.split = split
    self.cohorts = cohorts
    runName = run.name
    measure = metric
    epochs = Array(0...records.epochCount)
    let drawn = metric == "loss" ? losses : accuracies
    let count = cohorts.labels.count
    self.values = (0..<count).map { group in
      stride(from: group, to: drawn.count, by: count).map { drawn[$0] }
    }
  }

  private static func measures(
    _ run: Run, _ records: ExampleRecords, _ targets: RecordedTargets, split: String, epoch: Int
  ) throws -> (losses: [Double], right: [Bool]?) {
    guard targets.isClassification else {
      return (try records.losses(split, epoch: epoch), nil)
    }
    let logits = try records.logits(split, epoch: epoch)
    try TrainingDynamics.check(
      logits, rows: targets.values.count, classes: targets.classes.count, "\(split).logits", run)
    let scores = try ExampleScores(logits, labels: targets.labels)
    return (
      targets.values.indices.map(scores.loss), targets.values.indices.map(scores.isRight)
    )
  }

  /// A line per group over the epochs.
  public var figure: Figure {
    Figure(
      .lines(
        zip(cohorts.labels, values).map { label, values in
          Figure.Series(label, x: epochs.map(Double.init), y: values)
        }),
      title: "\(measure) by \(column), \(split) rows of \(runName)", xLabel: "epoch",
      yLabel: measure)
  }

  /// What it shows.
  public var explanation: Explanation {
    let last = table.selecting(
      rows: Array((table.rowCount - cohorts.labels.count)..<table.rowCount))
    let summary =
      "cohorts · \(column) · \(ExplanationText.count(cohorts.labels.count, "cohort")) of \(split)"
    return Explanation(
      kind: "cohorts", summary: summary,
      document: Document([
        .headline("\(summary) rows · \(runName)"), .figure(figure),
        .table(
          last,
          TableStyle(
            digits: ["loss": 4, "accuracy": 3], rowNoun: "cohorts",
            keptColumns: ["cohort", "rows", measure])),
      ]), json: table.json, fields: [("table", .table(table)), ("by", .text(column))])
  }
}
