import RetraceCatalog
public import RetraceDisplay

extension Command {
  /// The help of the command: how it is called, what it does, its parameters, examples, sources.
  public var document: Document {
    var blocks: [Document.Block] = [.headline(usage), .text(entry.summary)]
    for paragraph in entry.paragraphs { blocks.append(.text(paragraph)) }
    if !parameters.isEmpty {
      blocks.append(.facts(parameters.map { (name: $0.name, value: $0.line) }))
    }
    if !entry.examples.isEmpty {
      blocks.append(.headline("examples"))
      for example in entry.examples {
        blocks.append(.text("\(example.code)\n  # \(example.caption)"))
      }
    }
    if !entry.references.isEmpty {
      blocks.append(.headline("sources"))
      blocks += entry.references.map { .text($0) }
    }
    return Document(blocks)
  }
}

extension CatalogEntry {
  /// The paragraphs of the discussion.
  var paragraphs: [String] {
    var paragraphs: [String] = []
    var lines: [Substring] = []
    func close() {
      if !lines.isEmpty { paragraphs.append(lines.joined(separator: " ")) }
      lines = []
    }
    for line in discussion.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.allSatisfy(\.isWhitespace) { close() } else { lines.append(line) }
    }
    close()
    return paragraphs
  }
}

extension ParameterDescription {
  /// What the parameter takes, its default and what it is for, in one line.
  var line: String {
    var takes = collectsNamed ? "expressions with names" : type.phrase
    if isVariadic { takes += ", any number of them" }
    if let defaultText, !isVariadic, !collectsNamed { takes += ", default \(defaultText)" }
    return "\(takes). \(summary)"
  }
}
