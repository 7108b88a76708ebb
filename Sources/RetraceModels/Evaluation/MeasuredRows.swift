package import RetraceNumerics
package import RetraceTables

/// Rows whose outcome is known, as a model takes them.
package struct MeasuredRows: Sendable {
  /// The rows, with the user's columns.
  package let table: Table
  /// The same rows as the model takes them.
  package let matrix: Matrix
  /// The position of the class, or the number, per row.
  package let targets: [Double]
  /// The name of the target's column.
  package let target: String
  /// The places of the rows in the table that was given.
  package let rows: [Int]
  /// What was left out.
  package let notes: [String]

  /// Takes the rows of a table whose target is not missing.
  ///
  /// - Parameters:
  ///   - table: has the model's features and the target.
  ///   - target: the name of the target's column; nil for the model's.
  ///   - purpose: what they are for, in the error if there are none.
  /// - Throws: ``ModelError`` if the target is not known, absent or does not fit, or if no row
  ///   has one.
  package init(_ table: Table, model: any Model, target: String?, purpose: String) throws {
    guard let name = target ?? model.outputs.target else {
      throw ModelError.unsuitedTarget(
        "", reason: "the model does not say what it predicts; give 'target: column'")
    }
    guard let column = table[name] else {
      throw ModelError.absentColumn(name, available: table.names)
    }
    let all = try model.outputs.targets(of: column, name: name)
    let used = all.indices.filter { !all[$0].isNaN }
    guard !used.isEmpty else { throw ModelError.noRows(purpose: purpose) }
    let rows = used.count == all.count ? table : table.selecting(rows: used)
    let dropped = all.count - used.count
    notes =
      dropped == 0
      ? [] : ["\(dropped) row\(dropped == 1 ? "" : "s") left out: the target is missing"]
    self.table = rows
    self.rows = used
    self.target = name
    targets = used.map { all[$0] }
    matrix = try model.features.matrix(of: rows)
  }
}
