import RetraceRuns

/// How much a metric says of how good a run is: measures of quality on rows that were not
/// learned from come first.
struct MetricRank: Comparable {
  private let split: Int
  private let measure: Int

  init(_ series: MetricSeries) {
    self.init(split: series.split, measure: series.measure)
  }

  init(split: String, measure: String) {
    self.split = ["valid": 0, "test": 1, "": 2, "train": 3][split] ?? 2
    let name = measure.lowercased()
    let rank = Self.measures.firstIndex { words in words.contains { name.contains($0) } }
    self.measure = Self.others.contains { name.contains($0) } ? 99 : rank ?? 50
  }

  /// Whether it says nothing of quality, such as a learning rate or the use of memory.
  var isOther: Bool { measure == 99 }

  static func < (one: MetricRank, two: MetricRank) -> Bool {
    let (a, b) = (one.measure == 99 ? 1 : 0, two.measure == 99 ? 1 : 0)
    return (a, one.split, one.measure) < (b, two.split, two.measure)
  }

  private static let measures = [
    ["accuracy", "acc"], ["auc", "auroc"], ["f1"], ["rmse"], ["loss"], ["mae", "mse", "r2"],
    ["precision", "recall", "brier", "error"],
  ]
  private static let others = [
    "system", "gpu", "cpu", "memory", "learning_rate", "lr", "runtime", "per_second", "grad",
    "norm", "time", "epoch", "step", "flos", "weight_l2", "true_labels",
  ]
}
