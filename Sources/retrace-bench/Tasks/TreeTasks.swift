import RetraceModels
import RetraceNumerics
import RetraceTables

/// Predicting with boosted trees that XGBoost's JSON describes.
enum TreePredictionTask: BenchTask {
  static let name = "predict-trees"
  static let summary = "predict 1,000,000 rows × 30 with 100 XGBoost trees of depth 6"
  static let note: String? =
    "from a matrix of 64-bit numbers to margins; the peer is inplace_predict with a numpy array"
  static let rivals: [Rival] = [.peer("xgboost", goal: .ratio(1.3))]

  private static let rows = "tree-rows.npy"
  private static let model = "trees.json"

  static func writeInputs(to folder: InputFolder) throws {
    try folder.write(rows) {
      GeneratedTables.normals(rows: 1_000_000, columns: 30, purpose: "tree rows")
    }
    try folder.write(bytes: model) { GeneratedTrees(trees: 100, depth: 6, features: 30).file }
  }

  static func prepare(in folder: InputFolder) throws -> any Work {
    let model = try XGBoostJSON.load(MappedFile(path: folder.file(model)))
    let table = try folder.table(rows)
    var rows = Matrix(rows: table.rowCount, columns: table.columnCount)
    for (position, column) in table.columns.enumerated() {
      guard case .numbers(let numbers) = column.storage else { continue }
      for row in numbers.indices { rows[row, position] = numbers[row] }
    }
    return ValueWork { [rows] in
      try model.predict(rows, scale: .margin)
    } check: { margins in
      TreeMargins.digest(margins.elements)
    }
  }

  static func agreement(_ own: JSON, _ rival: JSON, in folder: InputFolder) throws -> Agreement {
    TreeMargins.agreement(own, rival)
  }
}

/// Loading a large model that XGBoost saved.
enum XGBoostLoadingTask: BenchTask {
  static let name = "load-xgboost"
  static let summary = "load an XGBoost JSON of 50 MB, 1,640 trees of depth 8"
  static let note: String? = "from the file to a model that is ready to predict"
  static let goal: Goal? = .seconds(1)
  static let rivals: [Rival] = [.peer("xgboost")]

  private static let model = "large-trees.json"

  static func writeInputs(to folder: InputFolder) throws {
    try folder.write(bytes: model) { GeneratedTrees(trees: 1_640, depth: 8, features: 30).file }
  }

  static func prepare(in folder: InputFolder) throws -> any Work {
    try folder.warm(model)
    let path = folder.file(model)
    return ValueWork {
      try ModelFormatCatalog.load(path: path)
    } check: { model in
      let row = Matrix(rows: 1, columns: model.features.count)
      return TreeMargins.digest(try model.predict(row, scale: .margin).elements)
    }
  }

  static func agreement(_ own: JSON, _ rival: JSON, in folder: InputFolder) throws -> Agreement {
    TreeMargins.agreement(own, rival)
  }
}

/// Margins in a few numbers, and how near those of a rival are that sums in 32 bits.
private enum TreeMargins {
  static func digest(_ margins: [Double]) -> JSON {
    .record([
      "rows": .number(Double(margins.count)),
      "first": .array(margins.prefix(1_000).map(JSON.number)),
      "mean": .number(margins.reduce(0, +) / Double(max(1, margins.count))),
    ])
  }

  static func agreement(_ own: JSON, _ rival: JSON) -> Agreement {
    let pairs = zip(own["first"]?.items ?? [], rival["first"]?.items ?? [])
    let worst =
      pairs.map { own, rival in
        abs((own.number ?? .nan) - (rival.number ?? .nan)) / max(1, abs(own.number ?? .nan))
      }.max() ?? .nan
    return Agreement(
      isGood: worst <= 1e-5 && own.isNear(rival, tolerance: 1e-5),
      words: "margins within \(Float(worst))")
  }
}
