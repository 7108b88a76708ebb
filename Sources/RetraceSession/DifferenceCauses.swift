import RetraceLanguage
import RetraceSyntax

/// Finds why a statement printed something else than what is written: the first of changed data,
/// an edited statement, a changed seed, another version, numeric noise that applies.
struct DifferenceCauses {
  private let script: SessionScript
  private let steps: [ScriptRun.Step]
  private let session: Session
  private let dataChanges: [ScriptCheck.DataChange]
  private let changes: [StatementDigest.Change]?

  init(
    script: SessionScript, run: ScriptRun, session: Session,
    dataChanges: [ScriptCheck.DataChange]
  ) {
    self.script = script
    self.session = session
    self.dataChanges = dataChanges
    steps = run.steps
    changes = script.facts.statements.map { Self.changes(from: $0, steps: run.steps) }
  }

  /// Why the statement at a position printed something else, in one sentence.
  func cause(of comparison: OutputComparison, at position: Int) -> String {
    let upstream = upstream(of: position)
    if let change = dataChanges.first {
      let names = dataChanges.map { "'\($0.path)'" }.joined(separator: ", ")
      return dataChanges.count == 1
        ? "the data changed: \(names) is \(change.change == "missing" ? "missing" : "not what it was")"
        : "the data changed: \(names) are not what they were"
    }
    if let edited = upstream.first(where: { changes?[$0] == .statement }) {
      let place = "line \(line(of: edited))"
      return edited == position
        ? "this statement was edited"
        : "a statement upstream was edited: \(place), \(Self.short(steps[edited].entry.statement.text))"
    }
    if let count = script.facts.statements?.count, count != script.entries.count {
      return
        "statements were added or removed: there are \(script.entries.count), recorded were \(count)"
    }
    if let seed = script.facts.seed, seed != session.startSeed {
      return "the seed changed: \(session.startSeed) instead of \(seed)"
    }
    if upstream.contains(where: { changes?[$0] == .seed }) {
      return "the seed changed: \(steps[position].cell.seed) is not the one it was recorded with"
    }
    if let version = script.facts.version, version != session.version {
      return "the version changed: this is retrace \(session.version), recorded was \(version)"
    }
    if comparison.isNumericNoise {
      return "only numeric noise: the numbers differ in their last digits"
    }
    return script.facts.statements == nil
      ? "not known: the file has no facts to compare (retrace check --accept writes them)"
      : "no recorded cause: data, seed, version and statements are as recorded, so the written "
        + "output was edited"
  }

  /// The statements that a statement depends on, itself last, in order.
  private func upstream(of position: Int) -> [Int] {
    let own = steps[position].entry.statement.names
    var names = Set(own.read)
    var cells = Set(own.cells)
    var readsLast = own.readsLastResult
    var found = [position]
    for earlier in stride(from: position - 1, through: 0, by: -1) {
      let step = steps[earlier]
      let statement = step.entry.statement
      var isNeeded = false
      if case .seed = statement.kind { isNeeded = true }
      if let name = statement.assignedName?.text {
        isNeeded = names.contains(name)
      } else if case .shown = step.cell.outcome?.kind {
        isNeeded = readsLast || cells.contains(step.cell.number)
        readsLast = false
      }
      guard isNeeded else { continue }
      found.append(earlier)
      names.formUnion(statement.names.read)
      cells.formUnion(statement.names.cells)
      readsLast = readsLast || statement.names.readsLastResult
    }
    return found.reversed()
  }

  private func line(of position: Int) -> Int {
    script.source.line(at: steps[position].entry.statement.range.lowerBound)
  }

  static func short(_ text: String) -> String {
    let line = text.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
    return line.count <= 60 && line.count == text.count ? line : "\(line.prefix(60))…"
  }

  /// What changed per statement. Where statements were added or removed, each of today's is held
  /// against the recorded digests in order: one whose text is not found next was edited.
  private static func changes(
    from recorded: [String], steps: [ScriptRun.Step]
  ) -> [StatementDigest.Change] {
    if recorded.count == steps.count {
      return zip(recorded, steps).map { StatementDigest.change(from: $0, to: $1.digest) }
    }
    var next = 0
    return steps.map { step in
      let match = recorded[next...].firstIndex {
        StatementDigest.change(from: $0, to: step.digest) != .statement
      }
      guard let match else { return .statement }
      next = match + 1
      return StatementDigest.change(from: recorded[match], to: step.digest)
    }
  }
}
