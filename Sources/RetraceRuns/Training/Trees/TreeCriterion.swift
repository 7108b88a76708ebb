/// What the splits of a tree of classes lower.
public enum TreeCriterion: String, Sendable, CaseIterable {
  /// The Gini impurity, 1 − Σ share².
  case gini
  /// The entropy, −Σ share · log share.
  case entropy
}
