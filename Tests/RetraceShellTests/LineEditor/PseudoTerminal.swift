import Glibc

/// A program at a terminal of its own, which a test types at and reads.
final class PseudoTerminal {
  /// What went wrong with the terminal itself.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// What Glibc declares only for its own extensions.
  private enum Linux {
    /// The request TIOCSPTLCK.
    static let unlockTerminal: UInt = 0x4004_5431
    /// The request TIOCGPTN.
    static let terminalNumber: UInt = 0x8004_5430
    /// The flags POSIX_SPAWN_SETSID and POSIX_SPAWN_SETSIGMASK.
    static let newSessionAndMask: Int16 = 0x80 | 0x08
  }

  /// The process at the terminal.
  let process: pid_t
  private let descriptor: Int32
  private var output: [UInt8] = []
  private var matched = 0
  private var status: Int32?

  /// Starts a program, as the leader of a session whose terminal has this size.
  init(
    _ arguments: [String], environment: [String: String], rows: Int = 24, columns: Int = 80
  ) throws {
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var locked: Int32 = 0
    var number: UInt32 = 0
    guard master >= 0, ioctl(master, Linux.unlockTerminal, &locked) == 0,
      ioctl(master, Linux.terminalNumber, &number) == 0
    else { throw Failure(description: "no pseudo-terminal: \(errno)") }
    let name = "/dev/pts/\(number)"
    _ = fcntl(master, F_SETFD, FD_CLOEXEC)
    // A program that was killed, or is busy, takes nothing: writing must not wait for it.
    _ = fcntl(master, F_SETFL, O_RDWR | O_NONBLOCK)
    descriptor = master
    Self.resize(master, rows: rows, columns: columns)

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that a session leader opens becomes its own.
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The threads that run tests block signals.
    var open = sigset_t()
    sigemptyset(&open)
    posix_spawnattr_setsigmask(&attributes, &open)
    posix_spawnattr_setflags(&attributes, Linux.newSessionAndMask)

    var argv = arguments.map { strdup($0) } + [nil]
    var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (argv + envp).forEach { free($0) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, arguments[0], &actions, &attributes, &argv, &envp)
    process = pid
    guard code == 0 else {
      close(master)
      throw Failure(description: "cannot start \(arguments[0]): \(code)")
    }
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      var ignored: Int32 = 0
      waitpid(process, &ignored, 0)
    }
    close(descriptor)
  }

  /// All output so far without escape sequences.
  var text: String { Self.plain(output[...]) }

  /// All output so far as it came.
  var rawText: String { String(decoding: output, as: UTF8.self) }

  /// Types a text.
  func type(_ text: String) { type(bytes: Array(text.utf8)) }

  /// Types bytes, in pieces that the terminal takes; gives up where nobody takes them.
  func type(bytes: [UInt8]) {
    var rest = bytes[...]
    let end = ContinuousClock.now + .seconds(10)
    while !rest.isEmpty, ContinuousClock.now < end {
      let count = rest.prefix(1024).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EAGAIN else { return }
      rest = rest.dropFirst(max(0, count))
      guard readAvailable(milliseconds: count > 0 ? 0 : 10) else { return }
    }
  }

  /// Pastes a text as terminals do that mark pastes.
  func paste(_ text: String) {
    let sent = text.map { $0 == "\n" ? "\r" : String($0) }.joined()
    type("\u{1B}[200~" + sent + "\u{1B}[201~")
  }

  /// Reads until a text shows behind the one expected last; false if it does not in time.
  func shows(_ expected: String, seconds: Double = 10) -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
      let visible = Self.plain(output[matched...])
      if visible.contains(expected) {
        matched = output.count
        return true
      }
      guard ContinuousClock.now < end else { return false }
      if !readAvailable(milliseconds: 50) {
        return Self.plain(output[matched...]).contains(expected)
      }
    }
  }

  /// Reads for a while, whatever comes.
  func settle(milliseconds: Int = 300) {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while ContinuousClock.now < end, readAvailable(milliseconds: 20) {}
  }

  /// Changes the size of the window, which tells the program.
  func resize(rows: Int, columns: Int) { Self.resize(descriptor, rows: rows, columns: columns) }

  /// Whether the terminal echoes and gathers lines, as a shell expects to find it.
  var isOrdinary: Bool {
    var modes = termios()
    guard tcgetattr(descriptor, &modes) == 0 else { return false }
    let wanted = tcflag_t(ECHO | ICANON | ISIG)
    return modes.c_lflag & wanted == wanted
  }

  /// The exit code, or 128 + signal; nil if the program does not end in time.
  func exitCode(seconds: Double = 10) -> Int32? {
    for _ in 0..<Int(seconds * 100) {
      _ = readAvailable(milliseconds: 10)
      var status: Int32 = 0
      if waitpid(process, &status, WNOHANG) == process {
        self.status = status
        while readAvailable(milliseconds: 10), poll() {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
      }
      usleep(1000)
    }
    return nil
  }

  /// The first child of the process at the terminal.
  func child() -> pid_t? {
    guard let file = fopen("/proc/\(process)/task/\(process)/children", "r") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = fread(&buffer, 1, buffer.count, file)
    return String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: " ").first
      .flatMap { pid_t($0) }
  }

  // MARK: Reading

  private func poll(milliseconds: Int = 0) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return Glibc.poll(&entry, 1, Int32(milliseconds)) > 0 && entry.revents & Int16(POLLIN) != 0
  }

  /// Takes in what is there; false once nobody is at the other end.
  private func readAvailable(milliseconds: Int) -> Bool {
    guard poll(milliseconds: milliseconds) else { return true }
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = read(descriptor, &buffer, buffer.count)
    if count > 0 { output += buffer.prefix(count) }
    return count > 0
  }

  private static func resize(_ descriptor: Int32, rows: Int, columns: Int) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  /// Text without sequences that start with an escape character.
  private static func plain(_ bytes: ArraySlice<UInt8>) -> String {
    var kept: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      guard byte == 0x1B else {
        kept.append(byte)
        continue
      }
      guard rest.first == UInt8(ascii: "[") else {
        rest = rest.dropFirst()
        continue
      }
      rest = rest.dropFirst().drop { !(0x40...0x7E).contains($0) }.dropFirst()
    }
    return String(decoding: kept, as: UTF8.self)
  }
}
