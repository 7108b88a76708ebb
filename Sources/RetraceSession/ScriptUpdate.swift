import RetraceSyntax

/// Writes facts and what statements printed into the text of a script or document; everything
/// else stays as it is, byte for byte.
public struct ScriptUpdate {
  private let source: SourceText
  private let newline: String
  private var text = ""
  /// Whether the last line written was a new one rather than one of the source.
  private var endsWithNew = false

  private init(_ source: SourceText) {
    self.source = source
    // New lines end as the first line does.
    let end = source.lineRange(1).upperBound
    let isCarriageReturn =
      source.lineCount > 1 && source[SourceRange(end, end + 1)].utf8.first == 0x0D
    newline = isCarriageReturn ? "\r\n" : "\n"
    text.reserveCapacity(source.count + source.count / 2)
  }

  /// The text with the facts and outputs of a run.
  ///
  /// - Parameters:
  ///   - script: the script as it stands.
  ///   - steps: the statements that were run.
  ///   - facts: what the new facts are.
  /// - Complexity: O(bytes).
  public static func text(
    of script: SessionScript, steps: [ScriptRun.Step], facts: ScriptFacts
  ) -> String {
    var update = ScriptUpdate(script.source)
    var removed = Set(script.factLines)
    var outputs: [Int: [String]] = [:]
    for step in steps {
      removed.formUnion(step.entry.outputLines)
      outputs[step.entry.lastLine, default: []] += step.printed
    }
    let count = max(script.source.lineCount, 1)
    for line in 1...count {
      if line == script.factsPosition {
        update.write(facts, at: line, of: script)
      }
      if !removed.contains(line) { update.keep(line) }
      if let printed = outputs[line] {
        let indentation = script.indentation(at: line)
        for line in printed { update.write(indentation + Self.outputLine(line)) }
      }
    }
    if let position = script.factsPosition, position > count {
      update.write(facts, at: position, of: script)
    }
    return update.finished
  }

  private mutating func write(_ facts: ScriptFacts, at line: Int, of script: SessionScript) {
    let indentation = script.indentation(at: line)
    for fact in facts.lines { write(indentation + fact) }
    // A blank line between the facts and what follows, unless there is one.
    let isFact = Set(script.factLines)
    var rest = line
    while isFact.contains(rest) { rest += 1 }
    if rest <= source.lineCount, !source.lineText(rest).trimmingBlanks.isEmpty { write("") }
  }

  /// A line that a statement printed, without blanks at its end.
  private static func outputLine(_ line: String) -> String {
    var text = "#> \(line)"[...]
    while let last = text.utf8.last, last == 0x20 || last == 0x09 { text = text.dropLast() }
    return String(text)
  }

  /// Takes a line of the source over with its end.
  private mutating func keep(_ line: Int) {
    let start = source.lineRange(line).lowerBound
    let end = line < source.lineCount ? source.lineRange(line + 1).lowerBound : source.count
    text += source[SourceRange(start, max(start, end))]
    endsWithNew = false
  }

  private mutating func write(_ line: String) {
    if let last = text.utf8.last, last != 0x0A { text += newline }
    text += line
    text += newline
    endsWithNew = true
  }

  /// The text; where the source has no newline at its end there is none either.
  private var finished: String {
    guard endsWithNew, let last = source.text.utf8.last, last != 0x0A else { return text }
    return String(decoding: text.utf8.dropLast(newline.utf8.count), as: UTF8.self)
  }

  /// The facts of a run: this version, the seed at the start, the files read, the statements.
  public static func facts(
    of run: ScriptRun, session: Session, keeping others: [String]
  ) -> ScriptFacts {
    ScriptFacts(
      version: session.version, seed: session.startSeed,
      data: ScriptCheck.dataFiles(session.host), statements: run.steps.map(\.digest),
      others: others)
  }
}
