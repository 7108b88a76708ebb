public import RetraceCatalog
import RetraceTables

/// Marks optionals, which alone can be read from nothing.
package protocol OptionalArgument {}

extension Optional: OptionalArgument {}

extension Optional: CommandArgument where Wrapped: CommandArgument {
  /// What the wrapped type takes.
  public static var parameterType: ParameterType { Wrapped.parameterType }

  /// Reads what was given; nil where nothing was.
  public static func read(_ bound: BoundArgument, parameter: String) throws -> Self {
    if case .absent = bound { return nil }
    return try Wrapped.read(bound, parameter: parameter)
  }

  /// The value as it would be typed; `automatic` for nil.
  public var sourceText: String { self?.sourceText ?? "automatic" }
}

extension Value: CommandArgument {
  /// Anything.
  public static var parameterType: ParameterType { .anything }

  /// Reads any value.
  public static func read(_ bound: BoundArgument, parameter: String) throws -> Value {
    try bound.value()
  }
}

extension Double: CommandArgument {
  /// Any number.
  public static var parameterType: ParameterType { .number(-.infinity ... .infinity) }

  /// Reads a number.
  public static func read(_ bound: BoundArgument, parameter: String) throws -> Double {
    try bound.value().argument.number(parameter, -.infinity ... .infinity)
  }

  /// The number as it would be typed.
  public var sourceText: String { Argument.numberText(self) }
}

extension Int: CommandArgument {
  /// Any whole number.
  public static var parameterType: ParameterType { .integer(.min ... .max) }

  /// Reads a whole number.
  public static func read(_ bound: BoundArgument, parameter: String) throws -> Int {
    try bound.value().argument.integer(parameter, .min ... .max)
  }

  /// The number as it would be typed.
  public var sourceText: String { "\(self)" }
}

extension Bool: CommandArgument {
  /// True or false.
  public static var parameterType: ParameterType { .flag }

  /// Reads true or false.
  public static func read(_ bound: BoundArgument, parameter: String) throws -> Bool {
    let value = try bound.value()
    guard case .logical(let flag) = value else {
      throw ArgumentError.wrongKind(
        parameter: parameter, expected: "true or false", got: value.kindPhrase)
    }
    return flag
  }

  /// `true` or `false`.
  public var sourceText: String { "\(self)" }
}

extension String: CommandArgument {
  /// A text.
  public static var parameterType: ParameterType { .text }

  /// Reads a text; for parameters that take a column the name of it.
  public static func read(_ bound: BoundArgument, parameter: String) throws -> String {
    if case .expression(let expression) = bound, let name = expression.bareName { return name }
    return try bound.value().argument.text(parameter)
  }

  /// The text between quotes.
  public var sourceText: String { Value.text(self).sourceText }
}

extension Array: CommandArgument where Element: CommandArgument {
  /// A list.
  public static var parameterType: ParameterType {
    Element.self == ColumnReference.self ? .columnNames : .list
  }

  /// Reads a list, all arguments of a variadic parameter, or a single element.
  public static func read(_ bound: BoundArgument, parameter: String) throws -> [Element] {
    switch bound {
    case .absent, .named: return []
    case .several(let items):
      if Element.self == ColumnReference.self {
        return try items.flatMap { try Self.read($0, parameter: parameter) }
      }
      return try items.map { try Element.read($0, parameter: parameter) }
    case .expression(let expression):
      if Element.self == ColumnReference.self {
        let references = try expression.columnReferences(in: expression.subject)
        try ColumnReference.refuseDirections(in: references)
        return references as? [Element] ?? []
      }
      if Element.self == String.self {
        return try expression.columnReferences(in: expression.subject).map(\.name) as? [Element]
          ?? []
      }
      return [try Element.read(bound, parameter: parameter)]
    case .value(let value, let range):
      switch value {
      case .list(let items):
        return try items.map { try Element.read(.value($0, range), parameter: parameter) }
      case .column(let column):
        return try column.values.map { try Element.read(.value($0, range), parameter: parameter) }
      default: return [try Element.read(bound, parameter: parameter)]
      }
    }
  }

  /// The elements between square brackets.
  public var sourceText: String { "[\(map(\.sourceText).joined(separator: ", "))]" }
}
