public import RetraceTables

/// What a model puts out.
public struct ModelOutputs: Sendable {
  /// The classes; empty for a model of numbers. Of two classes the second is the positive one.
  public let classes: [Cell]
  /// The scales that it can give, its natural one for explanations first.
  public let scales: [OutputScale]
  /// The name of what is predicted, if known.
  public let target: String?

  /// Makes the description of outputs.
  public init(classes: [Cell], scales: [OutputScale], target: String?) {
    self.classes = classes
    self.scales = scales
    self.target = target
  }

  /// Whether the model tells classes.
  public var isClassifier: Bool { !classes.isEmpty }

  /// How many columns a prediction has: one for numbers and for two classes, else one a class.
  public func count(on scale: OutputScale) -> Int { classes.count <= 2 ? 1 : classes.count }
}
