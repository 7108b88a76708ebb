public import RetraceCatalog
import RetraceNumerics
import RetraceTables

/// The history of a Keras model as JSON: `history.history`, alone or with the epochs.
public enum KerasHistory: RunImporter {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "Keras history",
    summary: "A JSON file of History.history: a list of numbers a measure.",
    discussion: """
      Either the object itself, `{"loss": […], "val_loss": […]}`, or one with `history` and \
      `epoch`. Without `epoch`, epochs count from 0, as Keras counts them.
      """,
    examples: [Example("load(\"history.json\")", "read a history")],
    searchTerms: ["keras", "History", "fit"])

  private struct Content {
    let curves: [CurvesJSON.Curve]
    let epochs: [Double]?
    let params: [JSON.Member]
  }

  private static func content(_ path: String) -> Content? {
    guard let file = CurvesJSON.read(path) else { return nil }
    if let curves = CurvesJSON.curves(file.json["history"]) {
      var params: [JSON.Member] = []
      if case .object(let members)? = file.json["params"] { params = members }
      return Content(
        curves: curves, epochs: CurvesJSON.numbers(file.json["epoch"]), params: params)
    }
    guard let curves = CurvesJSON.curves(file.json) else { return nil }
    let epochs = curves.first { LogColumns.role($0.path[0]) == .epoch }?.values
    return Content(
      curves: curves.filter { LogColumns.role($0.path[0]) == .measure }, epochs: epochs,
      params: [])
  }

  /// Whether it is an object of lists of numbers, as long as one another, of which one has the
  /// name of a measure.
  public static func recognizes(_ path: String) -> Bool {
    guard let content = content(path), let first = content.curves.first else { return false }
    return content.curves.contains { LogColumns.isKnownMeasure($0.path[0]) }
      && content.curves.allSatisfy {
        $0.values.count == first.values.count && !$0.path[0].hasSuffix("-mean")
          && !$0.path[0].hasSuffix("-stdv")
      }
  }

  /// Whether it is an object of lists of numbers.
  public static func canRead(_ path: String) -> Bool { content(path)?.curves.isEmpty == false }

  /// Reads the run.
  ///
  /// - Throws: ``RunError`` if it is no history.
  public static func runs(in path: String) throws -> [Run] {
    guard let content = content(path) else {
      throw RunError.noRun(folder: path, reason: "expected an object of lists of numbers")
    }
    var header = RunHeader(name: FileHead.stem(path))
    header.tool = "keras"
    header.status = .unknown
    header.params = content.params
    var log = MetricLog()
    for curve in content.curves {
      let key = log.key(curve.path[0])
      for (position, value) in curve.values.enumerated() where !value.isMissing {
        let epoch = content.epochs.map { position < $0.count ? $0[position] : .missing }
        log.append(key, value, epoch: epoch ?? Double(position))
      }
    }
    return [Run(folder: path, header: header, metrics: log.table)]
  }
}
