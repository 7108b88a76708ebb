public import RetraceSyntax

/// What a parameter got in a call.
public enum BoundArgument: Sendable {
  /// Nothing was given.
  case absent
  /// A value and where it stands.
  case value(Value, SourceRange)
  /// An expression that is not evaluated yet, because bare names in it may be columns.
  case expression(DeferredExpression)
  /// All positional arguments of a variadic parameter.
  case several([BoundArgument])
  /// All named arguments of a parameter that collects them.
  case named(NamedExpressions)

  /// Where the argument stands; nil if nothing was given.
  public var range: SourceRange? {
    switch self {
    case .absent: return nil
    case .value(_, let range): return range
    case .expression(let expression): return expression.range
    case .several(let items):
      guard let first = items.first?.range, let last = items.last?.range else { return nil }
      return first.joined(with: last)
    case .named(let items):
      guard let first = items.first?.nameRange, let last = items.last?.expression.range else {
        return nil
      }
      return first.joined(with: last)
    }
  }

  /// The value that was given; an expression is evaluated without a table.
  public func value() throws(Diagnostic) -> Value {
    switch self {
    case .absent: return .missing
    case .value(let value, _): return value
    case .expression(let expression): return try expression.value()
    case .several(let items):
      var values: [Value] = []
      for item in items { values.append(try item.value()) }
      return .list(values)
    case .named(let items):
      var fields: [(name: String, value: Value)] = []
      for item in items { fields.append((item.name, try item.expression.value())) }
      return .record(Record(fields))
    }
  }
}
