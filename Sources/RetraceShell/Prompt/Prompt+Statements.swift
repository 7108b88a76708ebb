import RetraceDisplay
import RetraceLanguage
import RetraceNumerics
import RetraceSession
import RetraceSyntax

extension Prompt {
  /// Runs the statements of an input one after the other until one fails; none if the input does
  /// not parse.
  func runStatements(_ text: String) {
    let name = "cell \(session.nextNumber)"
    let parsed = Parser.parse(text, pipesLastResult: true)
    guard parsed.finalDiagnostics.isEmpty else {
      showErrors(parsed.finalDiagnostics, in: SourceText(name: name, text: text))
      return
    }
    for (position, statement) in parsed.statements.enumerated() {
      // Each is named by its own cell, however many the input holds.
      let source = SourceText(name: "cell \(session.nextNumber)", text: text)
      let left = parsed.statements.count - position - 1
      guard run(statement, in: source, left: left) else { return }
      // What is stopped may give a result all the same, such as the epochs trained so far.
      if left > 0, TerminalSignals.interruptCount > 0 {
        hint("stopped; \(Self.notRun(left))")
        return
      }
    }
  }

  /// What is said of statements behind the last one that ran.
  private static func notRun(_ count: Int) -> String {
    let rest = NumberFormat.count(count, "further statement")
    return "\(rest) of the input \(count == 1 ? "was" : "were") not run"
  }

  /// Runs a statement and shows what it came to.
  ///
  /// - Parameters:
  ///   - left: how many statements of the input come behind it, which are not run if it fails.
  ///   - origin: where it stands if it was not typed; its result is then not shown.
  /// - Returns: whether it succeeded.
  func run(
    _ statement: Statement, in source: SourceText, left: Int = 0, origin: String? = nil
  ) -> Bool {
    Interruption.clear()
    TerminalSignals.clearInterrupts()
    let progress = ProgressBar(isASCII: printer.options.isASCII)
    let (cell, shown) = progress.during {
      let cell = session.run(statement, in: source)
      // Training that is stopped gives a run; that is to be shown.
      if cell.outcome != nil { Interruption.clear() }
      return (cell, text(of: cell))
    }
    Interruption.clear()
    let status: SessionJournal.Status =
      switch shown {
      case .success: .ok
      case .failure(let error): error.code == .interrupted ? .interrupted : .failed
      }
    if let warning = journal.append(cell, status: status, origin: origin) { complain(warning) }
    switch shown {
    case .success(let text):
      if origin == nil { show(text) }
    case .failure(let error):
      if cell.outcome != nil { _ = session.undo() }
      showErrors([error], in: source, left: left)
    }
    reportTime(of: cell)
    return status == .ok
  }

  /// What a cell shows, or why it failed; a result that cannot be shown is a failure too.
  private func text(of cell: Cell) -> Result<String, Diagnostic> {
    switch cell.result {
    case .failure(let error): return .failure(error)
    case .success(let outcome):
      do {
        return .success(try currentPrinter.text(of: outcome))
      } catch let error as Diagnostic {
        return .failure(error)
      } catch is Interrupted {
        return .failure(Diagnostic(.interrupted, "stopped", at: cell.statement.range))
      } catch {
        return .failure(Diagnostic(.failed, "\(error)", at: cell.statement.range))
      }
    }
  }

  /// Shows errors with an empty line behind them, which groups them with their input.
  ///
  /// - Parameter left: how many statements are not run because of them.
  func showErrors(_ errors: [Diagnostic], in source: SourceText, left: Int = 0) {
    var text = errorPrinter.text(of: errors, in: source)
    if errors.first?.code == .interrupted {
      text = "stopped; everything is as it was before this statement"
      text = Theme.paint(text, .warning, usesColor: paintsErrors) + "\n"
    }
    if left > 0 { text += "  \(Self.notRun(left))\n" }
    PromptConsole.writeError(text + "\n")
    lastErrors = errors
  }

  private func reportTime(of cell: Cell) {
    if options.showsTimings {
      PromptConsole.writeError("{\"cell\": \(cell.number), \"seconds\": \(cell.seconds)}\n")
    }
    if showsTime { hint(Self.timeText(cell.seconds)) }
  }

  /// Seconds in a unit that suits them.
  static func timeText(_ seconds: Double) -> String {
    seconds < 0.9995
      ? "\(NumberFormat.short(seconds * 1000, digits: 3)) ms"
      : "\(NumberFormat.short(seconds, digits: 3)) s"
  }

  /// Runs the user's start-up file, which shows its errors only.
  func runStartupFile() {
    guard let path = options.folders.startupFile else { return }
    let name = options.folders.shortened(path)
    let text: String
    do {
      text = try ScriptFile.read(path)
    } catch {
      // Having none is the rule.
      if ScriptFile.exists(path) { complain("the start-up file was not run: \(error)") }
      return
    }
    let script = SessionScript(text: text, name: name, isDocument: false)
    guard script.diagnostics.isEmpty else {
      showErrors(script.diagnostics, in: script.source)
      return
    }
    for entry in script.entries {
      guard run(entry.statement, in: script.source, origin: name) else { return }
    }
  }
}
