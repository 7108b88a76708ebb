public import RetraceCatalog
import RetraceNumerics
import RetraceTables

/// The curves of a scikit-learn model as JSON, under the names of its attributes.
///
/// `loss_curve_` (MLPClassifier) and `train_score_` (gradient boosting) are `loss_curve` and
/// `train_score` on the split `train`, `validation_scores_` and `validation_score_` are on `valid`;
/// every other member that is a list of as many numbers is a metric, too.
public enum ScikitCurves: RunImporter {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "scikit-learn curves",
    summary: "A JSON file with loss_curve_, validation_scores_ or train_score_ of a model.",
    discussion: """
      `params` or `get_params` are the params of the run, `estimator` is a tag. Steps of a curve \
      count from 1, as `n_iter_` does; those of a network are epochs.
      """,
    examples: [Example("load(\"mlp_loss_curve.json\")", "read curves of a network")],
    searchTerms: ["sklearn", "scikit-learn", "MLPClassifier", "loss_curve_"])

  private static let splits: KeyValuePairs = [
    "loss_curve_": "train", "validation_scores_": "valid", "train_score_": "train",
    "validation_score_": "valid", "oob_scores_": "valid", "oob_improvement_": "train",
  ]

  /// Whether it is an object with one of the curves.
  public static func recognizes(_ path: String) -> Bool {
    guard let file = CurvesJSON.read(path, hints: splits.map(\.key)) else { return false }
    return splits.contains { CurvesJSON.numbers(file.json[$0.key])?.isEmpty == false }
  }

  /// Reads the run.
  ///
  /// - Throws: ``RunError`` if it holds no curves.
  public static func runs(in path: String) throws -> [Run] {
    guard let file = CurvesJSON.read(path), case .object(let members) = file.json else {
      throw RunError.noRun(folder: path, reason: "expected an object with curves")
    }
    var header = RunHeader(name: FileHead.stem(path))
    header.tool = "scikit-learn"
    header.status = .finished
    var log = MetricLog()
    for member in members {
      if let curve = CurvesJSON.numbers(member.value), !curve.isEmpty {
        let isNetwork = file.json["loss_curve_"] != nil
        let split = splits.first { $0.key == member.key }?.value
        let name = member.key.hasSuffix("_") ? String(member.key.dropLast()) : member.key
        let key = log.key(name, split: split)
        for (position, value) in curve.enumerated() where !value.isMissing {
          let step = Double(position + 1)
          log.append(key, value, step: step, epoch: isNetwork ? step : .missing)
        }
        continue
      }
      switch (member.key, member.value) {
      case ("params", .object(let params)), ("get_params", .object(let params)):
        header.params = params
      case (_, .text), (_, .number), (_, .logical): header.tags.append(member)
      default: continue
      }
    }
    if case .number(let seed)? = header.params.first(where: { $0.key == "random_state" })?.value {
      header.seed = UInt64(exactly: seed)
    }
    return [Run(folder: path, header: header, metrics: log.table)]
  }
}
