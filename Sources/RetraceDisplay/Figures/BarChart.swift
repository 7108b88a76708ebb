import RetraceNumerics

/// A labelled bar a line: label, number with its sign, error, and the bar beside an axis.
struct BarChart {
  let screen: FigureScreen
  let bars: [Figure.Bar]

  /// So many bars are shown where nothing else was asked for.
  static let limit = 40

  private var glyphs: Glyphs { screen.glyphs }

  /// The lines of the chart, and what could not be drawn.
  func lines(_ undrawn: inout Undrawn) -> [StyledLine] {
    let shown = Self.shown(bars, screen, &undrawn)
    guard !shown.isEmpty else { return [] }
    let columns = BarColumns(
      shown, screen, showsSigns: screen.figure.showsSigns || shown.contains { $0.value < 0 })
    let scale = BarScale(
      shown.map(\.value), width: columns.drawingWidth, isASCII: screen.options.isASCII)
    for bar in shown where bar.value.isInfinite {
      undrawn.countBeyond(bar.value, arrow: bar.value > 0 ? glyphs.right : glyphs.left)
    }
    return shown.indices.map { position in
      var line = columns.line(position)
      line.append(
        scale.text(shown[position].value), shown[position].value < 0 ? .negative : .positive)
      return line
    }
  }

  /// The first bars, as many as are shown at all.
  static func shown(
    _ bars: [Figure.Bar], _ screen: FigureScreen, _ undrawn: inout Undrawn
  ) -> [Figure.Bar] {
    let limit = screen.options.cutsTables ? max(1, screen.figure.height ?? Self.limit) : bars.count
    guard bars.count > limit else { return bars }
    undrawn.say(
      "the first \(NumberFormat.count(limit)) of \(NumberFormat.count(bars.count)) bars shown")
    return Array(bars.prefix(limit))
  }
}

/// The labels, numbers and errors on the left of bars, in aligned columns.
struct BarColumns {
  private let labels: [String]
  private let numbers: [String]
  private let errors: [String]
  private let labelWidth: Int
  private let numberWidth: Int
  private let errorWidth: Int
  private let values: [Double]
  /// The cells that are left for the drawing.
  let drawingWidth: Int

  init(_ bars: [Figure.Bar], _ screen: FigureScreen, showsSigns: Bool) {
    values = bars.map(\.value)
    let format = ColumnFormat(
      values.filter { !$0.isMissing }, digits: 4, showsPlus: showsSigns,
      maximumWidth: screen.numberWidth)
    numbers = values.map { $0.isMissing ? NumberFormat.missing : format.text($0) }
    numberWidth = numbers.map(\.utf8.count).max() ?? 0
    let halfWidths = bars.compactMap(\.error)
    let errorFormat = ColumnFormat(halfWidths.filter(\.isFinite), digits: 2)
    let texts = bars.map { bar in
      bar.error.map { "\(screen.glyphs.plusMinus)\(errorFormat.text(abs($0)))" } ?? ""
    }
    // Labels have up to two fifths of the width, the drawing at least a quarter; on the narrowest
    // screens the errors go before either.
    let widest = texts.map { TextWidth.width(of: $0) }.max() ?? 0
    let rest = screen.width - numberWidth - 2
    let showsErrors = widest > 0 && rest - widest - 1 >= 6 + screen.width / 4
    errors = showsErrors ? texts : []
    errorWidth = showsErrors ? widest : 0
    let room = rest - (showsErrors ? widest + 1 : 0)
    let own = bars.map { TextWidth.width(of: $0.label) }.max() ?? 0
    let width = max(1, min(own, room - max(4, screen.width / 4), max(6, screen.width * 2 / 5)))
    labelWidth = width
    labels = bars.map { screen.fitting($0.label, width) }
    drawingWidth = max(1, room - labelWidth - 1)
  }

  /// The line of a bar up to where the drawing begins.
  func line(_ position: Int) -> StyledLine {
    var line = StyledLine(TextWidth.padded(labels[position], to: labelWidth) + "  ")
    let value = values[position]
    line.append(
      TextWidth.padded(numbers[position], to: numberWidth, .right),
      value.isNaN ? .dim : nil)
    if errorWidth > 0 {
      line.append(" " + TextWidth.padded(errors[position], to: errorWidth), .dim)
    }
    line.append(" ")
    return line
  }
}
