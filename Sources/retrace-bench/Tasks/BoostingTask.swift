import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// Gradient boosting on a table in memory, without a record.
enum BoostingTask: BenchTask {
  static let name = "boosting"
  static let summary =
    "boosting of 100 trees with 31 leaves on 100,000 rows × 30, 255 bins, two classes"
  static let note: String? =
    "the same leaves, rate, bins and least hessian for all; the input is in memory"
  static let runs = 3
  static let rivals: [Rival] = [
    .peer("lightgbm", goal: .ratio(1)), .peer("xgboost"), .peer("scikit-learn"),
  ]

  static func writeInputs(to folder: InputFolder) throws {
    try folder.write("boosting.csv") { rows(100_000) }
  }

  /// Numbers with a class that turns on some of them, two products and a kink at 0.
  private static func rows(_ count: Int) -> Table {
    let table = GeneratedTables.normals(rows: count, columns: 30, purpose: "boosting rows")
    let x = table.columns.prefix(8).map { column -> [Double] in
      if case .numbers(let numbers) = column.storage { numbers } else { [] }
    }
    let stream = RandomStream(seed: 1, command: "bench", purpose: "boosting labels")
    let labels = (0..<count).map { row in
      let curved = 0.5 * x[5][row] * x[5][row] - 0.5 + 1.5 * abs(x[3][row]) - 1.2
      let score = 1.2 * x[0][row] - x[1][row] * x[2][row] + curved
      let gated = x[7][row] > 0 ? 0.3 * x[6][row] : 0
      let share = Kernels.logistic(1.3 * (score + gated))
      return stream.uniform(at: UInt64(row)) < share ? "yes" : "no"
    }
    return Table(table.namedColumns + [("label", Column(categories: labels))])
  }

  static func prepare(in folder: InputFolder) throws -> any Work {
    let table = try folder.table("boosting.csv")
    var spec = BoostingSpec()
    spec.leaves = 31
    spec.depth = 20
    spec.l2 = 0
    var options = TrainingOptions(target: "label", seed: 1)
    options.model = .boosting(spec)
    options.validation = .share(0)
    return ValueWork { [options] in
      try Trainer.fit(table, options)
    } check: { model in
      let evaluation = try Evaluation(model, on: table)
      return .record(["log_loss": .number(evaluation["log_loss"] ?? .nan)])
    }
  }

  /// Trees differ in ties and in where bins are cut, so losses are compared.
  static func agreement(_ own: JSON, _ rival: JSON, in folder: InputFolder) throws -> Agreement {
    let (ours, theirs) = (own["log_loss"]?.number ?? .nan, rival["log_loss"]?.number ?? .nan)
    return Agreement(
      isGood: ours <= theirs + 0.003,
      words: "log loss \(Figures.fourDigits(ours)) and \(Figures.fourDigits(theirs))")
  }
}
