import Glibc
import RetraceDisplay
import RetraceNumerics
import Synchronization

/// Shows on standard error how far long work has come, where that is a terminal and once a
/// second has passed; it is gone when the work ends.
///
/// What is shown is a bar with the label, the share and an estimate of the time left.
public final class ProgressBar: Sendable {
  private struct State {
    var start = 0.0
    /// When the present phase of the work began, and with how much done.
    var phase = (start: 0.0, done: 0, total: 0)
    var lastDrawn = 0.0
    var isRunning = false
    var isShown = false
  }

  private let state = Mutex(State())
  private let isASCII: Bool
  private let isUsable: Bool

  /// Makes a bar.
  ///
  /// - Parameter isASCII: whether it is drawn of ASCII alone.
  public init(isASCII: Bool) {
    self.isASCII = isASCII
    isUsable = isatty(STDERR_FILENO) == 1 && !Terminal.isDumb
  }

  /// Runs work, showing how far it has come.
  public func during<Result, Failure: Error>(
    _ work: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard isUsable else { return try work() }
    state.withLock { state in
      state = State()
      state.start = Self.now()
      state.phase.start = state.start
      state.isRunning = true
    }
    Progress.observe { [self] label, done, total in report(label, done: done, total: total) }
    defer {
      Progress.observe(nil)
      state.withLock { state in
        state.isRunning = false
        if state.isShown { PromptConsole.writeError("\r\u{1B}[K") }
      }
    }
    return try work()
  }

  /// Called by any thread.
  private func report(_ label: String, done: Int, total: Int) {
    let now = Self.now()
    state.withLock { state in
      guard state.isRunning else { return }
      if total != state.phase.total || done < state.phase.done {
        // What ran before says nothing of how fast this goes.
        let isFirst = state.phase.total == 0
        state.phase = (isFirst ? state.start : now, isFirst ? 0 : done, total)
      }
      guard now - state.start >= 1, now - state.lastDrawn >= 0.1 else { return }
      state.lastDrawn = now
      state.isShown = true
      let fresh = done - state.phase.done
      let left =
        fresh > 0 ? (now - state.phase.start) / Double(fresh) * Double(max(total - done, 0)) : nil
      let line = Self.line(
        label, share: total > 0 ? Double(done) / Double(total) : 0, secondsLeft: left,
        width: Self.width, isASCII: isASCII)
      PromptConsole.writeError("\r\(line)\u{1B}[K")
    }
  }

  /// The line of a bar, narrower than the terminal so that it never wraps.
  static func line(
    _ label: String, share: Double, secondsLeft: Double?, width: Int, isASCII: Bool
  ) -> String {
    let share = share.isNaN ? 0 : min(max(share, 0), 1)
    let percent = "\(Int(share * 100))%"
    // Bar and share come first: they stand still while the label changes.
    let cells = width < 30 ? 0 : min(width / 3, 24)
    let filled = Int((share * Double(cells)).rounded(.down))
    let bar =
      String(repeating: isASCII ? "#" : "█", count: filled)
      + String(repeating: isASCII ? "." : "░", count: cells - filled)
    let head = bar + String(repeating: " ", count: 5 - percent.count) + percent
    var end = ""
    if let secondsLeft, width >= 40 { end = "\(duration(secondsLeft)) left" }
    let room = width - 1 - head.count - end.count - (end.isEmpty ? 2 : 4)
    let shown = TextWidth.truncated(
      label.split(whereSeparator: \.isNewline).joined(separator: " "), to: max(room, 0),
      isASCII: isASCII)
    return [head, shown, end].filter { !$0.isEmpty }.joined(separator: "  ")
  }

  /// A duration in words, such as `3 s`, `2 min 5 s` or `1 h 12 min`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 360_000 else { return "days" }
    let whole = Int(seconds.rounded(.up))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  private static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
