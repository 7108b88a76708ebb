/// A statement: what a session runs, keeps and replays.
public struct Statement: Sendable {
  /// What a statement does.
  public enum Kind: Sendable {
    /// `param name = default`
    case parameter(NameSyntax, Expression)
    /// `seed 42`
    case seed(UInt64)
    /// `name = expression`
    case assignment(NameSyntax, Expression)
    /// `expression`
    case expression(Expression)
  }

  /// What the statement does.
  public let kind: Kind
  /// Where it stands, without the `;` behind it.
  public let range: SourceRange
  /// Whether a `;` behind it hides its result.
  public let isSilent: Bool
  /// The statement as it was typed, comments inside included, without the `;` behind it.
  ///
  /// A statement of the prompt that starts with `|` reads `_ | …` here.
  public let text: String

  /// Makes a statement.
  public init(kind: Kind, range: SourceRange, isSilent: Bool, text: String) {
    self.kind = kind
    self.range = range
    self.isSilent = isSilent
    self.text = text
  }

  /// The expression that the statement evaluates; nil for `seed`.
  public var expression: Expression? {
    switch kind {
    case .parameter(_, let expression), .assignment(_, let expression),
      .expression(let expression):
      expression
    case .seed: nil
    }
  }

  /// The name that the statement gives a value to, if it does.
  public var assignedName: NameSyntax? {
    switch kind {
    case .parameter(let name, _), .assignment(let name, _): name
    case .seed, .expression: nil
    }
  }
}
