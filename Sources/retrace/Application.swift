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
      case .run(let command): return run(command)
      case .check(let command): return CheckMode(command).run()
      case .help(let command): return HelpMode(command).run()
      }
    } catch let refusal as CommandLineRefusal {
      return show(refusal)
    } catch {
      Console.writeError("retrace: \(error)\n")
      return usageError
    }
  }

  private static func run(_ command: RunCommand) -> Int32 {
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

  /// Help and the version go to standard output; what is not understood is said in a few words.
  private static func show(_ refusal: CommandLineRefusal) -> Int32 {
    switch refusal {
    case .asked(let text):
      Signals.installForScripts()
      Console.write(text + "\n")
      return 0
    case .misunderstood(let message, let form):
      Console.writeError("retrace: \(message)\n  help: \(form) --help lists the options\n")
      return usageError
    }
  }
}
