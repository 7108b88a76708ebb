import RetraceCatalog
import RetraceDisplay
import RetraceLanguage
import RetraceSyntax
import RetraceTables

/// `help`: what commands there are and how each is called.
enum HelpCommands {
  static let all = [help]

  static let help = Command(
    "help", "What commands there are, or how one of them is called.",
    .optional(
      "name", nil as DeferredExpression?, "A command, or the code of an error.",
      type: .columnName, defaultText: "all"),
    group: .language,
    examples: [
      Example("help(\"mean\")", "a command"), Example("help(\"R0301\")", "an error code"),
    ], searchTerms: ["?", "man", "doc"]
  ) { (call: Invocation, name: DeferredExpression?) in
    guard let name else { return .object(HelpPage(registry: call.registry)) }
    let word = try word(name)
    if let page = HelpPage(word, registry: call.registry) { return .object(page) }
    throw call.error(
      .unknownCommand, "there is no command '\(word)'", at: "name",
      help: Suggestions.question(call.registry.suggestions(for: word))
        ?? "help() lists all commands")
  }

  /// A bare name, a text, or a command as a value.
  private static func word(_ name: DeferredExpression) throws -> String {
    if let word = name.bareName { return word }
    switch try name.value() {
    case .text(let text): return text
    case .function(let function): return function.name
    case let value:
      throw ArgumentError.wrongKind(
        parameter: "name", expected: "the name of a command", got: value.shapePhrase)
    }
  }
}

/// Help as a value: a command's page, an error code's, or the list of commands.
final class HelpPage: ObjectValue {
  let kind = "help"
  let summary: String
  let fieldNames: [String] = []
  private let content: Document
  private let data: JSON

  /// The list of all commands.
  init(registry: CommandRegistry) {
    summary = "help · \(NumberFormat.count(registry.commands.count, "command"))"
    content = registry.overview
    data = registry.descriptionJSON
  }

  /// The page of a command or error code; nil if there is none.
  init?(_ name: String, registry: CommandRegistry) {
    guard let document = registry.help(name) else { return nil }
    summary = "help · \(name)"
    content = document
    data = registry[name]?.descriptionJSON ?? .record(["kind": .text("help"), "name": .text(name)])
  }

  func field(_ name: String) throws -> Value? { nil }
  func document() throws -> Document { content }
  func json() throws -> JSON { data }
}
