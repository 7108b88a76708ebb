import Glibc
import RetraceCommands

/// Standard output and standard error, written at once and without buffers.
enum Console {
  /// Writes to standard output.
  ///
  /// A reader that has gone away ends the program silently, by SIGPIPE as others end; output that
  /// cannot be written ends it with 1.
  static func write(_ text: String) {
    switch write(text, to: 1) {
    case 0: return
    case EPIPE:
      RunFolders.removeTemporary()
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
      _exit(128 + SIGPIPE)
    case let error:
      writeError("retrace: the output cannot be written: \(String(cString: strerror(error)))\n")
      RunFolders.removeTemporary()
      _exit(1)
    }
  }

  /// Writes to standard error; what cannot be written there is lost.
  static func writeError(_ text: String) { _ = write(text, to: 2) }

  /// Writes all of a text; 0, or the number of the error that prevented it.
  private static func write(_ text: String, to file: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
      var written = 0
      while written < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[written...])
        let count = Glibc.write(file, rest.baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        if count < 0, errno == EAGAIN {
          var poll = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
          Glibc.poll(&poll, 1, -1)
          continue
        }
        guard count >= 0 else { return errno }
        written += count
      }
      return 0
    }
  }

  /// Whether standard output is a terminal.
  static var isOutputTerminal: Bool { isatty(1) == 1 }

  /// Whether standard error is a terminal.
  static var isErrorTerminal: Bool { isatty(2) == 1 }

  /// The width of the terminal, nil if standard output is none.
  static var width: Int? {
    var size = winsize()
    guard isOutputTerminal, ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// The value of an environment variable; nil if it is not set or empty.
  static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}
