/// A call: what is called, and with what.
public struct CallSyntax: Sendable {
  /// What is called.
  public enum Callee: Sendable {
    /// A name: a variable that holds a function, else a command.
    case name(NameSyntax)
    /// The value of an expression: `run.model(…)`, `$f(…)`, `(x -> x + 1)(…)`.
    case value(Expression)

    /// Where the callee stands.
    public var range: SourceRange {
      switch self {
      case .name(let name): name.range
      case .value(let expression): expression.range
      }
    }
  }

  /// What is called.
  public let callee: Callee
  /// The arguments in order; in a pipe without what the pipe delivers.
  public let arguments: [ArgumentSyntax]
  /// The brackets and what is in them; nil for a stage of a pipe without brackets.
  public let argumentsRange: SourceRange?
  /// The callee with its arguments.
  public let range: SourceRange

  /// Makes a call.
  public init(
    callee: Callee, arguments: [ArgumentSyntax], argumentsRange: SourceRange?, range: SourceRange
  ) {
    self.callee = callee
    self.arguments = arguments
    self.argumentsRange = argumentsRange
    self.range = range
  }
}

/// An argument of a call, with its name if it is given by name.
public struct ArgumentSyntax: Sendable {
  /// The name before the colon; nil if the argument is given by position.
  public let label: NameSyntax?
  /// The argument itself.
  public let value: Expression

  /// Makes an argument.
  public init(label: NameSyntax?, value: Expression) {
    self.label = label
    self.value = value
  }

  /// Where the argument stands, its name included.
  public var range: SourceRange {
    guard let label else { return value.range }
    return label.range.joined(with: value.range)
  }
}
