import FoundationEssentials
import Glibc
import RetraceTables

/// From nothing to the first result: a whole process that says what 1 + 1 is.
enum StartTask: BenchTask {
  static let name = "start"
  static let summary = "start to first result: the whole process of retrace -c '1 + 1'"
  static let runs = 40
  static let goal: Goal? = .seconds(0.05)

  static func writeInputs(to folder: InputFolder) throws {}

  static func prepare(in folder: InputFolder) throws -> any Work {
    let path = "\(folder.root)/.build/release/retrace"
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Unavailable(description: "there is no \(path); build it with scripts/run --version")
    }
    return Start(program: path, errors: folder.file("start.program.stderr"))
  }

  private final class Start: Work {
    let program: String
    let errors: String
    var lines: [String] = []
    var peakOfProgram: Int?

    init(program: String, errors: String) {
      self.program = program
      self.errors = errors
    }

    func run() throws {
      let process = try ChildProcess([program, "--no-init", "-c", "1 + 1"], errors: errors)
      while let line = process.readLine() { lines.append(line) }
      let (status, peak) = process.finish()
      peakOfProgram = peak
      guard status == 0, lines.contains(where: { $0.contains("2") }) else {
        throw ProgramError(
          description: "'\(program) -c \"1 + 1\"' said \(lines), wait status \(status)")
      }
    }

    func check() throws -> JSON { .text(lines.joined(separator: "\n")) }

    func clear() { lines = [] }
  }
}
