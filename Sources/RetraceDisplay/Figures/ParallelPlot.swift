import Glibc
import RetraceNumerics

/// Parallel coordinates: an upright axis per quantity, a line per thing from axis to axis.
///
/// The best lines are drawn with strokes, all others with dots below them.
struct ParallelPlot {
  let screen: FigureScreen
  let axes: [Figure.ParallelAxis]
  let lines: [Figure.ParallelLine]

  private var glyphs: Glyphs { screen.glyphs }
  private static let leastGap = 10

  /// The lines of the plot, and what could not be drawn.
  func drawing(_ undrawn: inout Undrawn) -> [StyledLine] {
    guard !axes.isEmpty, !lines.isEmpty else { return [] }
    let room = screen.width
    let limit = max(2, room / (Self.leastGap + 1))
    // The last axis is what all is about.
    var shown = Array(axes.indices)
    if shown.count > limit {
      shown = Array(shown.prefix(limit - 1)) + [axes.count - 1]
      let left = axes[(limit - 1)..<(axes.count - 1)].map(\.name)
      undrawn.say("without the axes \(left.joined(separator: ", "))")
    }
    let rows = max(8, min(screen.figure.height ?? 12, 60))
    let scales = shown.map { axis in
      ParallelScale(
        axes[axis], values: lines.map { $0.values.indices.contains(axis) ? $0.values[axis] : .nan })
    }
    // Words of the last axis stand right of it.
    let tail = min(room / 4, max(6, scales.last?.labelWidth ?? 0)) + 1
    let gap = shown.count > 1 ? min(22, (room - tail) / (shown.count - 1)) : 0
    let columns = shown.indices.map { $0 * gap }
    var canvas = PlotCanvas(columns: (columns.last ?? 0) + 1 + tail, rows: rows)
    for isBest in [false, true] {
      for line in lines where line.isBest == isBest {
        draw(line, shown, scales, columns, on: &canvas)
      }
    }
    for (position, scale) in scales.enumerated() {
      for row in 0..<rows {
        canvas.set(row: row, column: columns[position], glyphs.vertical, .dim)
      }
      drawLabels(
        scale, column: columns[position],
        room: max(3, (position + 1 < columns.count ? gap : tail) - 2), rows: rows, on: &canvas)
    }
    for line in lines where line.isBest { markAxes(line, shown, scales, columns, on: &canvas) }
    let gaps = lines.count { line in
      shown.contains { !line.values.indices.contains($0) || line.values[$0].isNaN }
    }
    if gaps > 0 {
      undrawn.say("\(NumberFormat.count(gaps)) with a gap where a value is missing")
    }
    return [names(shown, columns, tail: tail)] + (0..<rows).map { canvas.line(row: $0) }
  }

  private func names(_ shown: [Int], _ columns: [Int], tail: Int) -> StyledLine {
    var line = StyledLine()
    for (position, axis) in shown.enumerated() {
      let next = position + 1 < columns.count ? columns[position + 1] : screen.width + 1
      line.pad(to: columns[position])
      let name = axes[axis].name + (axes[axis].isLogarithmic ? " (log)" : "")
      line.append(screen.fitting(name, max(1, next - columns[position] - 1)), .heading)
    }
    return line
  }

  private func drawLabels(
    _ scale: ParallelScale, column: Int, room: Int, rows: Int, on canvas: inout PlotCanvas
  ) {
    var taken: Set<Int> = []
    for (share, label) in scale.labels {
      let row = PlotCanvas.cell(1 - share, of: rows) ?? 0
      // Of levels that stand in one row the first is named.
      guard taken.insert(row).inserted else { continue }
      let text = screen.fitting(TextWidth.escaped(label), room)
      var place = column + 1
      for character in text {
        let width = TextWidth.width(of: String(character))
        canvas.set(row: row, column: place, String(character), nil)
        // The second cell of a wide character.
        if width > 1 { canvas.set(row: row, column: place + 1, "", nil) }
        place += max(1, width)
      }
    }
  }

  private func draw(
    _ line: Figure.ParallelLine, _ shown: [Int], _ scales: [ParallelScale], _ columns: [Int],
    on canvas: inout PlotCanvas
  ) {
    for position in shown.indices.dropLast() {
      guard let from = share(line, shown[position], scales[position]),
        let to = share(line, shown[position + 1], scales[position + 1])
      else { continue }
      let (first, last) = (columns[position] + 1, columns[position + 1] - 1)
      guard last >= first else { continue }
      var before = row(from, canvas)
      for column in first...last {
        let part =
          Double(column - columns[position]) / Double(columns[position + 1] - columns[position])
        let own = row(from + (to - from) * part, canvas)
        if line.isBest {
          let glyph =
            own == before ? glyphs.horizontal : own < before ? glyphs.rising : glyphs.falling
          for between in stride(from: before, to: own, by: own < before ? -1 : 1).dropFirst() {
            canvas.set(row: between, column: column, glyphs.vertical, .series1)
          }
          canvas.set(row: own, column: column, glyph, .series1)
        } else {
          canvas.set(row: own, column: column, glyphs.grid, .dim)
        }
        before = own
      }
    }
  }

  /// Where a good line meets an axis it is seen even where labels stand.
  private func markAxes(
    _ line: Figure.ParallelLine, _ shown: [Int], _ scales: [ParallelScale], _ columns: [Int],
    on canvas: inout PlotCanvas
  ) {
    for position in shown.indices {
      guard let share = share(line, shown[position], scales[position]) else { continue }
      canvas.set(
        row: row(share, canvas), column: columns[position], glyphs.marker(0), .series1)
    }
  }

  private func share(
    _ line: Figure.ParallelLine, _ axis: Int, _ scale: ParallelScale
  ) -> Double? {
    guard line.values.indices.contains(axis) else { return nil }
    return scale.share(of: line.values[axis])
  }

  private func row(_ share: Double, _ canvas: PlotCanvas) -> Int {
    PlotCanvas.cell(1 - min(max(share, 0), 1), of: canvas.rows) ?? 0
  }
}

/// Where the numbers of an axis of parallel coordinates lie, from 0 below to 1 above.
private struct ParallelScale {
  let labels: [(share: Double, label: String)]
  private let low: Double
  private let high: Double
  private let isLogarithmic: Bool

  init(_ axis: Figure.ParallelAxis, values: [Double]) {
    if let levels = axis.levels {
      isLogarithmic = false
      low = 0
      high = Double(max(1, levels.count - 1))
      let last = Double(max(1, levels.count - 1))
      labels = levels.enumerated().map { position, level in
        (levels.count == 1 ? 0.5 : Double(position) / last, level)
      }
      return
    }
    let usable = values.filter { $0.isFinite && (!axis.isLogarithmic || $0 > 0) }
    isLogarithmic = axis.isLogarithmic
    let least = usable.min() ?? 0
    let greatest = usable.max() ?? 0
    low = isLogarithmic ? log10(least) : least
    high = isLogarithmic ? log10(greatest) : greatest
    if usable.isEmpty {
      labels = []
    } else if least == greatest {
      labels = [(0.5, NumberFormat.short(least))]
    } else {
      labels = [(1, NumberFormat.short(greatest)), (0, NumberFormat.short(least))]
    }
  }

  var labelWidth: Int { labels.map { TextWidth.width(of: $0.label) }.max() ?? 0 }

  func share(of number: Double) -> Double? {
    guard number.isFinite, !isLogarithmic || number > 0 else { return nil }
    let place = isLogarithmic ? log10(number) : number
    let span = high / 2 - low / 2
    guard span > 0 else { return 0.5 }
    return (place / 2 - low / 2) / span
  }
}
