/// Series as lines: one row a column, joined by box-drawing characters, in a style of its own for
/// each series; in ASCII by the mark of the series.
struct LinePlot {
  let screen: FigureScreen
  let points: PlotPoints

  private var glyphs: Glyphs { screen.glyphs }

  /// What a series covers in one column of the canvas.
  private struct Strand {
    /// The highest and the lowest row.
    var top: Int
    var bottom: Int
    /// The row of the mean, at which neighbours are joined.
    var row: Int
    /// Whether the line comes from the column before.
    var isLinked: Bool
    private var sum: Double
    private var count = 1.0

    init(_ height: Double, _ plan: PlotPlan, isLinked: Bool) {
      row = plan.row(height)
      top = row
      bottom = row
      sum = height
      self.isLinked = isLinked
    }

    mutating func add(_ height: Double, _ plan: PlotPlan) {
      let own = plan.row(height)
      top = min(top, own)
      bottom = max(bottom, own)
      sum += height
      count += 1
      row = plan.row(sum / count)
    }

    /// Without the wobble between two neighbouring rows, which is that of rounding.
    var smoothed: Strand {
      guard bottom - top == 1 else { return self }
      var smoothed = self
      smoothed.top = row
      smoothed.bottom = row
      return smoothed
    }
  }

  /// The lines of the plot, and what could not be drawn.
  func lines(_ undrawn: inout Undrawn) -> [StyledLine] {
    guard let plan = PlotPlan(screen, points, extendsX: false, labelsEnds: true) else { return [] }
    var canvas = PlotCanvas(columns: plan.columns, rows: plan.rows)
    let strands = points.series.map { self.strands(of: $0, plan) }
    var ends: [(series: Int, row: Int)] = []
    for (position, strands) in strands.enumerated() {
      if case .some(let last?) = strands.last(where: { $0 != nil }) {
        ends.append((position, last.row))
      }
    }
    let hidden = hiddenSeries(strands, plan).map { points.series[$0].name }
    if !hidden.isEmpty { undrawn.say("\(hidden.joined(separator: ", ")) lies under the others") }
    // The first series is drawn last, over the others.
    for position in strands.indices.reversed() {
      draw(strands[position], series: position, on: &canvas)
    }
    drawFaint(plan, on: &canvas)
    plan.mark(points, on: &canvas, glyphs, &undrawn)
    drawMarks(plan, on: &canvas)
    plan.drawGrid(on: &canvas, glyphs)
    var frame = plan.frame(screen, canvas)
    let legend = plan.hasLegend ? legendLines() : []
    if plan.labelWidth > 0 { frame.endLabels = endLabels(ends, plan) }
    return legend + frame.lines()
  }

  // MARK: Strands

  private func strands(of series: PlotPoints.Series, _ plan: PlotPlan) -> [Strand?] {
    var strands: [Strand?] = Array(repeating: nil, count: plan.columns)
    var previous: (column: Int, height: Double)?
    for point in series.points {
      guard let place = plan.place(point) else {
        previous = nil
        continue
      }
      if let previous, place.column > previous.column {
        for column in (previous.column + 1)...place.column {
          let share =
            Double(column - previous.column) / Double(place.column - previous.column)
          let height = previous.height + (place.height - previous.height) * share
          add(height, column, isLinked: true, plan, to: &strands)
        }
      } else {
        add(place.height, place.column, isLinked: false, plan, to: &strands)
      }
      previous = (place.column, place.height)
    }
    return strands.map { $0?.smoothed }
  }

  private func add(
    _ height: Double, _ column: Int, isLinked: Bool, _ plan: PlotPlan, to strands: inout [Strand?]
  ) {
    if strands[column] == nil {
      strands[column] = Strand(height, plan, isLinked: isLinked)
    } else {
      strands[column]?.add(height, plan)
    }
  }

  // MARK: Drawing

  private func draw(_ strands: [Strand?], series: Int, on canvas: inout PlotCanvas) {
    let role = Role.series(series)
    guard series < LineStyle.all.count, !screen.options.isASCII else {
      for (column, strand) in strands.enumerated() {
        guard let strand else { continue }
        for row in markedRows(strand, before: column > 0 ? strands[column - 1] : nil) {
          canvas.set(row: row, column: column, glyphs.marker(series), role)
        }
      }
      return
    }
    for (column, strand) in strands.enumerated() {
      guard let strand else { continue }
      let entry = strand.isLinked && column > 0 ? strands[column - 1]?.row : nil
      let next = column + 1 < strands.count ? strands[column + 1] : nil
      let leaves = next?.isLinked == true
      let top = min(strand.top, entry ?? strand.top)
      let bottom = max(strand.bottom, entry ?? strand.bottom)
      for row in top...bottom {
        var sides: LineStyle.Sides = []
        if row == entry { sides.insert(.left) }
        if row == strand.row, leaves { sides.insert(.right) }
        if row > top { sides.insert(.up) }
        if row < bottom { sides.insert(.down) }
        // Where a line begins or ends it fills its cell.
        if row == strand.row, !leaves, entry != nil { sides.insert(.right) }
        if row == strand.row, leaves, entry == nil, top == bottom { sides.insert(.left) }
        let glyph = sides.isEmpty ? glyphs.marker(series) : LineStyle.all[series].glyph(sides)
        canvas.set(row: row, column: column, glyph, role)
      }
    }
  }

  /// Light dots in cells that no line covers.
  private func drawFaint(_ plan: PlotPlan, on canvas: inout PlotCanvas) {
    for series in points.faint {
      for point in series.points {
        guard let place = plan.place(point) else { continue }
        let row = plan.row(place.height)
        if canvas.isEmpty(row: row, column: place.column) {
          canvas.set(row: row, column: place.column, glyphs.faint, .dim)
        }
      }
    }
  }

  /// Dotted upright lines at the marks, as many as leave room between them.
  private func drawMarks(_ plan: PlotPlan, on canvas: inout PlotCanvas) {
    let columns = screen.figure.marks.compactMap { mark -> Int? in
      plan.xAxis.share(of: mark.x).flatMap { PlotCanvas.cell($0, of: plan.columns) }
    }
    let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000]
    let step = steps.first { columns.count / $0 <= max(1, plan.columns / 5) } ?? columns.count
    for position in stride(from: 0, to: columns.count, by: max(1, step)) {
      for row in 0..<plan.rows where canvas.isEmpty(row: row, column: columns[position]) {
        canvas.set(row: row, column: columns[position], glyphs.mark, .dim)
      }
    }
  }

  /// In ASCII the rows of a column, with those on the way from the column before.
  private func markedRows(_ strand: Strand, before: Strand?) -> ClosedRange<Int> {
    guard strand.isLinked, let before else { return strand.top...strand.bottom }
    let top = before.row < strand.top ? before.row + 1 : strand.top
    let bottom = before.row > strand.bottom ? before.row - 1 : strand.bottom
    return min(top, strand.top)...max(bottom, strand.bottom)
  }

  /// The series whose every cell is covered by those before them.
  private func hiddenSeries(_ strands: [[Strand?]], _ plan: PlotPlan) -> [Int] {
    var isCovered = [Bool](repeating: false, count: plan.columns * plan.rows)
    var hidden: [Int] = []
    for (position, strands) in strands.enumerated() {
      var isSeen = false
      for (column, strand) in strands.enumerated() {
        guard let strand else { continue }
        for row in strand.top...strand.bottom {
          isSeen = isSeen || !isCovered[row * plan.columns + column]
          isCovered[row * plan.columns + column] = true
        }
      }
      if !isSeen, strands.contains(where: { $0 != nil }) { hidden.append(position) }
    }
    return hidden
  }

  // MARK: Names

  private func sample(_ series: Int) -> String {
    screen.options.isASCII || series >= LineStyle.all.count
      ? glyphs.marker(series) : LineStyle.all[series].glyph([.left, .right])
  }

  private func endLabels(_ ends: [(series: Int, row: Int)], _ plan: PlotPlan) -> [Int: StyledLine] {
    var labels: [Int: StyledLine] = [:]
    let rows = PlotPlan.spread(ends.map(\.row), over: plan.rows)
    for (end, row) in zip(ends, rows) {
      let name = points.series[end.series].name
      guard !name.isEmpty else { continue }
      let text = points.series.count > 1 ? "\(sample(end.series)) \(name)" : name
      labels[row] = StyledLine(screen.fitting(text, plan.labelWidth), Role.series(end.series))
    }
    return labels
  }

  private func legendLines() -> [StyledLine] {
    PlotPlan.legend(
      points.series.enumerated().map { ("\(sample($0)) \($1.name)", Role.series($0)) }, screen)
  }
}
