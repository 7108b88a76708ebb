/// Where the rows of a table came from: a named table and the positions they had in it.
public struct RowOrigin: Sendable, Hashable {
  /// The name of the table the rows came from, such as `valid`.
  public let name: String
  /// The position each row had there; nil if every row still stands where it stood.
  public let positions: [Int]?

  /// Makes an origin.
  public init(name: String, positions: [Int]?) {
    self.name = name
    self.positions = positions
  }

  /// The position that a row of this table had in the table it came from.
  public func position(of row: Int) -> Int { positions?[row] ?? row }

  /// The origin of some rows of this table.
  public func selecting(_ rows: [Int]) -> RowOrigin {
    RowOrigin(name: name, positions: rows.map(position(of:)))
  }
}
