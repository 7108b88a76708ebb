import Glibc
import RetraceNumerics
import RetraceShell

/// What signals do outside of the prompt.
enum Signals {
  /// Ctrl-C asks running work to stop; the statement then fails and the program exits with 130.
  static func installForScripts() {
    Interruption.clear()
    TerminalSignals.install(for: .script, interrupt: { Interruption.request() })
  }
}
