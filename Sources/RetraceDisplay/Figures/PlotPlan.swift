import RetraceNumerics

/// Where the points of a plot go: its axes, the size of its canvas and the room for names.
struct PlotPlan {
  let columns: Int
  let rows: Int
  let xAxis: Axis
  let yAxis: Axis
  /// The cells for the names of the series on the right; 0 if there are none.
  let labelWidth: Int
  /// Whether the names stand in a legend above because they do not fit at the ends.
  let hasLegend: Bool

  /// Plans the plot; nil if there is no point to draw.
  init?(_ screen: FigureScreen, _ points: PlotPoints, extendsX: Bool, labelsEnds: Bool) {
    guard let x = points.xRange, let data = points.yRange else { return nil }
    var y = data
    if let limits = screen.figure.yLimits, limits.lowerBound.isFinite, limits.upperBound.isFinite,
      !screen.figure.isLogarithmicY || limits.lowerBound > 0
    {
      y = (limits.lowerBound, limits.upperBound)
    }
    let wanted = screen.rows
    var choice = Axis.Choice(intervals: max(1, min(8, wanted / 3)), rows: wanted)
    choice.isLogarithmic = screen.figure.isLogarithmicY
    choice.isWhole = points.hasWholeY && screen.figure.yLimits == nil
    yAxis = Axis(from: y.low, to: y.high, choice)
    // As many rows as the steps divide evenly, so that ticks stand equally far apart.
    let step = max(1, Int((Double(wanted - 1) / Double(yAxis.intervals)).rounded(.down)))
    rows = screen.figure.height == nil ? max(2, step * yAxis.intervals + 1) : wanted

    let names = points.series.map { TextWidth.width(of: $0.name) }
    let longest = names.max() ?? 0
    let widest = longest + (points.series.count > 1 ? 2 : 0)
    let room = screen.width - PlotFrame.margin(of: yAxis)
    let fits =
      labelsEnds && widest <= screen.width / 4 && widest + 9 <= room && points.series.count <= rows
    labelWidth = longest > 0 && fits ? widest : 0
    hasLegend = longest > 0 && !fits
    columns = max(4, labelWidth > 0 ? room - labelWidth - 1 : room)
    xAxis = PlotFrame.xAxis(
      from: x.low, to: x.high, columns: columns, extendsToTicks: extendsX,
      isWhole: points.hasWholeX, isLogarithmic: screen.figure.isLogarithmicX)
  }

  /// The column and the height (0 below, 1 above) of a point inside the plot, nil for others.
  func place(_ point: (x: Double, y: Double)) -> (column: Int, height: Double)? {
    guard let height = yAxis.share(of: point.y), height >= -1e-9, height <= 1 + 1e-9,
      let share = xAxis.share(of: point.x), let column = PlotCanvas.cell(share, of: columns)
    else { return nil }
    return (column, min(max(height, 0), 1))
  }

  /// The row of a height between 0 and 1.
  func row(_ height: Double) -> Int {
    PlotCanvas.cell(1 - height, of: rows) ?? 0
  }

  /// Marks what lies beyond the upper and lower edge, and counts all that is not drawn.
  func mark(
    _ points: PlotPoints, on canvas: inout PlotCanvas, _ glyphs: Glyphs, _ undrawn: inout Undrawn
  ) {
    for (position, series) in points.series.enumerated() {
      for point in series.points {
        guard let height = yAxis.share(of: point.y) else {
          if point.y.isNaN { undrawn.countGap(point.y) } else { undrawn.countNotPositive() }
          continue
        }
        guard height < -1e-9 || height > 1 + 1e-9 else { continue }
        let arrow = height > 0 ? glyphs.up : glyphs.down
        undrawn.countBeyond(point.y, arrow: arrow)
        guard let share = xAxis.share(of: point.x) else { continue }
        let column = PlotCanvas.cell(min(max(share, 0), 1), of: columns) ?? 0
        canvas.set(
          row: height > 0 ? 0 : rows - 1, column: column, arrow, Role.series(position))
      }
    }
  }

  /// Dots where the ticks of both axes cross and nothing is drawn.
  func drawGrid(on canvas: inout PlotCanvas, _ glyphs: Glyphs) {
    for y in yAxis.ticks {
      for x in xAxis.ticks {
        guard let row = PlotCanvas.cell(1 - y.share, of: rows), row < rows,
          let column = PlotCanvas.cell(x.share, of: columns), column > 0,
          canvas.isEmpty(row: row, column: column)
        else { continue }
        canvas.set(row: row, column: column, glyphs.grid, .dim)
      }
    }
  }

  /// The canvas between the axes.
  func frame(_ screen: FigureScreen, _ canvas: PlotCanvas) -> PlotFrame {
    PlotFrame(
      screen: screen, yAxis: yAxis, canvas: canvas,
      tickRow: { PlotCanvas.cell(1 - $0.share, of: rows) ?? 0 },
      tickColumn: { PlotCanvas.cell($0.share, of: columns) ?? 0 }, xAxis: xAxis)
  }

  /// Rows near the wanted ones, each used once; there are no more than rows.
  static func spread(_ wanted: [Int], over rows: Int) -> [Int] {
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    var taken = wanted
    var free = 0
    for position in order {
      taken[position] = max(wanted[position], free)
      free = taken[position] + 1
    }
    var limit = rows - 1
    for position in order.reversed() {
      taken[position] = min(taken[position], limit)
      limit = taken[position] - 1
    }
    return taken
  }

  /// Names with their marks in as many lines as they need.
  static func legend(_ names: [(text: String, role: Role?)], _ screen: FigureScreen)
    -> [StyledLine]
  {
    var lines = [StyledLine()]
    for name in names {
      let text = screen.fitting(name.text, screen.width)
      let width = TextWidth.width(of: text)
      if lines[lines.count - 1].width > 0 {
        if lines[lines.count - 1].width + 3 + width > screen.width {
          lines.append(StyledLine())
        } else {
          lines[lines.count - 1].append("   ")
        }
      }
      lines[lines.count - 1].append(text, name.role)
    }
    return lines
  }
}
