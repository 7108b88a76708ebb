import RetraceExplain
import RetraceModels
import RetraceNumerics
import RetraceTables

/// Counterfactuals of several rows.
enum CounterfactualTask: BenchTask {
  static let name = "counterfactuals"
  static let summary =
    "4 counterfactuals of each of 20 rows, a logistic model of 12 features, 2,000 training rows"
  static let note: String? = "DiCE's data, model and explainer are made outside the time"
  static let runs = 3
  static let rivals: [Rival] = [.peer("dice-ml", goal: .ratio(20))]

  static func writeInputs(to folder: InputFolder) throws {
    try folder.write(model: "counterfactual_model.json") {
      GeneratedModels.logistic(12, purpose: "counterfactual model")
    }
    try folder.write("counterfactual_training.npy") {
      GeneratedTables.normals(rows: 2_000, columns: 12, purpose: "counterfactual training")
    }
    try folder.write("counterfactual_rows.npy") {
      GeneratedTables.normals(rows: 20, columns: 12, purpose: "counterfactual rows")
    }
  }

  static func prepare(in folder: InputFolder) throws -> any Work {
    let model = try folder.model("counterfactual_model.json")
    let training = try folder.table("counterfactual_training.npy")
    let rows = try folder.table("counterfactual_rows.npy")
    var options = Counterfactuals.defaults
    options.count = 4
    return ValueWork { [options] in
      try Counterfactuals.find(model: model, rows: rows, data: training, options: options)
    } check: { found in
      var rows: [JSON] = []
      for (position, set) in found.sets.enumerated() {
        for counterfactual in set.counterfactuals {
          let cells = counterfactual.cells.map { cell -> JSON in
            if case .number(let number) = cell { .number(number) } else { .null }
          }
          rows.append(.array([.number(Double(position))] + cells))
        }
      }
      return .record(["rows": .array(rows)])
    }
  }

  /// They look for different things, so what is compared is how many are valid and how far away.
  static func agreement(_ own: JSON, _ rival: JSON, in folder: InputFolder) throws -> Agreement {
    let ours = try Quality(own, in: folder)
    let theirs = try Quality(rival, in: folder)
    return Agreement(
      isGood: ours.valid >= theirs.valid && ours.valid == ours.found,
      words: "\(ours.words); \(theirs.words)")
  }

  /// How good counterfactuals are, asked of the model and the training rows.
  private struct Quality {
    var found = 0
    var valid = 0
    /// The mean distance of the valid ones in MADs.
    var distance = Double.nan

    init(_ result: JSON, in folder: InputFolder) throws {
      let model = try folder.model("counterfactual_model.json")
      let training = try model.features.matrix(of: folder.table("counterfactual_training.npy"))
      let queries = try model.features.matrix(of: folder.table("counterfactual_rows.npy"))
      let units = (0..<training.columns).map { column -> Double in
        let numbers = training.column(column)
        let median = Figures.median(numbers)
        return Figures.median(numbers.map { abs($0 - median) })
      }
      let classes = try model.predictedClasses(queries)
      let rows = (result["rows"]?.items ?? []).map { $0.items.compactMap(\.number) }
      found = rows.count
      var sum = 0.0
      for row in rows where row.count == training.columns + 1 {
        let query = Int(row[0])
        let cells = Array(row.dropFirst())
        let told = try model.predictedClasses(Matrix([cells]))
        guard queries.rows > query, told != [classes[query]] else { continue }
        valid += 1
        for column in units.indices {
          sum += abs(cells[column] - queries[query, column]) / units[column]
        }
      }
      distance = sum / Double(max(1, valid))
    }

    var words: String { "\(valid) of \(found) valid at \(Figures.short(distance)) MAD" }
  }
}
