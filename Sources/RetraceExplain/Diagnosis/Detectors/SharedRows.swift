public import RetraceCatalog
import RetraceDisplay
import RetraceNumerics
import RetraceTables

/// Validation rows that stand among the training rows, to the cell or nearly.
///
/// Two rows are the same if their categories are equal and their numbers lie within a hundredth of
/// the column's spread (interquartile range / 1.349). How many such pairs chance makes follows
/// from the columns: λ = pairs · Π P(two cells agree), taken tenfold, as columns that hang together
/// agree more often. It fires if the Poisson probability of so many shared rows is below 0.001,
/// and if they are not as common within the training rows alone, unless nearly all agree in the
/// outcome, too (then the rows were doubled before they were split).
///
/// A share s of rows known by heart moves a metric by up to s: 1% is a warning, 5% critical.
public enum SharedRows: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "shared_rows", summary: "Train and valid share rows, or rows that are nearly the same.",
    discussion: """
      Compares all features: categories to the letter, numbers to a hundredth of their spread. \
      Fires where chance makes so many shared rows in less than 1 of 1,000 runs, by a count that \
      is ten times too generous. From 1% of valid it is a warning, from 5% critical.
      """,
    references: [
      "S. Kaufman et al., Leakage in Data Mining, 2012, https://doi.org/10.1145/2382577.2382579"
    ], searchTerms: ["leakage", "duplicates", "contamination"])
  /// Whether metrics and steps suffice.
  public static let isCheap = false
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(20, of: 20, "tables with 5% of valid copied from train"),
    .detection(20, of: 20, "tables with 5% of valid copied and jittered"),
    .falseAlarm(0, of: 40, "generated tables"),
  ]

  /// As many validation rows are looked at.
  static let rowLimit = 5_000

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    let columns = try RowColumn.all(record, withValid: true)
    let (train, valid) = (try record.table("train"), try record.table("valid"))
    var rows = Array(0..<valid.rowCount)
    if rows.count > rowLimit {
      var stream = RandomStream(seed: record.seed, command: "diagnose", purpose: "shared rows")
      rows = stream.sample(rowLimit, of: rows.count).sorted()
    }
    let matcher = RowMatcher(columns, trainRows: train.rowCount)
    let expected =
      10 * Double(train.rowCount) * Double(rows.count) * matcher.chance
    // Rows that agree by chance are told apart by nothing.
    guard expected < 0.2 * Double(rows.count) else {
      throw LackingRecord("the columns have so few values that rows agree by chance")
    }
    var pairs: [(valid: Int, train: Int, isExact: Bool)] = []
    for row in rows {
      if row % 256 == 0 { try Interruption.check() }
      if let twin = matcher.twin(of: row, isTrain: false) {
        pairs.append((row, twin.row, twin.isExact))
      }
    }
    guard !pairs.isEmpty,
      NullDistributions.poissonTail(pairs.count, mean: expected) < 0.001
    else { return [] }
    let share = Double(pairs.count) / Double(rows.count)
    let agreement = try agreement(record, pairs)
    // How often a training row has a twin among the others.
    let sample = Array(stride(from: 0, to: train.rowCount, by: max(1, train.rowCount / 1_000)))
    let twins = sample.count { matcher.twin(of: $0, isTrain: true) != nil }
    let within = Double(twins) / Double(max(1, sample.count))
    guard within < 0.5 * share || (agreement ?? 1) >= 0.98 else { return [] }
    let exact = pairs.count { $0.isExact }
    let same = pairs.count == exact ? "" : ", \(ExplanationText.count(exact)) of them to the cell"
    return [
      DiagnosisFinding(
        entry.name, share >= 0.05 ? .critical : share >= 0.01 ? .warning : .note, confidence: 0.99,
        basis: "\(ExplanationText.number(max(expected, 1e-9), digits: 1)) expected by chance",
        "\(ExplanationText.count(pairs.count)) of \(ExplanationText.count(rows.count)) validation "
          + "rows stand among the training rows\(same)",
        evidence: [
          .init("share", .number(share)),
          .init("valid_rows", .array(pairs.prefix(100).map { .number(Double($0.valid)) })),
          .init("train_rows", .array(pairs.prefix(100).map { .number(Double($0.train)) })),
          .init("exact", .number(Double(exact))),
          .init("same_target", agreement.map(JSON.number) ?? .null),
          .init("twins_within_train", .number(within)),
        ],
        advice: "take the rows apart with distinct(table) before train splits them; see "
          + "run.valid[\(pairs[0].valid)] and run.train[\(pairs[0].train)]")
    ]
  }

  /// How many of the pairs have the same outcome; nil if it is not known.
  private static func agreement(
    _ record: DiagnosisRecord, _ pairs: [(valid: Int, train: Int, isExact: Bool)]
  ) throws -> Double? {
    guard let train = try? record.targets("train"), let valid = try? record.targets("valid") else {
      return nil
    }
    let same = pairs.count { train[$0.train] == valid[$0.valid] }
    return Double(same) / Double(pairs.count)
  }
}
