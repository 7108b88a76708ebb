internal import CLibedit

/// The signals that a person or the system sends to the shell.
///
/// The handlers themselves are C. While the prompt waits for keys they only set flags; while the
/// program computes, the first Ctrl-C calls a function that asks the work to stop, and a second
/// one within two seconds ends the process with 130 after restoring the terminal.
public enum TerminalSignals {
  /// A C function that only stores to atomics, as it runs in a signal handler.
  public typealias Hook = @convention(c) () -> Void

  /// Who the process serves.
  public enum Use: Sendable {
    /// A person at the prompt: Ctrl-Z and resizing are handled too.
    case prompt
    /// A script, a pipe or `-c`.
    case script
  }

  /// Installs the handlers; signals ignored at start stay ignored.
  ///
  /// - Parameters:
  ///   - use: Who the process serves.
  ///   - interrupt: Called at Ctrl-C, SIGTERM and SIGHUP while the program computes.
  ///     What it stores to must have been touched before, as nothing may be set up lazily there.
  ///   - abandon: Called when the process is about to end at once, to finish what is half written.
  public static func install(for use: Use, interrupt: Hook, abandon: Hook? = nil) {
    retrace_install_signal_handlers(use == .prompt, interrupt, abandon)
  }

  /// How often Ctrl-C came since the last clearing.
  public static var interruptCount: Int { Int(retrace_interrupt_count()) }

  /// Forgets earlier presses of Ctrl-C, before new work starts.
  public static func clearInterrupts() { retrace_interrupt_clear() }

  /// SIGTERM or SIGHUP if one of them has come.
  public static var termination: Int32? {
    let signal = retrace_termination_signal()
    return signal == 0 ? nil : signal
  }
}
