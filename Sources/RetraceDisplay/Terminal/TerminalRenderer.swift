/// Documents as text for a terminal: any width, Unicode or ASCII, with or without colours.
///
/// No line is wider than the width asked for (at least 20 cells), none ends in a blank, and without
/// colours no escape code is written. The same document and options give the same bytes.
public struct TerminalRenderer: Sendable {
  /// The narrowest screen anything is laid out for.
  public static let leastWidth = 20

  let options: RenderingOptions
  var glyphs: Glyphs { Glyphs(isASCII: options.isASCII) }

  /// Makes a renderer.
  public init(_ options: RenderingOptions = RenderingOptions()) {
    var options = options
    options.width = min(max(options.width, Self.leastWidth), 100_000)
    self.options = options
  }

  /// The document as text; every line ends with a line feed.
  ///
  /// An empty document is an empty text.
  public func render(_ document: Document) -> String {
    var output = ""
    var previous: Document.Block?
    for block in document.blocks {
      let lines = lines(of: block)
      guard !lines.isEmpty else { continue }
      if let previous, needsSpace(between: previous, and: block) { output += "\n" }
      for line in lines {
        line.write(to: &output, usesColor: options.usesColor)
        output += "\n"
      }
      previous = block
    }
    return output
  }

  /// Blocks are set apart by an empty line, but for a headline, which belongs to what follows.
  private func needsSpace(between first: Document.Block, and second: Document.Block) -> Bool {
    switch (first, second) {
    case (.headline, .figure), (.headline, .tree), (.headline, .table): false
    case (.headline, _), (.text, .text), (.facts, .facts): false
    default: true
    }
  }

  private func lines(of block: Document.Block) -> [StyledLine] {
    switch block {
    case .headline(let text):
      return TextWidth.wrapped(TextWidth.escaped(glyphs.spelled(text)), to: options.width)
        .map { StyledLine($0, .headline) }
    case .text(let text):
      return TextWidth.wrapped(glyphs.spelled(text), to: options.width).map { StyledLine($0) }
    case .facts(let facts): return self.lines(of: facts)
    case .table(let table, let style):
      return TableDrawing(table: table, style: style, options: options).lines()
    case .figure(let figure): return FigureDrawing(figure, options).lines()
    case .tree(let root): return TreeDrawing(root, options).lines()
    case .findings(let findings): return findings.enumerated().flatMap { self.lines(of: $1) }
    case .notes(let notes): return notes.flatMap { self.lines(ofNote: $0) }
    }
  }

  private func lines(of facts: [(name: String, value: String)]) -> [StyledLine] {
    let limit = max(6, options.width * 2 / 5)
    let names = facts.map { TextWidth.escaped(glyphs.spelled($0.name)) }
    let widest = names.map { TextWidth.width(of: $0) }.filter { $0 <= limit }.max() ?? 0
    var lines: [StyledLine] = []
    for (name, fact) in zip(names, facts) {
      let value = TextWidth.escaped(glyphs.spelled(fact.value))
      let isLong = TextWidth.width(of: name) > widest
      let indent = isLong && widest == 0 ? 2 : widest + 2
      var head = StyledLine()
      if isLong {
        // A name too long for its column has lines of its own.
        lines += TextWidth.wrapped(name, to: options.width).map { StyledLine($0, .dim) }
      } else {
        head.append(name, .dim)
      }
      for (position, part) in TextWidth.wrapped(value, to: options.width - indent).enumerated() {
        var line = position == 0 ? head : StyledLine()
        line.pad(to: indent)
        line.append(part)
        lines.append(line)
      }
    }
    return lines
  }

  private func lines(ofNote note: String) -> [StyledLine] {
    hanging(StyledLine(glyphs.bullet + " ", .dim), glyphs.spelled(note))
  }

  private func lines(of finding: Finding) -> [StyledLine] {
    let role: Role =
      switch finding.severity {
      case .note: .note
      case .warning: .warning
      case .critical: .error
      }
    var lines = hanging(
      StyledLine(finding.severity.rawValue + ": ", role), glyphs.spelled(finding.title), indent: 2)
    if !finding.evidence.isEmpty {
      lines += hanging(StyledLine("  "), glyphs.spelled(finding.evidence))
    }
    if !finding.advice.isEmpty {
      lines += hanging(StyledLine("  try: ", .help), glyphs.spelled(finding.advice))
    }
    return lines
  }

  /// A text after a head, its further lines indented as far as the head reaches.
  private func hanging(_ head: StyledLine, _ text: String, indent: Int? = nil) -> [StyledLine] {
    let text = TextWidth.escaped(text)
    var lines: [StyledLine] = []
    let indent = indent ?? head.width
    // The first line may begin further right than the others.
    let parts = TextWidth.wrapped(
      String(repeating: " ", count: max(0, head.width - indent)) + text, to: options.width - indent)
    for (position, part) in parts.enumerated() {
      var line = position == 0 ? head : StyledLine()
      line.pad(to: indent)
      line.append(position == 0 ? String(part.dropFirst(max(0, head.width - indent))) : part)
      lines.append(line)
    }
    return lines
  }
}
