internal import CLibedit

/// Reads inputs at a terminal: editing over several lines, history, completion, paste.
///
/// The editor knows nothing of the language; closures tell it whether a text is complete, what
/// may follow the cursor, and how an accepted input is coloured. There is one per process, and it
/// belongs to the main thread. ``TerminalSignals/install(for:interrupt:abandon:)`` must have run.
///
/// - Enter accepts a complete text and opens a new line in an incomplete one. A line that starts
///   with `:` is accepted at once and alone; two empty lines accept the text as it is.
/// - Ctrl-C drops the whole input. Ctrl-D ends on an empty prompt, deletes to the right inside the
///   text, and behind several lines drops them.
/// - A text taller than the window stands in the editor as a short token, see ``FoldedTexts``.
public final class LineEditor {
  /// Whether a text is complete, so that Enter accepts it.
  public typealias CompletenessTest = (_ text: String) -> Bool

  /// What may stand at the cursor, given in bytes of the UTF-8 form of the text.
  public typealias Completer = (_ text: String, _ cursor: Int) -> CompletionResult?

  /// The same text with colours.
  public typealias Highlighter = (_ text: String) -> String

  /// Lets the user change a text in another program; nil leaves it as it was.
  public typealias ExternalEditor = (_ text: String) -> String?

  /// Whether standard input and output are a terminal that can place its cursor.
  ///
  /// Where not, ``PlainLineReader`` reads.
  public static var isUsable: Bool { Terminal.isInteractive && !Terminal.isDumb }

  /// Whether the last input held bytes that are not UTF-8; they read as U+FFFD.
  public private(set) var replacedInvalidBytes = false

  let isComplete: CompletenessTest
  let completions: Completer
  let highlight: Highlighter?
  let editExternally: ExternalEditor?
  let continuationPrompt: PromptText
  let pasteFilter: PasteFilter
  let isASCII: Bool

  var handle: OpaquePointer?
  var prompt: PromptText = ""
  var folded = FoldedTexts()
  /// What the reading ends with once the cursor is where it must be.
  var pending: InputOutcome?
  var outcome: InputOutcome?
  var prefill: String?
  var list: [String] = []
  var savedCursor = 0

  /// Makes the editor, or nil if the terminal refuses.
  ///
  /// - Parameters:
  ///   - continuationPrompt: Stands before the second and later lines of an accepted input.
  ///   - pasteFilter: Makes pasted text fit for the prompt.
  ///   - isASCII: Whether lists of candidates are drawn of ASCII alone.
  ///   - isComplete: Whether Enter accepts a text.
  ///   - completions: What Tab offers.
  ///   - highlight: Colours an accepted input; nil leaves it plain.
  ///   - editExternally: What Ctrl-X Ctrl-E does; nil if nothing.
  public init?(
    continuationPrompt: PromptText = "… ",
    pasteFilter: PasteFilter = PasteFilter(),
    isASCII: Bool = false,
    isComplete: @escaping CompletenessTest,
    completions: @escaping Completer = { _, _ in nil },
    highlight: Highlighter? = nil,
    editExternally: ExternalEditor? = nil
  ) {
    self.isComplete = isComplete
    self.completions = completions
    self.highlight = highlight
    self.editExternally = editExternally
    self.continuationPrompt = continuationPrompt
    self.pasteFilter = pasteFilter
    self.isASCII = isASCII
    _ = retrace_locale_init()
    let context = Unmanaged.passUnretained(self).toOpaque()
    handle = retrace_editor_create(
      { context, key in
        guard let context else { return Int32(RETRACE_ANSWER_BEEP) }
        let editor = Unmanaged<LineEditor>.fromOpaque(context).takeUnretainedValue()
        return editor.answer(toKey: key).code
      }, context)
    if handle == nil { return nil }
  }

  deinit { close() }

  /// Reads one input.
  ///
  /// - Parameters:
  ///   - prompt: Stands before the first line.
  ///   - prefill: A text to begin with, for the user to change.
  /// - Returns: How it ended. Afterwards what is typed waits unseen until the next reading.
  public func read(prompt: PromptText, prefill: String? = nil) -> InputOutcome {
    guard let handle else { return .endOfFile }
    if let signal = TerminalSignals.termination { return .terminated(signal: signal) }
    TerminalSignals.clearInterrupts()
    self.prompt = prompt
    pending = nil
    outcome = nil
    let delimited = prompt.delimited
    retrace_editor_set_prompt(handle, delimited, delimited.count)
    if let prefill, !prefill.isEmpty {
      self.prefill = prefill
      retrace_editor_push(handle, Int32(RETRACE_KEY_PREFILL))
    }
    let reason = Int(retrace_editor_read(handle))
    replacedInvalidBytes = retrace_editor_replaced_bytes(handle)
    let result = outcome ?? outcome(for: reason)
    TerminalSignals.clearInterrupts()
    retrace_terminal_busy()
    return result
  }

  /// Adds an input to what Up and Ctrl-R find; it may have several lines.
  public func addHistory(_ entry: String) {
    guard let handle, !entry.isBlank else { return }
    let shown = isTooTall(entry) ? folded.fold(entry, cells: roomForToken) : entry
    let scalars = shown.unicodeScalars.map(\.value).filter { $0 != 0 }
    retrace_editor_history_add(handle, scalars, scalars.count)
  }

  /// Runs something that needs the terminal as it was at start, such as another program.
  public func lendTerminal<Result, Failure: Error>(
    to body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    retrace_terminal_restore()
    defer { retrace_terminal_busy() }
    return try body()
  }

  /// Gives the terminal back as it was at start; nothing can be read afterwards.
  public func close() {
    guard let handle else { return }
    self.handle = nil
    retrace_editor_destroy(handle)
  }

  /// The outcome where the editor itself ended the reading.
  private func outcome(for reason: Int) -> InputOutcome {
    switch reason {
    case RETRACE_READ_LINE:
      return .line(folded.expand(edited.text).withoutControls.trimmingTrailingBlanks())
    case RETRACE_READ_INTERRUPTED:
      return .interrupted(discarded: "")
    case RETRACE_READ_TERMINATED:
      return .terminated(signal: TerminalSignals.termination ?? 15)
    default:
      if let signal = TerminalSignals.termination { return .terminated(signal: signal) }
      return .endOfFile
    }
  }
}

extension String {
  /// The text without control characters that a quoted key may have left in it.
  var withoutControls: String {
    var kept = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      if !isControl || scalar == "\n" || scalar == "\t" { kept.append(scalar) }
    }
    return String(kept)
  }
}
