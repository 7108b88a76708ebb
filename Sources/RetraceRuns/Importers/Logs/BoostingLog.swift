public import RetraceCatalog
import RetraceNumerics
import RetraceTables

/// The evaluations of XGBoost (`evals_result`) and LightGBM (`record_evaluation`, `cv`) as JSON.
///
/// `{"train": {"auc": […]}}` gives the metric `auc` on the split `train`. Sets that are numbered or
/// that have other names stay in the metric's name as XGBoost prints it, `validation_0-logloss`.
public enum BoostingLog: RunImporter {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "boosting log",
    summary: "A JSON file of XGBoost's evals_result or LightGBM's record_evaluation or cv.",
    discussion: """
      A round is a step, counted from 0. Of LightGBM's `cv` the means and standard deviations \
      over the folds are metrics under their own names.
      """,
    examples: [Example("load(\"evals_result.json\")", "read what XGBoost evaluated")],
    searchTerms: ["xgboost", "lightgbm", "evals_result", "record_evaluation", "cv"])

  private static func curves(_ path: String) -> [CurvesJSON.Curve]? {
    guard let file = CurvesJSON.read(path), case .object(let sets) = file.json, !sets.isEmpty
    else { return nil }
    if let curves = CurvesJSON.curves(file.json) {
      // The means and deviations over folds stand in pairs.
      let names = Set(curves.map { $0.path[0] })
      let isPaired = curves.allSatisfy { curve in
        let name = curve.path[0]
        if name.hasSuffix("-mean") {
          let stem = name.dropLast(5)
          return names.contains("\(stem)-stdv") || names.contains("\(stem)-std")
        }
        return name.hasSuffix("-stdv") || name.hasSuffix("-std")
      }
      return isPaired ? curves : nil
    }
    var curves: [CurvesJSON.Curve] = []
    for set in sets {
      guard let inner = CurvesJSON.curves(set.value, below: [set.key]) else { return nil }
      curves += inner
    }
    return curves
  }

  /// Whether it is sets of measures, or means with deviations, of which one has a known name.
  public static func recognizes(_ path: String) -> Bool {
    guard let curves = curves(path) else { return false }
    return curves.contains { isKnown($0.path[$0.path.count - 1]) }
  }

  /// Whether it is sets of lists of numbers.
  public static func canRead(_ path: String) -> Bool { curves(path) != nil }

  private static let lightGBM: Set = [
    "binary_logloss", "binary_error", "multi_logloss", "multi_error", "l1", "l2", "huber", "fair",
    "quantile", "gamma_deviance", "tweedie", "cross_entropy", "auc_mu", "average_precision",
  ]

  private static func isKnown(_ name: String) -> Bool {
    LogColumns.isKnownMeasure(name) || lightGBM.contains(name)
      || ["aucpr", "map", "gamma-nloglik", "poisson-nloglik", "cox-nloglik"].contains(name)
  }

  /// Reads the run.
  ///
  /// - Throws: ``RunError`` if it holds no evaluations.
  public static func runs(in path: String) throws -> [Run] {
    guard let curves = curves(path) else {
      throw RunError.noRun(
        folder: path, reason: "expected sets with lists of numbers, a number a round")
    }
    var header = RunHeader(name: FileHead.stem(path))
    let isLightGBM = curves.contains { curve in
      curve.path.count == 1 || lightGBM.contains(curve.path[1])
    }
    header.tool = isLightGBM ? "lightgbm" : "xgboost"
    header.status = .unknown
    let sets = Set(curves.filter { $0.path.count > 1 }.map { $0.path[0] })
    let splits = Dictionary(grouping: sets) { MetricName.split(ofWord: $0) ?? "" }
    var log = MetricLog()
    for curve in curves {
      let split = curve.path.count > 1 ? MetricName.split(ofWord: curve.path[0]) : nil
      let isPlain = split.map { splits[$0]?.count == 1 } ?? false
      let key =
        isPlain
        ? log.key(curve.path[1], split: split) : log.key(curve.path.joined(separator: "-"))
      for (round, value) in curve.values.enumerated() where !value.isMissing {
        log.append(key, value, step: Double(round))
      }
    }
    return [Run(folder: path, header: header, metrics: log.table)]
  }
}
