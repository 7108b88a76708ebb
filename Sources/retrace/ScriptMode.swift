import Glibc
import RetraceLanguage
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
    let session = settings.session(
      folder: settings.workingFolder, seed: settings.options.seed ?? Environment.standardSeed,
      writing: settings.scriptWriting)
    for (name, text) in texts {
      let script = SessionScript(text: text, name: name, isDocument: false)
      let code = run(script, in: session, isLast: name == texts.last?.name)
      guard code == 0 else { return code }
    }
    return 0
  }

  /// Runs the statements that standard input holds.
  func runStandardInput() -> Int32 {
    do {
      let text = try ScriptFile.readStandardInput()
      return run(texts: [(name: "standard input", text: text)])
    } catch {
      Console.writeError("retrace: \(error)\n")
      return 1
    }
  }

  /// Runs a script or a document.
  func run(file: String) -> Int32 {
    let text: String
    do {
      text = try ScriptFile.read(file)
    } catch {
      Console.writeError("retrace: \(error)\n")
      return 1
    }
    let script = SessionScript(
      text: text, name: file, isDocument: SessionScript.isDocument(path: file))
    let session = settings.session(
      folder: settings.folder(of: file),
      seed: settings.options.seed ?? script.facts.seed ?? Environment.standardSeed,
      writing: settings.scriptWriting)
    return run(script, in: session, isLast: true)
  }

  private func run(_ script: SessionScript, in session: Session, isLast: Bool) -> Int32 {
    guard script.diagnostics.isEmpty else {
      Console.writeError(settings.errorPrinter.text(of: script.diagnostics, in: script.source))
      return 1
    }
    for entry in script.entries {
      let cell = session.run(entry.statement, in: script.source)
      settings.writeTiming(of: cell)
      switch show(cell) {
      case .none: continue
      case .some(let diagnostic):
        Console.writeError(settings.errorPrinter.text(of: [diagnostic], in: script.source))
        return diagnostic.exitCode
      }
    }
    guard isLast, let unused = session.unusedOverrides else { return 0 }
    Console.writeError(settings.errorPrinter.text(of: [unused], in: script.source))
    return 1
  }

  /// Prints what a cell came to; the error if it failed.
  private func show(_ cell: Cell) -> Diagnostic? {
    switch cell.result {
    case .failure(let diagnostic): return diagnostic
    case .success(let outcome):
      do {
        let text = try settings.printer.text(of: outcome)
        if !text.isEmpty { Console.write(text + "\n") }
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
