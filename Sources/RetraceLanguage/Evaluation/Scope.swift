import RetraceTables

/// The names in view of an expression.
///
/// A name is looked up among the parameters of the functions around it, then among the columns of
/// the tables in view, innermost first, then among the variables.
package struct Scope: Sendable {
  /// Parameters of the functions around the expression.
  var locals: LocalFrame?
  /// Tables whose columns are in view.
  var columns: TableFrame?
  /// Variables of the session, or those that a function took along.
  var variables: [String: Value]
  /// The function that is being called and the name by which it knows itself.
  var own: OwnFunction?

  /// The value of a parameter of a function around the expression.
  func local(_ name: String) -> Value? {
    var frame = locals
    while let current = frame {
      if let value = current[name] { return value }
      frame = current.parent
    }
    return nil
  }

  /// The column of the innermost table that has one of this name.
  func column(_ name: String) -> Column? {
    var frame = columns
    while let current = frame {
      if let column = current.column(name) { return column }
      frame = current.parent
    }
    return nil
  }

  /// The value of a variable.
  func variable(_ name: String) -> Value? {
    if let own, own.name == name { return .function(own.function) }
    return variables[name]
  }

  /// The function that a parameter or variable of this name holds.
  func function(_ name: String) -> (any FunctionValue)? {
    if case .function(let function) = local(name) ?? variable(name) { return function }
    return nil
  }
}

/// A function under the name by which it can call itself.
package struct OwnFunction: Sendable {
  let name: String
  let function: LambdaFunction
}

/// Parameters of a function that is being called, with their values.
package final class LocalFrame: Sendable {
  let names: [String]
  let values: [Value]
  let parent: LocalFrame?

  init(names: [String], values: [Value], parent: LocalFrame?) {
    self.names = names
    self.values = values
    self.parent = parent
  }

  subscript(name: String) -> Value? {
    names.firstIndex(of: name).map { values[$0] }
  }
}

/// A table, or some rows of it, whose columns are in view.
package final class TableFrame: Sendable {
  let table: Table
  /// The positions of the rows in view; nil for all.
  let rows: [Int]?
  let parent: TableFrame?

  init(_ table: Table, rows: [Int]?, parent: TableFrame?) {
    self.table = table
    self.rows = rows
    self.parent = parent
  }

  var rowCount: Int { rows?.count ?? table.rowCount }

  func column(_ name: String) -> Column? {
    guard let column = table[name] else { return nil }
    return rows.map { column.selecting($0) } ?? column
  }
}
