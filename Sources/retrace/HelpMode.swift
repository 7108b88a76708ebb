import RetraceCommands
import RetraceDisplay
import RetraceLanguage
import RetraceSession
import RetraceSyntax
import RetraceTables

/// `retrace help`: the reference, offline.
struct HelpMode {
  let command: HelpCommand
  let settings: Settings

  init(_ command: HelpCommand) {
    self.command = command
    settings = Settings(command.shared)
    Signals.installForScripts()
  }

  /// Prints the list of commands, one command, or the whole reference.
  func run() -> Int32 {
    let registry = CommandRegistry(allCommands)
    if command.markdown {
      Console.write(registry.markdownReference)
      return 0
    }
    if command.shared.json, command.name == nil {
      Console.write(registry.descriptionJSON.serialized + "\n")
      return 0
    }
    let call = command.name.map { "help(\(Value.text($0).sourceText))" } ?? "help()"
    return ScriptMode(settings).run(texts: [(name: "help", text: call)])
  }
}
