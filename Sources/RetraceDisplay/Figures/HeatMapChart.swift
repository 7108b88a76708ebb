import RetraceNumerics

/// A grid of numbers, each shaded by its size and, where there is room, written out.
struct HeatMapChart {
  let screen: FigureScreen
  let rows: [String]
  let columns: [String]
  let values: [[Double]]

  private var glyphs: Glyphs { screen.glyphs }

  /// The lines of the chart, and what could not be drawn.
  func lines(_ undrawn: inout Undrawn) -> [StyledLine] {
    guard !rows.isEmpty, !columns.isEmpty else { return [] }
    let numbers = rows.indices.map { row in columns.indices.map { number(row, $0) } }
    let finite = numbers.joined().filter(\.isFinite)
    for number in numbers.joined() where !number.isFinite {
      if number.isNaN { undrawn.countGap(number) } else { undrawn.countInfinite() }
    }
    let format = ColumnFormat(finite, digits: 3)
    let texts = numbers.map { $0.map { $0.isMissing ? "" : format.text($0) } }
    let own = rows.map { TextWidth.width(of: $0) }.max() ?? 0
    let labelWidth = max(1, min(own, max(5, screen.width * 3 / 10)))
    let room = screen.width - labelWidth - 1
    let textWidth = texts.joined().map(\.utf8.count).max() ?? 0
    // Number, blank, shade of two cells, blank; without the first blank, or the shade alone, where
    // room is short.
    let showsNumbers = (textWidth + 3) * columns.count <= room
    let blank = (textWidth + 4) * columns.count <= room ? " " : ""
    let least = showsNumbers ? textWidth + 3 + blank.count : 3
    let shownColumns = min(columns.count, max(1, room / least))
    let nameWidth = columns.map { TextWidth.width(of: $0) }.max() ?? 0
    let cellWidth = min(max(least, nameWidth + 1), max(least, room / shownColumns))
    if shownColumns < columns.count {
      undrawn.say("the first \(shownColumns) of \(NumberFormat.count(columns.count)) columns shown")
    }
    let shade = Shade(finite, showsSigns: !showsNumbers, isASCII: screen.options.isASCII)
    let isNumbered = nameWidth > cellWidth - 1
    var lines = [StyledLine()]
    lines[0].pad(to: labelWidth + 1)
    for column in 0..<shownColumns {
      let name = isNumbered ? "\(column + 1)" : columns[column]
      lines[0].append(
        TextWidth.padded(screen.fitting(name, cellWidth - 1), to: cellWidth - 1, .right) + " ", .dim
      )
    }
    for row in rows.indices {
      var line = StyledLine(
        TextWidth.padded(screen.fitting(rows[row], labelWidth), to: labelWidth) + " ", .dim)
      for column in 0..<shownColumns {
        let number = numbers[row][column]
        let text = showsNumbers ? texts[row][column] : ""
        let drawn = number.isFinite ? shade.text(number) : showsNumbers ? "  " : mark(number)
        let padding = showsNumbers ? blank : ""
        line.append(TextWidth.padded(text + padding, to: cellWidth - 3, .right))
        line.append(drawn + " ", number < 0 ? .negative : .series1)
      }
      lines.append(line)
    }
    if isNumbered {
      let names = (0..<shownColumns).map {
        (text: "\($0 + 1) \(columns[$0])", role: Role?.some(.dim))
      }
      lines += PlotPlan.legend(names, screen)
    }
    if !showsNumbers { lines += screen.wrapped(shade.legend(glyphs), .dim) }
    return lines
  }

  private func number(_ row: Int, _ column: Int) -> Double {
    guard row < values.count, column < values[row].count else { return .missing }
    return values[row][column]
  }

  private func mark(_ number: Double) -> String {
    number.isNaN ? "??" : number > 0 ? glyphs.up + glyphs.up : glyphs.down + glyphs.down
  }
}

/// Shades of two cells for the size of a number, with a sign in the first of them where there are
/// negative numbers and the numbers are not written out.
private struct Shade {
  private let low: Double
  private let high: Double
  private let isSigned: Bool
  private let showsSigns: Bool
  private let steps: [String]

  init(_ numbers: [Double], showsSigns: Bool, isASCII: Bool) {
    self.showsSigns = showsSigns
    steps = isASCII ? [" ", ".", ":", "+", "#"] : [" ", "░", "▒", "▓", "█"]
    isSigned = numbers.contains { $0 < 0 }
    let magnitudes = isSigned ? numbers.map { abs($0) } : numbers
    low = isSigned ? 0 : min(0, magnitudes.min() ?? 0)
    high = magnitudes.max() ?? 0
  }

  func text(_ number: Double) -> String {
    let span = high / 2 - low / 2
    let share = span > 0 ? (abs(number) / 2 - low / 2) / span : 0
    let step = steps[min(4, max(0, Int((share * 4).rounded())))]
    guard isSigned, showsSigns else { return step + step }
    return (number < 0 ? "-" : number > 0 ? "+" : " ") + step
  }

  func legend(_ glyphs: Glyphs) -> String {
    let span = high - low
    let marks = steps.indices.map { step in
      let value = low + span * Double(step) / 4
      return
        "\(step == 0 ? "blank" : steps[step] + steps[step]) \(NumberFormat.short(value, digits: 3))"
    }
    return marks.joined(separator: "  ") + (isSigned ? "; + and - are the signs" : "")
  }
}
