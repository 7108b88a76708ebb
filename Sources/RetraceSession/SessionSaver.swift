import Glibc
public import RetraceLanguage
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
  ///   - replay: makes the clean session.
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
    let texts = cells.map { Self.text(of: $0, session.host, folder: base) }
    let isDocument = SessionScript.isDocument(path: path)
    let plain = texts.joined(separator: "\n\n") + "\n"
    let text = isDocument ? "# Session\n\n```retrace\n\(plain)```\n" : plain
    let script = SessionScript(text: text, name: path, isDocument: isDocument)
    let clean = replay(base)
    let run = ScriptRun(of: script, in: clean)
    if let failure = run.failure {
      let statement = run.steps.last?.cell.statement.text ?? ""
      throw SessionError.notReproducible(
        path: path, statement: DifferenceCauses.short(statement),
        reason: "fails: \(failure.message)")
    }
    for (cell, step) in zip(cells, run.steps) {
      guard let outcome = cell.outcome else { continue }
      let shown = try OutcomePrinter.record.lines(of: outcome)
      let comparison = OutputComparison(expected: shown, actual: step.printed)
      if let difference = comparison.difference {
        throw SessionError.notReproducible(
          path: path, statement: DifferenceCauses.short(cell.statement.text),
          reason: "shows '\(difference.actual ?? "nothing")' instead of "
            + "'\(difference.expected ?? "nothing")'")
      }
    }
    let facts = ScriptUpdate.facts(of: run, session: clean, keeping: [])
    try ScriptFile.write(ScriptUpdate.text(of: script, steps: run.steps, facts: facts), to: path)
    return (cells.count, run.steps.reduce(0) { $0 + $1.cell.seconds })
  }

  /// A statement as it goes into the file: relative paths that it read are given from the file's
  /// folder, and a `;` that hid its result is kept.
  private static func text(of cell: Cell, _ host: Host, folder: String) -> String {
    var text = cell.statement.text
    if folder != host.baseFolder {
      for read in host.reads where !read.path.hasPrefix("/") && !read.path.hasPrefix("~") {
        let moved = relative(read.absolutePath, to: folder)
        for quote in ["\"", "'"] {
          text = text.replacing("\(quote)\(read.path)\(quote)", with: "\(quote)\(moved)\(quote)")
        }
      }
    }
    return cell.statement.isSilent ? text + ";" : text
  }

  /// A path from a folder: `../data/credit.csv`.
  static func relative(_ path: String, to folder: String) -> String {
    let target = path.split(separator: "/")
    let base = folder.split(separator: "/")
    let shared = zip(target, base).prefix { $0 == $1 }.count
    let up = base.dropFirst(shared).map { _ in ".." as Substring }
    return (up + target.dropFirst(shared)).joined(separator: "/")
  }
}
