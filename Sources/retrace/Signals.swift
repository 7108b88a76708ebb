import Glibc
import RetraceNumerics
import RetraceShell

/// What signals do outside of the prompt.
enum Signals {
  /// Ctrl-C and SIGTERM ask running work to stop; the program then exits with 130 or 143.
  ///
  /// A reader that goes away is noticed when writing to it.
  static func installForScripts() {
    Interruption.clear()
    TerminalSignals.install(for: .script, interrupt: { Interruption.request() })
    signal(SIGPIPE, SIG_IGN)
  }

  /// The exit code of the signal that asked to stop; nil if none did.
  static var exitCode: Int32? {
    if let signal = TerminalSignals.termination { return 128 + signal }
    return Interruption.isRequested ? 128 + SIGINT : nil
  }
}
