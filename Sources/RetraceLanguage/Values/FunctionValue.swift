/// A function as a value: a lambda or a command.
public protocol FunctionValue: AnyObject, Sendable {
  /// Its name, or `function` for a lambda.
  var name: String { get }
  /// The names of its parameters.
  var parameterNames: [String] { get }
  /// Calls it with positional arguments.
  func call(_ arguments: [Value]) throws -> Value
}
