import RetraceCatalog
import RetraceDisplay
import RetraceLanguage
import RetraceNumerics
import RetraceSyntax
import RetraceTables

extension Command {
  /// The command `bar(t, x, y)`.
  static let bar = Command(
    "bar", "Draw a bar per row, to both sides of zero.",
    .required("table", "A row per bar."),
    .required("x", "The column with the labels."),
    .required("y", "The column or expression with the lengths."),
    .title, .width, .height, group: .figures,
    examples: [
      Example("table({name: [\"a\", \"b\"], change: [3, -1]}) | bar(name, change)", "two bars")
    ],
    searchTerms: ["barplot", "column chart"]
  ) {
    (
      invocation: Invocation, table: Table, x: DeferredExpression, y: DeferredExpression,
      title: String, width: Int?, height: Int?
    ) in
    guard table.rowCount <= 1_000 else {
      throw invocation.error(
        .outOfRange, "'bar' draws at most 1000 bars, got \(table.rowCount) rows",
        help: "count them first, or take the head: t | head(20) | bar(…)")
    }
    let labels = try x.column(on: table)
    let values = try invocation.numbers(y, of: table, "y")
    let bars = values.indices.map { row in
      Figure.Bar(labels[row] == .missing ? "missing" : labels[row].text, values[row])
    }
    let figure = Figure(
      .bars(bars), title: title, xLabel: y.label, yLabel: x.label, width: width, height: height)
    let data = Table([
      ("label", Column(texts: bars.map(\.label))), ("value", Column(numbers: values)),
    ])
    return .object(FigureValue(figure, data: data))
  }

  /// The command `heatmap(t, x, y, value)`.
  static let heatmap = Command(
    "heatmap", "Draw numbers of pairs as a grid of shades.",
    .required("table", "A row per pair, or rows to count."),
    .required("x", "The column whose values make the columns."),
    .required("y", "The column whose values make the rows."),
    .optional(
      "value", DeferredExpression?.none, "The number of a pair; the mean of several rows.",
      type: .rowExpression, defaultText: "how many rows"),
    .title, .width, .height, group: .figures,
    examples: [
      Example(
        "table({a: [1, 1, 2, 2], b: [\"x\", \"y\", \"x\", \"y\"], v: [1, 2, 3, 4]}) | heatmap(a, b, v)",
        "two by two")
    ],
    searchTerms: ["grid", "matrix"]
  ) {
    (
      invocation: Invocation, table: Table, x: ColumnReference, y: ColumnReference,
      value: DeferredExpression?, title: String, width: Int?, height: Int?
    ) in
    let columns = Grouping(table, by: [x.name])
    let rows = Grouping(table, by: [y.name])
    guard columns.count <= 200, rows.count <= 200 else {
      throw invocation.error(
        .outOfRange,
        "'heatmap' draws at most 200 × 200 cells, got \(rows.count) × \(columns.count)",
        help: "put numbers into bins first: mutate(t, bin: cut(x, 10))")
    }
    let numbers = try value.map { try invocation.numbers($0, of: table, "value") }
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: columns.count), count: rows.count)
    var counts = sums
    for row in 0..<table.rowCount where numbers?[row].isNaN != true {
      let (i, j) = (Int(rows.groups[row]), Int(columns.groups[row]))
      sums[i][j] += numbers?[row] ?? 1
      counts[i][j] += 1
    }
    if numbers != nil {
      for i in sums.indices {
        for j in sums[i].indices {
          sums[i][j] = counts[i][j] == 0 ? .nan : sums[i][j] / counts[i][j]
        }
      }
    }
    func labels(_ grouping: Grouping) -> [String] {
      (0..<grouping.count).map { group in
        let cell = grouping.keys.columns[0][group]
        return cell == .missing ? "missing" : cell.text
      }
    }
    let figure = Figure(
      .heatMap(rows: labels(rows), columns: labels(columns), values: sums), title: title,
      xLabel: x.name, yLabel: y.name, width: width, height: height)
    var data = rows.keys.namedColumns
    for (position, label) in labels(columns).enumerated() {
      data.append(
        (label, Column(numbers: sums.map { $0[position].isNaN ? .missing : $0[position] })))
    }
    return .object(FigureValue(figure, data: Table(data, rowCount: rows.count)))
  }

  /// The command `box(t, y, by:)`.
  static let box = Command(
    "box", "Draw minimum, quartiles and maximum, of each group.",
    .required("table", "The rows."),
    .required("y", "The column or expression with the numbers."),
    .optional(
      "by", ColumnReference?.none, "A column whose values make a box each.", defaultText: "none"),
    .title, .width, .height, group: .figures,
    examples: [
      Example(
        "table({g: [\"a\", \"a\", \"b\", \"b\"], v: [1, 5, 2, 9]}) | box(v, by: g)", "two boxes")
    ],
    searchTerms: ["boxplot", "quartiles"]
  ) {
    (
      invocation: Invocation, table: Table, y: DeferredExpression, by: ColumnReference?,
      title: String, width: Int?, height: Int?
    ) in
    let numbers = try invocation.numbers(y, of: table, "y")
    let grouping = Grouping(table, by: by.map { [$0.name] } ?? [])
    let boxes = grouping.rows().enumerated().compactMap { group, rows -> Figure.Box? in
      let present = rows.map { numbers[$0] }.filter { !$0.isNaN }
      guard !present.isEmpty else { return nil }
      let cell = grouping.keys.columns.first?[group]
      let label = cell.map { $0 == .missing ? "missing" : $0.text } ?? y.label
      return Figure.Box(label, Statistics.quantiles(present, [0, 0.25, 0.5, 0.75, 1]))
    }
    let left = numbers.count(where: \.isNaN)
    if left > 0 { invocation.note("\(left) missing or NaN left out") }
    let figure = Figure(
      .boxes(boxes), title: title, xLabel: y.label, yLabel: by?.name ?? "", width: width,
      height: height)
    let data = Table(
      [("label", Column(texts: boxes.map(\.label)))]
        + ["min", "q25", "median", "q75", "max"].enumerated().map { position, name in
          (name: name, column: Column(numbers: boxes.map { $0.numbers[position] }))
        })
    return .object(FigureValue(figure, data: data))
  }
}
