import RetraceCatalog
import RetraceDisplay
import RetraceLanguage
import RetraceSession
import RetraceSyntax

extension Prompt {
  /// Does `:help`, `:help NAME` and `?NAME`.
  func showHelp(_ argument: String) -> Flow {
    var name = argument
    for mark in ["(", ")", "`", "\"", "'", "?", ";"] { name = name.replacing(mark, with: "") }
    name = name.trimmed
    if name.isEmpty {
      show(overview)
      return .goOn
    }
    if name.first == ":" || session.registry[name] == nil, let command = Self.commandOfPrompt(name)
    {
      show(Self.page(of: command))
      return .goOn
    }
    if let page = session.registry.help(name) {
      show(page)
      return .goOn
    }
    if let group = Self.group(name) {
      show(page(of: group))
      return .goOn
    }
    if let value = session.environment[name] {
      show(Document([.headline("\(name): \(value.summary)"), .text(Self.fields(of: value))]))
      return .goOn
    }
    let near = session.registry.suggestions(for: name)
    return complain(
      "there is no help on '\(name)'",
      help: Suggestions.question(near) ?? "':help' lists what there is")
  }

  /// Does `:explain R0123`.
  func explain(_ argument: String) -> Flow {
    guard !argument.isEmpty else {
      return complain("':explain' takes a code such as R0301", help: "errors begin with their code")
    }
    guard DiagnosticCode(named: argument) != nil, let page = session.registry.help(argument) else {
      let codes = DiagnosticCode.all.map(\.name)
      let near = NearNames.phrase(for: argument.uppercased(), among: codes)
      return complain(
        "there is no error code '\(argument)'", help: near ?? "errors begin with their code")
    }
    show(page)
    return .goOn
  }

  /// Does `:why`.
  func showWhy() -> Flow {
    guard let error = lastErrors.first else { return hint("no statement has failed yet") }
    guard let page = session.registry.help(error.code.name) else { return .goOn }
    show(page)
    return .goOn
  }

  /// What there is, on one screen.
  private var overview: Document {
    var blocks: [Document.Block] = [
      .headline("Commands of the prompt"),
      .facts(PromptCommand.all.map { (name: $0.usage, value: $0.summary) }),
    ]
    let groups = CommandGroup.allCases.compactMap { group -> (name: String, value: String)? in
      let names = session.registry.commands(in: group).map(\.name)
      return names.isEmpty ? nil : (name: group.title, value: names.joined(separator: " "))
    }
    if !groups.isEmpty {
      blocks += [.headline("Commands of the language"), .facts(groups)]
    }
    blocks.append(
      .notes([
        ":help NAME, ?NAME or NAME? shows one with its parameters and examples",
        "x = 5 gives a name, t | head(3) pipes, # starts a comment, ; hides a result",
        "_ is the last result, _7 that of cell 7; Tab completes",
      ]))
    return Document(blocks)
  }

  private static func commandOfPrompt(_ name: String) -> PromptCommand? {
    name.first == ":" ? PromptCommand.named(String(name.dropFirst())) : PromptCommand.named(name)
  }

  private static func page(of command: PromptCommand) -> Document {
    var blocks: [Document.Block] = [.headline(command.usage), .text(command.summary)]
    if !command.details.isEmpty { blocks.append(.text(command.details)) }
    let others = command.aliases.filter { $0.first?.isLetter == true }.map { ":" + $0 }
    if !others.isEmpty {
      blocks.append(.facts([(name: "also", value: others.joined(separator: " "))]))
    }
    return Document(blocks)
  }

  private static func group(_ name: String) -> CommandGroup? {
    let wanted = name.lowercased()
    return CommandGroup.allCases.first { $0.rawValue == wanted || $0.title.lowercased() == wanted }
  }

  private func page(of group: CommandGroup) -> Document {
    Document([
      .headline(group.title),
      .facts(
        session.registry.commands(in: group).map { (name: $0.name, value: $0.entry.summary) }),
    ])
  }

  private static func fields(of value: Value) -> String {
    let names = ValueFields.names(of: value)
    guard !names.isEmpty else { return "" }
    return Suggestions.listing("fields", names, limit: 40)
  }
}
