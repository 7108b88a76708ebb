/// What a session knows at one moment: its variables, the results it showed and its seed.
///
/// A value, cheap to copy: keep one to go back to it.
public struct Environment: Sendable {
  /// The seed of a session that sets none.
  public static let standardSeed: UInt64 = 42

  /// The variables by name.
  public internal(set) var variables: [String: Value] = [:]
  /// The results that were shown.
  public internal(set) var results = ResultHistory()
  /// The seed of everything that is drawn from here on.
  public var seed: UInt64

  /// Makes an environment without variables.
  public init(seed: UInt64 = standardSeed) {
    self.seed = seed
  }

  /// The names of the variables, sorted.
  public var variableNames: [String] { variables.keys.sorted() }

  /// The value of a variable or of an earlier result (`_`, `_7`); nil if there is none.
  public subscript(name: String) -> Value? {
    if let value = variables[name] { return value }
    guard name.first == "_" else { return nil }
    if name == "_" { return results.last }
    return Int(name.dropFirst()).flatMap { results.byCell[$0] }
  }
}
