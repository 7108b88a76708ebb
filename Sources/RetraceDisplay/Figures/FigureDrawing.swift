/// A figure as lines: title, drawing, caption, and what could not be drawn.
struct FigureDrawing {
  private let figure: Figure
  private let screen: FigureScreen

  init(_ figure: Figure, _ options: RenderingOptions) {
    self.figure = figure
    screen = FigureScreen(figure, options)
  }

  /// The lines from top to bottom.
  func lines() -> [StyledLine] {
    var undrawn = Undrawn()
    let drawing = drawing(&undrawn)
    let caption = figure.caption.isEmpty ? FigureCaption(figure: figure).text : figure.caption
    var lines = figure.title.isEmpty ? [] : screen.wrapped(figure.title, .headline)
    lines += drawing
    lines += screen.wrapped(caption)
    if let text = undrawn.text { lines += screen.wrapped(text, .dim) }
    return lines
  }

  private func drawing(_ undrawn: inout Undrawn) -> [StyledLine] {
    switch figure.content {
    case .bars(let bars):
      return BarChart(screen: screen, bars: bars).lines(&undrawn)
    case .lines(let series):
      let points = self.points(series, sorts: true, &undrawn)
      return LinePlot(screen: screen, points: points).lines(&undrawn)
    case .scatter(let series):
      let points = self.points(series, sorts: false, &undrawn)
      return ScatterPlot(screen: screen, points: points).lines(&undrawn)
    case .histogram(let edges, let counts):
      return HistogramPlot(screen: screen, edges: edges, counts: counts).lines(&undrawn)
    case .heatMap(let rows, let columns, let values):
      return HeatMapChart(screen: screen, rows: rows, columns: columns, values: values)
        .lines(&undrawn)
    case .boxes(let boxes):
      return BoxChart(screen: screen, boxes: boxes).lines(&undrawn)
    case .waterfall(let base, let steps, let total):
      return WaterfallChart(screen: screen, base: base, steps: steps, total: total)
        .lines(&undrawn)
    case .parallel(let axes, let lines):
      return ParallelPlot(screen: screen, axes: axes, lines: lines).drawing(&undrawn)
    }
  }

  /// As many series as have marks of their own.
  private func points(
    _ series: [Figure.Series], sorts: Bool, _ undrawn: inout Undrawn
  ) -> PlotPoints {
    let limit = screen.glyphs.markerCount
    let named = series.filter { !$0.isFaint }
    if named.count > limit {
      undrawn.say("the first \(limit) of \(NumberFormat.count(named.count)) series drawn")
    }
    return PlotPoints(
      Array(named.prefix(limit)), faint: Array(series.filter(\.isFaint).prefix(limit)),
      sorts: sorts, isLogarithmic: figure.isLogarithmicY,
      isLogarithmicX: figure.isLogarithmicX, &undrawn)
  }
}
