import RetraceLanguage
import RetraceSession
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

  /// Checks all files.
  ///
  /// - Returns: of the files' exit codes the first of 4, 5, 1, 3 that occurs, else 0.
  func run() -> Int32 {
    let codes = command.files.map(check)
    return [130, 4, 5, 1, 3].first { codes.contains($0) } ?? 0
  }

  private func check(_ file: String) -> Int32 {
    let text: String
    do {
      text = try ScriptFile.read(file)
    } catch {
      Console.writeError("retrace: \(error)\n")
      return 1
    }
    let script = SessionScript(
      text: text, name: file, isDocument: SessionScript.isDocument(path: file))
    guard script.diagnostics.isEmpty else {
      Console.writeError(settings.errorPrinter.text(of: script.diagnostics, in: script.source))
      return 1
    }
    let session = settings.session(
      folder: settings.folder(of: file),
      seed: settings.options.seed ?? script.facts.seed ?? Environment.standardSeed,
      writing: settings.scriptWriting)
    let check = ScriptCheck(of: script, in: session)
    for step in check.run.steps { settings.writeTiming(of: step.cell) }
    if let failure = check.run.failure {
      Console.writeError(settings.errorPrinter.text(of: [failure], in: script.source))
      if failure.code == .interrupted { return 130 }
    }
    if command.accept, check.run.failure == nil { return accept(check, in: session, file) }
    Console.write(CheckReport(check, file: file, options: settings.printer.options).text)
    return check.exitCode
  }

  private func accept(_ check: ScriptCheck, in session: Session, _ file: String) -> Int32 {
    let facts = ScriptUpdate.facts(of: check.run, session: session, keeping: check.script.facts.others)
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
