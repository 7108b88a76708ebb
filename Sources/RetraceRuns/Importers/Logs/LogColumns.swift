import RetraceTables

/// What the columns of a log are, by the names that tools give them.
enum LogColumns {
  /// What a column tells of a row.
  enum Role: Equatable {
    case step
    case epoch
    case split
    case time
    case measure
  }

  /// The role of a name.
  static func role(_ name: String) -> Role {
    let name = name.lowercased()
    if steps.contains(name) { return .step }
    if epochs.contains(name) { return .epoch }
    if splits.contains(name) { return .split }
    return times.contains(name) ? .time : .measure
  }

  /// Whether a name is one of a measure of training, such as `val_loss` or `train/accuracy`.
  static func isKnownMeasure(_ name: String) -> Bool {
    let measure = MetricName(name).measure.lowercased()
    if measures.contains(measure) { return true }
    let words = measure.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return words.contains { measures.contains($0) || $0.hasSuffix("loss") }
  }

  /// The split that a cell names; as it is written if it names none that is known.
  static func split(_ word: String) -> String { MetricName.split(ofWord: word) ?? word }

  private static let steps: Set = [
    "step", "steps", "global_step", "_step", "iteration", "iter", "iterations", "round",
    "trainer/global_step", "train_step", "update",
  ]
  private static let epochs: Set = ["epoch", "epochs", "_epoch", "train_epoch"]
  private static let splits: Set = ["split", "phase", "mode", "set", "stage", "dataset"]
  private static let times: Set = ["time", "wall_time", "timestamp", "_timestamp", "datetime"]
  private static let measures: Set = [
    "loss", "accuracy", "acc", "auc", "roc_auc", "pr_auc", "auroc", "logloss", "mlogloss", "error",
    "merror", "rmse", "mae", "mse", "mape", "r2", "f1", "precision", "recall", "perplexity", "ppl",
    "ndcg", "iou", "dice", "bleu", "rouge", "wer", "cer", "elbo", "kl", "reward", "l1", "l2",
    "deviance",
  ]
}
