internal import CLibedit

extension LineEditor {
  /// The text as it stands in the editor.
  var edited: EditedText {
    guard let handle else { return EditedText("") }
    var count = 0
    var cursor = 0
    guard let start = retrace_editor_text(handle, &count, &cursor) else { return EditedText("") }
    let scalars = UnsafeBufferPointer(start: start, count: count).map {
      Unicode.Scalar($0) ?? "\u{FFFD}"
    }
    return EditedText(scalars: scalars, cursor: cursor)
  }

  /// Replaces a part of the text; the cursor is then behind the new part.
  func replace(_ range: Range<Int>, with text: String) {
    let scalars = text.unicodeScalars.map(\.value)
    _ = retrace_editor_replace(
      handle, range.lowerBound, range.upperBound, scalars, scalars.count)
  }

  /// Lets a key follow.
  func push(_ key: Int) { retrace_editor_push(handle, Int32(key)) }

  /// Writes to the terminal in step with the editor's output.
  func write(_ text: String) {
    var text = text
    text.withUTF8 { retrace_editor_write(handle, $0.baseAddress, $0.count) }
  }

  /// Draws prompt and text anew from the beginning of an empty row.
  func redraw(cursor: Int) {
    retrace_editor_move(handle, cursor)
    retrace_editor_redraw(handle)
  }

  /// Clears prompt and text from the terminal where libedit may have drawn them wrongly, for it to
  /// draw them anew.
  ///
  /// Over several rows it moves along a row by writing what is there, and starts in the midst of a
  /// wide character.
  ///
  /// - Returns: Whether something was cleared.
  func cleanUp() -> Bool {
    let text = edited
    guard text.scalars.contains(where: { TextLayout.cellWidth(of: $0) > 1 }) else { return false }
    let layout = TextLayout(columns: Terminal.size.columns)
    let width = prompt.width
    guard layout.rowCount(promptWidth: width, text: text.scalars) > 1 else { return false }
    let above = layout.cursorRow(promptWidth: width, text: text)
    write((above > 0 ? "\u{1B}[\(above)A" : "") + "\r\u{1B}[J")
    return true
  }

  // MARK: Paste and other texts from outside

  /// Inserts what was pasted, as a token if the window cannot show it.
  func paste() -> Answer {
    var count = 0
    var isWhole = false
    let bytes = retrace_editor_paste(handle, &count, &isWhole)
    if !isWhole, TerminalSignals.interruptCount > 0 { return .nothing }
    let text = pasteFilter.text(of: UnsafeBufferPointer(start: bytes, count: count))
    if text.isEmpty { return .beep }
    let before = edited
    var after = before.scalars
    after.insert(contentsOf: text.unicodeScalars, at: before.cursor)
    let fits = !isTooTall(EditedText.string(after[...]))
    replace(
      before.cursor..<before.cursor,
      with: fits ? text : folded.fold(text, cells: roomForToken))
    foldIfTooTall()
    return .refresh
  }

  /// Starts the text as the caller of the reading wished.
  func insertPrefill() -> Answer {
    guard let prefill else { return .nothing }
    self.prefill = nil
    let text = prefill.withoutControls
    replace(
      0..<edited.scalars.count,
      with: isTooTall(text) ? folded.fold(text, cells: roomForToken) : text)
    return .refresh
  }

  /// Hands the text to another program and takes its answer.
  func editInOtherProgram() -> Answer {
    guard let editExternally else { return .beep }
    let before = edited
    write("\r\n")
    retrace_editor_pause(handle)
    let changed = editExternally(folded.expand(before.text))
    retrace_editor_resume(handle)
    if let changed {
      let text = changed.withoutControls.trimmingTrailingBlanks()
      replace(
        0..<before.scalars.count,
        with: isTooTall(text) ? folded.fold(text, cells: roomForToken) : text)
    }
    write("\r\n")
    redraw(cursor: changed == nil ? before.cursor : edited.scalars.count)
    return .nothing
  }

  // MARK: Texts taller than the window

  /// Cells that a token may take so that it stays in one row.
  var roomForToken: Int { Terminal.size.columns - prompt.width - 1 }

  /// Whether the window cannot show a text and the prompt as a whole.
  func isTooTall(_ text: String) -> Bool {
    let size = Terminal.size
    let layout = TextLayout(columns: size.columns)
    let rows = layout.rowCount(promptWidth: prompt.width, text: text.unicodeScalars)
    return rows > max(size.rows - 1, 2)
  }

  /// Puts tokens for what is too far above and below the cursor to be shown.
  ///
  /// - Returns: Whether the text changed.
  @discardableResult
  func foldIfTooTall() -> Bool {
    let text = edited
    guard isTooTall(text.text) else { return false }
    let shown = text.window(of: max(Terminal.size.rows / 2, 2))
    var parts: [String] = []
    if !shown.above.isEmpty { parts.append(folded.fold(shown.above, cells: roomForToken)) }
    let cursorBase = parts.reduce(0) { $0 + $1.unicodeScalars.count + 1 }
    parts.append(shown.rows)
    if !shown.below.isEmpty { parts.append(folded.fold(shown.below, cells: roomForToken)) }
    let joined = parts.joined(separator: "\n")
    if isTooTall(joined) {
      replace(0..<text.scalars.count, with: folded.fold(text.text, cells: roomForToken))
    } else {
      replace(0..<text.scalars.count, with: joined)
      retrace_editor_move(handle, cursorBase + shown.cursor)
    }
    return true
  }
}
