/// What parsing a text gave: the result of `Parser.parse(_:)`.
public struct ParseResult: Sendable {
  /// How many errors of one text are shown.
  public static let shownDiagnostics = 3

  /// The statements in order; only those without an error in them.
  public let statements: [Statement]
  /// The errors in the order of their places; none if the text is only incomplete.
  public let diagnostics: [Diagnostic]
  /// The error to report if no more text can come; nil if the text does not lack an end.
  public let unfinished: Diagnostic?
  /// All tokens, comments included, for highlighting and for readers of scripts.
  public let tokens: [Token]

  /// Whether the text is right so far but needs more: an open bracket, an operator at its end, an `if` without its `else`.
  ///
  /// Never true of a text that is wrong.
  ///
  /// At the prompt this asks for a further line; elsewhere see ``finalDiagnostics``.
  public var isIncomplete: Bool { unfinished != nil && diagnostics.isEmpty }

  /// The errors of a text to which nothing will be added: a file, or what `-c` was given.
  public var finalDiagnostics: [Diagnostic] {
    guard let unfinished else { return diagnostics }
    return diagnostics + [unfinished]
  }

  init(
    statements: [Statement], diagnostics: [Diagnostic], unfinished: Diagnostic?, tokens: [Token]
  ) {
    self.statements = statements
    self.diagnostics = diagnostics
    self.unfinished = unfinished
    self.tokens = tokens
  }
}
