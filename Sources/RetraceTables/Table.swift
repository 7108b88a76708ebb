/// A table: named columns of equal length, whose names are unique.
///
/// A table is one reference, cheap to copy, and never changes: verbs make new ones that share
/// the columns that stay the same.
public struct Table: Sendable {
  private final class Content: Sendable {
    let names: [String]
    let columns: [Column]
    let positions: [String: Int]
    let rowCount: Int
    let origin: RowOrigin?
    let notes: [String]

    init(
      names: [String], columns: [Column], rowCount: Int, origin: RowOrigin?, notes: [String]
    ) {
      self.names = names
      self.columns = columns
      self.rowCount = rowCount
      self.origin = origin
      self.notes = notes
      positions = Dictionary(
        zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    }
  }

  private let content: Content

  /// Makes a table of named columns.
  ///
  /// - Parameters:
  ///   - columns: name and cells of each column; names are unique and lengths equal.
  ///   - rowCount: how many rows there are; needed only where there is no column.
  ///   - origin: where the rows came from.
  ///   - notes: what the reader had to say, such as lines it had to repair.
  public init(
    _ columns: [(name: String, column: Column)], rowCount: Int? = nil, origin: RowOrigin? = nil,
    notes: [String] = []
  ) {
    let count = rowCount ?? columns.first?.column.count ?? 0
    precondition(columns.allSatisfy { $0.column.count == count }, "columns of unequal length")
    content = Content(
      names: columns.map(\.name), columns: columns.map(\.column), rowCount: count,
      origin: origin, notes: notes)
  }

  /// The names of the columns, from left to right.
  public var names: [String] { content.names }

  /// The columns, from left to right.
  public var columns: [Column] { content.columns }

  /// How many rows there are.
  public var rowCount: Int { content.rowCount }

  /// How many columns there are.
  public var columnCount: Int { content.columns.count }

  /// Where the rows came from, if that is known.
  public var origin: RowOrigin? { content.origin }

  /// What the reader of the table had to say.
  public var notes: [String] { content.notes }

  /// The position of a column by its name.
  public func position(of name: String) -> Int? { content.positions[name] }

  /// The column of a name, nil if there is none.
  public subscript(name: String) -> Column? {
    content.positions[name].map { content.columns[$0] }
  }

  /// The name and the cells of each column.
  public var namedColumns: [(name: String, column: Column)] {
    zip(names, columns).map { (name: $0, column: $1) }
  }

  /// The rows at some positions, in the order given.
  ///
  /// The rows remember where they came from.
  public func selecting(rows: [Int]) -> Table {
    Table(
      zip(names, columns).map { (name: $0, column: $1.selecting(rows)) }, rowCount: rows.count,
      origin: origin?.selecting(rows), notes: [])
  }

  /// The same table whose rows say that they come from `name`, counted from 0 as they stand.
  public func named(_ name: String) -> Table {
    Table(
      namedColumns, rowCount: rowCount, origin: RowOrigin(name: name, positions: nil),
      notes: notes)
  }
}
