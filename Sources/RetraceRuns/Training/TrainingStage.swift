/// What a stage of training is, for messages and headings.
public enum TrainingStage: String, Sendable, CaseIterable {
  /// Every row is learned once.
  case epoch
  /// A tree is added; of several classes a tree for each.
  case tree
  /// The tree grows by a level.
  case level
  /// Every term of an additive model is learned for some more rounds.
  case stage

  /// The word for several.
  public var plural: String { rawValue + "s" }
}
