import Glibc
import RetraceNumerics
import RetraceTables

/// A table as lines: a header, the rows, and below them what is not shown.
struct TableDrawing {
  let table: Table
  let style: TableStyle
  let options: RenderingOptions

  private var glyphs: Glyphs { Glyphs(isASCII: options.isASCII) }

  /// The lines from top to bottom.
  func lines() -> [StyledLine] {
    guard table.columnCount > 0 else {
      return wrappedFooter(
        "no columns" + (table.rowCount > 0 ? ", \(style.counted(table.rowCount))" : ""))
    }
    let shown = ShownRows(table, style, cutsTables: options.cutsTables)
    let rows = shown.positions
    let columns = drawnColumns(rows: rows)
    let (priority, wanted) = priority(of: columns)
    let layout = TableLayout(
      columns, width: options.width, priority: priority, wanted: wanted)
    var lines = [line(of: columns, layout) { ($0.header, .heading) }]
    lines.reserveCapacity(rows.count + 4)
    for row in rows.indices {
      if row == shown.cut {
        lines.append(line(of: columns, layout) { _ in (glyphs.ellipsis, .dim) })
      }
      lines.append(
        line(of: columns, layout) { column in
          guard let text = column.cells[row] else { return (NumberFormat.missing, .dim) }
          return (text, column.roles.isEmpty ? nil : column.roles[row])
        })
    }
    return lines + footer(shown, columns: columns, layout: layout)
  }

  // MARK: Rows and columns

  private func drawnColumns(rows: [Int]) -> [TableColumn] {
    var drawn: [TableColumn] = []
    if style.showsPositions {
      let width = String(rows.last ?? 0).utf8.count
      drawn.append(
        TableColumn(
          name: "", content: .texts,
          cells: rows.map { TextWidth.padded("\($0)", to: width, .right) },
          roles: Array(repeating: .dim, count: rows.count)))
    }
    for (name, column) in table.namedColumns {
      let hasBars = style.barColumns.contains(name)
      let isSigned = hasBars && column.hasNegativeNumbers
      drawn.append(
        TableColumn(
          name: name, column: column, rows: rows, digits: style.digits[name], showsPlus: isSigned))
      if hasBars, case .numbers(let numbers) = column.storage {
        let shown = rows.map { numbers[$0] }
        let scale = BarScale(numbers, width: barWidth, isASCII: options.isASCII)
        drawn.append(
          TableColumn(
            name: name, content: .bars, cells: shown.map(scale.text), header: "",
            roles: shown.map { $0 < 0 ? .negative : .positive }))
      }
    }
    return drawn
  }

  private var barWidth: Int { max(8, min(24, options.width / 4)) }

  /// The positions of the rows come first, then what the style keeps, then the first column, the
  /// last, and the others from left to right; bars are the first to go.
  private func priority(of columns: [TableColumn]) -> (order: [Int], wanted: Int) {
    let ordinary = columns.indices.filter { columns[$0].content != .bars }
    var order = style.showsPositions ? [0] : []
    for name in style.keptColumns {
      order += ordinary.filter { columns[$0].name == name && !order.contains($0) }
    }
    let wanted = order.count + 2
    let rest = ordinary.filter { !order.contains($0) }
    order += rest.prefix(1) + rest.dropFirst().suffix(1) + rest.dropFirst().dropLast()
    return (order, wanted)
  }

  // MARK: Lines

  private func line(
    of columns: [TableColumn], _ layout: TableLayout,
    text: (TableColumn) -> (text: String, role: Role?)
  ) -> StyledLine {
    var line = StyledLine()
    let gap = layout.gap
    for (place, position) in layout.columns.enumerated() {
      if place == gap { appendGap(to: &line) }
      if place > 0 || gap == 0 { line.append(glyphs.separator, .dim) }
      let column = columns[position]
      let width = layout.widths[place]
      let (content, role) = text(column)
      let fitting = TextWidth.truncated(content, to: width, isASCII: options.isASCII)
      // Headers stand on the left also over numbers.
      let isRight = column.content == .numbers && role != .heading
      let blanks = String(repeating: " ", count: max(0, width - TextWidth.width(of: fitting)))
      if isRight { line.append(blanks) }
      line.append(fitting, role)
      if !isRight { line.append(blanks) }
    }
    if gap == layout.columns.count { appendGap(to: &line) }
    return line
  }

  private func appendGap(to line: inout StyledLine) {
    if line.width > 0 { line.append(glyphs.separator, .dim) }
    line.append(glyphs.ellipsis, .dim)
  }

  // MARK: Footer

  private func footer(
    _ shown: ShownRows, columns: [TableColumn], layout: TableLayout
  ) -> [StyledLine] {
    var lines: [StyledLine] = []
    if table.rowCount == 0 { lines += wrappedFooter("no \(style.rowNoun)") }
    if let text = shown.footer(of: table, style, ellipsis: glyphs.ellipsis) {
      lines += wrappedFooter(text)
    }
    let names = layout.dropped.map { CellText.shown(columns[$0].name) }
    if !names.isEmpty {
      let named = names.prefix(12).joined(separator: ", ")
      let more = names.count > 12 ? " and \(NumberFormat.count(names.count - 12)) more" : ""
      let shown = table.columnCount - names.count
      lines += wrappedFooter(
        "\(glyphs.ellipsis) \(shown) of \(NumberFormat.count(table.columnCount)) columns shown, "
          + "without \(named)\(more)")
    }
    return lines
  }

  private func wrappedFooter(_ text: String) -> [StyledLine] {
    TextWidth.wrapped(text, to: options.width).map { StyledLine($0, .dim) }
  }
}
