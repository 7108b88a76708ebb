import RetraceExplain
import RetraceModels
import RetraceTables

/// LIME of a table.
enum LIMETask: BenchTask {
  static let name = "lime"
  static let summary = "LIME of 100 rows × 5,000 samples, an MLP 20-32-16-1, 2,000 training rows"
  static let note: String? =
    "lime's explainer with its statistics is made outside; Retrace's call makes its own"
  static let runs = 5
  static let rivals: [Rival] = [.peer("lime", goal: .ratio(40))]

  static func writeInputs(to folder: InputFolder) throws {
    try folder.write(model: "lime_model.json") {
      GeneratedModels.mlp([20, 32, 16, 1], purpose: "lime model")
    }
    try folder.write("lime_training.npy") {
      GeneratedTables.normals(rows: 2_000, columns: 20, purpose: "lime training")
    }
    try folder.write("lime_rows.npy") {
      GeneratedTables.normals(rows: 100, columns: 20, purpose: "lime rows")
    }
  }

  static func prepare(in folder: InputFolder) throws -> any Work {
    let model = try folder.model("lime_model.json")
    let background = try folder.table("lime_training.npy")
    let rows = try folder.table("lime_rows.npy")
    return ValueWork {
      try LIME.attributions(model: model, rows: rows, background: background)
    } check: { attributions in
      .record([
        "coefficients": .array(
          attributions.rows.map { row in .array(row.parts.map { .number($0.attribution) }) }),
        "r2": .array(attributions.rows.map { .number($0.surrogate?.r2 ?? .nan) }),
      ])
    }
  }

  /// Both draw samples of their own: coefficients agree up to sampling error.
  static func agreement(_ own: JSON, _ rival: JSON, in folder: InputFolder) throws -> Agreement {
    let ours = own["coefficients"]?.items ?? []
    let theirs = rival["coefficients"]?.items ?? []
    let correlations = zip(ours, theirs).map { ours, theirs in
      correlation(ours.items.compactMap(\.number), theirs.items.compactMap(\.number))
    }
    let mean = correlations.reduce(0, +) / Double(max(1, correlations.count))
    return Agreement(
      isGood: correlations.count == 100 && mean > 0.95,
      words: "coefficients correlate \(Figures.short(mean)), R² \(r2(own)) and \(r2(rival))")
  }

  private static func r2(_ result: JSON) -> String {
    let numbers = (result["r2"]?.items ?? []).compactMap(\.number)
    return Figures.short(numbers.reduce(0, +) / Double(max(1, numbers.count)))
  }

  private static func correlation(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count, !a.isEmpty else { return .nan }
    let meanA = a.reduce(0, +) / Double(a.count)
    let meanB = b.reduce(0, +) / Double(b.count)
    var (ab, aa, bb) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      ab += (x - meanA) * (y - meanB)
      aa += (x - meanA) * (x - meanA)
      bb += (y - meanB) * (y - meanB)
    }
    return ab / (aa * bb).squareRoot()
  }
}
