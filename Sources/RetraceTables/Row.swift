/// One row of a table, which remembers the table.
public struct Row: Sendable {
  /// The table that the row stands in.
  public let table: Table
  /// The position of the row in its table, counted from 0.
  public let position: Int

  /// Makes the row at a position that is in the table.
  public init(_ table: Table, _ position: Int) {
    precondition(position >= 0 && position < table.rowCount, "row \(position) of \(table.rowCount)")
    self.table = table
    self.position = position
  }

  /// The cell under a column name, nil if there is no such column.
  public subscript(name: String) -> Cell? { table[name]?[position] }

  /// The cells from left to right.
  public var cells: [Cell] { table.columns.map { $0[position] } }

  /// How the row is shown: `valid[17]` if its table is known by name.
  public var label: String? {
    table.origin.map { "\($0.name)[\($0.position(of: position))]" }
  }

  /// The row as a table of one row.
  public var asTable: Table { table.selecting(rows: [position]) }
}
