import RetraceCommands
import RetraceDisplay
import RetraceLanguage
import RetraceSession
import RetraceShell
import RetraceSyntax

/// `retrace check`: runs files again and says what differs and why.
struct CheckMode {
  let command: CheckCommand
  let settings: Settings

  init(_ command: CheckCommand) {
    self.command = command
    settings = Settings(command.shared)
    Signals.installForScripts()
  }

  /// Checks all files; a signal ends it.
  ///
  /// - Returns: of the files' exit codes the first of 4, 5, 1, 3 that occurs, else 0.
  func run() -> Int32 {
    var codes: Set<Int32> = []
    for file in command.files {
      codes.insert(check(file))
      if let code = Signals.exitCode { return code }
    }
    return [4, 5, 1, 3].first(where: codes.contains) ?? 0
  }

  private func check(_ file: String) -> Int32 {
    let script: SessionScript
    do {
      script = SessionScript(
        text: try ScriptFile.read(file), name: file,
        isDocument: SessionScript.isDocument(path: file))
    } catch {
      Console.writeError("retrace: \(error)\n")
      return 1
    }
    guard script.diagnostics.isEmpty else {
      Console.writeError(settings.errorPrinter.text(of: script.diagnostics, in: script.source))
      return 1
    }
    let session = settings.replay(
      folder: settings.folder(of: file),
      seed: settings.options.seed ?? script.facts.seed ?? Environment.standardSeed)
    let check = ProgressBar(isASCII: settings.errorPrinter.options.isASCII).during {
      ScriptCheck(of: script, in: session)
    }
    for step in check.run.steps { settings.writeTiming(of: step.cell) }
    if let failure = check.run.failure {
      Console.writeError(
        check.run.steps.isEmpty
          ? settings.text(ofOption: failure)
          : settings.errorPrinter.text(of: [failure], in: script.source))
      if Signals.exitCode != nil { return 1 }
    }
    if command.accept, check.run.failure == nil { return accept(check, in: session, file) }
    Console.write(CheckReport(check, file: file, options: settings.printer.options).text)
    if command.accept {
      Console.writeError("retrace: '\(file)' is as it was, nothing is written\n")
    }
    return check.exitCode
  }

  private func accept(_ check: ScriptCheck, in session: Session, _ file: String) -> Int32 {
    let facts = ScriptUpdate.facts(
      of: check.run, session: session, keeping: check.script.facts.others)
    let updated = ScriptUpdate.text(of: check.script, steps: check.run.steps, facts: facts)
    guard updated != check.script.source.text else {
      Console.write("\(file): nothing to write, all is as recorded\n")
      return 0
    }
    do {
      try ScriptFile.write(updated, to: file)
    } catch {
      Console.writeError("retrace: \(error)\n")
      return 1
    }
    let count = check.run.steps.count
    Console.write("\(file): what \(count) statement\(count == 1 ? "" : "s") printed is written\n")
    return 0
  }
}
