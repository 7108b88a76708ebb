import Glibc
import Testing

@Suite("The command line", .enabled(if: Retrace.isBuilt, "the program is not built"))
struct CommandLineTests {
  private let retrace: Retrace

  init() throws { retrace = try Retrace() }

  @Test(
    "Command lines end with their code",
    arguments: [
      (["-c", "1 + 1"], 0, "2\n"), (["-c", "-1 + 2"], 0, "1\n"), (["-c-1 + 2"], 0, "1\n"),
      (["-c", "x = 2", "-c", "x * 3", "--width", "60"], 0, "x: 2\n6\n"), (["-c", ""], 0, ""),
      (["--version"], 0, "0.1.0\n"),
      (["--json", "-c", "x = 1", "-c", "[x, 1/0]"], 0, "[1, \"inf\"]\n"),
      (["-c", "nosuch", "-c", "2"], 1, ""), (["-c", "1", "-c", "(", "-c", "2"], 1, "1\n"),
      (["-c", "1; 2\n3 3"], 1, ""), (["nosuch.rts"], 1, ""), (["."], 1, ""),
      (["-c", "expect(1 == 2)"], 5, ""), (["--nosuch"], 64, ""), (["-c"], 64, ""),
      (["--seed", "-1", "-c", "1"], 64, ""), (["--width", "5", "-c", "1"], 64, ""),
      (["--json", "--csv", "-c", "1"], 64, ""), (["-c", "1", "file"], 64, ""),
      (["--param", "x", "-c", "1"], 64, ""), (["check"], 64, ""), (["export", "x"], 64, ""),
      (["check", "nosuch.rts"], 1, ""), (["help", "nosuch"], 1, ""),
      (["-c", "param x = 2\nx", "--param", "x=3"], 0, "x: 3 · given by --param\n3\n"),
      (["--param", "y=3", "-c", "param x = 2\nx"], 1, ""),
      (["--param", "x=a", "-c", "param x = 2"], 1, ""),
    ] as [([String], Int32, String)])
  func codes(arguments: [String], code: Int32, output: String) throws {
    let outcome = try retrace.run(arguments)
    #expect(outcome.code == code)
    #expect(outcome.output == output)
    #expect(outcome.errors.isEmpty == (code == 0))
  }

  @Test("Help goes to standard output, offline, and as JSON for tools")
  func help() throws {
    for arguments in [
      ["--help"], ["check", "--help"], ["help"], ["help", "load"], ["help", "--json"],
    ] {
      let outcome = try retrace.run(arguments)
      #expect(outcome.code == 0)
      #expect(outcome.output.utf8.count > 200)
      #expect(outcome.errors.isEmpty)
    }
    #expect(try retrace.run(["check", "--help"]).output.contains("--accept"))
  }

  @Test("Standard input holds statements, or data")
  func standardInput() throws {
    #expect(try retrace.run(["-"], input: "x = 1\nx + 1").output == "x: 1\n2\n")
    #expect(try retrace.run([], input: "1 + 1\nnosuch\n3\n").output == "2\n")
    #expect(try retrace.run([], input: "1 + 1\nnosuch\n3\n").code == 1)
    let load = ["--json", "-c", "load(\"-\")", "-c", "length(load(\"-\"))"]
    #expect(try retrace.run(load, input: "a,b\n1,x\n").output == "[{\"a\": 1, \"b\": \"x\"}]\n1\n")
    #expect(try retrace.run(["-"], input: "load(\"-\")").code == 1)
  }

  @Test("As JSON and CSV there are results alone, never cut")
  func forms() throws {
    let json = try retrace.run(["--json", "-c", "1..3000"])
    #expect(json.output.split(separator: ",").count == 3_000)
    #expect(json.output.split(separator: "\n").count == 1)
    let csv = try retrace.run(["--csv", "-c", "t = table({x: 1..300})", "-c", "t", "-c", "t.x[0]"])
    #expect(csv.output.split(separator: "\n").count == 302)
  }

  @Test("Colour and characters follow options, then the environment, then the locale")
  func appearance() throws {
    let plain = ["-c", "table({x: [1], y: [2]})"]
    func isColoured(_ options: [String], _ environment: [String: String]) throws -> Bool {
      try retrace.run(plain + options, environment: environment).output.contains("\u{1B}")
    }
    let both = ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]
    #expect(try !isColoured([], [:]))
    #expect(try isColoured([], ["CLICOLOR_FORCE": "1"]))
    #expect(try !isColoured([], both))
    #expect(try isColoured(["--color", "always"], both))
    #expect(try retrace.run(plain).output.contains("│"))
    #expect(try retrace.run(plain + ["--ascii"]).output.utf8.allSatisfy { $0 < 0x80 })
    let inC = try retrace.run(plain, environment: ["LC_ALL": "C"]).output
    #expect(inC.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test("Timings are JSON on standard error")
  func timings() throws {
    let outcome = try retrace.run(["--timings", "-c", "1; 2"])
    #expect(outcome.output == "2\n")
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.hasPrefix("{\"cell\": ") && $0.contains("\"seconds\": ") })
  }

  @Test("A reader that goes away ends the program silently with 141, a full disk with 1")
  func pipes() throws {
    let program = try #require(Retrace.program)
    try retrace.write(
      "\(program) -c 'table({x: 1..200000})' --json | head -c 5 >/dev/null; "
        + "echo ${PIPESTATUS[0]}\n\(program) -c 1 >/dev/full; echo $?\n", "pipe.sh")
    let shell = try retrace.start("/bin/bash", ["pipe.sh"])
    var status: Int32 = 0
    waitpid(shell, &status, 0)
    #expect(try retrace.text(".output") == "141\n1\n")
    #expect(
      try retrace.text(".errors")
        == "retrace: the output cannot be written: No space left on device\n")
  }

  @Test(
    "Signals end a run with their code",
    arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func signals(signal: Int32, code: Int32) throws {
    let program = try #require(Retrace.program)
    let long = """
      "started"
      example("credit").train | train(target: repaid, model: mlp(hidden: [64]), epochs: 90000)
      "went on"
      """
    let process = try retrace.start(program, ["-c", long])
    for _ in 0..<5_000 where try !retrace.has(".output") || retrace.text(".output").isEmpty {
      usleep(2_000)
    }
    kill(process, signal)
    #expect(retrace.wait(for: process) == code)
    #expect(try retrace.text(".output").hasPrefix("started\n"))
    #expect(try !retrace.text(".output").contains("went on"))
  }

  @Test("Statements write only where that was allowed, whatever links there are")
  func writing() throws {
    #expect(mkdir("\(retrace.folder)/out", 0o755) == 0)
    #expect(mkdir("\(retrace.folder)/beside", 0o755) == 0)
    #expect(symlink("../beside", "\(retrace.folder)/out/link") == 0)
    #expect(symlink("\(retrace.folder)/other.csv", "\(retrace.folder)/out/loose.csv") == 0)
    func save(_ path: String, _ options: [String]) throws -> Int32 {
      try retrace.run(options + ["-c", "table({x: [1]}) | save(\"\(path)\")"]).code
    }
    #expect(try save("out/a.csv", []) == 1)
    #expect(try save("out/a.csv", ["--allow-write=out"]) == 0)
    #expect(try save("out/a.csv", ["--allow-write", retrace.folder]) == 0)
    for path in ["b.csv", "out/../b.csv", "out/link/b.csv", "out/loose.csv", "outer.csv"] {
      #expect(try save(path, ["--allow-write=out"]) == 1)
    }
    for name in ["b.csv", "beside/b.csv", "other.csv", "outer.csv"] { #expect(!retrace.has(name)) }
  }

  @Test("Scripts that are no text are refused with a reason")
  func unreadable() throws {
    try retrace.write([0x7F, 0x45, 0x4C, 0x46, 0, 1], "binary")
    try retrace.write([0x31, 0x0A, 0xFF], "latin.rts")
    try retrace.write("a,b\n1,2 3\n", "data.csv")
    #expect(try retrace.run(["binary"]).errors.contains("it is no text"))
    #expect(try retrace.run(["latin.rts"]).errors.contains("line 2 is not UTF-8"))
    #expect(try retrace.run(["data.csv"]).errors.contains("load(\"data.csv\")"))
    try retrace.write("", "empty.rts")
    #expect(try retrace.run(["empty.rts"]).code == 0)
    try retrace.write("# nothing\n", "note.md")
    #expect(try retrace.run(["note.md"]).errors.contains("no fence named retrace"))
  }
}
