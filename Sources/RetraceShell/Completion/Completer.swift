import RetraceCatalog
import RetraceLanguage
import RetraceSession
import RetraceSyntax

/// What Tab offers: commands, variables, columns, parameters, words, fields and paths, as fits
/// the place of the cursor.
struct Completer {
  let session: Session

  /// The names under which candidates are listed.
  enum Heading {
    static let columns = "columns"
    static let parameters = "parameters"
    static let variables = "variables"
    static let commands = "commands"
  }

  /// What may stand at the cursor, which is given in bytes.
  func completions(of text: String, cursor: Int) -> CompletionResult? {
    let context = CompletionContext(text, cursor: cursor)
    let range = context.range.lowerBound..<context.range.upperBound
    let candidates: [CompletionCandidate]
    switch context.position {
    case .promptCommand: candidates = commandsOfPrompt
    case .promptArgument(let command):
      candidates = arguments(of: command, typed: context.prefix)
    case .command: candidates = commands
    case .variable: candidates = variables
    case .field(let source): candidates = fields(of: source)
    case .expression: candidates = columns(for: context) + expression
    case .argument: candidates = argument(context)
    case .argumentValue(let label): candidates = values(ofArgument: label, context)
    case .text(let typed): return texts(typed, context)
    case .none: return nil
    }
    return Self.result(candidates, typed: context.prefix, range)
  }

  /// The candidates that begin with what is typed; in any case of letters if none does exactly.
  static func result(
    _ candidates: [CompletionCandidate], typed: String, _ range: Range<Int>
  ) -> CompletionResult? {
    var seen: Set<String> = []
    let unique = candidates.filter { seen.insert($0.text).inserted }
    var fitting = unique.filter { $0.name.hasPrefix(typed) }
    if fitting.isEmpty {
      let folded = typed.lowercased()
      fitting = unique.filter { $0.name.lowercased().hasPrefix(folded) }
    }
    guard !fitting.isEmpty else { return nil }
    // Of many commands the names alone are listed: a screen of summaries hides all else.
    let isLong = fitting.count { $0.group == Heading.commands } > manyCommands
    if isLong {
      fitting = fitting.map { candidate in
        guard candidate.group == Heading.commands else { return candidate }
        return CompletionCandidate(
          candidate.text, suffix: candidate.suffix, group: candidate.group)
      }
    }
    return CompletionResult(replaceRange: range, candidates: fitting)
  }

  /// From how many commands on their summaries are left out.
  private static let manyCommands = 20

  // MARK: Names

  private var expression: [CompletionCandidate] { variables + commands + Self.words }

  private var variables: [CompletionCandidate] {
    let environment = session.environment
    return environment.variableNames.map { name in
      CompletionCandidate(
        Self.spelled(name), summary: environment[name]?.summary, group: Heading.variables)
    }
  }

  private var commands: [CompletionCandidate] {
    session.registry.commands.sorted { $0.name < $1.name }.map { command in
      CompletionCandidate(
        command.name, summary: command.entry.summary, suffix: "(", group: Heading.commands)
    }
  }

  private static let words = ["true", "false", "missing", "not", "if"].map {
    CompletionCandidate($0, group: "words")
  }

  private func fields(of source: String) -> [CompletionCandidate] {
    guard let value = CheapValue(session).value(of: source) else { return [] }
    return ValueFields.names(of: value).map { CompletionCandidate(Self.spelled($0)) }
  }

  private func columns(for context: CompletionContext) -> [CompletionCandidate] {
    for call in context.calls {
      guard let input = call.input else { continue }
      let names = CheapValue(session).columns(of: input)
      guard !names.isEmpty else { continue }
      return names.map { CompletionCandidate(Self.spelled($0), group: Heading.columns) }
    }
    return []
  }

  /// A name as it is typed: in backquotes if it is no word of letters and digits.
  static func spelled(_ name: String) -> String {
    let isPlain =
      name.first.map { $0.isLetter || $0 == "_" } ?? false
      && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    let isReserved = [
      "true", "false", "missing", "and", "or", "not", "in", "if", "then", "else",
    ].contains(name)
    return isPlain && !isReserved ? name : "`\(name.replacing("`", with: "``"))`"
  }

  // MARK: Arguments

  private func argument(_ context: CompletionContext) -> [CompletionCandidate] {
    guard let call = context.calls.first, let command = session.registry[call.name] else {
      return columns(for: context) + expression
    }
    let position = call.position + (call.isPiped ? 1 : 0)
    let parameters = command.parameters
    let current =
      position < parameters.count ? parameters[position] : parameters.last { $0.isVariadic }
    var candidates = current.map { words(for: $0.type) } ?? []
    if current.map({ Self.takesColumns($0.type) }) ?? false
      || parameters.contains(where: \.collectsNamed)
    {
      candidates += columns(for: context)
    }
    let free = parameters.dropFirst(position).filter {
      !call.labels.contains($0.name) && !$0.isVariadic && !$0.collectsNamed
    }
    candidates += free.map { parameter in
      CompletionCandidate(
        parameter.name + ":", summary: Self.summary(of: parameter), suffix: " ",
        group: Heading.parameters)
    }
    // With nothing typed the whole reference would hide what fits here.
    if context.prefix.isEmpty, !candidates.isEmpty { return candidates + variables }
    return candidates + expression
  }

  private func values(
    ofArgument label: String, _ context: CompletionContext
  ) -> [CompletionCandidate] {
    let command = context.calls.first.flatMap { session.registry[$0.name] }
    guard let parameter = command?.parameters.first(where: { $0.name == label }) else {
      return columns(for: context) + expression
    }
    let words = words(for: parameter.type)
    let columns = Self.takesColumns(parameter.type) ? columns(for: context) : []
    if context.prefix.isEmpty, !(words + columns).isEmpty { return words + columns }
    return words + columns + expression
  }

  private static func takesColumns(_ type: ParameterType) -> Bool {
    switch type {
    case .columnName, .columnNames, .rowExpression: true
    case .any(let types): types.contains(where: takesColumns)
    default: false
    }
  }

  private static func summary(of parameter: ParameterDescription) -> String {
    guard let text = parameter.defaultText else { return parameter.summary }
    return "\(parameter.summary) (\(text))"
  }

  /// The words that a parameter takes.
  private func words(for type: ParameterType) -> [CompletionCandidate] {
    switch type {
    case .choice(let words): words.map { CompletionCandidate("\"\($0)\"", group: "choices") }
    case .flag: ["true", "false"].map { CompletionCandidate($0, group: "choices") }
    case .any(let types): types.flatMap(self.words)
    default: []
    }
  }

  // MARK: Texts

  private func texts(_ typed: String, _ context: CompletionContext) -> CompletionResult? {
    let range = context.range.lowerBound..<context.range.upperBound
    guard let call = context.calls.first, let command = session.registry[call.name] else {
      return paths(typed, range)
    }
    // The text may be given by position or by name; any parameter that takes it will do.
    let types = command.parameters.map(\.type)
    let words = types.flatMap(Self.choices).map { CompletionCandidate($0, group: "choices") }
    if let result = Self.result(words, typed: typed, range),
      !typed.isEmpty || !Self.takesPath(types)
    {
      return result
    }
    if Self.takesPath(types) { return paths(typed, range) }
    let columns = CheapValue(session).columns(of: call.input ?? "")
      .map { CompletionCandidate($0, group: Heading.columns) }
    return Self.result(columns, typed: typed, range) ?? paths(typed, range)
  }

  private func paths(_ typed: String, _ range: Range<Int>) -> CompletionResult? {
    let home = UserFolders.variable("HOME")
    return PathCompletion(folder: session.host.baseFolder, home: home).result(typed, range)
  }

  private static func takesPath(_ types: [ParameterType]) -> Bool {
    types.contains { type in
      switch type {
      case .path: true
      case .any(let inner): takesPath(inner)
      default: false
      }
    }
  }

  private static func choices(_ type: ParameterType) -> [String] {
    switch type {
    case .choice(let words): words
    case .any(let types): types.flatMap(choices)
    default: []
    }
  }

  // MARK: Commands of the prompt

  private var commandsOfPrompt: [CompletionCandidate] {
    PromptCommand.all.map { command in
      CompletionCandidate(
        command.name, summary: command.summary, suffix: command.argument.isEmpty ? "" : " ")
    }
  }

  private func arguments(of name: String, typed: String) -> [CompletionCandidate] {
    guard let command = PromptCommand.named(name) else { return [] }
    switch command.action {
    case .help:
      return session.registry.commands.sorted { $0.name < $1.name }.map {
        CompletionCandidate($0.name, summary: $0.entry.summary)
      }
    case .explain:
      return DiagnosticCode.all.map { CompletionCandidate($0.name, summary: $0.title) }
    case .save:
      let result = paths(typed, 0..<typed.utf8.count)
      // A path is completed by its last part; here the whole of it is replaced.
      guard let result else { return [] }
      let kept = typed.utf8.prefix(result.replaceRange.lowerBound)
      let head = String(decoding: Array(kept), as: UTF8.self)
      return result.candidates.map { CompletionCandidate(head + $0.text, suffix: $0.suffix) }
    case .set: return ["width", "color", "ascii"].map { CompletionCandidate($0, suffix: " ") }
    case .time: return ["on", "off"].map { CompletionCandidate($0) }
    default: return []
    }
  }
}

extension CompletionCandidate {
  /// The text without backquotes, for comparing it with what is typed.
  fileprivate var name: String { text.first == "`" ? String(text.dropFirst()) : text }
}
