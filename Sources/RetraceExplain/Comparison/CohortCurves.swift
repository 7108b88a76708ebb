public import RetraceDisplay
import RetraceNumerics
public import RetraceRuns
import RetraceTables

/// How the loss or the accuracy of groups of rows went, epoch by epoch, from the records per row.
///
/// Texts and logicals make a group per value, numbers with more than six different values one per
/// quarter of the rows. More than eight groups: the greatest seven, all others together.
public struct CohortCurves: Sendable {
  /// The mean of each group after each epoch.
  public let series: [Figure.Series]
  /// What was put together, and what is missing.
  public let notes: [String]

  private static let groupLimit = 8

  /// Follows groups of rows.
  ///
  /// - Parameters:
  ///   - column: the column of the run's rows that makes the groups.
  ///   - measure: `loss` or `accuracy`.
  ///   - split: `train` or `valid`.
  /// - Throws: ``RunError`` where a record is missing, ``ExplainError`` for a column or measure
  ///   that is not there, `Interrupted`.
  /// - Complexity: O(epochs · rows).
  public init(_ run: Run, by column: String, measure: String, split: String) throws {
    let table = try split == "valid" ? run.requireValid() : run.requireTrain()
    let examples = try run.requireExamples()
    guard let cells = table[column] else {
      throw ExplainError.unknownFeature(column, available: table.names)
    }
    let (names, groups, notes) = Self.groups(cells)
    let values = try Self.values(run, table, measure: measure, split: split)
    let epochs = Array(0...examples.epochCount)
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: epochs.count), count: names.count)
    let counts = names.indices.map { group in groups.count { $0 == group } }
    for (position, epoch) in epochs.enumerated() {
      try Interruption.check()
      let numbers = try values(epoch)
      guard numbers.count == groups.count else {
        throw ExplainError.unsuited("the records of '\(split)' have another number of rows")
      }
      for (group, number) in zip(groups, numbers) { sums[group][position] += number }
    }
    series = names.indices.map { group in
      Figure.Series(
        "\(names[group]) (\(ExplanationText.count(counts[group])))", x: epochs.map(Double.init),
        y: sums[group].map { $0 / Double(counts[group]) })
    }
    self.notes = notes
  }

  /// What each row has at an epoch.
  private static func values(
    _ run: Run, _ table: Table, measure: String, split: String
  ) throws -> (Int) throws -> [Double] {
    let examples = try run.requireExamples()
    if measure == "loss" {
      return { epoch in try examples.losses(split, epoch: epoch) }
    }
    guard measure == "accuracy", !run.classes.isEmpty, let target = run.target,
      let labels = table[target]
    else {
      throw ExplainError.unsuited(
        "by: follows the loss of groups of rows, and of classes their accuracy; got '\(measure)'")
    }
    let places = Dictionary(
      zip(run.classes, run.classes.indices), uniquingKeysWith: { first, _ in first })
    let wanted = (0..<table.rowCount).map { places[labels[$0].text] ?? -1 }
    return { epoch in
      let logits = try examples.classLogits(split, epoch: epoch)
      let width = logits.columns
      return wanted.indices.map { row in
        var best = 0
        for column in 1..<max(width, 1)
        where logits.elements[row * width + column] > logits.elements[row * width + best] {
          best = column
        }
        return best == wanted[row] ? 1 : 0
      }
    }
  }

  /// The name of each group and the group of each row.
  private static func groups(
    _ column: Column
  ) -> (names: [String], groups: [Int], notes: [String]) {
    if let numbers = column.numbers, column.kind == .number {
      let distinct = Set(numbers.filter { !$0.isNaN })
      if distinct.count > ParallelRuns.levelLimit { return quarters(numbers) }
    }
    var counts: [String: Int] = [:]
    let texts = (0..<column.count).map { row -> String in
      column.isMissing(at: row) ? "missing" : column[row].text
    }
    for text in texts { counts[text, default: 0] += 1 }
    var names = counts.keys.sorted()
    if let numbers = column.numbers, column.kind == .number {
      let order = Dictionary(zip(texts, numbers), uniquingKeysWith: { first, _ in first })
      names.sort { (order[$0] ?? 0) < (order[$1] ?? 0) }
    }
    var notes: [String] = []
    if names.count > groupLimit {
      let kept = names.sorted { (counts[$1] ?? 0, $0) < (counts[$0] ?? 0, $1) }
        .prefix(groupLimit - 1)
      notes.append(
        "'others' are the \(ExplanationText.count(names.count - kept.count)) smallest groups")
      names = names.filter { kept.contains($0) } + ["others"]
    }
    let places = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    return (names, texts.map { places[$0] ?? names.count - 1 }, notes)
  }

  private static func quarters(
    _ numbers: [Double]
  ) -> (names: [String], groups: [Int], notes: [String]) {
    let present = numbers.filter { !$0.isNaN }
    let ends = Statistics.quantiles(present, [0, 0.25, 0.5, 0.75, 1])
    var inner: [Double] = []
    for end in ends[1...3] where end > (inner.last ?? ends[0]) && end < ends[4] {
      inner.append(end)
    }
    let bounds = [ends[0]] + inner + [ends[4]]
    var names = zip(bounds, bounds.dropFirst()).map { low, high in
      "\(ExplanationText.number(low))..\(ExplanationText.number(high))"
    }
    let groups = numbers.map { number in
      number.isNaN ? names.count : inner.count { number > $0 }
    }
    if present.count < numbers.count { names.append("missing") }
    return (names, groups, [])
  }
}
