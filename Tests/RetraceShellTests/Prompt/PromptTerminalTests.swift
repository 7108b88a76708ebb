import Foundation
import Glibc
import RetraceTables
import Testing

/// The built shell with the commands of the language, at a pseudo-terminal.
@Suite(
  "The shell at a terminal", .serialized,
  .enabled(if: ShellAtTerminal.executable != nil, "the retrace executable is not built yet"))
struct PromptTerminalTests {
  private static let plain = [
    "PATH": "/usr/bin:/bin", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "NO_COLOR": "1",
  ]

  /// Starts the shell in a home folder.
  private func shell(
    in home: TemporaryFolder, environment: [String: String] = [:], columns: Int = 80
  ) throws -> PseudoTerminal {
    let path = try #require(ShellAtTerminal.executable)
    let own = ["HOME": home.path, "XDG_STATE_HOME": home.path, "XDG_CONFIG_HOME": home.path]
    let terminal = try PseudoTerminal(
      [path], environment: Self.plain.merging(own) { $1 }.merging(environment) { $1 },
      columns: columns)
    #expect(terminal.shows("rt> "), "no prompt in: \(terminal.text)")
    return terminal
  }

  @Test("Saves what succeeded, proven, and does not replace other files")
  func saving() throws {
    let home = try TemporaryFolder()
    let terminal = try shell(in: home)
    home.write("a,b\n1,2\n", to: "data.csv")
    terminal.type("x = 6\rnope\rx * 7\r_3 + 100\r")
    #expect(terminal.shows("142"))
    terminal.type(":save ~/out.rts\r")
    #expect(terminal.shows("same results"))
    #expect(terminal.text.contains("saved 3 statements to ~/out.rts"))
    terminal.type(":save ~/out.rts\r")
    #expect(terminal.shows("same results"))
    let text = try #require(TemporaryFolder.text(of: home.path + "/out.rts"))
    #expect(
      text.hasSuffix(
        "x = 6\n#> x: 6\n\nresult_3 = x * 7;\n\nresult_3\n#> 42\n\n"
          + "result_3 + 100\n#> 142\n"))
    terminal.type(":save ~/data.csv\r")
    #expect(terminal.shows("save under another name"))
    #expect(TemporaryFolder.text(of: home.path + "/data.csv") == "a,b\n1,2\n")
    terminal.type(":save --minimal ~/new.rts\r")
    #expect(terminal.shows("has no '--minimal'"))
    #expect(TemporaryFolder.text(of: home.path + "/new.rts") == nil)
  }

  @Test("Undoes, lists and explains")
  func looking() throws {
    let home = try TemporaryFolder()
    let terminal = try shell(in: home)
    terminal.type("x = 6\rx = 700\r:undo\rx + 1\r")
    terminal.settle()
    #expect(terminal.shows("took back cell 2: x = 700"))
    #expect(!terminal.text.contains("701"))
    terminal.type(":vars\r")
    #expect(terminal.shows("x  6"))
    terminal.type(":history\r")
    #expect(terminal.shows("2  x = 700  # undone"))
    terminal.type("x + nothing\r")
    #expect(terminal.shows("error R0201"))
    terminal.type(":why\r")
    #expect(terminal.shows("R0201: "))
    terminal.type(":hepl\r")
    #expect(terminal.shows("did you mean ':help'?"))
    terminal.type("?mean\r")
    #expect(terminal.shows("mean(values)"))
    terminal.type("exit\r")
    #expect(terminal.shows("this session is kept in"))
    #expect(terminal.exitCode() == 0)
  }

  @Test("Stops what it computes at Ctrl-C, with everything as it was")
  func interrupting() throws {
    let home = try TemporaryFolder()
    let terminal = try shell(in: home)
    terminal.type("run = example(\"credit\"); x = 5\r")
    #expect(terminal.shows("x: 5", seconds: 60))
    terminal.type("x = lime(run.model, run.train, samples: 2000000)\r")
    // A Ctrl-C that comes before the line was taken would discard the line.
    #expect(terminal.shows("%", seconds: 60), "no progress in: \(terminal.text)")
    terminal.type("\u{3}")
    #expect(terminal.shows("stopped", seconds: 5))
    terminal.type("x * 1000\r")
    #expect(terminal.shows("5000"))
  }

  @Test("Recalls what earlier sessions ran, and runs the start-up file")
  func history() throws {
    let home = try TemporaryFolder()
    home.write("start = 300\n9999\n", to: "retrace/init.rts")
    let first = try shell(in: home)
    #expect(!first.text.contains("9999"))
    first.type("start + 33\r")
    #expect(first.shows("333"))
    first.type("\u{4}")
    #expect(first.exitCode() == 0)
    let second = try shell(in: home)
    second.type("\u{1B}[A\u{7F}\u{7F}77\r")
    #expect(second.shows("377"))
  }

  @Test("Goes on where no journal can be kept")
  func noJournal() throws {
    let home = try TemporaryFolder()
    home.write("", to: "file")
    let terminal = try shell(in: home, environment: ["XDG_STATE_HOME": home.path + "/file"])
    terminal.type("6 * 7\r")
    #expect(terminal.shows("42"))
    terminal.type("6 * 70\r")
    #expect(terminal.shows("420"))
    #expect(terminal.text.split(separator: "cannot be written").count == 2)
  }

  @Test("Prints no wider than the terminal, in ASCII where the locale says so")
  func narrow() throws {
    let home = try TemporaryFolder()
    let terminal = try shell(in: home, environment: ["LC_ALL": "C"], columns: 44)
    for line in [":help", ":keys", ":set", "?mean", "nope", "x = 5; y = [1, 2", "]", ":history"] {
      terminal.type(line + "\r")
      terminal.settle(milliseconds: 100)
    }
    terminal.type("\u{4}")
    #expect(terminal.exitCode() == 0)
    let text = terminal.text
    let isASCII = text.unicodeScalars.allSatisfy { $0.isASCII }
    #expect(isASCII)
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.contains(home.path) }
    let isNarrow = lines.allSatisfy { $0.count <= 44 }
    #expect(isNarrow)
  }

  /// Statements are typed in a stream, so that the end comes anywhere between keys, computing,
  /// the journal and the screen.
  ///
  /// `RETRACE_KILLS=200` asks for more than the few of every day.
  @Test("Loses no statement whose result was shown, whenever it is killed")
  func killing() throws {
    let count = UserSetting.number("RETRACE_KILLS") ?? 12
    var generator = SeededGenerator(state: 20)
    var shownCount = 0
    for _ in 0..<count {
      let home = try TemporaryFolder()
      let terminal = try shell(in: home)
      let process = terminal.process
      let delay = UInt32.random(in: 0..<300_000, using: &generator)
      let killed = DispatchSemaphore(value: 0)
      // A thread of its own: a task would wait for those that tests are busy on.
      Thread.detachNewThread {
        usleep(delay)
        kill(process, SIGKILL)
        killed.signal()
      }
      var number = 0
      var isAlive = true
      while isAlive {
        for _ in 0..<8 {
          number += 1
          terminal.type("\"result\" + \"-\(number)\" + \".\"\r")
        }
        isAlive = terminal.exitCode(seconds: 0.02) == nil && number < 4000
      }
      killed.wait()
      #expect(terminal.exitCode(seconds: 1) == nil || !isAlive)
      let shown = Set(
        terminal.text.split(separator: "result-").dropFirst().compactMap { part in
          part.contains(".") ? Int(part.prefix { $0 != "." }) : nil
        })
      let kept = keptNumbers(in: home.path + "/retrace/sessions")
      #expect(shown.subtracting(kept).isEmpty)
      shownCount += shown.count
    }
    #expect(shownCount > 0)
  }

  /// The numbers of the statements in the journals of a folder.
  private func keptNumbers(in folder: String) -> Set<Int> {
    var numbers: Set<Int> = []
    for name in TemporaryFolder.names(in: folder) {
      let lines = TemporaryFolder.text(of: "\(folder)/\(name)")?.split(separator: "\n") ?? []
      for line in lines {
        guard case .text(let text) = (try? JSONParser.parse(String(line)))?["statement"] else {
          continue
        }
        let digits = text.drop { $0 != "-" }.dropFirst().prefix { $0 != "\"" }
        if let number = Int(digits) { numbers.insert(number) }
      }
    }
    return numbers
  }
}

/// Settings of a test run.
private enum UserSetting {
  static func number(_ name: String) -> Int? {
    getenv(name).flatMap { Int(String(cString: $0)) }
  }
}

/// The same numbers in every run.
private struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
