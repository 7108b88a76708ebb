/// A word, sign or literal of the source, with its place.
public struct Token: Sendable, Hashable {
  /// What a token is.
  public enum Kind: Sendable, Hashable {
    /// `12`, `1_000`, `1e-3`, without a percent sign
    case number
    /// A percent sign that belongs to the number before it.
    case percentSign
    /// The opening quote of a text.
    case textStart
    /// Characters inside a text that stand for themselves.
    case textPart
    /// An escape inside a text: `\n`, `\u{e9}`
    case escape
    /// `\(` inside a text
    case interpolationStart
    /// The `)` that ends an interpolation.
    case interpolationEnd
    /// The closing quote of a text; empty if it is lacking.
    case textEnd
    /// A name without backquotes, reserved words aside.
    case name
    /// A name in backquotes.
    case quotedName
    /// `true false missing and or not in if then else`
    case keyword
    /// An operator or a mark: `+`, `==`, `->`, `|`, `:`, `=`, `,`, `.`, `$`
    case symbol
    /// `(`, `[` or `{`
    case opener
    /// `)`, `]` or `}`
    case closer
    /// `;`
    case semicolon
    /// The end of a line outside of all brackets and texts, and inside of them too.
    case newline
    /// `# …` up to the end of the line
    case comment
    /// Characters that the language does not know.
    case invalid
    /// The end of the text.
    case end
  }

  /// What the token is.
  public let kind: Kind
  /// Where it stands.
  public let range: SourceRange
}
