import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// Learning an explainable boosting machine.
enum AdditiveTask: BenchTask {
  static let name = "additive"
  static let summary = "an additive model of 8,000 rows × 20 with 5 pairs, on 14 bags of rows"
  static let note: String? =
    "both: 14 bags, 1024 bins, 64 in pairs, 15% of a bag held out; Retrace steps of rate 0.15 and "
    + "3 leaves, interpret as it comes (0.015 and 2) or, as interpret-alike, as Retrace"
  static let runs = 3
  static let rivals: [Rival] = [
    .peer("interpret", goal: .ratio(20)), .peer("interpret-alike"),
  ]

  static func writeInputs(to folder: InputFolder) throws {
    try folder.write("additive.csv") { rows(16_000) }
  }

  /// Curves, steps, levels and five pairs, and the class that they make likely.
  private static func rows(_ count: Int) -> Table {
    let normals = GeneratedTables.normals(rows: count, columns: 20, purpose: "additive rows")
    var columns = normals.columns.map { column -> [Double] in
      if case .numbers(let numbers) = column.storage { numbers } else { [] }
    }
    columns[5] = columns[5].map { ($0 * 3).rounded() }
    columns[7] = columns[7].map(Kernels.exp)
    let stream = RandomStream(seed: 1, command: "bench", purpose: "additive labels")
    var labels: [Double] = []
    for row in 0..<count {
      let x = columns.map { $0[row] }
      var score = 1.5 * (x[0] - x[0] * x[0] * x[0] / 6) + 0.5 * x[1] * x[1] - 1.3
      score += (x[2] > 0.3 ? 0.8 : -0.3) + 0.4 * x[3] + 0.1 * x[5] + 0.3 * Kernels.log(x[7])
      score += x[0] * x[1] + (x[2] > 0 && x[4] > 0 ? 0.8 : 0) + 0.5 * x[3] * x[8]
      score += (x[9] * x[10] > 0 ? 0.4 : -0.4) + 0.5 * abs(x[11] - x[12])
      labels.append(stream.uniform(at: UInt64(row)) < Kernels.logistic(score) ? 1 : 0)
    }
    return Table(
      zip(normals.names, columns).map { ($0, Column(numbers: $1)) }
        + [("label", Column(numbers: labels))])
  }

  static func prepare(in folder: InputFolder) throws -> any Work {
    let table = try folder.table("additive.csv")
    let half = table.rowCount / 2
    let train = table.selecting(rows: Array(0..<half))
    let test = table.selecting(rows: Array(half..<table.rowCount))
    var additive = AdditiveOptions()
    additive.bags = 14
    additive.pairs = 5
    additive.bins = 1_024
    additive.pairBins = 64
    var options = TrainingOptions(target: "label", seed: 1)
    options.model = .additive(additive)
    options.validation = .share(0)
    return ValueWork { [options] in
      try Trainer.fit(train, options)
    } check: { model in
      .record(["auc": .number(try Evaluation(model, on: test)["auc"] ?? .nan)])
    }
  }

  static func agreement(_ own: JSON, _ rival: JSON, in folder: InputFolder) throws -> Agreement {
    let (ours, theirs) = (own["auc"]?.number ?? .nan, rival["auc"]?.number ?? .nan)
    return Agreement(
      isGood: ours >= theirs - 0.002,
      words: "AUC \(Figures.fourDigits(ours)) and \(Figures.fourDigits(theirs))")
  }
}
