import RetraceNumerics
public import RetraceTables

/// What differs between two tables by content: columns, and rows that were added, removed or
/// changed, wherever they stand.
///
/// Rows that are equal in all common columns are the same, however often they occur. Of the
/// others a row is taken for a changed one if it has the same value of an id (a column named so
/// whose values are unique in both tables), or else if it equals a row of the other table in all
/// columns but one.
public struct TableDifference: Sendable {
  /// Columns that only the second table has.
  public let addedColumns: [String]
  /// Columns that only the first table has.
  public let removedColumns: [String]
  /// How many rows are in both as they are.
  public let sameCount: Int
  /// Rows of the second table that the first has not, as they are or changed.
  public let added: [Int]
  /// Rows of the first table that the second has not.
  public let removed: [Int]
  /// Rows that were changed: their places in the first and in the second table.
  public let changed: [(first: Int, second: Int)]
  /// How many of the changed rows differ in a column, the most first.
  public let changedColumns: [(name: String, rows: Int)]
  /// Whether the rows that are in both stand in another order.
  public let isReordered: Bool
  /// Rows that are in both as they are: their places.
  let same: [(first: Int, second: Int)]

  /// Whether nothing differs but the order of rows.
  public var isSame: Bool {
    addedColumns.isEmpty && removedColumns.isEmpty && added.isEmpty && removed.isEmpty
      && changed.isEmpty
  }

  /// Compares two tables.
  ///
  /// - Complexity: O(rows × columns).
  public init(_ first: Table, _ second: Table) {
    addedColumns = second.names.filter { first[$0] == nil }
    removedColumns = first.names.filter { second[$0] == nil }
    let common = first.names.filter { second[$0] != nil }
    let one = RowDigests(first, common)
    let two = RowDigests(second, common)
    var pairing = Pairing(one.rowCount, two.rowCount)
    pairing.pair(one.rows(), two.rows())
    let same = pairing.pairs
    self.same = same
    sameCount = same.count
    isReordered = zip(same, same.dropFirst()).contains { $0.second > $1.second }
    if let id = Self.identifier(common, one, two) {
      pairing.pair(one.cells[id], two.cells[id])
    }
    for column in common.indices where common.count > 1 {
      guard !pairing.isExhausted else { break }
      pairing.pair(one.rows(without: column), two.rows(without: column))
    }
    let changed = Array(pairing.pairs.dropFirst(same.count)).sorted { $0.first < $1.first }
    self.changed = changed
    changedColumns = common.indices.map { column in
      (
        common[column],
        changed.count { one.cells[column][$0.first] != two.cells[column][$0.second] }
      )
    }
    .filter { $0.1 > 0 }
    .enumerated().sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
    .map(\.element)
    removed = pairing.leftFirst
    added = pairing.leftSecond
  }

  /// The column that names the rows: called so, and unique in both tables.
  private static func identifier(
    _ names: [String], _ one: RowDigests, _ two: RowDigests
  ) -> Int? {
    names.indices.first { position in
      let name = names[position].lowercased()
      guard name == "id" || name.hasSuffix("_id") || name == "key" || name == "uuid" else {
        return false
      }
      return Set(one.cells[position]).count == one.rowCount
        && Set(two.cells[position]).count == two.rowCount
    }
  }
}

/// Rows of two tables that belong together, found in several passes.
private struct Pairing {
  private(set) var pairs: [(first: Int, second: Int)] = []
  private(set) var leftFirst: [Int]
  private(set) var leftSecond: [Int]

  init(_ first: Int, _ second: Int) {
    leftFirst = Array(0..<first)
    leftSecond = Array(0..<second)
  }

  var isExhausted: Bool { leftFirst.isEmpty || leftSecond.isEmpty }

  /// Pairs rows with equal digests that have no partner yet, in the order of the first table, each
  /// with the first such row of the second.
  mutating func pair(_ one: [UInt64], _ two: [UInt64]) {
    guard !isExhausted else { return }
    var waiting: [UInt64: [Int]] = [:]
    // Back to front, so that the first one is taken last in, first out.
    for row in leftSecond.reversed() { waiting[two[row], default: []].append(row) }
    var taken: Set<Int> = []
    leftFirst.removeAll { row in
      guard let partner = waiting[one[row]]?.popLast() else { return false }
      pairs.append((row, partner))
      taken.insert(partner)
      return true
    }
    if !taken.isEmpty { leftSecond.removeAll { taken.contains($0) } }
  }
}
