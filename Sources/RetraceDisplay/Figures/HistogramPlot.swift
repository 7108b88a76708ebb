/// Counts between edges as columns that end in eighths of a row.
struct HistogramPlot {
  let screen: FigureScreen
  let edges: [Double]
  let counts: [Double]

  private var glyphs: Glyphs { screen.glyphs }

  /// The lines of the plot, and what could not be drawn.
  func lines(_ undrawn: inout Undrawn) -> [StyledLine] {
    guard !counts.isEmpty, edges.count == counts.count + 1 else { return [] }
    let isAscending = zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }
    guard isAscending, edges.allSatisfy(\.isFinite) else { return intervalLines(&undrawn) }

    var heights = counts
    for (position, count) in counts.enumerated() where !(count >= 0 && count.isFinite) {
      heights[position] = 0
      if count.isNaN {
        undrawn.countGap(count)
      } else if count.isInfinite {
        undrawn.countInfinite()
      } else {
        undrawn.say("a negative count not drawn")
      }
    }
    let wanted = screen.rows
    let isWhole = heights.allSatisfy { $0 == $0.rounded() }
    let yAxis = Axis(
      from: 0, to: max(heights.max() ?? 0, .leastNonzeroMagnitude),
      Axis.Choice(intervals: max(1, min(8, wanted / 3)), rows: wanted + 1, isWhole: isWhole))
    let step = max(1, Int((Double(wanted) / Double(yAxis.intervals)).rounded(.down)))
    let rows = screen.figure.height == nil ? step * yAxis.intervals : wanted
    let available = max(4, screen.width - PlotFrame.margin(of: yAxis))
    let places = boundaries(available)
    let columns = places[places.count - 1]

    var canvas = PlotCanvas(columns: columns, rows: rows)
    var merged = 0
    var start = 0
    while start < heights.count {
      // Bins narrower than a cell share it; the highest of them is drawn.
      var end = start + 1
      while end < heights.count, places[end] == places[start] { end += 1 }
      merged += end - start - 1
      let height = heights[start..<end].max() ?? 0
      let share = yAxis.share(of: height) ?? 0
      for column in places[start]..<max(places[end], min(places[start] + 1, columns)) {
        drawColumn(share, column, on: &canvas)
      }
      start = end
    }
    if merged > 0 {
      undrawn.say("\(NumberFormat.count(merged, "bin")) narrower than a cell share one with others")
    }
    let xAxis = PlotFrame.xAxis(
      from: edges[0], to: edges[edges.count - 1], columns: columns, extendsToTicks: false,
      isWhole: edges.allSatisfy { $0 == $0.rounded() })
    let frame = PlotFrame(
      screen: screen, yAxis: yAxis, canvas: canvas,
      tickRow: { tick in rows - Int((tick.share * Double(rows)).rounded()) },
      tickColumn: { tick in Int((tick.share * Double(columns)).rounded()) - 1 }, xAxis: xAxis)
    return frame.lines()
  }

  /// The cell at which each edge lies: equally many cells a bin where the bins are equally wide,
  /// so that equal counts look equal.
  private func boundaries(_ available: Int) -> [Int] {
    let first = edges[0]
    let last = edges[edges.count - 1]
    let halfSpan = last / 2 - first / 2
    let shares = edges.map { halfSpan > 0 ? ($0 / 2 - first / 2) / halfSpan : 0 }
    let isEven = shares.enumerated().allSatisfy {
      abs($1 - Double($0) / Double(counts.count)) < 0.01 / Double(counts.count)
    }
    let columns =
      isEven && counts.count <= available ? available / counts.count * counts.count : available
    return shares.map { min(max(Int(($0 * Double(columns)).rounded()), 0), columns) }
  }

  private func drawColumn(_ share: Double, _ column: Int, on canvas: inout PlotCanvas) {
    guard share > 0 else { return }
    let eighths = max(1, Int((min(share, 1) * Double(canvas.rows * 8)).rounded()))
    for row in 0..<(eighths / 8) {
      canvas.set(
        row: canvas.rows - 1 - row, column: column, screen.options.isASCII ? "#" : "█", .series1)
    }
    let rest = eighths % 8
    guard rest > 0 else { return }
    let blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇"]
    // In ASCII a part is half a cell or next to nothing.
    let glyph = screen.options.isASCII ? (rest >= 4 ? ":" : ".") : blocks[rest - 1]
    canvas.set(row: canvas.rows - 1 - eighths / 8, column: column, glyph, .series1)
  }

  /// Where the edges are no scale, a bar for each interval.
  private func intervalLines(_ undrawn: inout Undrawn) -> [StyledLine] {
    let bars = counts.enumerated().map { position, count in
      Figure.Bar(
        NumberFormat.short(edges[position]) + ".." + NumberFormat.short(edges[position + 1]), count)
    }
    return BarChart(screen: screen, bars: bars).lines(&undrawn)
  }
}
