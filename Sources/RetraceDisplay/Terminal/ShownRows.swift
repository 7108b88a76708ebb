import RetraceTables

/// Which rows of a table are shown where its middle is cut.
struct ShownRows {
  /// The positions of the shown rows.
  let positions: [Int]
  /// How many of them stand before the cut; nil if there is none.
  let cut: Int?

  /// Chooses the rows; no cut is made that would save less than the lines that tell of it.
  init(_ table: Table, _ style: TableStyle, cutsTables: Bool) {
    let count = table.rowCount
    guard cutsTables, let limit = style.rowLimit.map({ max(2, $0) }), count - 2 > limit else {
      positions = Array(0..<count)
      cut = nil
      return
    }
    let head = limit - limit / 2
    positions = Array(0..<head) + Array((count - limit / 2)..<count)
    cut = head
  }

  /// How many rows there are and which are shown, nil if all are.
  func footer(of table: Table, _ style: TableStyle, ellipsis: String) -> String? {
    guard let cut else { return nil }
    let hint = style.hint.isEmpty ? "" : "; \(style.hint)"
    return "\(ellipsis) \(NumberFormat.count(positions.count)) of "
      + "\(style.counted(table.rowCount)) shown (first \(NumberFormat.count(cut)), "
      + "last \(NumberFormat.count(positions.count - cut)))" + hint
  }
}

extension TableStyle {
  /// A number of rows in words.
  func counted(_ rows: Int) -> String {
    NumberFormat.count(rows) + " " + (rows == 1 && rowNoun == "rows" ? "row" : rowNoun)
  }
}
