public import RetraceCatalog

/// A command of the language: how it describes itself, and what it does.
///
/// Arguments are bound and checked against ``parameters`` before ``run`` is called. The first
/// parameter is what a pipe delivers.
public struct Command: Sendable {
  /// What a command does with its bound arguments.
  public typealias Body = @Sendable (Invocation) throws -> Value

  /// How it describes itself.
  public let entry: CatalogEntry
  /// Where help lists it.
  public let group: CommandGroup
  /// What it takes, in order.
  public let parameters: [ParameterDescription]
  /// What it does; any error becomes a diagnostic at the call.
  public let run: Body

  /// The name by which it is called.
  public var name: String { entry.name }

  /// Makes a command of parameters as data; the body asks its invocation for the arguments.
  public init(
    _ entry: CatalogEntry, group: CommandGroup, parameters: [ParameterDescription],
    run: @escaping Body
  ) {
    self.entry = entry
    self.group = group
    self.parameters = parameters
    self.run = run
  }

  /// How it is called: `head(table, n: 10)`.
  public var usage: String {
    let texts = parameters.map { parameter -> String in
      if parameter.collectsNamed { return "name: …" }
      if parameter.isVariadic { return "\(parameter.name)…" }
      return parameter.defaultText.map { "\(parameter.name): \($0)" } ?? parameter.name
    }
    return "\(name)(\(texts.joined(separator: ", ")))"
  }
}
