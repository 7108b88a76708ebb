/// A parameter as data: what help, completion and argument checks need.
public struct ParameterDescription: Sendable {
  /// Its name, in snake case.
  public let name: String
  /// What it is for, one sentence that ends with a period.
  public let summary: String
  /// What it takes.
  public let type: ParameterType
  /// The default as it would be typed; nil if the argument must be given.
  public let defaultText: String?
  /// Whether any number of further positional arguments go to it as a list.
  public let isVariadic: Bool
  /// Whether named arguments of any other name go to it as a record (`mutate(t, name: …)`).
  public let collectsNamed: Bool

  /// Makes a description.
  public init(
    name: String, summary: String, type: ParameterType, defaultText: String? = nil,
    isVariadic: Bool = false, collectsNamed: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.type = type
    self.defaultText = defaultText
    self.isVariadic = isVariadic
    self.collectsNamed = collectsNamed
  }
}
