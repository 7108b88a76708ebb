internal import CLibedit
import Glibc

/// What the prompt must know of the terminal.
enum Terminal {
  /// Whether standard input and output are terminals.
  static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

  /// Whether the terminal cannot place its cursor.
  static var isDumb: Bool {
    guard let value = getenv("TERM") else { return true }
    let name = String(cString: value)
    return name.isEmpty || name == "dumb" || name == "unknown"
  }

  /// Rows and columns of the window; 24 and 80 if they are not known.
  static var size: (rows: Int, columns: Int) {
    var rows: Int32 = 0
    var columns: Int32 = 0
    _ = retrace_window_size(&rows, &columns)
    return (Int(rows), Int(columns))
  }
}
