public import RetraceSyntax
public import RetraceTables

extension DeferredExpression {
  /// The name, if the expression is a bare name or a text.
  public var bareName: String? {
    switch body {
    case .syntax(.name(let name, _), _, _), .syntax(.text(let name, _), _, _): name
    case .value(.text(let name)): name
    default: nil
    }
  }

  /// The expressions in a list that is written between brackets; else the expression itself.
  public var elements: [DeferredExpression] {
    guard case .syntax(.list(let items, _), let evaluator, let depth) = body else { return [self] }
    return items.map { item in
      DeferredExpression(
        .syntax(item, evaluator, depth: depth), range: item.range, subject: subject)
    }
  }

  /// The keys and expressions of a record that is written between curly brackets; nil for
  /// anything else.
  public var members: [(name: String, expression: DeferredExpression)]? {
    guard case .syntax(.record(let entries, _), let evaluator, let depth) = body else {
      return nil
    }
    return entries.map { entry in
      let expression = DeferredExpression(
        .syntax(entry.value, evaluator, depth: depth), range: entry.value.range, subject: subject)
      return (entry.key.text, expression)
    }
  }

  /// The command and the bare name in an expression like `mean(loss)` of a command that is not
  /// hidden by a variable, for verbs that compute such calls for all groups at once.
  public var simpleCall: (command: String, column: String)? {
    guard case .syntax(.call(let call, _), let evaluator, _) = body,
      case .name(let callee) = call.callee, call.arguments.count == 1,
      let argument = call.arguments.first, argument.label == nil,
      case .name(let column, _) = argument.value,
      evaluator.scope.function(callee.text) == nil,
      evaluator.scope.local(column) == nil
    else { return nil }
    return (callee.text, column)
  }

  /// A key of an order: `-x` and `desc(x)` ask for `x` in descending order, whatever its type.
  public var orderKey: (expression: DeferredExpression, isDescending: Bool) {
    guard case .syntax(let expression, let evaluator, let depth) = body,
      let inner = Self.descendingOperand(expression)
    else { return (self, false) }
    let operand = DeferredExpression(
      .syntax(inner, evaluator, depth: depth), range: inner.range, subject: subject)
    return (operand, true)
  }

  /// The columns that the expression names: bare names, texts, `-x`, `desc(x)`, lists of these,
  /// `$name` for the text or texts in a variable, or whatever expression gives texts.
  ///
  /// - Parameter table: the table that has the columns; a bare name that is none of them may be
  ///   a variable that holds texts. Without a table every bare name is a column.
  /// - Throws: `Diagnostic` for names that are not in the table.
  public func columnReferences(in table: Table?) throws(Diagnostic) -> [ColumnReference] {
    switch body {
    case .value(let value): return try references(value, range, table)
    case .syntax(let expression, let evaluator, let depth):
      return try references(expression, evaluator, depth, table, isDescending: false)
    }
  }

  static func descendingOperand(_ expression: Expression) -> Expression? {
    switch expression {
    case .unary(.negate, let operand, _): return operand
    case .call(let call, _):
      guard case .name(let name) = call.callee, name.text == "desc", call.arguments.count == 1
      else { return nil }
      return call.arguments.first?.value
    default: return nil
    }
  }

  private func references(
    _ expression: Expression, _ evaluator: Evaluator, _ depth: Int, _ table: Table?,
    isDescending: Bool
  ) throws(Diagnostic) -> [ColumnReference] {
    switch expression {
    case .name(let name, let range):
      if let local = evaluator.scope.local(name) { return try references(local, range, table) }
      if let table, table[name] == nil, let variable = evaluator.variable(name),
        variable.holdsTexts
      {
        return try references(variable, range, table)
      }
      return [try reference(name, range, table, isDescending)]
    case .text(let name, let range):
      return [try reference(name, range, table, isDescending)]
    case .list(let items, _):
      var all: [ColumnReference] = []
      for item in items {
        all += try references(item, evaluator, depth, table, isDescending: isDescending)
      }
      return all
    default:
      if !isDescending, let operand = Self.descendingOperand(expression) {
        return try references(operand, evaluator, depth, table, isDescending: true)
      }
      return try references(evaluator.evaluate(expression, depth), expression.range, table)
    }
  }

  private func references(
    _ value: Value, _ range: SourceRange, _ table: Table?
  ) throws(Diagnostic) -> [ColumnReference] {
    switch value {
    case .text(let name): return [try reference(name, range, table, false)]
    case .list(let items):
      var all: [ColumnReference] = []
      for item in items { all += try references(item, range, table) }
      return all
    case .column(let column):
      return try references(.list(column.values), range, table)
    default:
      throw Diagnostic(
        .wrongType, "a column name is needed here, got \(value.kindPhrase)", at: range,
        help: "write the name of a column, as it is or as a text")
    }
  }

  private func reference(
    _ name: String, _ range: SourceRange, _ table: Table?, _ isDescending: Bool
  ) throws(Diagnostic) -> ColumnReference {
    if let table, table[name] == nil {
      throw .unknownColumn(name, in: table, at: range)
    }
    return ColumnReference(name, isDescending: isDescending, range: range)
  }
}
