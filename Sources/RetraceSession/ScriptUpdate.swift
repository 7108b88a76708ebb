import RetraceSyntax

/// Writes facts and what statements printed into the text of a script or document; everything
/// else stays as it is, byte for byte.
public struct ScriptUpdate {
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
    let source = script.source
    var removed = Set(script.factLines)
    var outputs: [Int: [String]] = [:]
    for step in steps {
      removed.formUnion(step.entry.outputLines)
      outputs[step.entry.lastLine, default: []] += step.printed
    }
    var lines: [String] = []
    for line in 1...max(source.lineCount, 1) {
      if line == script.factsPosition {
        lines += facts.lines
        // A blank line between the facts and what follows, unless there is one.
        let rest = (line...max(source.lineCount, line)).first { !script.factLines.contains($0) }
        if let rest, !source.lineText(rest).trimmingBlanks.isEmpty { lines.append("") }
      }
      guard !removed.contains(line) else { continue }
      lines.append(lineWithEnd(line, of: source))
      if let printed = outputs[line] {
        lines += printed.map { $0.isEmpty ? "#>" : "#> \($0)" }
      }
    }
    return lines.joined(separator: "\n")
  }

  /// A line with the carriage return before its end, if it has one.
  private static func lineWithEnd(_ line: Int, of source: SourceText) -> String {
    let range = source.lineRange(line)
    let end = line < source.lineCount ? source.lineRange(line + 1).lowerBound - 1 : source.count
    return source[SourceRange(range.lowerBound, max(range.lowerBound, end))]
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
