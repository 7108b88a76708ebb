import ArgumentParser
import Glibc
import RetraceCommands
import RetraceLanguage
import RetraceNumerics
import RetraceShell

/// Starts what the command line asks for.
enum Application {
  /// The exit code for a command line that is not understood.
  static let usageError: Int32 = 64

  /// Runs the program.
  ///
  /// - Returns: the exit code.
  static func run(_ arguments: [String]) -> Int32 {
    defer { RunFolders.removeTemporary() }
    do {
      switch try CommandLineForm(arguments) {
      case .run(let command): return try run(command)
      case .check(let command): return CheckMode(command).run()
      case .help(let command): return HelpMode(command).run()
      }
    } catch let absent as AbsentMode {
      Console.writeError("retrace: \(absent)\n")
      return usageError
    } catch {
      // The parser's own errors, its help and its version, with the code that goes with each.
      let code = RunCommand.exitCode(for: error)
      let text = RunCommand.fullMessage(for: error)
      if code.isSuccess { Console.write(text + "\n") } else { Console.writeError(text + "\n") }
      return code.isSuccess ? 0 : usageError
    }
  }

  private static func run(_ command: RunCommand) throws -> Int32 {
    let settings = Settings(command.shared)
    if !command.statements.isEmpty {
      let texts = command.statements.enumerated().map { position, text in
        (name: command.statements.count == 1 ? "-c" : "-c \(position + 1)", text: text)
      }
      return ScriptMode(settings).run(texts: texts)
    }
    if command.file == "-" { return ScriptMode(settings).runStandardInput() }
    if let file = command.file { return ScriptMode(settings).run(file: file) }
    return PromptMode(settings).run()
  }
}
