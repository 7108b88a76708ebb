import Glibc
import Testing

/// The built shell at a pseudo-terminal.
///
/// The statements are chosen so that their results cannot be mistaken for what was typed.
@Suite(
  "The prompt at a terminal", .serialized,
  .enabled(if: ShellAtTerminal.executable != nil, "the retrace executable is not built yet"))
struct LineEditorTerminalTests {
  @Test("reads a line with letters of all kinds") func typing() throws {
    let shell = try ShellAtTerminal()
    shell.terminal.type("\"naïve \" \u{1B}[D+ \"日本\"\r")
    #expect(shell.terminal.shows("naïve 日本"))
    try shell.stillWorks()
  }

  @Test("edits earlier rows of an input") func rows() throws {
    let shell = try ShellAtTerminal()
    shell.terminal.type("(1 +\r2) * 1000")
    shell.terminal.settle()
    // Up, to the start of the row, behind the bracket.
    shell.terminal.type("\u{1B}[A\u{1}\u{1B}[C4\r")
    #expect(shell.terminal.shows("43000"))
  }

  @Test("recalls inputs of one and of several rows") func history() throws {
    let shell = try ShellAtTerminal()
    shell.terminal.type("(1 +\r2) * 1000\r")
    #expect(shell.terminal.shows("3000"))
    shell.terminal.type("\u{1B}[A\u{7F}\r")
    #expect(shell.terminal.shows("300"))
    shell.terminal.type("\u{12}1000\r")
    #expect(shell.terminal.shows("3000"))
  }

  @Test("takes in a transcript with tabs") func transcript() throws {
    let shell = try ShellAtTerminal()
    shell.terminal.paste("rt> (1 +\n… \t2) * 1000\n17\n#> 17\n")
    shell.terminal.settle()
    shell.terminal.type("\r")
    #expect(shell.terminal.shows("3000"))
  }

  @Test("takes in more than the window shows", arguments: [40, 600]) func largePaste(
    lines: Int
  ) throws {
    let shell = try ShellAtTerminal(rows: 12)
    let comment = "# a line\twith ワイド characters, long enough\n"
    shell.terminal.paste(String(repeating: comment, count: lines) + "(1 + 2) * 1000\n")
    #expect(shell.terminal.shows("\(lines + 1) lines"))
    shell.terminal.type(" * 2\r")
    #expect(shell.terminal.shows("6000"))
  }

  @Test("drops the whole input at Ctrl-C and stays") func interrupt() throws {
    let shell = try ShellAtTerminal()
    shell.terminal.type("(1 +\r2 +")
    shell.terminal.settle()
    shell.terminal.type("\u{3}")
    #expect(shell.terminal.shows("^C"))
    try shell.stillWorks()
    shell.terminal.type("\u{3}\u{3}")
    try shell.stillWorks()
  }

  @Test("ends at Ctrl-D on an empty prompt only") func endOfFile() throws {
    let shell = try ShellAtTerminal()
    shell.terminal.type("(1 +\r\u{4}")
    try shell.stillWorks()
    // To the right of the cursor it deletes.
    shell.terminal.type("16 * 1000\u{1}\u{4}\r")
    #expect(shell.terminal.shows("6000"))
    shell.terminal.type("\u{4}")
    #expect(shell.terminal.exitCode() == 0)
    #expect(shell.terminal.isOrdinary)
  }

  @Test("takes a line that starts with a colon at once") func command() throws {
    let shell = try ShellAtTerminal()
    shell.terminal.type("(1 +\r:help\r")
    shell.terminal.settle()
    try shell.stillWorks()
  }

  @Test("keeps the line when the window changes its size") func resize() throws {
    let shell = try ShellAtTerminal()
    shell.terminal.type("(1 + 2)")
    for columns in [20, 7, 120] {
      shell.terminal.resize(rows: 10, columns: columns)
      shell.terminal.settle(milliseconds: 100)
    }
    shell.terminal.type(" * 1000\r")
    #expect(shell.terminal.shows("3000"))
  }

  @Test("stops at Ctrl-Z and goes on where it was") func suspend() throws {
    let terminal = try ShellAtTerminal.start(["/bin/bash", "--norc", "--noediting", "-i"])
    terminal.type("\(ShellAtTerminal.executable ?? "")\r")
    #expect(terminal.shows("rt> "))
    terminal.type("(1 + 2)")
    // The terminal throws away what is not read yet at Ctrl-Z.
    #expect(terminal.shows("(1 + 2)"))
    terminal.type("\u{1A}")
    #expect(terminal.shows("Stopped"))
    terminal.settle()
    #expect(terminal.isOrdinary)
    terminal.type("fg\r")
    #expect(terminal.shows("(1 + 2)"), "in: \(terminal.rawText.debugDescription)")
    terminal.type(" * 1000\r")
    #expect(terminal.shows("3000"), "in: \(terminal.text)")
  }

  @Test("ends cleanly and alone", arguments: [(SIGTERM, 143), (SIGHUP, 129)])
  func terminate(signal: Int32, code: Int) throws {
    let path = try #require(ShellAtTerminal.executable)
    let terminal = try ShellAtTerminal.start(
      ["/bin/sh", "-c", "\"$0\"; echo \"code\" $?; echo done", path])
    #expect(terminal.shows("rt> "))
    terminal.type("half a line")
    terminal.settle()
    kill(try #require(terminal.child()), signal)
    // The parent is in the same process group and must live to tell.
    #expect(terminal.shows("code \(code)"))
    #expect(terminal.exitCode() == 0)
    #expect(terminal.isOrdinary)
  }

  @Test("works with the keys of vi") func viMode() throws {
    let shell = try ShellAtTerminal(editrc: "bind -v\n")
    shell.terminal.type("(1 + 2) * 100\u{1B}")
    shell.terminal.settle(milliseconds: 150)
    shell.terminal.type("A0\r")
    #expect(shell.terminal.shows("3000"))
    shell.terminal.paste("(1 +\n\t3) * 1000")
    shell.terminal.type("\r")
    #expect(shell.terminal.shows("4000"))
  }

  @Test("reads all letters in the C locale") func plainLocale() throws {
    let shell = try ShellAtTerminal(environment: ["LC_ALL": "C"])
    shell.terminal.type("\"naïve \" + \"日本\"\r")
    #expect(shell.terminal.shows("naïve 日本"))
  }

  @Test("survives bytes that are not UTF-8") func invalidBytes() throws {
    let shell = try ShellAtTerminal()
    shell.terminal.type(bytes: [0x22, 0xFF, 0xC3, 0x2E, 0xED, 0xA0, 0x80, 0x22])
    shell.terminal.settle()
    #expect(shell.terminal.text.contains("\u{FFFD}"))
    shell.terminal.type("\r")
    try shell.stillWorks()
  }

  @Test("writes no escape sequences to a dumb terminal") func dumb() throws {
    let shell = try ShellAtTerminal(environment: ["TERM": "dumb"])
    shell.terminal.type("(1 +\r2) * 1000\r")
    #expect(shell.terminal.shows("3000"))
    shell.terminal.type("\u{4}")
    #expect(shell.terminal.exitCode() == 0)
    #expect(!shell.terminal.rawText.contains("\u{1B}"))
  }
}

/// The shell, started in an empty home.
struct ShellAtTerminal {
  let terminal: PseudoTerminal

  /// The built shell beside this package, or the one that the environment names.
  static var executable: String? {
    if let named = getenv("RETRACE_EXECUTABLE") { return String(cString: named) }
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    return ["release", "debug"].map { "/\(root)/.build/\($0)/retrace" }
      .first { access($0, X_OK) == 0 }
  }

  /// Starts the shell and waits for its prompt.
  init(rows: Int = 24, editrc: String? = nil, environment: [String: String] = [:]) throws {
    let path = try #require(Self.executable)
    terminal = try Self.start([path], rows: rows, editrc: editrc, environment: environment)
    #expect(terminal.shows("rt> "), "no prompt in: \(terminal.text)")
  }

  /// Starts a program in an empty home at a terminal.
  static func start(
    _ arguments: [String], rows: Int = 24, editrc: String? = nil,
    environment: [String: String] = [:]
  ) throws -> PseudoTerminal {
    var template = Array("/tmp/retrace-home-XXXXXX".utf8CString)
    let home = try #require(mkdtemp(&template).map { String(cString: $0) })
    if let editrc, let file = fopen(home + "/.editrc", "w") {
      fputs(editrc, file)
      fclose(file)
    }
    let settings = [
      "HOME": home, "XDG_STATE_HOME": home, "XDG_CONFIG_HOME": home, "PATH": "/usr/bin:/bin",
      "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "PS1": "$ ",
    ]
    return try PseudoTerminal(
      arguments, environment: settings.merging(environment) { $1 }, rows: rows)
  }

  /// Expects the prompt to be empty and to answer.
  func stillWorks() throws {
    terminal.settle()
    terminal.type("7 * 11 * 13\r")
    #expect(terminal.shows("1001"), "no answer in: \(terminal.text)")
  }
}
