import Glibc
import RetraceLanguage
import RetraceSyntax

/// Saves a session as a script that has been replayed.
public struct SessionSaver {
  /// Makes the session in which a script is replayed: a new one with this folder as its base.
  public typealias Replay = (_ folder: String) -> Session

  /// Writes the statements of a session that succeeded, with what they print, to a file.
  ///
  /// The statements are run again in a clean session; only if each shows there what it showed
  /// before is the file written, in one piece.
  /// - Parameters:
  ///   - session: the session.
  ///   - path: the file, from the root.
  ///   - replay: makes the clean session. Its host should write aside, so that replaying changes
  ///     nothing.
  /// - Returns: how many statements were saved, and the seconds the replay took.
  /// - Throws: ``SessionError`` if there is nothing to save, the replay shows something else or
  ///   the file cannot be written.
  public static func save(
    _ session: Session, to path: String, replay: Replay
  ) throws -> (statements: Int, seconds: Double) {
    let cells = session.keptCells
    guard !cells.isEmpty else { throw SessionError.nothingToSave }
    let folder = path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    let base = folder.isEmpty ? "/" : folder
    let statements = SavedStatements(cells, host: session.host, folder: base)
    let isDocument = SessionScript.isDocument(path: path)
    let plain = statements.texts.joined(separator: "\n\n") + "\n"
    let text = isDocument ? "# Session\n\n```retrace\n\(plain)```\n" : plain
    let script = SessionScript(text: text, name: path, isDocument: isDocument)
    let clean = replay(base)
    let run = ScriptRun(of: script, in: clean)
    if let failure = run.failure {
      let statement = run.steps.last?.cell.statement.text ?? cells[0].statement.text
      throw SessionError.notReproducible(
        path: path, statement: DifferenceCauses.short(statement),
        reason: "fails: \(failure.message)")
    }
    for (cell, position) in zip(cells, statements.positions) {
      guard position < run.steps.count, let outcome = cell.outcome else { continue }
      try compare(outcome, of: cell, with: run.steps[position], path)
    }
    let facts = ScriptUpdate.facts(of: run, session: clean, keeping: [])
    try ScriptFile.write(ScriptUpdate.text(of: script, steps: run.steps, facts: facts), to: path)
    return (cells.count, run.steps.reduce(0) { $0 + $1.cell.seconds })
  }

  private static func compare(
    _ outcome: Outcome, of cell: Cell, with step: ScriptRun.Step, _ path: String
  ) throws {
    // Its value stands in the script as the default now, and need not be given any more.
    if case .parameter(_, _, isOverridden: true) = outcome.kind { return }
    let shown = try OutcomePrinter.record.lines(of: outcome)
    let comparison = OutputComparison(expected: shown, actual: step.printed)
    guard let difference = comparison.difference else { return }
    throw SessionError.notReproducible(
      path: path, statement: DifferenceCauses.short(cell.statement.text),
      reason: "shows '\(difference.actual ?? "nothing")' instead of "
        + "'\(difference.expected ?? "nothing")'")
  }
}
