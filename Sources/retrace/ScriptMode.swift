import Glibc
import RetraceDisplay
import RetraceLanguage
import RetraceNumerics
import RetraceSession
import RetraceShell
import RetraceSyntax

/// Runs scripts, documents and statements of the command line.
struct ScriptMode {
  let settings: Settings

  init(_ settings: Settings) {
    self.settings = settings
    Signals.installForScripts()
  }

  /// Runs texts of `-c` one after the other in one session.
  func run(texts: [(name: String, text: String)]) -> Int32 {
    let scripts = texts.map { SessionScript(text: $0.text, name: $0.name, isDocument: false) }
    return run(
      scripts, in: settings.session(folder: settings.workingFolder, seed: seed(of: scripts)))
  }

  /// Runs the statements that standard input holds.
  func runStandardInput() -> Int32 {
    let script: SessionScript
    do {
      script = SessionScript(
        text: try ScriptFile.readStandardInput(), name: "standard input", isDocument: false)
    } catch {
      return complain(error)
    }
    // What is read as statements is no data any more.
    let session = settings.session(
      folder: settings.workingFolder, seed: seed(of: [script]), readsStandardInput: false)
    return run([script], in: session)
  }

  /// Runs a script or a document.
  func run(file: String) -> Int32 {
    let script: SessionScript
    do {
      script = SessionScript(
        text: try ScriptFile.read(file), name: file,
        isDocument: SessionScript.isDocument(path: file))
    } catch {
      return complain(error)
    }
    if script.isDocument, script.factsPosition == nil {
      Console.writeError("retrace: '\(file)' has no fence named retrace, so nothing was run\n")
    }
    return run(
      [script], in: settings.session(folder: settings.folder(of: file), seed: seed(of: [script])))
  }

  /// The seed at the start: the option's, else the first script's, else 42.
  private func seed(of scripts: [SessionScript]) -> UInt64 {
    settings.options.seed ?? scripts.first?.facts.seed ?? Environment.standardSeed
  }

  private func complain(_ error: any Error) -> Int32 {
    if let code = Signals.exitCode { return code }
    Console.writeError("retrace: \(error)\n")
    return 1
  }

  private func run(_ scripts: [SessionScript], in session: Session) -> Int32 {
    if let unknown = session.unknownOverrides(in: scripts) {
      Console.writeError(settings.text(ofOption: unknown))
      return 1
    }
    for script in scripts {
      guard script.diagnostics.isEmpty else {
        Console.writeError(settings.errorPrinter.text(of: script.diagnostics, in: script.source))
        if let hint = Self.dataHint(script.source.name) { Console.writeError(hint) }
        return 1
      }
      for entry in script.entries {
        let cell = ProgressBar(isASCII: settings.errorPrinter.options.isASCII).during {
          session.run(entry.statement, in: script.source)
        }
        settings.writeTiming(of: cell)
        if let diagnostic = show(cell) {
          Console.writeError(settings.errorPrinter.text(of: [diagnostic], in: script.source))
          return Signals.exitCode ?? diagnostic.exitCode
        }
        // Work that keeps what is done when it is stopped succeeds; the rest is not run.
        if let code = Signals.exitCode { return code }
      }
    }
    return 0
  }

  /// What to say of a file that does not parse and has the name of one that holds data.
  private static func dataHint(_ name: String?) -> String? {
    guard let name, let end = name.lowercased().split(separator: ".").last,
      ["csv", "tsv", "json", "jsonl", "ndjson", "txt", "ipynb"].contains(String(end))
    else { return nil }
    return "retrace: a file is run as statements; retrace -c 'load(\"\(name)\")' reads data\n"
  }

  /// Prints what a cell came to; the error if it failed.
  private func show(_ cell: Cell) -> Diagnostic? {
    switch cell.result {
    case .failure(let diagnostic): return diagnostic
    case .success(let outcome):
      do {
        // A stop that came meanwhile does not take away what was reached.
        let text = try Interruption.postponed { try settings.printer.text(of: outcome) }
        if !text.isEmpty { Console.write(text + "\n") }
        let notes = settings.errorPrinter.textOfUnprintedNotes(outcome, by: settings.printer)
        if !notes.isEmpty { Console.writeError(notes + "\n") }
        return nil
      } catch let diagnostic as Diagnostic {
        return diagnostic
      } catch {
        return Diagnostic(.failed, "\(error)", at: cell.statement.range)
      }
    }
  }
}

extension Settings {
  /// Prints how long a cell took, if that was asked for.
  func writeTiming(of cell: Cell) {
    guard options.timings else { return }
    Console.writeError("{\"cell\": \(cell.number), \"seconds\": \(cell.seconds)}\n")
  }

  /// An error of the command line: it has no place in a script.
  func text(ofOption diagnostic: Diagnostic) -> String {
    let lines = ["retrace: \(diagnostic.message)"] + diagnostic.facts.map { "  = \($0)" }
    return (lines + [diagnostic.help].compactMap { $0.map { "  help: \($0)" } })
      .map { $0 + "\n" }.joined()
  }
}

extension Diagnostic {
  /// The exit code of a run that this error ends.
  var exitCode: Int32 {
    switch code {
    case .expectationFailed: 5
    case .interrupted: 130
    default: 1
    }
  }
}
