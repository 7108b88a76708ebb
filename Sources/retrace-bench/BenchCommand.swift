import FoundationEssentials
import Glibc
import RetraceTables

/// The command as a whole.
enum BenchCommand {
  /// Runs the command and returns its exit code.
  static func run(_ arguments: [String]) -> Int32 {
    // A peer that ended must not end the bench.
    signal(SIGPIPE, SIG_IGN)
    do {
      let options = try BenchOptions(arguments)
      if options.printsHelp {
        print(BenchOptions.help)
        return 0
      }
      if options.printsList {
        for task in allTasks { print("\(Layout.padded(task.name, 16))\(task.summary)") }
        return 0
      }
      if let name = options.worker, let task = BenchOptions.task(name) {
        Worker.serve(task, in: InputFolder(options.folder ?? ".", root: options.root))
        return 0
      }
      return try runTasks(options)
    } catch let error as BenchOptions.UsageError {
      complain(error.description)
      return 64
    } catch {
      complain("\(error)")
      return 1
    }
  }

  private static func runTasks(_ options: BenchOptions) throws -> Int32 {
    let manager = FileManager.default
    let path = try options.folder ?? temporaryFolder()
    try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { if options.folder == nil { try? manager.removeItem(atPath: path) } }
    let folder = InputFolder(path, root: options.root)
    var standings: [Standing] = []
    for task in options.tasks {
      if !options.printsJSON { print("\(task.name) · \(task.summary)") }
      flush()
      let standing = try Contest(task, folder: folder, options: options).run()
      standings.append(standing)
      print(options.printsJSON ? standing.json.serialized : standing.text)
      flush()
    }
    if !options.printsJSON { print(Standing.summary(of: standings)) }
    return standings.contains(where: \.isBroken) ? 1 : 0
  }

  /// Output to a pipe is to be seen task by task.
  private static func flush() { fflush(nil) }

  private static func temporaryFolder() throws -> String {
    let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    var template = Array("\(parent)/retrace-bench.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw ProgramError(description: "no folder can be made in \(parent); give --folder")
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func complain(_ message: String) {
    let line = Array("retrace-bench: \(message)\n".utf8)
    _ = write(2, line, line.count)
  }
}
