extension Table {
  /// Which rows a join keeps.
  public enum JoinKind: String, Sendable, CaseIterable {
    /// Rows that match on both sides.
    case inner
    /// All rows of the left table.
    case left
    /// All rows of both tables.
    case full
  }

  /// Rows of two tables side by side where some columns agree; missing agrees with missing.
  ///
  /// Rows stand in the order of the left table, then of the right one.
  /// - Parameters:
  ///   - other: the right table.
  ///   - names: columns that both tables have.
  ///   - kind: which rows are kept.
  /// - Returns: the columns of the left table, then those of the right one that are not in
  ///   `names`; a name that the left table has as well gets `_right`. And how many rows of each
  ///   table had no match.
  /// - Complexity: O(rows of both tables and of the result).
  public func joining(
    _ other: Table, on names: [String], kind: JoinKind
  ) -> (table: Table, unmatchedLeft: Int, unmatchedRight: Int) {
    let keys = Table(
      names.compactMap { name in
        guard let left = self[name], let right = other[name] else { return nil }
        return (name: name, column: Column.joined([left, right]))
      }, rowCount: rowCount + other.rowCount)
    let grouping = Grouping(keys, by: names)
    var rightRows = [[Int]](repeating: [], count: grouping.count)
    for row in 0..<other.rowCount { rightRows[Int(grouping.groups[rowCount + row])].append(row) }
    var pairs: [(left: Int?, right: Int?)] = []
    var isMatched = [Bool](repeating: false, count: grouping.count)
    var unmatchedLeft = 0
    for row in 0..<rowCount {
      let group = Int(grouping.groups[row])
      isMatched[group] = true
      for right in rightRows[group] { pairs.append((row, right)) }
      if rightRows[group].isEmpty {
        unmatchedLeft += 1
        if kind != .inner { pairs.append((row, nil)) }
      }
    }
    let unmatchedRight = (0..<other.rowCount).filter {
      !isMatched[Int(grouping.groups[rowCount + $0])]
    }
    if kind == .full { pairs += unmatchedRight.map { (nil, $0) } }
    return (
      Self.sideBySide(self, other, pairs, keys: names), unmatchedLeft, unmatchedRight.count
    )
  }

  private static func sideBySide(
    _ left: Table, _ right: Table, _ pairs: [(left: Int?, right: Int?)], keys: [String]
  ) -> Table {
    let leftRows = pairs.map(\.left)
    let rightRows = pairs.map(\.right)
    var columns: [(name: String, column: Column)] = left.namedColumns.map { name, column in
      guard keys.contains(name), let other = right[name], leftRows.contains(where: { $0 == nil })
      else { return (name, column.selecting(leftRows)) }
      // A row of the right table alone brings its own keys.
      let joined = Column.joined([column, other])
      return (
        name,
        joined.selecting(pairs.map { pair in pair.left ?? pair.right.map { left.rowCount + $0 } })
      )
    }
    var taken = Set(left.names)
    for (name, column) in right.namedColumns where !keys.contains(name) {
      var unique = name
      while taken.contains(unique) { unique += "_right" }
      taken.insert(unique)
      columns.append((unique, column.selecting(rightRows)))
    }
    return Table(columns, rowCount: pairs.count)
  }

  /// Tables below each other: the columns of all in order of appearance, missing where a table
  /// lacks one.
  public static func stacked(_ tables: [Table]) -> Table {
    var names: [String] = []
    var seen = Set<String>()
    for name in tables.flatMap(\.names) where seen.insert(name).inserted { names.append(name) }
    let columns = names.map { name -> (name: String, column: Column) in
      let present = tables.compactMap { $0[name] }
      let parts = tables.map { table in
        table[name] ?? present[0].missingCells(table.rowCount)
      }
      return (name, Column.joined(parts))
    }
    return Table(columns, rowCount: tables.reduce(0) { $0 + $1.rowCount })
  }
}
