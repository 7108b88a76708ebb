/// Five-number summaries as boxes with whiskers over one axis.
struct BoxChart {
  let screen: FigureScreen
  let boxes: [Figure.Box]

  /// The lines of the chart, and what could not be drawn.
  func lines(_ undrawn: inout Undrawn) -> [StyledLine] {
    guard !boxes.isEmpty else { return [] }
    var low = Double.infinity
    var high = -Double.infinity
    for number in boxes.flatMap(\.numbers) where number.isFinite {
      low = min(low, number)
      high = max(high, number)
    }
    let medians = boxes.map { $0.numbers.count == 5 ? $0.numbers[2] : .nan }
    let format = ColumnFormat(medians, digits: 4, maximumWidth: screen.numberWidth)
    let own = boxes.map { TextWidth.width(of: $0.label) }.max() ?? 0
    let labelWidth = max(1, min(own, max(6, screen.width * 3 / 10)))
    // On the narrowest screens the medians make room for the boxes.
    let texts = medians.map { format.text($0) }
    let widest = texts.map(\.utf8.count).max() ?? 0
    let numberWidth = labelWidth + widest + 4 + 6 <= screen.width ? widest : 0
    let margin = labelWidth + 2 + (numberWidth > 0 ? numberWidth + 2 : 0)
    let columns = max(4, screen.width - margin)
    let axis =
      low <= high
      ? PlotFrame.xAxis(from: low, to: high, columns: columns, extendsToTicks: true, isWhole: false)
      : nil
    var lines: [StyledLine] = []
    for (box, text) in zip(boxes, texts) {
      var line = StyledLine(
        TextWidth.padded(screen.fitting(box.label, labelWidth), to: labelWidth) + "  ")
      if numberWidth > 0 {
        line.append(TextWidth.padded(text, to: numberWidth, .right) + "  ", .dim)
      }
      if let axis, box.numbers.count == 5, box.numbers.allSatisfy(\.isFinite) {
        append(box.numbers.sorted().compactMap(axis.share(of:)), columns, to: &line)
      } else {
        let name = box.label.isEmpty ? "a box" : box.label
        undrawn.say("\(name) not drawn: its five numbers are not all finite")
      }
      lines.append(line)
    }
    guard let axis else { return lines }
    var head = StyledLine()
    if numberWidth > 0, margin >= 8 {
      head.append(TextWidth.padded("median", to: margin - 2, .right), .dim)
    }
    head.pad(to: margin - 1)
    return lines
      + PlotFrame.axisLines(screen, axis, head: head, columns: columns) {
        PlotCanvas.cell($0.share, of: columns) ?? 0
      }
  }

  private func append(_ shares: [Double], _ columns: Int, to line: inout StyledLine) {
    guard shares.count == 5 else { return }
    let cells = shares.map { PlotCanvas.cell(min(max($0, 0), 1), of: columns) ?? 0 }
    let isASCII = screen.options.isASCII
    for column in 0...cells[4] {
      switch column {
      case cells[2]: line.append(isASCII ? "|" : "┃", .heading)
      case ..<cells[0]: line.append(" ")
      case cells[1]...cells[3]: line.append(isASCII ? "=" : "▒", .series1)
      case cells[0]: line.append(isASCII ? "[" : "├", .series1)
      case cells[4]: line.append(isASCII ? "]" : "┤", .series1)
      default: line.append(isASCII ? "-" : "─", .series1)
      }
    }
  }
}
