public import RetraceCatalog
import RetraceDisplay
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// Runs that differ in nothing but their seed differ as much as runs with other settings, or more
/// than the size of the validation set explains.
///
/// - Several settings with several seeds: the share of the variance between settings is compared
///   with 999 shuffles of the runs; if chance makes one as large in more than 5%, the differences
///   of the settings are not to be told from those of the seeds.
/// - The accuracy of runs of one setting: their variance against p (1 − p) / n of a validation set
///   of n rows, by χ² at 0.1%; above it training itself is unstable, not the measurement.
public enum UnstableSeeds: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "unstable_seeds", summary: "Seeds make as much difference as settings do.",
    discussion: """
      Needs several runs that differ only in their seed. Compares the variance between settings \
      with 999 shuffles of the runs (fires where chance does as well in more than 5%), and the \
      variance of the accuracy between seeds with that of a validation set of its size (at 0.1%).
      """,
    references: [
      "X. Bouthillier et al., Accounting for Variance in Machine Learning Benchmarks, 2021, "
        + "https://arxiv.org/abs/2103.03098"
    ], searchTerms: ["variance", "reproducibility", "seed noise"])
  /// Whether metrics and steps suffice.
  public static let isCheap = true
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(36, of: 40, "groups of runs whose settings make no difference"),
    .detection(19, of: 20, "groups of runs of one setting that vary"),
    .falseAlarm(0, of: 40, "groups of runs whose settings make a difference"),
  ]

  static let seedNames: Set<String> = [
    "seed", "random_state", "random_seed", "data_seed", "manual_seed", "numpy_seed", "torch_seed",
  ]

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    guard record.runs.count > 1 else { throw LackingRecord("one run alone; give several") }
    var groups: [String: [Run]] = [:]
    for run in record.runs {
      let key = run.params.filter { !seedNames.contains($0.key) }
        .map { "\($0.key)=\($0.value.serialized)" }.sorted().joined(separator: "\n")
      groups[key, default: []].append(run)
    }
    guard groups.values.contains(where: { $0.count > 1 }) else {
      throw LackingRecord("no runs that differ only in their seed")
    }
    guard let (name, split, values) = outcomes(record.runs) else {
      throw LackingRecord("no metric that all runs have")
    }
    let keys = groups.keys.sorted()
    var sets: [[Double]] = []
    for key in keys {
      let known = (groups[key] ?? []).compactMap { values[ObjectIdentifier($0)] }
      if !known.isEmpty { sets.append(known) }
    }
    let within = sets.reduce(0) { $0 + squares($1) }
    let degrees = sets.reduce(0) { $0 + $1.count - 1 }
    guard degrees > 0 else { throw LackingRecord("no runs that differ only in their seed") }
    let spread = (within / Double(degrees)).squareRoot()
    var found: [DiagnosisFinding] = []
    if let unstable = beyondSampling(record, sets, spread, degrees, metric: name) {
      found.append(unstable)
    }
    if sets.count > 1, degrees >= 2 {
      let chance = shuffledChance(sets, seed: record.seed)
      if chance > 0.05 {
        let means = sets.map { Statistics.mean($0) }
        let range = (means.max() ?? 0) - (means.min() ?? 0)
        found.append(
          DiagnosisFinding(
            entry.name, .warning, confidence: min(0.95, 0.5 + chance),
            basis: "\(ExplanationText.percent(chance)) of 999 shuffles differ as much",
            "the \(sets.count) settings differ in \(split) \(name) by no more than their seeds do: "
              + "\(ExplanationText.number(range, digits: 2)) between settings, standard deviation "
              + "\(ExplanationText.number(spread, digits: 2)) between seeds",
            evidence: [
              .init("metric", .text(name)), .init("split", .text(split)),
              .init("settings", .number(Double(sets.count))),
              .init("runs", .number(Double(sets.reduce(0) { $0 + $1.count }))),
              .init("seed_sd", .number(spread)), .init("range_of_means", .number(range)),
              .init("p", .number(chance)),
            ],
            advice: "train more seeds of each setting before choosing one"))
      }
    }
    return found
  }

  /// The last value of a metric that all runs have, on valid where there is one.
  private static func outcomes(
    _ runs: [Run]
  ) -> (String, String, [ObjectIdentifier: Double])? {
    let curves = runs.map { MetricCurves($0.metrics).curves }
    for (measure, split) in [
      ("accuracy", "valid"), ("loss", "valid"), ("rmse", "valid"), ("auc", "valid"),
      ("accuracy", "test"), ("loss", "test"), ("loss", "train"), ("loss", ""),
    ] {
      let values = curves.map { own in
        own.first { $0.measure == measure && $0.split == split }?.finite.y.last
      }
      guard values.allSatisfy({ $0 != nil }) else { continue }
      let known = zip(runs, values).compactMap { run, value in
        value.map { (ObjectIdentifier(run), $0) }
      }
      return (
        measure, split.isEmpty ? "the" : split,
        Dictionary(known, uniquingKeysWith: { first, _ in first })
      )
    }
    return nil
  }

  private static func squares(_ values: [Double]) -> Double {
    let mean = Statistics.mean(values)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }

  private static func beyondSampling(
    _ record: DiagnosisRecord, _ sets: [[Double]], _ spread: Double, _ degrees: Int, metric: String
  ) -> DiagnosisFinding? {
    guard metric == "accuracy", degrees >= 2, let rows = record.run.valid?.rowCount, rows > 0 else {
      return nil
    }
    let all = sets.flatMap { $0 }
    let mean = min(1, max(0, Statistics.mean(all)))
    let expected = (mean * (1 - mean) / Double(rows)).squareRoot()
    guard expected > 0 else { return nil }
    let ratio = spread * spread / (expected * expected) * Double(degrees)
    let chance = NullDistributions.chiSquareTail(ratio, degrees: degrees)
    guard chance < 0.001 else { return nil }
    return DiagnosisFinding(
      entry.name, .warning, confidence: min(0.99, 1 - chance),
      basis: "χ² \(ExplanationText.number(ratio, digits: 3)) with \(degrees) degrees of freedom",
      "runs that differ only in their seed vary in accuracy by a standard deviation of "
        + "\(ExplanationText.number(spread, digits: 2)); a validation set of "
        + "\(ExplanationText.count(rows, "row")) explains "
        + ExplanationText.number(expected, digits: 2),
      evidence: [
        .init("seed_sd", .number(spread)), .init("sampling_sd", .number(expected)),
        .init("runs", .number(Double(all.count))), .init("p", .number(chance)),
      ],
      advice: "train again with a lower rate or more epochs, and report the mean over seeds")
  }

  /// How often shuffled runs have as large a share of their variance between the settings.
  private static func shuffledChance(_ sets: [[Double]], seed: UInt64) -> Double {
    var all = sets.flatMap { $0 }
    func within(_ values: [Double]) -> Double {
      var start = 0
      return sets.reduce(0) { sum, set in
        defer { start += set.count }
        return sum + squares(Array(values[start..<start + set.count]))
      }
    }
    let own = within(all)
    var stream = RandomStream(seed: seed, command: "diagnose", purpose: "shuffled runs")
    var count = 0
    for _ in 0..<999 {
      stream.shuffle(&all)
      if within(all) <= own * (1 + 1e-12) { count += 1 }
    }
    return Double(count + 1) / 1_000
  }
}
