import Glibc

/// What went wrong with a program, in words.
struct ProgramError: Error, CustomStringConvertible {
  let description: String
}

/// A program that is spoken to line by line.
///
/// Several of them are alive at once and take turns, with their pipes open all the time; that is
/// why they are not `Subprocess.run` calls, whose scope one program fills.
final class ChildProcess {
  private let identifier: pid_t
  private var input: Int32
  private let output: Int32
  private var pending: [UInt8] = []
  private var hasEnded = false

  /// Starts a program with both ends of a pipe; what it writes to standard error goes to a file.
  ///
  /// - Parameters:
  ///   - arguments: the program, looked up in PATH, and what it is given.
  ///   - errors: the file of standard error.
  init(_ arguments: [String], errors: String) throws {
    let inputEnds = try Self.pipe()
    let outputEnds = try Self.pipe()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, inputEnds.reading, 0)
    posix_spawn_file_actions_adddup2(&actions, outputEnds.writing, 1)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var identifier: pid_t = 0
    let status = Self.withCArguments(arguments) {
      posix_spawnp(&identifier, $0, &actions, nil, $1, environ)
    }
    close(inputEnds.reading)
    close(outputEnds.writing)
    input = inputEnds.writing
    output = outputEnds.reading
    self.identifier = identifier
    guard status == 0 else {
      close(input)
      close(output)
      throw ProgramError(
        description: "cannot start \(arguments.first ?? ""): \(String(cString: strerror(status)))")
    }
  }

  /// Writes a line to the program.
  func write(_ line: String) throws {
    let bytes = Array((line + "\n").utf8)
    guard Glibc.write(input, bytes, bytes.count) == bytes.count else {
      throw ProgramError(description: "the program does not listen any more")
    }
  }

  /// The next line that the program writes; nil at its end.
  func readLine() -> String? {
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        defer { pending.removeSubrange(...end) }
        return String(decoding: pending[..<end], as: UTF8.self)
      }
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = read(output, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return nil }
      pending += buffer[..<count]
    }
  }

  /// Closes the program's input, waits for its end and returns its wait status and peak memory.
  @discardableResult
  func finish() -> (status: Int32, peak: Int) {
    guard !hasEnded else { return (0, 0) }
    hasEnded = true
    close(input)
    while readLine() != nil {}
    close(output)
    var status: Int32 = 0
    var usage = rusage()
    while wait4(identifier, &status, 0, &usage) < 0 && errno == EINTR {}
    return (status, usage.ru_maxrss * 1_024)
  }

  /// Ends the program at once.
  func kill() {
    guard !hasEnded else { return }
    Glibc.kill(identifier, SIGKILL)
    finish()
  }

  /// A pipe that is closed on exec: a child that held another one's pipe would keep it open.
  private static func pipe() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else {
      throw ProgramError(description: "no pipe: \(String(cString: strerror(errno)))")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Calls a body with the program's name and its arguments as C has them.
  private static func withCArguments(
    _ arguments: [String],
    _ body: (UnsafePointer<CChar>, UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Int32
  ) -> Int32 {
    let pointers = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    guard let program = pointers[0] else { return ENOENT }
    return body(program, pointers)
  }
}
