import RetraceLanguage
import RetraceSyntax

/// Finds why a statement printed something else than what is written: the first of changed data,
/// an edited statement, a changed seed, statements added or removed, another version, numeric
/// noise that applies to it.
struct DifferenceCauses {
  private let script: SessionScript
  private let steps: [ScriptRun.Step]
  private let session: Session
  private let dataChanges: [ScriptCheck.DataChange]
  private let alignment: StatementAlignment?
  private let origins: StatementOrigins

  /// - Complexity: O(names in all statements), so that a script may differ everywhere.
  init(
    script: SessionScript, run: ScriptRun, session: Session,
    dataChanges: [ScriptCheck.DataChange]
  ) {
    self.script = script
    self.session = session
    self.dataChanges = dataChanges
    steps = run.steps
    alignment = script.facts.statements.map {
      StatementAlignment(recorded: $0, entries: script.entries, steps: run.steps)
    }
    origins = StatementOrigins(
      run.steps, alignment: alignment, data: dataChanges.map(\.path))
  }

  /// Why the statement at a position printed something else, in one sentence.
  func cause(of comparison: OutputComparison, at position: Int) -> String {
    if let cause = recordedCause(at: position) { return cause }
    if comparison.isNumericNoise {
      return "only numeric noise: the numbers differ in their last digits"
    }
    return script.facts.statements == nil
      ? "not known: the file has no facts to compare (retrace check --accept writes them)"
      : "no recorded cause: data, seed, version and statements are as recorded, so the written "
        + "output was edited"
  }

  /// What of that on which the statement at a position depends is not as recorded; nil if all is.
  func recordedCause(at position: Int) -> String? {
    dataCause(at: position) ?? editCause(at: position) ?? seedCause(at: position)
      ?? countCause(at: position) ?? versionCause
  }

  private func dataCause(at position: Int) -> String? {
    let changes = origins.data(at: position).map { dataChanges[$0] }
    guard let first = changes.first else { return nil }
    let names = changes.map { "'\($0.path)'" }.joined(separator: ", ")
    if changes.count > 1 { return "the data changed: \(names) are not what they were" }
    return first.change == .missing
      ? "the data changed: \(names) is missing" : "the data changed: \(names) is not what it was"
  }

  private func editCause(at position: Int) -> String? {
    guard let alignment else { return nil }
    switch alignment.fates[position] {
    case .edited: return "this statement was edited"
    case .added: return "this statement was added"
    case .same, .reseeded: break
    }
    guard let edited = origins.edited[position] else { return nil }
    let verb = alignment.fates[edited] == .added ? "added" : "edited"
    return "a statement upstream was \(verb): \(place(of: edited))"
  }

  private func seedCause(at position: Int) -> String? {
    if let seed = script.facts.seed, alignment == nil, seed != session.startSeed {
      return "the seed changed: \(session.startSeed) instead of \(seed)"
    }
    guard let reseeded = origins.reseeded[position] else { return nil }
    if let statement = origins.seedStatement[reseeded] {
      return "the seed changed: \(place(of: statement))"
    }
    if let seed = script.facts.seed, seed != session.startSeed {
      return "the seed changed: \(session.startSeed) instead of \(seed)"
    }
    return "the seed changed: \(steps[reseeded].cell.seed) is not the one it was recorded with"
  }

  private func countCause(at position: Int) -> String? {
    guard let alignment else { return nil }
    if let added = alignment.fates[..<position].firstIndex(of: .added) {
      return "a statement was added: \(place(of: added))"
    }
    guard let removed = alignment.removedBefore.first, removed <= position else { return nil }
    let line = script.source.line(at: script.entries[removed].statement.range.lowerBound)
    return "a statement was removed before line \(line)"
  }

  private var versionCause: String? {
    guard let version = script.facts.version, version != session.version else { return nil }
    return "the version changed: this is retrace \(session.version), recorded was \(version)"
  }

  private func place(of position: Int) -> String {
    let statement = steps[position].entry.statement
    let line = script.source.line(at: statement.range.lowerBound)
    return "line \(line), \(Self.short(statement.text))"
  }

  /// A statement's first line, cut where it is long.
  static func short(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return line.count <= 60 && line.utf8.count == text.utf8.count ? line : "\(line.prefix(60))…"
  }
}
