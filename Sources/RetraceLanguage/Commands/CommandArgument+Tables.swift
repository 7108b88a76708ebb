public import RetraceCatalog
package import RetraceSyntax
public import RetraceTables

extension Table: CommandArgument {
  /// A table.
  public static var parameterType: ParameterType { .table }

  /// Reads a table.
  public static func read(_ bound: BoundArgument, parameter: String) throws -> Table {
    let value = try bound.value()
    guard case .table(let table) = value else {
      throw ArgumentError.wrongKind(
        parameter: parameter, expected: ParameterType.table.phrase, got: value.shapePhrase)
    }
    return table
  }
}

extension Column: CommandArgument {
  /// A column.
  public static var parameterType: ParameterType { .column }

  /// Reads a column, or a list whose values can stand in one.
  public static func read(_ bound: BoundArgument, parameter: String) throws -> Column {
    let value = try bound.value()
    switch value {
    case .column(let column): return column
    case .list(let items):
      if let column = Column(values: items) { return column }
    default: break
    }
    throw ArgumentError.wrongKind(
      parameter: parameter, expected: ParameterType.column.phrase, got: value.shapePhrase)
  }
}

extension Row: CommandArgument {
  /// A row, a record or a table of one row.
  public static var parameterType: ParameterType { .row }

  /// Reads a row; a record becomes the row of a table of one.
  public static func read(_ bound: BoundArgument, parameter: String) throws -> Row {
    let value = try bound.value()
    switch value {
    case .row(let row): return row
    case .table(let table) where table.rowCount == 1: return Row(table, 0)
    case .record(let record):
      if let table = Table(record: record) { return Row(table, 0) }
    default: break
    }
    throw ArgumentError.wrongKind(
      parameter: parameter, expected: ParameterType.row.phrase, got: value.shapePhrase)
  }
}

extension Record: CommandArgument {
  /// A record.
  public static var parameterType: ParameterType { .record }

  /// Reads a record, or a row as one.
  public static func read(_ bound: BoundArgument, parameter: String) throws -> Record {
    let value = try bound.value()
    switch value {
    case .record(let record): return record
    case .row(let row): return Record(row)
    default:
      throw ArgumentError.wrongKind(
        parameter: parameter, expected: ParameterType.record.phrase, got: value.shapePhrase)
    }
  }

  /// The fields between curly brackets.
  public var sourceText: String { Value.record(self).sourceText }
}

extension DeferredExpression: CommandArgument {
  /// An expression of columns.
  public static var parameterType: ParameterType { .rowExpression }

  /// Reads the expression unevaluated.
  public static func read(
    _ bound: BoundArgument, parameter: String
  ) throws -> DeferredExpression {
    switch bound {
    case .expression(let expression): return expression
    case .value(let value, let range):
      return DeferredExpression(.value(value), range: range, subject: nil)
    default:
      throw ArgumentError.wrongKind(
        parameter: parameter, expected: ParameterType.rowExpression.phrase, got: "several")
    }
  }
}

extension ColumnReference: CommandArgument {
  /// The name of one column.
  public static var parameterType: ParameterType { .columnName }

  /// Reads the name of one column.
  public static func read(_ bound: BoundArgument, parameter: String) throws -> ColumnReference {
    let expression = try DeferredExpression.read(bound, parameter: parameter)
    let references = try expression.columnReferences(in: expression.subject)
    guard let reference = references.first, references.count == 1 else {
      throw ArgumentError.wrongKind(
        parameter: parameter, expected: "one column name", got: "\(references.count)")
    }
    try Self.refuseDirections(in: references)
    return reference
  }

  /// Refuses `-x` where there is nothing to order.
  package static func refuseDirections(in references: [ColumnReference]) throws(Diagnostic) {
    guard let signed = references.first(where: \.isDescending) else { return }
    throw Diagnostic(
      .wrongType, "'-\(signed.name)' asks for descending order, which only 'sort' can give",
      at: signed.range,
      help: "write \(signed.name), or drop(t, \(signed.name)) to leave the column out")
  }
}

extension NamedExpressions: CommandArgument {
  /// Expressions of columns.
  public static var parameterType: ParameterType { .rowExpression }

  /// Reads the named arguments.
  public static func read(_ bound: BoundArgument, parameter: String) throws -> NamedExpressions {
    guard case .named(let expressions) = bound else { return NamedExpressions([]) }
    return expressions
  }
}

/// A function of the language as an argument, with what is needed to call it.
public struct FunctionArgument: CommandArgument {
  /// The function.
  public let function: any FunctionValue

  /// A function.
  public static var parameterType: ParameterType { .function }

  /// Reads a function.
  public static func read(_ bound: BoundArgument, parameter: String) throws -> FunctionArgument {
    let value = try bound.value()
    guard case .function(let function) = value else {
      throw ArgumentError.wrongKind(
        parameter: parameter, expected: ParameterType.function.phrase, got: value.shapePhrase)
    }
    return FunctionArgument(function: function)
  }
}
