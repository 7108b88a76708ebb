/// What the name of a metric tells: `val_loss` is the loss on the split `valid`.
///
/// Tools write the split before or behind the measure, with `_ / - . :` or a blank between.
public struct MetricName: Sendable, Hashable {
  /// `train`, `valid` or `test`; nil if the name does not tell.
  public let split: String?
  /// What is measured, without the split: `loss`.
  public let measure: String

  /// Takes a name apart.
  public init(_ name: String) {
    let isSeparator: (Character) -> Bool = { "_/-.: ".contains($0) }
    if let cut = name.firstIndex(where: isSeparator),
      let split = Self.splits[name[..<cut].lowercased()]
    {
      let rest = name[name.index(after: cut)...]
      // Some number their sets: `validation_0-logloss`.
      if let second = rest.firstIndex(where: isSeparator), Int(rest[..<second]) != nil {
        self.init(split: split, rest[rest.index(after: second)...])
      } else {
        self.init(split: split, rest)
      }
      return
    }
    if let cut = name.lastIndex(where: isSeparator),
      let split = Self.splits[name[name.index(after: cut)...].lowercased()]
    {
      self.init(split: split, name[..<cut])
      return
    }
    // A path may have it in its last part: `epoch/train_loss`.
    if let cut = name.lastIndex(of: "/") {
      let rest = MetricName(String(name[name.index(after: cut)...]))
      if let split = rest.split, !rest.measure.isEmpty {
        self.init(split: split, name[...cut] + rest.measure)
        return
      }
    }
    self.init(split: nil, name[...])
  }

  private init(split: String?, _ measure: Substring) {
    self.split = split
    self.measure = measure.isEmpty ? split ?? "" : String(measure)
  }

  /// Whether less of the measure is better: losses and errors.
  public var isLoss: Bool {
    let name = measure.lowercased()
    return [
      "loss", "error", "rmse", "mae", "mse", "mape", "perplexity", "brier", "ece", "deviance",
    ]
    .contains { name.contains($0) }
  }

  /// The split that a word means, such as the name of a folder; nil if it means none.
  static func split(ofWord word: String) -> String? { splits[word.lowercased()] }

  /// The words that tools use for the splits.
  private static let splits = [
    "train": "train", "training": "train", "tr": "train", "learn": "train",
    "valid": "valid", "validation": "valid", "val": "valid", "eval": "valid", "dev": "valid",
    "test": "test", "testing": "test", "holdout": "test",
  ]
}
