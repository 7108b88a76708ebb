/// What a statement came to.
public struct Outcome: Sendable {
  /// What is to be shown.
  public enum Kind: Sendable {
    /// A result to be shown.
    case shown(Value)
    /// A result that a `;` hides.
    case hidden(Value)
    /// A name that got a value.
    case assigned(String, Value)
    /// A parameter that got a value, its default or one from outside.
    case parameter(String, Value, isOverridden: Bool)
    /// The seed was set.
    case seeded(UInt64)
  }

  /// What is to be shown.
  public let kind: Kind
  /// Lines that commands left to be shown with it.
  public let notes: [String]
  /// Whether a `;` hides the line of an assignment.
  public let isSilent: Bool

  /// The value that the statement gave, if it gave one.
  public var value: Value? {
    switch kind {
    case .shown(let value), .hidden(let value), .assigned(_, let value),
      .parameter(_, let value, _):
      value
    case .seeded: nil
    }
  }

  /// The line that an assignment shows: `credit: table · 1,000 rows · 21 columns`; nil for
  /// results and where a `;` hides it.
  public var summaryLine: String? {
    guard !isSilent else { return nil }
    switch kind {
    case .assigned(let name, let value): return "\(name): \(value.summary)"
    case .parameter(let name, let value, let isOverridden):
      return "\(name): \(value.summary)" + (isOverridden ? " · given by --param" : "")
    case .shown, .hidden, .seeded: return nil
    }
  }
}
