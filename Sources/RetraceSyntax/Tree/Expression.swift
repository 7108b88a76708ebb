/// A node of the syntax tree.
///
/// The tree of an expression is at most ``maximumHeight`` nodes high, so that walking it and
/// letting go of it need a bounded stack. Brackets leave no node of their own; the range of what
/// they hold includes them.
public indirect enum Expression: Sendable {
  /// How many nodes may stand one above the other.
  public static let maximumHeight = 250

  /// `12`, `1_000`, `1e-3`, `5%`
  case number(Double, SourceRange)
  /// `"text"` without interpolation
  case text(String, SourceRange)
  /// `"loss \(x)"`
  case interpolated([TextSegment], SourceRange)
  /// `true`, `false`
  case logical(Bool, SourceRange)
  /// `missing`
  case missing(SourceRange)
  /// `loss`: a column or a variable
  case name(String, SourceRange)
  /// `$loss`: always the variable
  case variable(String, SourceRange)
  /// `[a, b]`
  case list([Expression], SourceRange)
  /// `{a: 1, "b c": 2}`, with different keys
  case record([RecordEntry], SourceRange)
  /// `-x`, `not x`
  case unary(UnaryOperator, Expression, SourceRange)
  /// `a + b`, `a < b`, `a and b`
  case binary(BinaryOperator, Expression, Expression, SourceRange)
  /// `a..b`, both ends in
  case range(Expression, Expression, SourceRange)
  /// `a.name`
  case member(Expression, NameSyntax, SourceRange)
  /// `a[b]`
  case index(Expression, Expression, SourceRange)
  /// `f(a, b: 1)`
  case call(CallSyntax, SourceRange)
  /// `a | f(b)`; `a | f(b).c` is a member of a pipe
  case pipe(Expression, CallSyntax, SourceRange)
  /// `x -> a`, `(x, y) -> a`
  case lambda([NameSyntax], Expression, SourceRange)
  /// `if condition then first else second`
  case conditional(Expression, Expression, Expression, SourceRange)

  /// Where the expression stands, brackets round it included.
  public var range: SourceRange {
    switch self {
    case .number(_, let range), .text(_, let range), .interpolated(_, let range),
      .logical(_, let range), .missing(let range), .name(_, let range), .variable(_, let range),
      .list(_, let range), .record(_, let range), .unary(_, _, let range),
      .binary(_, _, _, let range), .range(_, _, let range), .member(_, _, let range),
      .index(_, _, let range), .call(_, let range), .pipe(_, _, let range),
      .lambda(_, _, let range), .conditional(_, _, _, let range):
      range
    }
  }
}

/// A part of a text with interpolation.
public enum TextSegment: Sendable {
  /// Characters that stand for themselves.
  case text(String)
  /// `\(expression)`
  case expression(Expression)
}

/// An entry of a record: its key and its value.
public struct RecordEntry: Sendable {
  /// The key: a name or a text.
  public let key: NameSyntax
  /// The value.
  public let value: Expression

  /// Makes an entry.
  public init(key: NameSyntax, value: Expression) {
    self.key = key
    self.value = value
  }
}
