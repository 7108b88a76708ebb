import Glibc
import RetraceDisplay
import RetraceLanguage
import RetraceNumerics
import RetraceSession
import RetraceShell

/// `retrace` without arguments: the prompt.
struct PromptMode {
  let settings: Settings

  init(_ settings: Settings) {
    self.settings = settings
  }

  /// Runs the prompt; statements of a pipe where standard input is no terminal.
  ///
  /// - Returns: the exit code.
  func run() -> Int32 {
    guard isatty(STDIN_FILENO) == 1 else { return ScriptMode(settings).runStandardInput() }
    Interruption.clear()
    TerminalSignals.install(for: .prompt, interrupt: { Interruption.request() })
    let folders = UserFolders()
    let seed = settings.options.seed ?? Environment.standardSeed
    let picture = LivePicture(settings.printer.options)
    let drawing: @Sendable (Document?) -> Void = { document in picture.draw(document) }
    let session = settings.session(
      folder: settings.workingFolder, seed: seed, writing: .anywhere, runFolder: folders.runs,
      drawing: LivePicture.isPossible ? drawing : nil)
    let options = PromptOptions(
      version: Version.current, printer: settings.printer,
      paintsErrors: settings.errorPrinter.options.usesColor, fixedWidth: settings.options.width,
      showsTimings: settings.options.timings, folders: folders,
      runsStartupFile: !settings.options.noInit)
    let prompt = Prompt(session: session, options: options) { folder in
      settings.replay(folder: folder, seed: seed)
    }
    return prompt.run()
  }
}
