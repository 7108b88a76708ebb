public import RetraceSyntax

/// Expressions with names, in the order given: `mutate(t, ratio: a / b, double: 2 * a)`.
public struct NamedExpressions: Sendable {
  /// A name with its expression.
  public struct Element: Sendable {
    /// The name before the colon.
    public let name: String
    /// Where the name stands.
    public let nameRange: SourceRange
    /// What stands behind the colon.
    public let expression: DeferredExpression

    /// Makes an element.
    public init(name: String, nameRange: SourceRange, expression: DeferredExpression) {
      self.name = name
      self.nameRange = nameRange
      self.expression = expression
    }
  }

  private let elements: [Element]

  /// Makes named expressions; names may repeat only if the command allows it.
  public init(_ elements: [Element]) {
    self.elements = elements
  }
}

extension NamedExpressions: RandomAccessCollection {
  /// The position of the first element.
  public var startIndex: Int { elements.startIndex }
  /// The position behind the last element.
  public var endIndex: Int { elements.endIndex }
  /// The element at a position.
  public subscript(position: Int) -> Element { elements[position] }
}
