import Glibc
public import RetraceDisplay
import Synchronization

/// A document on the terminal that is drawn anew in its place, such as the curves of a run that is
/// being written.
///
/// It is never higher than the window, so that its first line can be reached again.
public final class LivePicture: Sendable {
  /// How many lines stand on the screen.
  private let shown = Mutex(0)
  private let options: RenderingOptions

  /// Makes a picture; the width is the window's at each drawing.
  public init(_ options: RenderingOptions) { self.options = options }

  /// Whether there is a terminal that can place its cursor.
  public static var isPossible: Bool { isatty(STDOUT_FILENO) == 1 && !Terminal.isDumb }

  /// Draws a document over the one before; nil takes it away.
  public func draw(_ document: Document?) {
    let size = Terminal.size
    var options = options
    options.width = size.columns
    let text = document.map { TerminalRenderer(options).render($0) } ?? ""
    let lines = Self.lines(text, rows: size.rows)
    shown.withLock { count in
      // Ctrl-C wrote a line of its own below. Lines that the window has lost by shrinking are out
      // of reach.
      let below = count > 0 ? TerminalSignals.interruptCount : 0
      let above = min(count + below, max(0, size.rows - 1))
      let back = above > 0 ? "\u{1B}[\(above)A\r\u{1B}[J" : ""
      guard !back.isEmpty || !lines.isEmpty else { return }
      PromptConsole.write(back + lines.map { $0 + "\n" }.joined())
      count = lines.count
    }
  }

  /// As many lines as stand above the last row of the window.
  static func lines(_ text: String, rows: Int) -> [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return Array(lines.prefix(max(1, rows - 1)))
  }
}
