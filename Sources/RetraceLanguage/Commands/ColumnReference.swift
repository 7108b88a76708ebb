public import RetraceSyntax

/// A column that an argument names: `loss`, `"loss"`, `-loss` or `desc(loss)`.
public struct ColumnReference: Sendable {
  /// The name of the column.
  public let name: String
  /// Whether it was written as `-loss` or `desc(loss)`.
  public let isDescending: Bool
  /// Where it stands.
  public let range: SourceRange

  /// Makes a reference.
  public init(_ name: String, isDescending: Bool = false, range: SourceRange) {
    self.name = name
    self.isDescending = isDescending
    self.range = range
  }
}
