import RetraceShell

/// `retrace` without arguments: the prompt.
struct PromptMode {
  let settings: Settings

  init(_ settings: Settings) {
    self.settings = settings
  }

  /// Runs the prompt; statements of a pipe where standard input is none.
  func run() -> Int32 { ScriptMode(settings).runStandardInput() }
}
