import RetraceNumerics
public import RetraceTables

extension Figure {
  /// The data of the figure as a table, for exchange with other programs.
  ///
  /// Lines and points have a row per point with columns `series`, `x`, `y`; bars and the steps of a
  /// waterfall `label`, `value`, `error`; parallel coordinates a row per line; histograms `from`, `to`, `count`; heat maps `row`,
  /// `column`, `value`; boxes `label` and their five numbers.
  public var table: Table {
    switch content {
    case .bars(let bars):
      return Self.table(of: bars)
    case .waterfall(let base, let steps, let total):
      return Self.table(of: [Bar("base", base)] + steps + [Bar("total", total)])
    case .lines(let series), .scatter(let series):
      let counts = series.map { min($0.x.count, $0.y.count) }
      let names = zip(series, counts).flatMap { Array(repeating: $0.name, count: $1) }
      return Table([
        ("series", Column(texts: names)),
        ("x", Column(numbers: zip(series, counts).flatMap { $0.x.prefix($1) })),
        ("y", Column(numbers: zip(series, counts).flatMap { $0.y.prefix($1) })),
      ])
    case .histogram(let edges, let counts):
      let bins = min(counts.count, max(0, edges.count - 1))
      return Table([
        ("from", Column(numbers: Array(edges.prefix(bins)))),
        ("to", Column(numbers: Array(edges.dropFirst().prefix(bins)))),
        ("count", Column(numbers: Array(counts.prefix(bins)))),
      ])
    case .heatMap(let rows, let columns, let values):
      let cells = zip(rows, values).flatMap { row, numbers in
        zip(columns, numbers).map { (row: row, column: $0, value: $1) }
      }
      return Table([
        ("row", Column(texts: cells.map(\.row))), ("column", Column(texts: cells.map(\.column))),
        ("value", Column(numbers: cells.map(\.value))),
      ])
    case .parallel(let axes, let lines):
      return Table(
        [("name", Column(texts: lines.map(\.name)))]
          + axes.enumerated().map { position, axis in (axis.name, axis.column(lines, position)) })
    case .boxes(let boxes):
      let known = boxes.filter { $0.numbers.count == 5 }
      let names = ["min", "lower_quartile", "median", "upper_quartile", "max"]
      return Table(
        [("label", Column(texts: known.map(\.label)))]
          + names.enumerated().map { position, name in
            (name, Column(numbers: known.map { $0.numbers[position] }))
          })
    }
  }

  private static func table(of bars: [Bar]) -> Table {
    Table([
      ("label", Column(texts: bars.map(\.label))),
      ("value", Column(numbers: bars.map(\.value))),
      ("error", Column(numbers: bars.map { $0.error ?? .missing })),
    ])
  }
}

extension Figure.ParallelAxis {
  /// What the lines have on this axis, levels as words.
  fileprivate func column(_ lines: [Figure.ParallelLine], _ position: Int) -> Column {
    let numbers = lines.map { line -> Double in
      let number = line.values.indices.contains(position) ? line.values[position] : .nan
      return number.isNaN ? .missing : number
    }
    guard let levels else { return Column(numbers: numbers) }
    return Column(
      texts: numbers.map { number in
        Int(exactly: number).flatMap { levels.indices.contains($0) ? levels[$0] : nil }
      })
  }
}
