import Glibc
import RetraceTables
import Testing

/// The built program, started with arguments in a folder of its own.
final class Retrace {
  /// What a run of the program came to.
  struct Outcome {
    /// The exit code; of a run that a signal ended 128 and the signal.
    let code: Int32
    /// What it wrote to standard output.
    let output: String
    /// What it wrote to standard error.
    let errors: String
  }

  /// The program: the one that the environment names, else the one beside the tests.
  static let program: String? = {
    if let named = getenv("RETRACE_EXECUTABLE") { return String(cString: named) }
    guard let tests = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(tests) }
    // The tests run in a bundle of the build's folder, or in a tool that was handed its path.
    let places = [String(cString: tests)] + CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
    return places.compactMap { place in
      let folder = place.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      let path = folder.joined(separator: "/") + "/retrace"
      return access(path, X_OK) == 0 ? path : nil
    }.first
  }()

  /// Whether there is a program to test.
  static var isBuilt: Bool { program != nil }

  /// The folder in which it is started, removed with this.
  let folder: String

  init() throws {
    var template = Array("/tmp/retrace-end-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    folder = String(cString: made)
  }

  deinit { Self.remove(folder) }

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - arguments: what follows the program's name.
  ///   - input: what standard input holds.
  ///   - environment: variables beside PATH and HOME.
  ///   - seconds: after which it is killed and the test fails.
  func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:],
    seconds: Double = 60
  ) throws -> Outcome {
    let program = try #require(Self.program)
    try write(input, ".input")
    let code = wait(for: try start(program, arguments, environment), seconds: seconds)
    return Outcome(code: code, output: try text(".output"), errors: try text(".errors"))
  }

  /// The code that a process ends with, or 128 + signal; kills it if it takes too long.
  func wait(for process: pid_t, seconds: Double = 60) -> Int32 {
    var status: Int32 = 0
    let end = ContinuousClock.now + .seconds(seconds)
    while waitpid(process, &status, WNOHANG) == 0 {
      usleep(2_000)
      if ContinuousClock.now > end {
        kill(process, SIGKILL)
        waitpid(process, &status, 0)
        Issue.record("the program did not end within \(seconds) seconds")
      }
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }

  /// Starts the program with its streams in files and goes on.
  func start(
    _ program: String, _ arguments: [String], _ environment: [String: String] = [:]
  ) throws -> pid_t {
    var variables = ["PATH": "/usr/bin:/bin", "HOME": folder, "LC_ALL": "C.UTF-8"]
    variables.merge(environment) { $1 }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "\(folder)/.input", O_RDONLY | O_CREAT, 0o600)
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 1, "\(folder)/.output", flags, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, "\(folder)/.errors", flags, 0o600)
    // The shell goes to the folder and becomes the program.
    let shell = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder]
    var words = (shell + [program] + arguments).map { strdup($0) } + [nil]
    var settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in words + settings { free(word) } }
    var process: pid_t = 0
    let failure = posix_spawn(&process, "/bin/sh", &actions, nil, &words, &settings)
    try #require(failure == 0, "\(String(cString: strerror(failure)))")
    return process
  }

  /// Writes a file of the folder.
  func write(_ text: String, _ name: String) throws { try write(Array(text.utf8), name) }

  /// Writes a file of the folder.
  func write(_ bytes: [UInt8], _ name: String) throws {
    let file = open("\(folder)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    try #require(file >= 0)
    defer { close(file) }
    #expect(bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) } == bytes.count)
  }

  /// The text of a file of the folder.
  func text(_ name: String) throws -> String {
    String(decoding: try MappedFile(path: "\(folder)/\(name)").array, as: UTF8.self)
  }

  /// Whether there is a file of that name in the folder.
  func has(_ name: String) -> Bool { access("\(folder)/\(name)", F_OK) == 0 }

  private static func remove(_ folder: String) {
    var status = stat()
    // A link is never followed: what it leads to is not the test's.
    guard folder.hasPrefix("/tmp/retrace-end-"), lstat(folder, &status) == 0,
      status.st_mode & S_IFMT == S_IFDIR, let directory = opendir(folder)
    else { return }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name != ".", name != ".." else { continue }
      if unlink("\(folder)/\(name)") != 0 { remove("\(folder)/\(name)") }
    }
    closedir(directory)
    rmdir(folder)
  }
}
