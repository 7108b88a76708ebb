/// A parameter that writes straight into an options struct; its default is read from it.
public struct Parameter<Options: Sendable>: Sendable {
  /// Its name, in snake case.
  public let name: String
  /// What it is for, one sentence that ends with a period.
  public let summary: String
  /// What it takes.
  public let type: ParameterType
  /// The default in an options struct, as it would be typed; nil if the argument must be given.
  public let defaultText: @Sendable (Options) -> String?
  /// Writes an argument into the options.
  public let bind: @Sendable (inout Options, Argument) throws(ArgumentError) -> Void

  /// Makes a parameter.
  public init(
    name: String, summary: String, type: ParameterType,
    defaultText: @escaping @Sendable (Options) -> String?,
    bind: @escaping @Sendable (inout Options, Argument) throws(ArgumentError) -> Void
  ) {
    self.name = name
    self.summary = summary
    self.type = type
    self.defaultText = defaultText
    self.bind = bind
  }

  /// The parameter as data, with the default that some options have.
  public func description(defaults: Options) -> ParameterDescription {
    ParameterDescription(
      name: name, summary: summary, type: type, defaultText: defaultText(defaults))
  }
}
