/// A command of the prompt, such as `:save`: never a statement, and never kept.
struct PromptCommand: Sendable {
  /// What a command does.
  enum Action: Sendable {
    case help
    case explain
    case why
    case vars
    case history
    case undo
    case save
    case set
    case time
    case keys
    case doctor
    case quit
  }

  /// What it does.
  let action: Action
  /// Its name without the colon.
  let name: String
  /// What may follow it, as usage texts have it; empty if nothing.
  let argument: String
  /// One line on what it does.
  let summary: String
  /// Further names.
  var aliases: [String] = []
  /// More on it, for `:help :name`.
  var details = ""

  /// How it is typed.
  var usage: String { argument.isEmpty ? ":\(name)" : ":\(name) \(argument)" }

  /// All commands, in the order of help.
  static let all: [PromptCommand] = [
    PromptCommand(
      action: .help, name: "help", argument: "[NAME]",
      summary: "what there is, or how a command is called; also ?NAME and NAME?",
      aliases: ["h", "?", "doc"]),
    PromptCommand(
      action: .save, name: "save", argument: "FILE",
      summary: "keep what succeeded as a script that has been replayed",
      aliases: ["w"],
      details: "Statements that failed or were undone are left out. They are run again in a clean "
        + "session; the file is written only if each shows there what it showed here. A name that "
        + "ends in .md gives a Markdown document. 'retrace check FILE' compares later."),
    PromptCommand(
      action: .history, name: "history", argument: "[COUNT]",
      summary: "what was typed, here and in earlier sessions", aliases: ["hist"],
      details: "Without a count the statements of this session, up to 20. Up and Ctrl-R find "
        + "those of earlier sessions too."),
    PromptCommand(
      action: .vars, name: "vars", argument: "", summary: "the variables and what they hold",
      aliases: ["who", "whos", "ls"]),
    PromptCommand(
      action: .undo, name: "undo", argument: "",
      summary: "take the last statement back; names hold again what they held",
      details: "It can be repeated. A statement that was taken back is not saved."),
    PromptCommand(
      action: .why, name: "why", argument: "", summary: "more on the last error"),
    PromptCommand(
      action: .explain, name: "explain", argument: "CODE", summary: "what an error code means"),
    PromptCommand(
      action: .set, name: "set", argument: "[NAME VALUE]",
      summary: "width, color and ascii: how results are shown",
      details: "':set width 100' or ':set width auto', ':set color on' or 'off', ':set ascii on' "
        + "or 'off'; ':set' alone shows how they stand."),
    PromptCommand(
      action: .time, name: "time", argument: "[on|off]",
      summary: "how long the last statement took, or show it always"),
    PromptCommand(
      action: .keys, name: "keys", argument: "", summary: "what the keys do",
      aliases: ["bindings"]),
    PromptCommand(
      action: .doctor, name: "doctor", argument: "",
      summary: "how Retrace sees this terminal and where it keeps things"),
    PromptCommand(
      action: .quit, name: "quit", argument: "", summary: "leave; so does Ctrl-D",
      aliases: ["q", "exit", "quit!", "q!", "wq", "x"]),
  ]

  /// The command with a name, its beginning if that is clear, or another name for it.
  static func named(_ name: String) -> PromptCommand? {
    let name = name.lowercased()
    if let command = all.first(where: { $0.name == name || $0.aliases.contains(name) }) {
      return command
    }
    let started = all.filter { name.count >= 2 && $0.name.hasPrefix(name) }
    return started.count == 1 ? started.first : nil
  }
}
