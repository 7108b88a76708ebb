public import RetraceCatalog
import RetraceDisplay
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// The validation rows are drawn from elsewhere than the training rows.
///
/// - Per feature and for the outcome: Smirnov's test for numbers, χ² for levels (missing cells are
///   one), their probabilities times the number of features (Bonferroni) below 1%. As with many
///   rows the least difference is significant, it has also to matter: a distance of the
///   distribution functions of 0.1 or more, or a population stability index of 0.1 or more, the
///   bound from which credit scoring looks at a variable.
/// - All features together: logistic regression tells valid from train out of fold with an AUC of
///   0.55 or more and 3.3 standard errors (1 in 2,000) above one half.
public enum UnlikeValid: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "valid_unlike_train", summary: "Validation rows differ from training rows.",
    discussion: """
      Per feature: Smirnov's test or chi-square at 1% over all features, and a distance or \
      population stability index of 0.1 or more. All together: a classifier that tells valid from \
      train out of fold, 3.3 standard errors above chance with an AUC of 0.55 or more. Up to 4,000 \
      rows of each are looked at.
      """,
    references: [
      "D. Lopez-Paz, M. Oquab, Revisiting Classifier Two-Sample Tests, 2017, "
        + "https://arxiv.org/abs/1610.06545"
    ], searchTerms: ["drift", "shift", "split"])
  /// Whether metrics and steps suffice.
  public static let isCheap = false
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(20, of: 20, "splits with one feature shifted by half its spread"),
    .detection(20, of: 20, "splits by one of the features"),
    .falseAlarm(0, of: 40, "random splits of generated tables"),
  ]

  static let rowLimit = 4_000

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    let columns = try RowColumn.all(record, withValid: true)
    let (train, valid) = (try record.table("train"), try record.table("valid"))
    guard train.rowCount >= 30, valid.rowCount >= 30 else {
      throw LackingRecord("30 rows of train and of valid are needed")
    }
    let trainRows = sample(train.rowCount, record, "train")
    let validRows = sample(valid.rowCount, record, "valid")
    var shifts: [Shift] = []
    let count = Double(columns.count)
    for column in columns where !column.isFreeText(rows: train.rowCount) {
      try Interruption.check()
      let shift = Shift(column, train: trainRows, valid: validRows)
      if shift.chance * count < 0.01, shift.size >= 0.1 { shifts.append(shift) }
    }
    shifts.sort { $0.chance == $1.chance ? $0.size > $1.size : $0.chance < $1.chance }
    let outcome = try outcomeShift(record, trainRows, validRows)
    let test = try classifierTest(columns, trainRows, validRows, record)
    var evidence: [JSON.Member] = []
    if !shifts.isEmpty { evidence.append(.init("features", .array(shifts.map(\.json)))) }
    if let outcome { evidence.append(.init("target", outcome.json)) }
    evidence.append(.init("classifier_auc", .number(test.area)))
    let differs = test.area >= 0.55 && test.errors >= 3.3
    guard differs || !shifts.isEmpty || outcome != nil else { return [] }
    let names = shifts.map { "'\($0.name)'" } + (outcome.map { ["the target '\($0.name)'"] } ?? [])
    let smallest = shifts.first?.chance ?? outcome?.chance ?? 1
    let confidence =
      names.isEmpty
      ? DiagnosisFinding.confidence(standardErrors: test.errors) : min(0.99, 1 - smallest)
    return [
      DiagnosisFinding(
        entry.name, .warning, confidence: (confidence * 100).rounded() / 100,
        basis: differs
          ? "a classifier tells them apart by \(ExplanationText.number(test.errors, digits: 2)) "
            + "standard errors"
          : "tests at 1% over all features",
        names.isEmpty
          ? "a classifier tells validation rows from training rows (AUC "
            + "\(ExplanationText.number(test.area, digits: 3))), though no feature alone differs"
          : "validation rows differ from training rows in \(ExplanationText.list(names))",
        evidence: evidence,
        advice: names.isEmpty
          ? "train again with valid: 0.2, a split drawn by lot"
          : "look at describe(run.train) and describe(run.valid); train again with valid: 0.2, a "
            + "split drawn by lot")
    ]
  }

  private static func sample(_ count: Int, _ record: DiagnosisRecord, _ purpose: String) -> [Int] {
    guard count > rowLimit else { return Array(0..<count) }
    var stream = RandomStream(seed: record.seed, command: "diagnose", purpose: "shift \(purpose)")
    return stream.sample(rowLimit, of: count).sorted()
  }

  private static func outcomeShift(
    _ record: DiagnosisRecord, _ trainRows: [Int], _ validRows: [Int]
  ) throws -> Shift? {
    guard let name = record.run.target, let first = record.run.train?[name],
      let second = record.run.valid?[name],
      let column = RowColumn(name, train: first, valid: second)
    else { return nil }
    let shift = Shift(column, train: trainRows, valid: validRows)
    return shift.chance < 0.01 / 2 && shift.size >= 0.1 ? shift : nil
  }

  private static func classifierTest(
    _ columns: [RowColumn], _ trainRows: [Int], _ validRows: [Int], _ record: DiagnosisRecord
  ) throws -> (area: Double, errors: Double) {
    let encoded = EncodedRows(
      columns.filter { !$0.isFreeText(rows: trainRows.count) }, train: trainRows, valid: validRows)
    let isValid = trainRows.map { _ in 0.0 } + validRows.map { _ in 1.0 }
    let folds = CrossValidation.folds(isValid.count, seed: record.seed, purpose: "shift folds")
    let scores: [Double]
    do {
      scores = try CrossValidation.logistic(encoded.matrix, positives: isValid, folds: folds)
    } catch is LackingRecord {
      return (0.5, 0)
    }
    let area = ClassificationMetrics.areaUnderROC(
      scores: scores, positives: isValid.map { $0 == 1 })
    // The standard error of the AUC of scores that tell nothing.
    let (first, second) = (Double(trainRows.count), Double(validRows.count))
    let error = ((first + second + 1) / (12 * first * second)).squareRoot()
    return (area, (area - 0.5) / error)
  }
}

/// How a column differs between two sets of rows.
private struct Shift {
  let name: String
  let test: String
  /// The probability of so large a difference by chance.
  let chance: Double
  /// The distance of the distribution functions, for levels the population stability index.
  let size: Double
  private let detail: JSON

  init(_ column: RowColumn, train: [Int], valid: [Int]) {
    name = column.name
    switch column.cells {
    case .numbers(let first, let second):
      test = "smirnov"
      let known = train.map { first[$0] }.filter { !$0.isNaN }.sorted()
      let other = valid.map { second[$0] }.filter { !$0.isNaN }.sorted()
      let distance = known.isEmpty || other.isEmpty ? 0 : Self.distance(known, other)
      // A column that is missing more often on one side differs, too.
      let gaps = Self.levels(
        train.map { first[$0].isNaN ? 0 : 1 }, valid.map { second[$0].isNaN ? 0 : 1 }, count: 2)
      let chance = NullDistributions.smirnovTail(distance, known.count, other.count)
      if gaps.chance < chance, gaps.size >= 0.1 {
        (self.chance, size) = (gaps.chance, gaps.size)
        detail = .record(["missing": .logical(true)])
      } else {
        (self.chance, size) = (chance, distance)
        detail = .record([
          "train_median": .number(Statistics.quantile(sorted: known, 0.5)),
          "valid_median": .number(Statistics.quantile(sorted: other, 0.5)),
        ])
      }
    case .levels(let first, let second, let names):
      test = "chi_square"
      let result = Self.levels(
        train.map { first[$0] + 1 }, valid.map { second[$0] + 1 }, count: names.count + 1)
      (chance, size) = result
      detail = .object([])
    }
  }

  var json: JSON {
    guard case .object(let members) = detail else { return .null }
    return .object(
      [
        .init("column", .text(name)), .init("test", .text(test)),
        .init("p", .number(chance)), .init("size", .number(size)),
      ] + members)
  }

  /// The largest distance of two distribution functions; numbers ascend.
  private static func distance(_ first: [Double], _ second: [Double]) -> Double {
    var (i, j, largest) = (0, 0, 0.0)
    while i < first.count, j < second.count {
      let at = min(first[i], second[j])
      while i < first.count, first[i] <= at { i += 1 }
      while j < second.count, second[j] <= at { j += 1 }
      let gap = Double(i) / Double(first.count) - Double(j) / Double(second.count)
      largest = max(largest, abs(gap))
    }
    return largest
  }

  /// χ² and the population stability index; levels of fewer than five expected rows are pooled.
  private static func levels(
    _ first: [Int], _ second: [Int], count: Int
  ) -> (chance: Double, size: Double) {
    var counts = [(Double, Double)](repeating: (0, 0), count: count)
    for level in first { counts[level].0 += 1 }
    for level in second { counts[level].1 += 1 }
    let (all, others) = (Double(first.count), Double(second.count))
    let least = min(all, others) / (all + others)
    var kept: [(Double, Double)] = []
    var rest = (0.0, 0.0)
    for pair in counts where pair.0 + pair.1 > 0 {
      if (pair.0 + pair.1) * least >= 5 {
        kept.append(pair)
      } else {
        rest = (rest.0 + pair.0, rest.1 + pair.1)
      }
    }
    if rest.0 + rest.1 > 0 { kept.append(rest) }
    guard kept.count > 1 else { return (1, 0) }
    var (square, index) = (0.0, 0.0)
    for pair in kept {
      let share = (pair.0 + pair.1) / (all + others)
      let (a, b) = (share * all, share * others)
      square += (pair.0 - a) * (pair.0 - a) / a + (pair.1 - b) * (pair.1 - b) / b
      // Half a row more on each side, so that no share is 0.
      let p = (pair.0 + 0.5) / (all + 0.5 * Double(kept.count))
      let q = (pair.1 + 0.5) / (others + 0.5 * Double(kept.count))
      index += (p - q) * Kernels.log(p / q)
    }
    // The index that chance alone makes is taken off.
    let expected = Double(kept.count - 1) * (1 / all + 1 / others)
    return (
      NullDistributions.chiSquareTail(square, degrees: kept.count - 1), max(0, index - expected)
    )
  }
}
