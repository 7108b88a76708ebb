import RetraceNumerics
import RetraceTables

/// Rows in groups by the values of a column: its values, or quarters of its numbers.
struct Cohorts: Sendable {
  /// More different numbers than this are cut at their quartiles.
  static let limit = 12

  /// The column's name.
  let name: String
  /// What each group is called.
  let labels: [String]
  /// The rows of each group, in ascending order.
  let rows: [[Int]]

  /// Groups the rows of a column.
  init(_ column: Column, name: String) {
    self.name = name
    if case .numbers(let numbers) = column.storage,
      Set(numbers.filter { !$0.isNaN }).count > Self.limit
    {
      (labels, rows) = Self.quarters(numbers)
      return
    }
    let grouping = Grouping(Table([(name, column)]), by: [name])
    let keys = grouping.keys.columns[0]
    labels = (0..<grouping.count).map { ExplanationText.cell(keys[$0]) }
    rows = grouping.rows()
  }

  private static func quarters(_ numbers: [Double]) -> ([String], [[Int]]) {
    let present = numbers.filter { !$0.isNaN }
    let edges = Set([0.25, 0.5, 0.75].map { Statistics.quantile(present, $0) }).sorted()
    func text(_ number: Double) -> String { ExplanationText.number(number, digits: 3) }
    var labels = ["up to \(text(edges[0]))"]
    for (low, high) in zip(edges, edges.dropFirst()) {
      labels.append("\(text(low)) to \(text(high))")
    }
    labels.append("above \(text(edges[edges.count - 1]))")
    labels.append("missing")
    var rows = labels.map { _ in [Int]() }
    for (row, number) in numbers.enumerated() {
      let group =
        number.isNaN ? labels.count - 1 : edges.firstIndex { number <= $0 } ?? edges.count
      rows[group].append(row)
    }
    let used = rows.indices.filter { !rows[$0].isEmpty }
    return (used.map { labels[$0] }, used.map { rows[$0] })
  }
}
