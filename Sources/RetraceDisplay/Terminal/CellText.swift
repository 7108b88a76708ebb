public import RetraceTables

/// The cells of a table as they are shown to people.
///
/// What could be taken for something else is quoted: an empty text, one that begins or ends with a
/// blank, and one that reads `missing`.
public enum CellText {
  /// A cell alone, outside a table.
  public static func text(_ cell: Cell) -> String {
    switch cell {
    case .missing: NumberFormat.missing
    case .number(let number): NumberFormat.text(number)
    case .logical(let flag): flag ? "true" : "false"
    case .text(let text): shown(text)
    }
  }

  /// A text cell: escaped, and quoted where it could be taken for something else.
  public static func shown(_ text: String) -> String {
    let edges = [text.unicodeScalars.first, text.unicodeScalars.last]
    let needsQuotes =
      text == NumberFormat.missing
      || edges.contains { $0.map { $0.properties.isWhitespace } ?? true }
    let escaped = TextWidth.escaped(text)
    return needsQuotes ? "\"" + escaped + "\"" : escaped
  }
}
