import RetraceDisplay
import RetraceNumerics
public import RetraceRuns

/// What went wrong in a run: the findings of all detectors, which of them found nothing, and which
/// could not look.
public struct Diagnosis: Sendable {
  /// Which detectors look.
  public enum Selection: Sendable, Equatable {
    /// All of them.
    case all
    /// Those that need metrics and steps alone and take milliseconds.
    case cheap
    /// Some, by name.
    case named([String])
  }

  /// A detector that could not look, and what it lacks.
  public struct Skipped: Sendable, Equatable {
    /// Its name.
    public let detector: String
    /// What the run does not hold.
    public let reason: String
  }

  /// What was diagnosed: the run's name, or how many runs.
  public let subject: String
  /// What was found, by severity and confidence.
  public let findings: [DiagnosisFinding]
  /// The detectors that looked and found nothing.
  public let clean: [String]
  /// The detectors that could not look.
  public let skipped: [Skipped]
  /// What to know of it.
  public let notes: [String]

  /// Diagnoses a run.
  ///
  /// - Parameters:
  ///   - run: any run; each detector looks at what it holds.
  ///   - only: which detectors look.
  ///   - seed: the seed of folds, shuffles and samples.
  /// - Throws: ``ExplainError/unsuited(_:)`` for a name that no detector has, `Interrupted`.
  /// - Complexity: the cheap ones O(metrics + steps); the others O(rows · columns²) and less.
  public init(_ run: Run, only: Selection = .all, seed: UInt64 = 42) throws {
    let record = DiagnosisRecord(run, isDeep: only != .cheap, seed: seed)
    var looks = Looks()
    let detectors = try Self.detectors(only)
    for (number, detector) in detectors.enumerated() {
      try Interruption.check()
      // The many calls of a run that is being watched are no long work to report.
      if only != .cheap {
        Progress.report("looking for \(detector.name)", done: number, total: detectors.count)
      }
      try looks.add(detector, record)
    }
    self.init(subject: run.name, looks: looks, notes: Self.notes(of: run))
  }

  /// Diagnoses several runs: each by the cheap detectors, and how they differ among themselves.
  ///
  /// - Throws: as ``init(_:only:seed:)``.
  public init(runs: [Run], only: Selection = .all, seed: UInt64 = 42) throws {
    var looks = Looks()
    let detectors = try Self.detectors(only).filter { $0.isCheap && $0 != UnstableSeeds.self }
    for (number, run) in runs.enumerated() {
      try Interruption.check()
      Progress.report("looking at runs", done: number, total: runs.count)
      let record = DiagnosisRecord(run, isDeep: false, seed: seed)
      for detector in detectors { try looks.add(detector, record, run: run.name) }
    }
    if let first = runs.first,
      try Self.detectors(only).contains(where: { $0 == UnstableSeeds.self })
    {
      try looks.add(
        UnstableSeeds.self, DiagnosisRecord(first, among: runs, isDeep: false, seed: seed))
    }
    self.init(
      subject: ExplanationText.count(runs.count, "run"), looks: looks,
      notes: ["of several runs only metrics and steps are looked at; diagnose one for all of it"])
  }

  private init(subject: String, looks: Looks, notes: [String]) {
    self.subject = subject
    let order = Dictionary(
      zip(allDetectors.map { $0.name }, 0...), uniquingKeysWith: { first, _ in first })
    findings = looks.findings.enumerated().sorted { one, other in
      func key(_ pair: (offset: Int, element: DiagnosisFinding)) -> (Int, Double, Int, Int) {
        let rank =
          switch pair.element.severity {
          case .critical: 0
          case .warning: 1
          case .note: 2
          }
        return (rank, -pair.element.confidence, order[pair.element.kind] ?? 0, pair.offset)
      }
      return key(one) < key(other)
    }.map(\.element)
    let found = Set(looks.findings.map(\.kind))
    clean = looks.looked.filter { !found.contains($0) }
    skipped = looks.skipped.filter { !looks.looked.contains($0.detector) }
    self.notes = notes
  }

  /// What is found in a run, for those who look at it again and again.
  ///
  /// - Complexity: with `.cheap` O(metrics + steps), milliseconds.
  public static func findings(
    of run: Run, only: Selection = .all, seed: UInt64 = 42
  ) throws -> [DiagnosisFinding] {
    try Diagnosis(run, only: only, seed: seed).findings
  }

  private static func detectors(_ selection: Selection) throws -> [any Detector.Type] {
    switch selection {
    case .all: return allDetectors
    case .cheap: return allDetectors.filter { $0.isCheap }
    case .named(let names):
      for name in names where !allDetectors.contains(where: { $0.name == name }) {
        throw ExplainError.unsuited(
          "there is no detector '\(name)'; there are "
            + allDetectors.map { $0.name }.joined(separator: ", "))
      }
      return allDetectors.filter { names.contains($0.name) }
    }
  }

  private static func notes(of run: Run) -> [String] {
    switch run.header.status {
    case .running: ["the run is still being written, or its program was killed"]
    case .interrupted: ["the run was stopped before its end"]
    default: []
    }
  }

  /// What the detectors said so far.
  private struct Looks {
    var findings: [DiagnosisFinding] = []
    var looked: [String] = []
    var skipped: [Skipped] = []

    mutating func add(
      _ detector: any Detector.Type, _ record: DiagnosisRecord, run: String? = nil
    ) throws {
      do {
        let found = try detector.findings(in: record)
        findings += found.map { finding in
          var finding = finding
          finding.run = run
          return finding
        }
        if !looked.contains(detector.name) { looked.append(detector.name) }
      } catch let stop as Interrupted {
        throw stop
      } catch {
        // A record that is damaged is one that is not there: the others still look.
        if !skipped.contains(where: { $0.detector == detector.name }) {
          skipped.append(Skipped(detector: detector.name, reason: "\(error)"))
        }
      }
    }
  }
}
