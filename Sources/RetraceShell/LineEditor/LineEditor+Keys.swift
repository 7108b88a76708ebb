internal import CLibedit

extension LineEditor {
  /// What a key did.
  enum Answer {
    case nothing
    case refresh
    case beep
    case done

    var code: Int32 {
      switch self {
      case .nothing: Int32(RETRACE_ANSWER_NOTHING)
      case .refresh: Int32(RETRACE_ANSWER_REFRESH)
      case .beep: Int32(RETRACE_ANSWER_BEEP)
      case .done: Int32(RETRACE_ANSWER_DONE)
      }
    }
  }

  /// Does what a key stands for.
  func answer(toKey key: Int32) -> Answer {
    switch Int(key) {
    case 9: complete()
    case 10, 13: enter()
    case 4: endOrDelete()
    case 1, RETRACE_KEY_HOME: move(to: edited.rowStart)
    case 5, RETRACE_KEY_END, RETRACE_KEY_ROW_END: move(to: edited.rowEnd)
    case 11: killRow()
    case RETRACE_KEY_UP: up()
    case RETRACE_KEY_DOWN: down()
    case RETRACE_KEY_RECALLED: foldIfTooTall() ? .refresh : .nothing
    case RETRACE_KEY_NEWLINE: openRow()
    case RETRACE_KEY_PASTE: paste()
    case RETRACE_KEY_EXTERNAL: editInOtherProgram()
    case RETRACE_KEY_PREFILL: insertPrefill()
    case RETRACE_KEY_ACCEPT: showAccepted()
    case RETRACE_KEY_INTERRUPT: leave(with: .interrupted(discarded: folded.expand(edited.text)))
    case RETRACE_KEY_TERMINATE:
      leave(with: .terminated(signal: TerminalSignals.termination ?? 15))
    case RETRACE_KEY_LEAVE: showLeaving()
    case RETRACE_KEY_SUSPEND: goToEnd(then: RETRACE_KEY_STOP)
    case RETRACE_KEY_STOP: stop()
    case RETRACE_KEY_LIST: showList()
    case RETRACE_KEY_RESIZE: foldIfTooTall() ? .refresh : .nothing
    case RETRACE_KEY_IDLE: cleanUp() ? .refresh : .nothing
    default: .beep
    }
  }

  // MARK: Moving

  func move(to position: Int) -> Answer {
    retrace_editor_move(handle, position)
    return .refresh
  }

  /// Brings the cursor behind the text, where it is safe to write, and goes on with a key there.
  func goToEnd(then key: Int) -> Answer {
    let text = edited
    savedCursor = text.cursor
    push(key)
    return move(to: text.scalars.count)
  }

  private func up() -> Answer {
    if let position = edited.positionAbove { return move(to: position) }
    push(RETRACE_KEY_PREVIOUS_ENTRY)
    push(RETRACE_KEY_RECALLED)
    return .nothing
  }

  private func down() -> Answer {
    if let position = edited.positionBelow { return move(to: position) }
    push(RETRACE_KEY_NEXT_ENTRY)
    push(RETRACE_KEY_RECALLED)
    return .nothing
  }

  /// Ctrl-K: kills to the end of the row, so that Ctrl-Y brings it back; there, the line break.
  private func killRow() -> Answer {
    let text = edited
    if text.cursor == text.scalars.count { return .beep }
    if text.cursor == text.rowEnd {
      replace(text.cursor..<text.cursor + 1, with: "")
      return .refresh
    }
    push(RETRACE_KEY_SET_MARK)
    push(RETRACE_KEY_ROW_END)
    push(RETRACE_KEY_KILL_REGION)
    return .nothing
  }

  // MARK: Accepting

  private func enter() -> Answer {
    let text = edited
    if let command = text.command {
      // What the command interrupts is not lost: Up finds it.
      let rest = folded.expand(text.textWithoutRow)
      if !rest.isBlank { addHistory(rest) }
      return accept(command)
    }
    let full = folded.expand(text.text).withoutControls
    if full.isBlank || text.endsWithTwoBlankRows || isComplete(full) { return accept(full) }
    return openRow()
  }

  private func openRow() -> Answer {
    let text = edited
    replace(text.cursor..<text.cursor, with: "\n" + text.indentation)
    foldIfTooTall()
    return .refresh
  }

  private func accept(_ text: String) -> Answer {
    pending = .line(text.trimmingTrailingBlanks())
    push(RETRACE_KEY_ACCEPT)
    return move(to: 0)
  }

  /// With the cursor behind the prompt: writes the input anew, in colour and with the prompts of
  /// its further lines.
  private func showAccepted() -> Answer {
    guard case .line(let text) = pending else { return .beep }
    let rows = shownRows(of: text).map { highlight?($0) ?? $0 }
    let separator = "\r\n" + continuationPrompt.styled
    let shown = rows.joined(separator: "\n").split(
      separator: "\n", omittingEmptySubsequences: false)
    write("\r\u{1B}[J" + prompt.styled + shown.joined(separator: separator) + "\r\n")
    outcome = pending
    return .done
  }

  /// The rows of an accepted input; of one taller than the window its first and last ones, as a
  /// window full of it would hide what led here.
  private func shownRows(of text: String) -> [String] {
    guard isTooTall(text) else { return [text] }
    let columns = Terminal.size.columns
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      TextLayout.truncated(String($0), to: 2 * columns)
    }
    if rows.count <= 6 { return rows }
    return rows[..<3] + ["# … \(rows.count - 5) more lines"] + rows[(rows.count - 2)...]
  }

  // MARK: Leaving

  private func endOrDelete() -> Answer {
    let text = edited
    if text.scalars.isEmpty {
      return leave(with: .endOfFile)
    }
    if text.cursor < text.scalars.count {
      let following = EditedText.string(text.scalars[text.cursor...])
      let count = following.first?.unicodeScalars.count ?? 1
      replace(text.cursor..<text.cursor + count, with: "")
      return .refresh
    }
    if !text.hasSeveralRows { return .beep }
    return leave(with: .cancelled(discarded: folded.expand(text.text)))
  }

  private func leave(with outcome: InputOutcome) -> Answer {
    pending = outcome
    return goToEnd(then: RETRACE_KEY_LEAVE)
  }

  private func showLeaving() -> Answer {
    write(restOfText)
    if case .interrupted = pending { write("^C") }
    write("\r\n")
    outcome = pending
    return .done
  }

  /// What is still right of the cursor: vi's command mode keeps it on the last character.
  var restOfText: String {
    let text = edited
    return EditedText.string(text.scalars[text.cursor...]).withoutControls
  }

  private func stop() -> Answer {
    write(restOfText + "\r\n")
    retrace_editor_stop(handle)
    redraw(cursor: savedCursor)
    return .nothing
  }
}
