/// The rows of a table by the values of some columns.
///
/// Groups stand in the order of their keys, the first column first: numbers by value, categories
/// by level, texts by code point, missing last.
public struct Grouping: Sendable {
  /// A row per group with the values of the columns.
  public let keys: Table
  /// The group of each row, from 0.
  public let groups: [UInt32]
  /// How many rows each group has.
  public let counts: [Int]

  /// How many groups there are.
  public var count: Int { counts.count }

  /// Groups rows.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - names: columns of the table; without any all rows are one group.
  /// - Complexity: O(rows × columns).
  public init(_ table: Table, by names: [String]) {
    let columns = names.compactMap { table[$0] }
    var codes = [UInt32](repeating: 0, count: table.rowCount)
    var bound = 1
    for (position, column) in columns.enumerated() {
      let next = OrderedCodes(column)
      (codes, bound) =
        position == 0
        ? (next.codes, max(next.count, 1)) : Self.combined(codes, bound, with: next)
    }
    let dense = Self.dense(codes, bound)
    groups = dense.codes
    var counts = [Int](repeating: 0, count: dense.count)
    var firstRows = [Int](repeating: -1, count: dense.count)
    for (row, group) in groups.enumerated() {
      if firstRows[Int(group)] < 0 { firstRows[Int(group)] = row }
      counts[Int(group)] += 1
    }
    self.counts = counts
    keys = Table(
      zip(names, columns).map { (name: $0, column: $1.selecting(firstRows)) },
      rowCount: counts.count)
  }

  /// The rows of each group in ascending order.
  ///
  /// - Complexity: O(rows).
  public func rows() -> [[Int]] {
    var rows = counts.map { count -> [Int] in
      var list: [Int] = []
      list.reserveCapacity(count)
      return list
    }
    for (row, group) in groups.enumerated() { rows[Int(group)].append(row) }
    return rows
  }

  /// Codes of pairs in the order of the first, then the second; made dense where they would not
  /// fit.
  private static func combined(
    _ codes: [UInt32], _ bound: Int, with next: OrderedCodes
  ) -> ([UInt32], Int) {
    let width = max(next.count, 1)
    if bound * width < Int(UInt32.max) {
      let factor = UInt32(width)
      return (zip(codes, next.codes).map { $0 &* factor &+ $1 }, bound * width)
    }
    let keys = zip(codes, next.codes).map { UInt64($0) << 32 | UInt64($1) }
    let sorted = Set(keys).sorted()
    let positions = Dictionary(
      zip(sorted, UInt32(0)...), uniquingKeysWith: { first, _ in first })
    return (keys.map { positions[$0] ?? 0 }, sorted.count)
  }

  /// The same codes without those that no row has, their order kept.
  private static func dense(_ codes: [UInt32], _ bound: Int) -> (codes: [UInt32], count: Int) {
    guard !codes.isEmpty else { return ([], 0) }
    if bound > 4_000_000 && bound > 4 * codes.count {
      let sorted = Set(codes).sorted()
      let positions = Dictionary(
        zip(sorted, UInt32(0)...), uniquingKeysWith: { first, _ in first })
      return (codes.map { positions[$0] ?? 0 }, sorted.count)
    }
    var moved = [UInt32](repeating: 0, count: bound)
    for code in codes { moved[Int(code)] = 1 }
    var next: UInt32 = 0
    for code in 0..<bound where moved[code] == 1 {
      moved[code] = next
      next += 1
    }
    return (codes.map { moved[Int($0)] }, Int(next))
  }
}
