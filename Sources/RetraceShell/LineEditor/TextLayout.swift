internal import CLibedit

/// Where text comes to stand on a terminal that wraps at its right edge.
struct TextLayout {
  /// Cells of a row.
  let columns: Int

  /// Cells that the terminal gives a scalar; what it cannot print counts as one.
  static func cellWidth(of scalar: Unicode.Scalar) -> Int {
    if scalar.value >= 0x20, scalar.value < 0x7F { return 1 }
    let width = Int(retrace_cell_width(scalar.value))
    return width < 0 ? 1 : width
  }

  /// Cells of a text without line breaks.
  static func cellWidth(of text: some StringProtocol) -> Int {
    text.unicodeScalars.reduce(0) { $0 + cellWidth(of: $1) }
  }

  /// The beginning of a text that fits into so many cells, with `…` where something was cut.
  static func truncated(_ text: String, to cells: Int) -> String {
    if cellWidth(of: text) <= cells { return text }
    guard cells > 1 else { return cells == 1 ? "…" : "" }
    var kept = ""
    var used = 0
    for character in text {
      let width = cellWidth(of: String(character))
      if used + width > cells - 1 { break }
      used += width
      kept.append(character)
    }
    return kept + "…"
  }

  /// How many rows a prompt and the text behind it take.
  ///
  /// - Complexity: linear in the length of the text.
  func rowCount(promptWidth: Int, text: some Sequence<Unicode.Scalar>) -> Int {
    end(promptWidth: promptWidth, text: text).row + 1
  }

  /// The row of the cursor, counted from that of the prompt.
  func cursorRow(promptWidth: Int, text: EditedText) -> Int {
    let end = end(promptWidth: promptWidth, text: text.scalars[..<text.cursor])
    // The cursor stands on what follows it, which may have gone to the next row.
    guard text.cursor < text.scalars.count else { return end.row }
    let next = text.scalars[text.cursor]
    let isMoved = next != "\n" && end.column + Self.cellWidth(of: next) > columns
    return end.row + (isMoved ? 1 : 0)
  }

  private func end(
    promptWidth: Int, text: some Sequence<Unicode.Scalar>
  ) -> (row: Int, column: Int) {
    let columns = max(columns, 1)
    var row = promptWidth / columns
    var column = promptWidth % columns
    for scalar in text {
      if scalar == "\n" {
        row += 1
        column = 0
        continue
      }
      let width = scalar == "\t" ? 8 - column % 8 : Self.cellWidth(of: scalar)
      if column + width > columns {
        row += 1
        column = 0
      }
      column += width
      if column >= columns {
        row += 1
        column = 0
      }
    }
    return (row, column)
  }
}
