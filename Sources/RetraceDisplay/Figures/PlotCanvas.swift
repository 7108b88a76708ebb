/// The cells of a plot between its axes.
struct PlotCanvas {
  let columns: Int
  let rows: Int
  private var cells: [(glyph: String, role: Role?)?]

  init(columns: Int, rows: Int) {
    self.columns = max(1, columns)
    self.rows = max(1, rows)
    cells = Array(repeating: nil, count: self.columns * self.rows)
  }

  /// Whether nothing stands in a cell.
  func isEmpty(row: Int, column: Int) -> Bool { cells[row * columns + column] == nil }

  /// Puts a glyph of one cell in place of what stood there; outside the canvas nothing happens.
  mutating func set(row: Int, column: Int, _ glyph: String, _ role: Role?) {
    guard row >= 0, row < rows, column >= 0, column < columns else { return }
    cells[row * columns + column] = (glyph, role)
  }

  /// One row from left to right.
  func line(row: Int) -> StyledLine {
    var line = StyledLine()
    for column in 0..<columns {
      let cell = cells[row * columns + column]
      line.append(cell?.glyph ?? " ", cell?.role)
    }
    return line
  }

  /// The cell of a share of the axis, nil if it lies outside.
  static func cell(_ share: Double, of count: Int) -> Int? {
    let position = (share * Double(count - 1)).rounded()
    guard position >= 0, position <= Double(count - 1) else { return nil }
    return Int(position)
  }
}
