import Glibc
import RetraceDisplay
import RetraceLanguage
public import RetraceSession
import RetraceSyntax

/// The shell: reads inputs, runs them in a session, keeps them in its journal and shows what they
/// came to.
///
/// A statement is on disk before its result is shown. There is one prompt per process; it belongs
/// to the main thread.
public final class Prompt {
  /// Makes a clean session whose relative paths start from a folder, for replaying what is saved.
  public typealias Replay = (_ folder: String) -> Session

  let session: Session
  let replay: Replay
  let options: PromptOptions
  let journal: SessionJournal
  let earlier: EarlierSessions
  /// How results are shown; the width is that of the terminal at the time.
  var printer: OutcomePrinter
  /// Whether errors are shown in colour.
  var paintsErrors: Bool
  /// The width set by the user; nil for that of the terminal.
  var fixedWidth: Int?
  /// Whether the time that a statement took is shown below it.
  var showsTime = false
  /// The errors shown last.
  var lastErrors: [Diagnostic] = []
  /// What the lines are read with.
  var reader: Reader

  /// What reads inputs.
  enum Reader {
    /// At a terminal that can place its cursor.
    case editor(LineEditor)
    /// At any other.
    case plain(PlainLineReader)
  }

  /// Whether the prompt goes on.
  enum Flow: Equatable {
    case goOn
    case leave(Int32)
  }

  /// Makes the prompt of a session that has not run anything yet.
  ///
  /// ``TerminalSignals/install(for:interrupt:abandon:)`` must have run.
  public init(session: Session, options: PromptOptions, replay: @escaping Replay) {
    self.session = session
    self.replay = replay
    self.options = options
    printer = options.printer
    paintsErrors = options.paintsErrors
    fixedWidth = options.fixedWidth
    journal = SessionJournal(
      folder: options.folders.sessions,
      header: SessionJournal.Header(
        version: options.version, folder: session.host.baseFolder, seed: session.startSeed))
    earlier = EarlierSessions(folder: options.folders.sessions)
    reader = .plain(PlainLineReader())
  }

  /// Runs until the user leaves.
  ///
  /// - Returns: the exit code: 0, or 128 and the signal that ended it.
  public func run() -> Int32 {
    if LineEditor.isUsable, let editor = makeEditor() { reader = .editor(editor) }
    defer { if case .editor(let editor) = reader { editor.close() } }
    if options.runsStartupFile { runStartupFile() }
    if case .editor(let editor) = reader { earlier.statements.forEach(editor.addHistory) }
    show(banner)
    while true {
      let flow =
        switch read() {
        case .line(let text): accept(text)
        case .interrupted(let discarded):
          discarded.isBlank ? hint("Ctrl-D or :quit leaves") : Flow.goOn
        case .cancelled: hint("the input was dropped; Ctrl-D on an empty line leaves")
        case .endOfFile: leave()
        case .terminated(let signal): Flow.leave(128 + signal)
        }
      if case .leave(let code) = flow { return code }
      if let signal = TerminalSignals.termination { return 128 + signal }
    }
  }

  /// Takes an input that was accepted.
  func accept(_ text: String) -> Flow {
    var text = text
    while true {
      if case .editor(let editor) = reader { editor.addHistory(text) }
      switch PromptInput(text, isVariable: { self.session.environment[$0] != nil }) {
      case .empty: return .goOn
      case .statements(let statements):
        runStatements(statements)
        return .goOn
      case .command(let name, let argument, let rest):
        let flow = perform(name, argument)
        guard flow == .goOn, !rest.isBlank else { return flow }
        text = rest
      }
    }
  }

  // MARK: Reading

  private func makeEditor() -> LineEditor? {
    let completer = Completer(session: session)
    let isASCII = printer.options.isASCII
    let painted: LineEditor.Highlighter? =
      printer.options.usesColor ? { StatementPainter.painted($0) } : nil
    return LineEditor(
      continuationPrompt: continuationText, pasteFilter: PasteFilter(continuations: ["… ", ". "]),
      isASCII: isASCII, isComplete: Self.isComplete,
      completions: { completer.completions(of: $0, cursor: $1) }, highlight: painted)
  }

  private func read() -> InputOutcome {
    let prompt = PromptText(paint("rt>", .prompt) + " ")
    switch reader {
    case .editor(let editor):
      let outcome = editor.read(prompt: prompt)
      if editor.replacedInvalidBytes {
        complain("bytes that are not UTF-8 were read as \u{FFFD}")
      }
      return outcome
    case .plain(var plain):
      defer { reader = .plain(plain) }
      let isShown = isatty(STDOUT_FILENO) == 1
      do {
        return try plain.read(
          prompt: isShown ? prompt : "", continuationPrompt: isShown ? continuationText : "",
          isComplete: Self.isComplete)
      } catch {
        complain("\(error)")
        if case .unreadable = error { return .endOfFile }
        return .line("")
      }
    }
  }

  private var continuationText: PromptText {
    PromptText(paint(printer.options.isASCII ? "." : "…", .dim) + " ")
  }

  /// Whether Enter accepts a text: unless the parser says that something must follow.
  static func isComplete(_ text: String) -> Bool {
    PromptInput.isCommand(text) || !Parser.parse(text, pipesLastResult: true).isIncomplete
  }

  // MARK: Leaving

  func leave() -> Flow {
    if let path = journal.path {
      hint("this session is kept in \(options.folders.shortened(path))")
    }
    return .leave(0)
  }

  private var banner: String {
    guard isatty(STDOUT_FILENO) == 1 else { return "" }
    let mark = printer.options.isASCII ? "-" : "·"
    let name = "Retrace \(options.version)"
    var lines = TextWidth.wrapped(
      "\(name) \(mark) explains machine-learning runs", to: max(width, 20))
    if let first = lines.first, first.hasPrefix(name) {
      lines[0] = paint(name, .headline) + first.dropFirst(name.count)
    }
    lines += TextWidth.wrapped(
      "try run = example(\"credit\"), or :help; Ctrl-D leaves", to: max(width, 20))
    return lines.joined(separator: "\n")
  }
}
