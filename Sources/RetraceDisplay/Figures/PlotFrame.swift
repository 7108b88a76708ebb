/// A canvas with its axes, ticks, labels and titles as lines.
struct PlotFrame {
  let screen: FigureScreen
  let yAxis: Axis
  let canvas: PlotCanvas
  /// The row of a tick of the y axis; `canvas.rows` is the row of the x axis itself.
  let tickRow: (Axis.Tick) -> Int
  /// The column of a tick of the x axis; -1 is the column of the y axis itself.
  let tickColumn: (Axis.Tick) -> Int
  let xAxis: Axis
  /// A text right of each row, such as the name of a series.
  var endLabels: [Int: StyledLine] = [:]

  private var glyphs: Glyphs { screen.glyphs }

  /// The cells that the labels and the line of a y axis take.
  static func margin(of axis: Axis) -> Int {
    (axis.ticks.map { $0.label.utf8.count }.max() ?? 0) + 2
  }

  /// The lines from the y title to the x title.
  func lines() -> [StyledLine] {
    let margin = Self.margin(of: yAxis)
    var labels: [Int: String] = [:]
    for tick in yAxis.ticks { labels[tickRow(tick)] = tick.label }
    var lines = titleLines(screen.figure.yLabel, unit: yAxis.unit, margin: margin)
    for row in 0..<canvas.rows {
      var line = label(labels[row], margin: margin)
      line.append(labels[row] == nil ? glyphs.vertical : glyphs.yTick, .dim)
      line.append(canvas.line(row: row))
      if let endLabel = endLabels[row] {
        line.append(" ")
        line.append(endLabel)
      }
      lines.append(line)
    }
    let head = label(labels[canvas.rows], margin: margin)
    return lines
      + Self.axisLines(
        screen, xAxis, head: head, columns: canvas.columns, tickColumn: tickColumn)
  }

  private func label(_ text: String?, margin: Int) -> StyledLine {
    var line = StyledLine()
    line.append(TextWidth.padded(text ?? "", to: margin - 2, .right) + " ", .dim)
    return line
  }

  /// The name of the y axis above it, with what its labels are to be multiplied with.
  private func titleLines(_ title: String, unit: String, margin: Int) -> [StyledLine] {
    let text = [title, unit].filter { !$0.isEmpty }.joined(separator: " ")
    guard !text.isEmpty else { return [] }
    let shown = screen.fitting(glyphs.spelled(text), screen.width)
    // Its right end stands over the axis where it is short.
    return [StyledLine(TextWidth.padded(shown, to: margin - 1, .right), .dim)]
  }

  /// The line of an x axis with ticks, its labels and its title.
  static func axisLines(
    _ screen: FigureScreen, _ axis: Axis, head: StyledLine, columns: Int,
    tickColumn: (Axis.Tick) -> Int
  ) -> [StyledLine] {
    let glyphs = screen.glyphs
    let start = head.width
    let places = axis.ticks.map { tickColumn($0) + 1 }
    var rule = head
    for column in 0...columns {
      let isTick = places.contains(column)
      rule.append(
        column == 0 ? glyphs.corner : isTick ? glyphs.xTick : glyphs.horizontal, .dim)
    }
    var labels = StyledLine()
    for (tick, place) in zip(axis.ticks, places) {
      let width = tick.label.utf8.count
      let last = start + columns + 1 - width
      let column = max(0, min(start + place - width / 2, last))
      // Labels that would touch are left out; their ticks stay.
      guard labels.width == 0 || column > labels.width else { continue }
      labels.pad(to: column)
      labels.append(tick.label, .dim)
    }
    let title = [screen.figure.xLabel, axis.unit].filter { !$0.isEmpty }.joined(separator: " ")
    guard !title.isEmpty else { return [rule, labels] }
    let shown = screen.fitting(glyphs.spelled(title), screen.width)
    let width = TextWidth.width(of: shown)
    var titleLine = StyledLine()
    titleLine.pad(to: max(0, min(start + 1 + (columns - width) / 2, screen.width - width)))
    titleLine.append(shown, .dim)
    return [rule, labels, titleLine]
  }

  /// The x axis of at most so many columns whose labels do not touch.
  static func xAxis(
    from low: Double, to high: Double, columns: Int, extendsToTicks: Bool, isWhole: Bool,
    isLogarithmic: Bool = false
  ) -> Axis {
    var intervals = max(1, min(10, columns / 7))
    var fallback: Axis?
    while true {
      let choice = Axis.Choice(
        intervals: intervals, extendsToTicks: extendsToTicks, isWhole: isWhole,
        isLogarithmic: isLogarithmic)
      let axis = Axis(from: low, to: high, choice)
      let widest = axis.ticks.map { $0.label.utf8.count }.max() ?? 0
      // A single tick tells no scale; then rather some whose labels have to be left out.
      if axis.ticks.count > 1 { fallback = axis }
      if axis.ticks.count > 1, (widest + 2) * axis.ticks.count <= columns + 2 { return axis }
      if intervals == 1 { return fallback ?? axis }
      intervals -= 1
    }
  }
}
