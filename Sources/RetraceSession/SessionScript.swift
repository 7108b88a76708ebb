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
    /// Whether another statement ends on the same line; what both print stands below that one.
    public let sharesLine: Bool
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
  /// The number of the line before which facts are written; nil for a document without a fence.
  ///
  /// That is where they are now, else the first line, or in a document the first one inside the
  /// first fence.
  public let factsPosition: Int?
  private let fences: [MarkdownFences.Fence]

  /// Reads a script or document.
  ///
  /// - Parameters:
  ///   - text: the whole file.
  ///   - name: its name for messages.
  ///   - isDocument: whether only fences named `retrace` are statements.
  /// - Complexity: O(bytes).
  public init(text: String, name: String?, isDocument: Bool) {
    let source = SourceText(name: name, text: text)
    let fences =
      isDocument
      ? MarkdownFences.find(in: source)
      : [MarkdownFences.Fence(lines: 1...max(source.lineCount, 1), indentation: 0)]
    // Everything outside of the fences is blanked rather than cut, so that places stay what they
    // are in the file.
    let program = isDocument ? Self.blanked(source, outside: fences.map(\.lines)) : source.text
    let result = Parser.parse(program)
    var errors = fences.count > 1 ? Self.diagnostics(of: fences, source) : []
    if errors.isEmpty { errors = result.finalDiagnostics }
    var facts: [Int] = []
    var outputs: [Int] = []
    for line in fences.lazy.map(\.lines).joined() {
      let content = Self.trimmed(source.lineText(line))
      if content.hasPrefix("#:") { facts.append(line) }
      if content.hasPrefix("#>") { outputs.append(line) }
    }
    let firstLine = result.statements.first.map { source.line(at: $0.range.lowerBound) } ?? .max
    factLines = facts.filter { $0 < firstLine }
    var read = ScriptFacts()
    for line in factLines {
      let isRead = read.read(String(Self.trimmed(source.lineText(line)).dropFirst(2)))
      if !isRead { errors.append(Self.unreadableFact(source, line)) }
    }
    self.facts = read
    diagnostics = errors
    entries = Self.entries(of: result.statements, outputs: outputs, source: source)
    self.source = source
    self.isDocument = isDocument
    self.fences = fences
    // A first line such as `#!/usr/bin/env retrace` stays the first.
    let isProgram = !isDocument && source.count > 1 && source.text.hasPrefix("#!")
    factsPosition =
      factLines.first ?? fences.first.map { $0.lines.lowerBound + (isProgram ? 1 : 0) }
  }

  /// The blanks with which lines are written below a line: those of its fence.
  func indentation(at line: Int) -> String {
    let fence = fences.last { $0.lines.lowerBound <= line }
    return String(repeating: " ", count: min(fence?.indentation ?? 0, 80))
  }

  private static func unreadableFact(_ source: SourceText, _ line: Int) -> Diagnostic {
    Diagnostic(
      .badSeed, "the fact '#: seed' takes a whole number", at: source.lineRange(line),
      help: "write '#: seed 42', or remove the line")
  }

  /// Whether a path is one of a Markdown document.
  public static func isDocument(path: String) -> Bool {
    let name = path.lowercased()
    return name.hasSuffix(".md") || name.hasSuffix(".markdown")
  }

  /// The errors of a document.
  ///
  /// Each fence must be whole by itself: a statement does not go on in the next one.
  private static func diagnostics(
    of fences: [MarkdownFences.Fence], _ source: SourceText
  ) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for fence in fences {
      let start = source.lineRange(fence.lines.lowerBound).lowerBound
      let end = source.lineRange(fence.lines.upperBound).upperBound
      let errors = Parser.parse(source[SourceRange(start, max(start, end))]).finalDiagnostics
      found += errors.map { $0.shifted(by: start) }
      guard found.count < ParseResult.shownDiagnostics else { break }
    }
    return Array(found.prefix(ParseResult.shownDiagnostics))
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

  /// Gives each statement the `#>` lines between its end and the next statement's start.
  ///
  /// Of several statements that end on one line the last one gets them.
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
      let nextEnd =
        index + 1 < statements.count
        ? source.line(at: max(statements[index + 1].range.upperBound - 1, 0)) : Int.max
      return Entry(
        statement: statement, expected: lines.isEmpty ? nil : expected, lastLine: lastLine,
        outputLines: lines, sharesLine: nextEnd == lastLine)
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
