/// A scale on which a model's output is given.
public enum OutputScale: String, Sendable, CaseIterable {
  /// The probability of each class; one column, the positive class's, for two classes.
  case probability
  /// What stands before the link: log odds of the positive class, or a score per class.
  case margin
  /// The number that a regression model predicts.
  case value
}
