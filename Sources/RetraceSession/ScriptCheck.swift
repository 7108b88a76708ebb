import RetraceLanguage
import RetraceSyntax

/// Runs a script again and compares what it prints with what is written in it.
public struct ScriptCheck: Sendable {
  /// A statement that printed something else than what is written.
  public struct Difference: Sendable {
    /// The statement with what is written below it.
    public let entry: SessionScript.Entry
    /// What it printed.
    public let printed: [String]
    /// How the two differ.
    public let comparison: OutputComparison
    /// Why they differ, in one sentence.
    public let cause: String
  }

  /// A data file that is not what it was.
  public struct DataChange: Sendable, Equatable {
    /// The path as the script has it.
    public let path: String
    /// What happened to it.
    public let change: Change
    /// How many rows it had when the script was written, if that is known.
    public let recordedRows: Int?

    /// What can happen to a file.
    public enum Change: Sendable, Equatable {
      /// It is there with other bytes.
      case changed
      /// It is not there, or cannot be read.
      case missing
    }
  }

  /// The script that was checked.
  public let script: SessionScript
  /// The run.
  public let run: ScriptRun
  /// Statements that printed something else.
  public let differences: [Difference]
  /// Data files that are not what they were.
  public let dataChanges: [DataChange]
  /// How many statements printed what is written.
  public let agreeing: Int
  /// How many statements have nothing written below them.
  public let notCompared: Int
  /// Why the run ended early, in one sentence, where something changed that may be the reason.
  public let failureCause: String?

  private let rowCounts: [String: Int]

  /// Runs and compares.
  ///
  /// - Parameters:
  ///   - script: the script.
  ///   - session: a new session with the script's folder as its host's.
  public init(of script: SessionScript, in session: Session) {
    let run = ScriptRun(of: script, in: session)
    let changes = Self.dataChanges(script.facts, session.host)
    let causes = DifferenceCauses(
      script: script, run: run, session: session, dataChanges: changes)
    var differences: [Difference] = []
    var agreeing = 0
    var notCompared = 0
    for (position, step) in run.steps.enumerated() {
      let isFailed = run.failure != nil && position == run.steps.count - 1
      guard !isFailed else { break }
      guard let expected = step.entry.expected else {
        notCompared += 1
        continue
      }
      let comparison = OutputComparison(expected: expected, actual: step.printed)
      if comparison.difference == nil {
        agreeing += 1
      } else {
        differences.append(
          Difference(
            entry: step.entry, printed: step.printed, comparison: comparison,
            cause: causes.cause(of: comparison, at: position)))
      }
    }
    self.script = script
    self.run = run
    self.differences = differences
    self.agreeing = agreeing
    self.notCompared = notCompared
    dataChanges = changes
    rowCounts = Dictionary(
      session.host.reads.compactMap { read in read.rows.map { (read.path, $0) } },
      uniquingKeysWith: { first, _ in first })
    failureCause =
      run.failure == nil || run.steps.isEmpty
      ? nil : causes.recordedCause(at: run.steps.count - 1)
  }

  /// How many rows a data file gave in this run; nil if it was not read or is no table.
  func rows(of path: String) -> Int? { rowCounts[path] }

  /// The exit code: 0 fine, 4 data missing or changed, 5 an expect failed, 1 a statement failed,
  /// 3 a difference; the first of these that applies.
  public var exitCode: Int32 {
    if !dataChanges.isEmpty || run.failure?.code == .fileNotFound { return 4 }
    if run.failure?.code == .expectationFailed { return 5 }
    if run.failure != nil { return 1 }
    return differences.isEmpty ? 0 : 3
  }

  /// The files that a session read, with paths as they were typed and their digests.
  static func dataFiles(_ host: Host) -> [ScriptFacts.DataFile] {
    host.reads.compactMap { read in
      FileDigest.digest(of: read.absolutePath).map {
        ScriptFacts.DataFile(path: read.path, digest: $0, rows: read.rows)
      }
    }
  }

  /// Facts are as foreign as the rest of a script: what the run did not read is looked at only if
  /// it is a plain file, so that they cannot ask for the whole disk or an endless device.
  private static func dataChanges(_ facts: ScriptFacts, _ host: Host) -> [DataChange] {
    let read = Set(host.reads.map(\.absolutePath))
    return facts.data.compactMap { file in
      let path = host.resolve(file.path)
      guard let digest = FileDigest.digest(of: path, withFolders: read.contains(path)) else {
        guard read.contains(path) || !FileDigest.isFolder(path) else { return nil }
        return DataChange(path: file.path, change: .missing, recordedRows: file.rows)
      }
      return digest.hasPrefix(file.digest.lowercased()) && file.digest.utf8.count >= 8
        ? nil : DataChange(path: file.path, change: .changed, recordedRows: file.rows)
    }
  }
}
