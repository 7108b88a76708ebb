/// Series as points: quarters of cells for a single series, marks of their own for several.
struct ScatterPlot {
  let screen: FigureScreen
  let points: PlotPoints

  private var glyphs: Glyphs { screen.glyphs }

  /// The lines of the plot, and what could not be drawn.
  func lines(_ undrawn: inout Undrawn) -> [StyledLine] {
    guard let plan = PlotPlan(screen, points, extendsX: true, labelsEnds: false) else { return [] }
    var canvas = PlotCanvas(columns: plan.columns, rows: plan.rows)
    if points.series.count == 1, !screen.options.isASCII {
      drawQuarters(points.series[0], plan, on: &canvas)
    } else {
      for position in points.series.indices.reversed() {
        for point in points.series[position].points {
          guard let place = plan.place(point) else { continue }
          canvas.set(
            row: plan.row(place.height), column: place.column, glyphs.marker(position),
            Role.series(position))
        }
      }
    }
    plan.mark(points, on: &canvas, glyphs, &undrawn)
    plan.drawGrid(on: &canvas, glyphs)
    let names = points.series.enumerated().map {
      (text: "\(glyphs.marker($0)) \($1.name)", role: Role.series($0))
    }
    let legend = points.series.count > 1 && plan.hasLegend ? PlotPlan.legend(names, screen) : []
    return legend + plan.frame(screen, canvas).lines()
  }

  private func drawQuarters(
    _ series: PlotPoints.Series, _ plan: PlotPlan, on canvas: inout PlotCanvas
  ) {
    let quarters = Array(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█")
    var masks = [Int](repeating: 0, count: plan.columns * plan.rows)
    for point in series.points {
      guard let place = plan.place(point), let share = plan.xAxis.share(of: point.x) else {
        continue
      }
      let column = Self.half(share, of: plan.columns)
      let row = Self.half(1 - place.height, of: plan.rows)
      masks[row / 2 * plan.columns + column / 2] |= 1 << (row % 2 * 2 + column % 2)
    }
    for (position, mask) in masks.enumerated() where mask > 0 {
      canvas.set(
        row: position / plan.columns, column: position % plan.columns, String(quarters[mask]),
        .series1)
    }
  }

  /// The half cell of a share between 0 and 1 whose ends are the middles of the outer cells.
  private static func half(_ share: Double, of count: Int) -> Int {
    let position = (min(max(share, 0), 1) * Double(count - 1) + 0.5) * 2
    return min(max(Int(position), 0), 2 * count - 1)
  }
}
