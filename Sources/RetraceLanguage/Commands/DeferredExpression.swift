public import RetraceSyntax
public import RetraceTables

/// An argument that is not evaluated yet, because bare names in it are columns first: those of
/// the table it is evaluated on, then those of the tables around the call, then variables.
public struct DeferredExpression: Sendable {
  package enum Body: Sendable {
    case syntax(Expression, Evaluator, depth: Int)
    case value(Value)
  }

  package let body: Body
  /// Where the expression stands.
  public let range: SourceRange
  /// The table that the command's first parameter got, if it is one.
  package let subject: Table?

  package init(_ body: Body, range: SourceRange, subject: Table?) {
    self.body = body
    self.range = range
    self.subject = subject
  }

  /// The expression as it was typed.
  public var text: String {
    switch body {
    case .syntax(_, let evaluator, _): evaluator.source.text[range]
    case .value(let value): value.sourceText
    }
  }

  /// The value where bare names are those around the call.
  public func value() throws(Diagnostic) -> Value {
    switch body {
    case .syntax(let expression, let evaluator, let depth):
      try evaluator.evaluate(expression, depth)
    case .value(let value): value
    }
  }

  /// The value on a table: a column of as many rows, or one value that holds for all of them.
  ///
  /// A function is called with each row.
  ///
  /// - Throws: `Diagnostic`, also if it is a column of another length.
  public func evaluate(on table: Table) throws(Diagnostic) -> Value {
    try evaluate(TableFrame(table, rows: nil, parent: nil))
  }

  /// The value on some rows of a table, as `summarize` needs it for a group; only columns that
  /// the expression names are gathered.
  public func evaluate(on table: Table, rows: [Int]) throws(Diagnostic) -> Value {
    try evaluate(TableFrame(table, rows: rows, parent: nil))
  }

  /// The column on a table; one value is repeated for each row.
  ///
  /// - Throws: `Diagnostic`, also if the value cannot stand in a column.
  public func column(on table: Table) throws(Diagnostic) -> Column {
    let value = try evaluate(on: table)
    guard let column = value.broadcast(to: table.rowCount) else {
      throw Diagnostic(
        .wrongType, "\(value.shapePhrase) cannot stand in a column", at: range,
        note: "this gives \(value.shapePhrase)",
        help: "give a column, or one number, text, true or false for all rows")
    }
    return column
  }

  /// The positions of the rows for which the expression is true; missing counts as false.
  ///
  /// - Throws: `Diagnostic`, also if it is not a condition.
  public func matchingRows(of table: Table) throws(Diagnostic) -> [Int] {
    let value = try evaluate(on: table)
    switch value {
    case .logical(let flag): return flag ? Array(0..<table.rowCount) : []
    case .missing: return []
    case .column(let column):
      if case .logicals(let bytes) = column.storage { return ColumnSelection.positions(bytes) }
    default: break
    }
    throw .notACondition(value, at: range, needed: "a condition")
  }

  private func evaluate(_ frame: TableFrame) throws(Diagnostic) -> Value {
    let result: Value
    switch body {
    case .value(let value): result = value
    case .syntax(let expression, let evaluator, let depth):
      result = try evaluator.viewing(frame).evaluate(expression, depth)
    }
    let count = frame.rowCount
    switch result {
    case .column(let column) where column.count != count:
      throw Diagnostic(
        .unequalLengths, "a column of \(column.count.grouped) values for \(count.grouped) rows",
        at: range)
    case .list(let items) where items.count == count:
      return Column(values: items).map(Value.column) ?? result
    case .function(let function):
      return try callOnEachRow(function, frame)
    default: return result
    }
  }

  private func callOnEachRow(
    _ function: any FunctionValue, _ frame: TableFrame
  ) throws(Diagnostic) -> Value {
    guard case .syntax(_, let evaluator, let depth) = body else { return .function(function) }
    var values: [Value] = []
    values.reserveCapacity(frame.rowCount)
    for position in 0..<frame.rowCount {
      let row = Row(frame.table, frame.rows.map { $0[position] } ?? position)
      values.append(try evaluator.call(function, [.row(row)], at: range, depth: depth + 1))
    }
    guard let column = Column(values: values) else {
      throw Diagnostic(
        .wrongType, "the function gives values of different kinds", at: range,
        help: "the values of a column are all numbers, all texts, or all true or false")
    }
    return .column(column)
  }
}
