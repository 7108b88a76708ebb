public import RetraceSyntax

/// A session script or a literate document: its statements, what they printed when it was
/// written, and its facts.
///
/// `#:` lines before the first statement are facts, `#>` lines behind a statement what it printed;
/// everything else is the language. In a Markdown document the same stands in fences named
/// `retrace`; its lines keep their numbers.
public struct SessionScript: Sendable {
  /// A statement with what is written below it.
  public struct Entry: Sendable {
    /// The statement; its ranges are those of the whole file.
    public let statement: Statement
    /// What it printed, line by line without `#>`; nil if nothing is written.
    public let expected: [String]?
    /// The number of the line on which the statement ends, counted from 1.
    public let lastLine: Int
    /// The numbers of the lines with what it printed.
    public let outputLines: [Int]
  }

  /// The whole file.
  public let source: SourceText
  /// Whether it is a Markdown document.
  public let isDocument: Bool
  /// The statements in order.
  public let entries: [Entry]
  /// The errors, if it does not parse; then nothing of it is run.
  public let diagnostics: [Diagnostic]
  /// What it says about how its results came about.
  public let facts: ScriptFacts
  /// The numbers of the lines with facts.
  public let factLines: [Int]
  /// The number of the line before which facts are written: the first one, or in a document the
  /// first one inside the first fence. Nil for a document without a fence.
  public let factsPosition: Int?

  /// Reads a script or document.
  ///
  /// - Parameters:
  ///   - text: the whole file.
  ///   - name: its name for messages.
  ///   - isDocument: whether only fences named `retrace` are statements.
  /// - Complexity: O(bytes).
  public init(text: String, name: String?, isDocument: Bool) {
    let source = SourceText(name: name, text: text)
    let chunks = isDocument ? Self.fences(of: source) : [1...max(source.lineCount, 1)]
    // Everything outside of the fences is blanked rather than cut, so that places stay what they
    // are in the file.
    let program = isDocument ? Self.blanked(source, outside: chunks) : source.text
    let result = Parser.parse(program)
    diagnostics = result.finalDiagnostics
    var facts: [Int] = []
    var outputs: [Int] = []
    for line in chunks.joined() {
      let content = Self.trimmed(source.lineText(line))
      if content.hasPrefix("#:") { facts.append(line) }
      if content.hasPrefix("#>") { outputs.append(line) }
    }
    let firstLine = result.statements.first.map { source.line(at: $0.range.lowerBound) } ?? .max
    factLines = facts.filter { $0 < firstLine }
    var read = ScriptFacts()
    for line in factLines { read.read(String(Self.trimmed(source.lineText(line)).dropFirst(2))) }
    self.facts = read
    entries = Self.entries(of: result.statements, outputs: outputs, source: source)
    self.source = source
    self.isDocument = isDocument
    factsPosition = chunks.first?.lowerBound
  }

  /// Whether a path is one of a Markdown document.
  public static func isDocument(path: String) -> Bool {
    let name = path.lowercased()
    return name.hasSuffix(".md") || name.hasSuffix(".markdown")
  }

  /// The ranges of the lines inside the fences named `retrace`; empty fences are left out.
  private static func fences(of source: SourceText) -> [ClosedRange<Int>] {
    var ranges: [ClosedRange<Int>] = []
    var opening: (mark: Character, length: Int, line: Int, isOurs: Bool)?
    for line in 1...max(source.lineCount, 1) {
      let text = source.lineText(line)
      let content = text.drop { $0 == " " }
      guard text.count - content.count < 4, let mark = content.first, mark == "`" || mark == "~"
      else { continue }
      let length = content.prefix { $0 == mark }.count
      let rest = content.dropFirst(length).trimmingBlanks
      guard length >= 3 else { continue }
      if let open = opening {
        guard mark == open.mark, length >= open.length, rest.isEmpty else { continue }
        if open.isOurs, line > open.line + 1 { ranges.append((open.line + 1)...(line - 1)) }
        opening = nil
      } else if mark == "~" || !rest.contains("`") {
        let isOurs = rest.split(separator: " ").first == "retrace"
        opening = (mark, length, line, isOurs)
      }
    }
    if let open = opening, open.isOurs, source.lineCount > open.line {
      ranges.append((open.line + 1)...source.lineCount)
    }
    return ranges
  }

  /// The text with every line outside of some ranges of lines replaced by blanks.
  private static func blanked(_ source: SourceText, outside chunks: [ClosedRange<Int>]) -> String {
    var bytes = Array(source.text.utf8)
    var kept = [Bool](repeating: false, count: source.lineCount + 2)
    for line in chunks.joined() { kept[line] = true }
    for line in 1...max(source.lineCount, 1) where !kept[line] {
      let range = source.lineRange(line)
      for offset in range.lowerBound..<range.upperBound { bytes[offset] = 0x20 }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Gives each statement the `#>` lines between its end and the next statement's start. Of
  /// several statements that end on one line the last one gets them.
  private static func entries(
    of statements: [Statement], outputs: [Int], source: SourceText
  ) -> [Entry] {
    var position = 0
    return statements.indices.map { index in
      let statement = statements[index]
      let lastLine = source.line(at: max(statement.range.upperBound - 1, 0))
      let nextLine =
        index + 1 < statements.count
        ? source.line(at: statements[index + 1].range.lowerBound) : Int.max
      while position < outputs.count, outputs[position] <= lastLine { position += 1 }
      var lines: [Int] = []
      while position < outputs.count, outputs[position] < nextLine {
        lines.append(outputs[position])
        position += 1
      }
      let expected = lines.map { line -> String in
        let text = trimmed(source.lineText(line)).dropFirst(2)
        return String(text.first == " " ? text.dropFirst() : text)
      }
      return Entry(
        statement: statement, expected: lines.isEmpty ? nil : expected, lastLine: lastLine,
        outputLines: lines)
    }
  }

  private static func trimmed(_ line: String) -> Substring {
    line.drop { $0 == " " || $0 == "\t" }
  }
}

extension StringProtocol {
  /// The text without blanks at both ends.
  var trimmingBlanks: String {
    var text = drop { $0 == " " || $0 == "\t" }
    while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
    return String(text)
  }
}
