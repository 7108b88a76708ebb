/// A copy of the text in the editor, for deciding what a key does.
///
/// Positions count Unicode scalars, as the editor does.
struct EditedText: Equatable {
  var scalars: [Unicode.Scalar]
  var cursor: Int

  init(scalars: [Unicode.Scalar], cursor: Int) {
    self.scalars = scalars
    self.cursor = min(max(cursor, 0), scalars.count)
  }

  init(_ text: String, cursor: Int? = nil) {
    let scalars = Array(text.unicodeScalars)
    self.init(scalars: scalars, cursor: cursor ?? scalars.count)
  }

  /// The whole text.
  var text: String { Self.string(scalars[...]) }

  /// The text before the cursor.
  var textBeforeCursor: String { Self.string(scalars[..<cursor]) }

  /// Where the row of the cursor begins.
  var rowStart: Int { (scalars[..<cursor].lastIndex(of: "\n") ?? -1) + 1 }

  /// Where the row of the cursor ends.
  var rowEnd: Int { scalars[cursor...].firstIndex(of: "\n") ?? scalars.count }

  /// The row of the cursor.
  var row: ArraySlice<Unicode.Scalar> { scalars[rowStart..<rowEnd] }

  /// Whether the cursor is in the first row.
  var isInFirstRow: Bool { rowStart == 0 }

  /// Whether the cursor is in the last row.
  var isInLastRow: Bool { rowEnd == scalars.count }

  /// Whether the text has more than one row.
  var hasSeveralRows: Bool { scalars.contains("\n") }

  /// Spaces and tabs at the start of the row, which the next row takes over.
  var indentation: String {
    let start = rowStart
    return Self.string(scalars[start..<cursor].prefix(while: Self.isBlank))
  }

  /// The row without blanks around it if it is a command of the prompt, else nil.
  var command: String? {
    let trimmed = row.drop(while: Self.isBlank)
    guard trimmed.first == ":" else { return nil }
    return Self.string(trimmed).trimmingTrailingBlanks()
  }

  /// The text without the row of the cursor.
  var textWithoutRow: String {
    var rest = scalars
    rest.removeSubrange(rowStart..<min(rowEnd + 1, scalars.count))
    return Self.string(rest[...]).trimmingTrailingBlanks()
  }

  /// Whether the cursor is at the end, behind two empty rows.
  var endsWithTwoBlankRows: Bool {
    guard isInLastRow, row.allSatisfy(Self.isBlank), !isInFirstRow else { return false }
    let above = EditedText(scalars: scalars, cursor: rowStart - 1)
    return above.row.allSatisfy(Self.isBlank) && !above.isInFirstRow
  }

  /// Where the cursor comes to stand one row up, or nil in the first row.
  ///
  /// It keeps its column where the row is long enough.
  var positionAbove: Int? {
    if isInFirstRow { return nil }
    let above = EditedText(scalars: scalars, cursor: rowStart - 1)
    return position(inRowFrom: above.rowStart, to: above.rowEnd)
  }

  /// Where the cursor comes to stand one row down, or nil in the last row.
  var positionBelow: Int? {
    if isInLastRow { return nil }
    let below = EditedText(scalars: scalars, cursor: rowEnd + 1)
    return position(inRowFrom: below.rowStart, to: below.rowEnd)
  }

  private func position(inRowFrom start: Int, to end: Int) -> Int {
    let column = scalars[rowStart..<cursor].reduce(0) { $0 + TextLayout.cellWidth(of: $1) }
    var passed = 0
    var position = start
    while position < end, passed < column {
      passed += TextLayout.cellWidth(of: scalars[position])
      position += 1
    }
    // Never between a letter and the accent that belongs to it.
    while position < end, TextLayout.cellWidth(of: scalars[position]) == 0 { position += 1 }
    return position
  }

  static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

  static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }
}

extension String {
  /// The text without blanks and line breaks at its end.
  func trimmingTrailingBlanks() -> String {
    var view = unicodeScalars[...]
    while let last = view.last, last == "\n" || EditedText.isBlank(last) { view.removeLast() }
    return String(view)
  }

  /// Whether there is nothing but blanks and line breaks.
  var isBlank: Bool { unicodeScalars.allSatisfy { $0 == "\n" || EditedText.isBlank($0) } }
}

extension EditedText {
  /// So many rows round the cursor, with what is above and below them.
  func window(of count: Int) -> (above: String, rows: String, below: String, cursor: Int) {
    let starts = [0] + scalars.indices.filter { scalars[$0] == "\n" }.map { $0 + 1 }
    let current = (starts.lastIndex { $0 <= cursor } ?? 0)
    let last = min(max(current + count / 2, count - 1), starts.count - 1)
    let first = max(0, last - count + 1)
    let start = starts[first]
    let end = last + 1 < starts.count ? starts[last + 1] - 1 : scalars.count
    return (
      above: start > 0 ? Self.string(scalars[..<(start - 1)]) : "",
      rows: Self.string(scalars[start..<end]),
      below: end < scalars.count ? Self.string(scalars[(end + 1)...]) : "",
      cursor: cursor - start
    )
  }
}
