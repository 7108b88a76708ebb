public import RetraceTables

/// A value of the language.
///
/// Values never change.
///
/// At most 17 bytes: whatever is larger stands behind one reference.
public enum Value: Sendable {
  /// The missing value.
  case missing
  /// A 64-bit float.
  case number(Double)
  /// True or false.
  case logical(Bool)
  /// A text.
  case text(String)
  /// Values in order.
  case list([Value])
  /// Names with values, in order.
  case record(Record)
  /// A column of a table, without its name.
  case column(Column)
  /// A table.
  case table(Table)
  /// A row of a table.
  case row(Row)
  /// A function: a lambda or a command.
  case function(any FunctionValue)
  /// A model, a run, an explanation …
  case object(any ObjectValue)
}
