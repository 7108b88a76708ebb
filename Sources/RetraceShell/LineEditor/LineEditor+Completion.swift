internal import CLibedit

extension LineEditor {
  /// Tab: inserts what the candidates agree in, or lists them.
  func complete() -> Answer {
    let text = edited
    let full = folded.expand(text.text)
    let before = folded.expand(text.textBeforeCursor)
    let cursor = before.utf8.count
    guard let result = completions(full, cursor), !result.candidates.isEmpty else { return .beep }
    guard let typed = Self.suffix(of: before, fromByte: result.replaceRange.lowerBound),
      result.replaceRange.upperBound == cursor
    else { return .beep }
    let start = text.cursor - typed.unicodeScalars.count
    // Nothing is completed across a token.
    guard start >= 0, EditedText.string(text.scalars[start..<text.cursor]) == typed else {
      return .beep
    }
    switch result.action(replacing: typed) {
    case .nothing:
      return .beep
    case .insert(let insertion, _):
      replace(start..<text.cursor, with: insertion.withoutControls)
      return .refresh
    case .list:
      let size = Terminal.size
      list =
        CandidateList(
          candidates: result.candidates, columns: size.columns, rows: max(size.rows - 4, 2)
        ).lines
      if isASCII { list = list.map { String($0.map { $0 == "…" ? "~" : $0 == "·" ? "-" : $0 }) } }
      return goToEnd(then: RETRACE_KEY_LIST)
    }
  }

  /// With the cursor behind the text: writes the list and the text anew below it.
  func showList() -> Answer {
    write(restOfText + "\r\n" + list.map { $0.withoutControls + "\r\n" }.joined())
    list = []
    redraw(cursor: savedCursor)
    return .nothing
  }

  /// The end of a text from a byte on, or nil where no character begins.
  static func suffix(of text: String, fromByte byte: Int) -> String? {
    guard byte >= 0, byte <= text.utf8.count else { return nil }
    let index = text.utf8.index(text.utf8.startIndex, offsetBy: byte)
    guard let start = index.samePosition(in: text.unicodeScalars) else { return nil }
    return String(text.unicodeScalars[start...])
  }
}
