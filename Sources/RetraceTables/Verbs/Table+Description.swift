import Glibc
import RetraceNumerics

extension Table {
  /// A row per column: its name, kind, missing cells, different values and what it holds.
  ///
  /// - Complexity: O(cells), with a sort of each number column.
  public func schema() -> Table {
    let facts = columns.map { column -> (distinct: Int, missing: Int, holds: String) in
      let grouping = Grouping(Table([("cells", column)]), by: ["cells"])
      let missing = (0..<column.count).count { column.isMissing(at: $0) }
      let distinct = grouping.count - (missing > 0 ? 1 : 0)
      return (distinct, missing, Self.content(of: column, grouping.keys.columns[0]))
    }
    return Table([
      ("column", Column(texts: names)),
      ("kind", Column(texts: columns.map(\.kind.rawValue))),
      ("missing", Column(numbers: facts.map { Double($0.missing) })),
      ("distinct", Column(numbers: facts.map { Double($0.distinct) })),
      ("holds", Column(texts: facts.map(\.holds))),
    ])
  }

  /// What a column holds, in short: a range of numbers or the first few values.
  private static func content(of column: Column, _ different: Column) -> String {
    // They are sorted, missing last: a few from the front and the last one tell enough.
    let hasMissing = different.count > 0 && different.isMissing(at: different.count - 1)
    let count = different.count - (hasMissing ? 1 : 0)
    let cells = (0..<min(count, 5)).map { different[$0] }
    guard let first = cells.first else { return "nothing" }
    let last = different[count - 1]
    switch column.kind {
    case .number, .date, .time:
      return first == last ? shown(first) : "\(shown(first)) to \(shown(last))"
    case .logical, .category, .text:
      let shown = cells.prefix(4).map(shown).joined(separator: ", ")
      return cells.count > 4 ? "\(shown), …" : shown
    }
  }

  /// A cell as tables show it.
  private static func shown(_ cell: Cell) -> String {
    let text = cell.text
    if text.isEmpty { return "\"\"" }
    if case .number = cell { return text.replacing("e+", with: "e") }
    return text
  }

  /// Statistics of each number or true/false column: a row per column.
  ///
  /// Missing cells are skipped; true counts as 1; quantiles are of type 7.
  /// - Complexity: O(cells), with a sort of each column.
  public func description() -> Table {
    var names: [String] = []
    var rows: [[Double]] = []
    for (name, column) in namedColumns {
      guard let numbers = column.presentNumbers else { continue }
      names.append(name)
      let quantiles =
        numbers.isEmpty
        ? [Double](repeating: .missing, count: 5)
        : Statistics.quantiles(numbers, [0, 0.25, 0.5, 0.75, 1])
      rows.append(
        [
          Double(numbers.count), Double(column.count - numbers.count),
          numbers.isEmpty ? .missing : Statistics.mean(numbers),
          numbers.count < 2 ? .missing : Statistics.standardDeviation(numbers),
        ] + quantiles)
    }
    let headings = ["n", "missing", "mean", "sd", "min", "q25", "median", "q75", "max"]
    return Table(
      [("column", Column(texts: names))]
        + headings.enumerated().map { position, heading in
          (name: heading, column: Column(numbers: rows.map { $0[position] }))
        })
  }

  /// The correlations of all pairs of number columns: a row and a column each.
  ///
  /// Of a pair only rows count in which neither is missing; a constant column has missing ones.
  /// - Parameter isRank: Spearman's instead of Pearson's.
  /// - Complexity: O(rows × columns²).
  public func correlations(isRank: Bool) -> Table {
    let used = namedColumns.filter { $0.column.presentNumbers != nil }
    let numbers = used.map { $0.column.numbers ?? [] }
    var columns = [(name: "column", column: Column(texts: used.map(\.name)))]
    for (second, name) in used.map(\.name).enumerated() {
      let cells = used.indices.map { first -> Double in
        let rows = numbers[first].indices.filter {
          !numbers[first][$0].isMissing && !numbers[second][$0].isMissing
        }
        guard rows.count > 1 else { return .missing }
        let x = rows.map { numbers[first][$0] }
        let y = rows.map { numbers[second][$0] }
        let value =
          isRank ? Statistics.rankCorrelation(x, y) : Statistics.correlation(x, y)
        return value.isNaN ? .missing : value
      }
      columns.append((name, Column(numbers: cells)))
    }
    return Table(columns, rowCount: used.count)
  }
}

extension Column {
  /// The cells as numbers, true as 1 and false as 0; nil for texts.
  public var numbers: [Double]? {
    switch storage {
    case .numbers(let numbers): numbers
    case .logicals(let bytes): bytes.map { $0 == 2 ? .missing : Double($0) }
    case .codes, .moments: nil
    }
  }

  /// The cells as numbers without the missing ones; nil for texts.
  public var presentNumbers: [Double]? { numbers?.filter { !$0.isMissing } }
}

extension Cell {
  /// The cell as it would be written; empty where missing.
  public var text: String {
    switch self {
    case .missing: ""
    case .number(let number): number.isFinite ? JSON.numberText(number) : "\(number)"
    case .logical(let flag): flag ? "true" : "false"
    case .text(let text): text
    }
  }
}
