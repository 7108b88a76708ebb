import RetraceNumerics

/// Contributions that lead from a base to a total, each drawn from where the last one ended.
struct WaterfallChart {
  let screen: FigureScreen
  let base: Double
  let steps: [Figure.Bar]
  let total: Double

  private var glyphs: Glyphs { screen.glyphs }

  /// The lines of the chart, and what could not be drawn.
  func lines(_ undrawn: inout Undrawn) -> [StyledLine] {
    let shown = BarChart.shown(steps, screen, &undrawn)
    var level = base
    var spans: [(from: Double, to: Double)] = [(base, base)]
    for step in shown {
      spans.append((level, level + step.value))
      level += step.value
    }
    spans.append((total, total))
    let columns = LevelColumns(base: base, steps: shown, total: total, screen)
    let ends = spans.flatMap { [$0.from, $0.to] }.filter(\.isFinite)
    for value in [base, total] + shown.map(\.value) where !value.isFinite {
      if value.isNaN { undrawn.countGap(value) } else { undrawn.countInfinite() }
    }
    guard let low = ends.min(), let high = ends.max() else {
      return columns.lines
    }
    let axis = PlotFrame.xAxis(
      from: low, to: high, columns: columns.drawingWidth, extendsToTicks: true, isWhole: false)
    var lines: [StyledLine] = []
    for (position, span) in spans.enumerated() {
      var line = columns.lines[position]
      append(
        span, axis, columns.drawingWidth, isMark: position == 0 || position == spans.count - 1,
        to: &line)
      lines.append(line)
    }
    var head = StyledLine()
    head.pad(to: columns.width - 1)
    return lines
      + PlotFrame.axisLines(screen, axis, head: head, columns: columns.drawingWidth) {
        Self.cell($0.share, columns.drawingWidth) / 2
      }
  }

  /// The half cell of a share.
  private static func cell(_ share: Double, _ width: Int) -> Int {
    min(max(Int((share * Double(2 * width - 1)).rounded()), 0), 2 * width - 1)
  }

  private func append(
    _ span: (from: Double, to: Double), _ axis: Axis, _ width: Int, isMark: Bool,
    to line: inout StyledLine
  ) {
    guard let first = axis.share(of: span.from), let last = axis.share(of: span.to),
      first.isFinite, last.isFinite
    else { return }
    let from = Self.cell(min(first, last), width)
    let to = Self.cell(max(first, last), width)
    line.append(String(repeating: " ", count: from / 2))
    if isMark {
      line.append(glyphs.vertical)
      return
    }
    let role: Role = last < first ? .negative : .positive
    for cell in (from / 2)...(to / 2) {
      let hasLeft = from <= 2 * cell
      let hasRight = to > 2 * cell
      line.append(
        screen.options.isASCII ? "#" : hasLeft ? (hasRight ? "█" : "▌") : "▐", role)
    }
  }
}

/// The names and numbers on the left of a waterfall: levels for base and total, signed steps
/// between them, all with their points below one another.
private struct LevelColumns {
  private(set) var lines: [StyledLine] = []
  let drawingWidth: Int
  let width: Int

  init(base: Double, steps: [Figure.Bar], total: Double, _ screen: FigureScreen) {
    let values = [base] + steps.map(\.value) + [total]
    let format = ColumnFormat(values, digits: 4, maximumWidth: screen.numberWidth)
    let signed = ColumnFormat(
      values, digits: 4, showsPlus: true, maximumWidth: screen.numberWidth)
    let numbers = [format.text(base)] + steps.map { signed.text($0.value) } + [format.text(total)]
    let labels = ["base"] + steps.map(\.label) + ["total"]
    let numberWidth = numbers.map(\.utf8.count).max() ?? 0
    let room = screen.width - numberWidth - 3
    let own = labels.map { TextWidth.width(of: $0) }.max() ?? 0
    let labelWidth = max(1, min(own, room - max(4, screen.width / 4), max(6, screen.width * 2 / 5)))
    width = labelWidth + numberWidth + 4
    drawingWidth = max(1, screen.width - width)
    for (label, number) in zip(labels, numbers) {
      var line = StyledLine(
        TextWidth.padded(screen.fitting(label, labelWidth), to: labelWidth) + "  ")
      line.append(TextWidth.padded(number, to: numberWidth, .right) + "  ")
      lines.append(line)
    }
  }
}
