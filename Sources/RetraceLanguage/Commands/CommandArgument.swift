public import RetraceCatalog

/// A Swift type that an argument of a command can be read as.
///
/// Numbers, texts, tables and so on conform; a command with an argument of its own kind
/// (a model, a run) makes its type conform.
public protocol CommandArgument: Sendable {
  /// What a parameter of this type takes, unless its slot says something narrower.
  static var parameterType: ParameterType { get }

  /// Reads what was bound.
  ///
  /// - Parameters:
  ///   - bound: the argument; never ``BoundArgument/absent`` unless the type is optional.
  ///   - parameter: the name of the parameter, for errors.
  /// - Throws: `ArgumentError` or `Diagnostic` where it does not fit.
  static func read(_ bound: BoundArgument, parameter: String) throws -> Self

  /// The value as it would be typed, for showing defaults.
  var sourceText: String { get }
}

extension CommandArgument {
  /// Most values cannot be typed; their defaults are shown as automatic.
  public var sourceText: String { "automatic" }
}
