import RetraceExplain
import RetraceModels
import RetraceTables

/// A surrogate tree of a large table.
enum SurrogateTask: BenchTask {
  static let name = "surrogate"
  static let summary = "a surrogate tree of depth 5 on 100,000 rows × 30, an MLP 30-32-16-1"
  static let note: String? =
    "Retrace's call asks the model and measures fidelity; scikit-learn's is the bare fit"
  static let rivals: [Rival] = [.peer("scikit-learn", goal: .ratio(12))]

  static func writeInputs(to folder: InputFolder) throws {
    try folder.write(model: "surrogate_model.json") {
      GeneratedModels.mlp([30, 32, 16, 1], purpose: "surrogate model")
    }
    try folder.write("surrogate_rows.npy") {
      GeneratedTables.normals(rows: 100_000, columns: 30, purpose: "surrogate rows")
    }
  }

  static func prepare(in folder: InputFolder) throws -> any Work {
    let model = try folder.model("surrogate_model.json")
    let rows = try folder.table("surrogate_rows.npy")
    var options = SurrogateTree.defaults
    options.depth = 5
    // On all rows, as the peer does.
    options.holdout = .share(0)
    return ValueWork { [options] in
      try SurrogateTree.surrogate(model: model, table: rows, options: options)
    } check: { surrogate in
      .record([
        "fidelity": .number(surrogate.fidelity.train),
        "leaves": .number(Double(surrogate.leafCount)),
      ])
    }
  }

  /// Ties are broken differently, so fidelities are compared, not trees.
  static func agreement(_ own: JSON, _ rival: JSON, in folder: InputFolder) throws -> Agreement {
    let (ours, theirs) = (own["fidelity"]?.number ?? .nan, rival["fidelity"]?.number ?? .nan)
    return Agreement(
      isGood: ours >= theirs - 0.002,
      words: "fidelity \(Figures.fourDigits(ours)) and \(Figures.fourDigits(theirs))")
  }
}
