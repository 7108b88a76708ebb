/// One cell of a table.
public enum Cell: Sendable, Hashable {
  /// There is no value.
  case missing
  /// A number, which may be NaN or infinite.
  case number(Double)
  /// True or false.
  case logical(Bool)
  /// A text, a level of a category, or a date or time in ISO 8601.
  case text(String)
}
