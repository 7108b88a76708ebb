import RetraceLanguage
public import RetraceSyntax

/// One run of a script or document in a session.
public struct ScriptRun: Sendable {
  /// What came of a statement.
  public struct Step: Sendable {
    /// The statement with what is written below it.
    public let entry: SessionScript.Entry
    /// The cell that it ran as.
    public let cell: Cell
    /// What stands below its line, without `#>`: what it printed, behind what the statements before
    /// it on the same line printed; nothing if another statement ends on its line.
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
    var steps: [Step] = []
    var failure = script.diagnostics.first ?? session.unknownOverrides(in: [script])
    // What statements printed whose block stands below a later one on their line.
    var waiting: [String] = []
    for entry in script.entries where failure == nil {
      let cell = session.run(entry.statement, in: script.source)
      report(cell)
      switch Self.printed(by: cell) {
      case .success(let lines): waiting += lines
      case .failure(let diagnostic): failure = diagnostic
      }
      steps.append(
        Step(
          entry: entry, cell: cell, printed: entry.sharesLine ? [] : waiting,
          digest: StatementDigest.digest(of: entry.statement, seed: cell.seed)))
      if !entry.sharesLine { waiting = [] }
    }
    self.steps = steps
    self.failure = failure
  }

  /// What a cell printed; a result that cannot be shown is a failure of its statement.
  private static func printed(by cell: Cell) -> Result<[String], Diagnostic> {
    do {
      return .success(try OutcomePrinter.record.lines(of: cell.result.get()))
    } catch let error as Diagnostic {
      return .failure(error)
    } catch {
      return .failure(Diagnostic(.failed, "\(error)", at: cell.statement.range))
    }
  }
}
