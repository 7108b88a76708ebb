import RetraceCatalog
public import RetraceDisplay
import RetraceSyntax

extension CommandRegistry {
  /// The list of all commands by group, each with its summary.
  public var overview: Document {
    var blocks: [Document.Block] = []
    for group in CommandGroup.allCases {
      let commands = commands(in: group)
      guard !commands.isEmpty else { continue }
      blocks.append(.headline(group.title))
      blocks.append(.facts(commands.map { (name: $0.name, value: $0.entry.summary) }))
    }
    blocks.append(.notes(["help(\"name\") shows a command with its parameters and examples"]))
    return Document(blocks)
  }

  /// The help of a command, or of an error code such as `R0123`; nil if there is neither.
  public func help(_ name: String) -> Document? {
    if let command = self[name] { return command.document }
    guard let code = DiagnosticCode(named: name) else { return nil }
    return Document(
      [.headline("\(code.name): \(code.title)")]
        + code.explanation.paragraphBlocks.map { .text($0) })
  }

  /// The names of commands that are near to one that does not exist, or that are described with it.
  public func suggestions(for name: String) -> [String] {
    let near = Suggestions.names(near: name, among: names)
    guard near.isEmpty else { return near }
    let word = name.lowercased()
    return commands.filter { command in
      command.entry.searchTerms.contains { $0.lowercased() == word }
        || command.entry.summary.lowercased().split(separator: " ").contains { $0 == word }
    }.prefix(3).map(\.name)
  }
}

extension String {
  /// The paragraphs, with their line breaks where lines are indented as code.
  fileprivate var paragraphBlocks: [String] {
    var blocks: [String] = []
    var lines: [Substring] = []
    func close() {
      guard !lines.isEmpty else { return }
      let isCode = lines.allSatisfy { $0.hasPrefix("    ") }
      blocks.append(lines.joined(separator: isCode ? "\n" : " "))
      lines = []
    }
    for line in split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty { close() } else { lines.append(line) }
    }
    close()
    return blocks
  }
}
