/// What parsing a text gave: the result of `Parser.parse(_:)`.
public struct ParseResult: Sendable {
  /// How many errors of one text are shown.
  public static let shownDiagnostics = 3

  /// The statements in order; only those without an error in them.
  public let statements: [Statement]
  /// The errors in the order of their places; none if the text is only incomplete.
  public let diagnostics: [Diagnostic]
  /// Whether the text is right so far but needs more: an open bracket, an operator at its end,
  /// an `if` without its `else`.
  ///
  /// At the prompt this asks for a further line; in a file it is an error
  /// (``unfinished``).
  public let isIncomplete: Bool
  /// The error to report if no more text can come; nil if the text is complete or wrong.
  public let unfinished: Diagnostic?
  /// All tokens, comments included, for highlighting and for readers of scripts.
  public let tokens: [Token]

  /// The errors of a text to which nothing will be added.
  public var finalDiagnostics: [Diagnostic] {
    if let unfinished { [unfinished] } else { diagnostics }
  }

  init(
    statements: [Statement], diagnostics: [Diagnostic], unfinished: Diagnostic?, tokens: [Token]
  ) {
    self.statements = statements
    self.diagnostics = diagnostics
    self.unfinished = unfinished
    isIncomplete = unfinished != nil
    self.tokens = tokens
  }
}
