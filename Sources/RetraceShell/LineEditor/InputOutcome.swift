/// How the reading of one input at the prompt ended.
public enum InputOutcome: Sendable, Equatable {
  /// An input was accepted; it may have several lines and has no line break at its end.
  case line(String)

  /// Ctrl-C dropped the input; `discarded` is what was typed, empty on an empty prompt.
  case interrupted(discarded: String)

  /// Ctrl-D behind an input of several lines dropped it.
  case cancelled(discarded: String)

  /// Ctrl-D on an empty prompt, or the end of the input.
  case endOfFile

  /// SIGTERM or SIGHUP came: keep what must be kept and leave with 128 + signal.
  case terminated(signal: Int32)
}
