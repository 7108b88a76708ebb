/// What an accepted input is: statements, or a command of the prompt.
enum PromptInput: Equatable {
  /// Nothing was typed.
  case empty
  /// A command of the prompt with what follows its name, and the lines below it.
  case command(name: String, argument: String, rest: String)
  /// Statements.
  case statements(String)

  /// Sorts an input.
  ///
  /// - Parameter isVariable: whether a word names a variable, which it then stands for.
  init(_ text: String, isVariable: (String) -> Bool) {
    let trimmed = text.trimmed
    let lines = trimmed.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = lines.first.map({ String($0).trimmed }), !trimmed.isEmpty else {
      self = .empty
      return
    }
    let rest = lines.count > 1 ? String(lines[1]) : ""
    switch first.first {
    case ":":
      let (name, argument) = Self.words(String(first.dropFirst()).trimmed)
      self = .command(name: name.isEmpty ? "help" : name, argument: argument, rest: rest)
    case "?":
      self = .command(
        name: "help", argument: String(first.drop { $0 == "?" }).trimmed, rest: rest)
    default:
      if rest.isEmpty, let habit = Self.habit(first, isVariable) {
        self = habit
      } else {
        self = .statements(text)
      }
    }
  }

  /// Whether a text is a command of the prompt by its first character.
  static func isCommand(_ text: String) -> Bool {
    let first = text.unicodeScalars.first { !EditedText.isBlank($0) }
    return first == ":" || first == "?"
  }

  /// What people type by habit from other shells.
  private static func habit(_ line: String, _ isVariable: (String) -> Bool) -> PromptInput? {
    if line.last == "?" {
      let name = String(line.drop { $0 == "`" }.prefix { $0 != "?" && $0 != "`" }).trimmed
      if isName(name), line.count - name.count <= 4 {
        return .command(name: "help", argument: name, rest: "")
      }
    }
    switch line {
    case "exit", "quit", "bye": return isVariable(line) ? nil : .command("quit")
    case "exit()", "quit()", "q()", "\\q", ".quit", ".exit", "exit;", "quit;":
      return .command("quit")
    case "help": return isVariable(line) ? nil : .command("help")
    case "\\?", "\\h", ".help", "man": return .command("help")
    default: break
    }
    let (word, argument) = words(line)
    guard ["help", "man"].contains(word), isName(argument), !isVariable(word) else { return nil }
    return .command(name: "help", argument: argument, rest: "")
  }

  private static func command(_ name: String) -> PromptInput {
    .command(name: name, argument: "", rest: "")
  }

  private static func words(_ line: String) -> (String, String) {
    let name = line.prefix { $0 != " " && $0 != "\t" }
    return (String(name), String(line.dropFirst(name.count)).trimmed)
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.first, first.isLetter || first == "_" else { return false }
    return text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
  }
}
