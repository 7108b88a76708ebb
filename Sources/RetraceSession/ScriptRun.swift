public import RetraceLanguage
public import RetraceSyntax

/// One run of a script or document in a session.
public struct ScriptRun: Sendable {
  /// What came of a statement.
  public struct Step: Sendable {
    /// The statement with what is written below it.
    public let entry: SessionScript.Entry
    /// The cell that it ran as.
    public let cell: Cell
    /// What it printed, line by line, as `#>` lines hold it; the error's text if it failed.
    public let printed: [String]
    /// The digest of the statement under the seed in force.
    public let digest: String
  }

  /// The statements that were run; the last one failed if ``failure`` is set.
  public let steps: [Step]
  /// Why the run ended early: an error of a statement, or of the text.
  public let failure: Diagnostic?

  /// Runs the statements of a script in a session until one fails.
  ///
  /// - Parameters:
  ///   - script: the script; if it does not parse nothing is run.
  ///   - session: where it is run.
  ///   - report: is told of each cell as soon as it has run.
  public init(
    of script: SessionScript, in session: Session, report: (Cell) -> Void = { _ in }
  ) {
    guard script.diagnostics.isEmpty else {
      steps = []
      failure = script.diagnostics.first
      return
    }
    var steps: [Step] = []
    for entry in script.entries {
      let cell = session.run(entry.statement, in: script.source)
      report(cell)
      steps.append(Self.step(entry, cell))
      if let diagnostic = cell.diagnostic ?? Self.displayFailure(of: cell) {
        self.steps = steps
        failure = diagnostic
        return
      }
    }
    self.steps = steps
    failure = session.unusedOverrides
  }

  private static func step(_ entry: SessionScript.Entry, _ cell: Cell) -> Step {
    let printed = cell.outcome.flatMap { try? OutcomePrinter.record.lines(of: $0) } ?? []
    return Step(
      entry: entry, cell: cell, printed: printed,
      digest: StatementDigest.digest(of: entry.statement, seed: cell.seed))
  }

  /// A result that cannot be shown is a failure of its statement.
  private static func displayFailure(of cell: Cell) -> Diagnostic? {
    guard let outcome = cell.outcome else { return nil }
    do {
      _ = try OutcomePrinter.record.text(of: outcome)
      return nil
    } catch let error as Diagnostic {
      return error
    } catch {
      return Diagnostic(.failed, "\(error)", at: cell.statement.range)
    }
  }
}
