import RetraceCatalog
import RetraceDisplay
import RetraceLanguage
import RetraceNumerics
import RetraceSyntax
import RetraceTables

extension Command {
  /// The command `line(t, x, y)`.
  static let line = Command(
    "line", "Draw lines through points, in order of x.",
    .required("table", "The points."),
    .required("x", "The column or expression of the x axis."),
    .required("y", "One column or expression, or a list of them."),
    .optional(
      "by", ColumnReference?.none, "A column whose values make a line each.",
      defaultText: "none"),
    .optional("log", false, "Whether the y axis is logarithmic."),
    .title, .width, .height, group: .figures,
    examples: [
      Example(
        "table({step: 1..20}) | line(step, 1 / step, title: \"1 / step\")", "a falling curve"),
      Example("table({x: 1..20}) | line(x, [x ^ 2, 20 * x])", "two lines"),
    ],
    searchTerms: ["plot", "curve", "lineplot"]
  ) {
    (
      invocation: Invocation, table: Table, x: DeferredExpression, y: DeferredExpression,
      by: ColumnReference?, log: Bool, title: String, width: Int?, height: Int?
    ) in
    let series = try invocation.series(table, x: x, y: y.elements, by: by).map { series in
      // The order of x decides what is joined, not that of the rows.
      let order = series.x.indices.sorted { (series.x[$0], $0) < (series.x[$1], $1) }
      return Figure.Series(
        series.name, x: order.map { series.x[$0] }, y: order.map { series.y[$0] })
    }
    let figure = Figure(
      .lines(series), title: title, xLabel: x.label,
      yLabel: series.count == 1 || by != nil ? y.label : "", width: width, height: height,
      isLogarithmicY: log)
    return .object(FigureValue(figure, data: series.table))
  }

  /// The command `scatter(t, x, y)`.
  static let scatter = Command(
    "scatter", "Draw points.",
    .required("table", "The points."),
    .required("x", "The column or expression of the x axis."),
    .required("y", "The column or expression of the y axis."),
    .optional(
      "by", ColumnReference?.none, "A column whose values get a sign each.", defaultText: "none"),
    .title, .width, .height, group: .figures,
    examples: [Example("table({x: 1..9}) | scatter(x, x ^ 2)", "nine points of a parabola")],
    searchTerms: ["plot", "points"]
  ) {
    (
      invocation: Invocation, table: Table, x: DeferredExpression, y: DeferredExpression,
      by: ColumnReference?, title: String, width: Int?, height: Int?
    ) in
    let series = try invocation.series(table, x: x, y: [y], by: by)
    let figure = Figure(
      .scatter(series), title: title, xLabel: x.label, yLabel: y.label, width: width,
      height: height)
    return .object(FigureValue(figure, data: series.table))
  }

  /// The command `hist(column)`.
  static let hist = Command(
    "hist", "Draw how often values fall into bins of equal width.",
    .required(
      "column", "Numbers, or values to count.", type: .any([.column, .list, .table])),
    .optional(
      "bins", Int?.none, "How many bins.", type: .integer(1...1_000),
      defaultText: "by the spread"),
    .title, .width, .height, group: .figures,
    discussion: """
      The width of the bins follows Freedman and Diaconis, 2 · IQR / n^⅓, rounded to 1, 2 or 5 \
      times a power of ten, at most 40 bins. A value equal to an edge falls into the upper bin, \
      the greatest value into the last one.
      """,
    examples: [Example("hist([1, 2, 2, 3, 3, 3, 4, 4, 5])", "a small mountain")],
    references: [
      "D. Freedman, P. Diaconis, On the histogram as a density estimator, 1981, https://doi.org/10.1007/BF01025868"
    ],
    searchTerms: ["histogram", "distribution"]
  ) {
    (
      invocation: Invocation, value: Value, bins: Int?, title: String, width: Int?, height: Int?
    ) in
    if case .table(let table) = value {
      throw invocation.error(
        .wrongType, "'hist' takes one column, got \(value.shapePhrase)", at: "column",
        facts: [Suggestions.listing("its columns", table.names)],
        help: table.names.first.map { "name one of them, for example t.\($0) | hist" })
    }
    let column = try Column.read(invocation["column"], parameter: "column")
    guard let numbers = column.numbers, column.kind == .number else {
      let grouping = Grouping(Table([("value", column)]), by: ["value"])
      let labels = grouping.keys.columns[0]
      let bars = grouping.counts.enumerated().map { group, count in
        Figure.Bar(labels[group] == .missing ? "missing" : labels[group].text, Double(count))
      }
      let data = grouping.keys.setting("n", Column(numbers: grouping.counts.map(Double.init)))
      return .object(
        FigureValue(Figure(.bars(bars), title: title, width: width, height: height), data: data))
    }
    let histogram = HistogramBins(numbers, count: bins)
    for note in histogram.notes { invocation.note(note) }
    let figure = Figure(
      .histogram(edges: histogram.edges, counts: histogram.counts), title: title, width: width,
      height: height)
    let data = Table([
      ("from", Column(numbers: Array(histogram.edges.dropLast()))),
      ("to", Column(numbers: Array(histogram.edges.dropFirst()))),
      ("n", Column(numbers: histogram.counts)),
    ])
    return .object(FigureValue(figure, data: data))
  }
}
