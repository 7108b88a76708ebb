public import RetraceCatalog

/// Something that can be wrong with a training run: one file that describes and finds it, one
/// line in ``allDetectors``.
///
/// A detector speaks only of what the run has a record for: what it lacks it throws as
/// ``LackingRecord``, and the diagnosis then lists it as skipped.
public protocol Detector: Sendable {
  /// How it describes itself; its name is the kind of its findings.
  static var entry: CatalogEntry { get }
  /// Whether metrics and steps suffice, so that it takes milliseconds.
  static var isCheap: Bool { get }
  /// How often it was right where the answer was known.
  static var rates: [DetectionRate] { get }

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord`` if the run holds no record of it, `Interrupted`.
  static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding]
}

extension Detector {
  /// The kind of its findings.
  public static var name: String { entry.name }
}

/// How often a detector was right on runs whose flaws are known; the tests hold it to that.
public struct DetectionRate: Sendable, Equatable {
  /// What the runs were, such as `curves made to overfit`.
  public let runs: String
  /// In how many it found something.
  public let found: Int
  /// How many runs there were.
  public let count: Int
  /// Whether the runs had the flaw; if not, what it found were false alarms.
  public let areFlawed: Bool

  /// Runs that had the flaw.
  public static func detection(_ found: Int, of count: Int, _ runs: String) -> DetectionRate {
    DetectionRate(runs: runs, found: found, count: count, areFlawed: true)
  }

  /// Runs that did not have the flaw.
  public static func falseAlarm(_ found: Int, of count: Int, _ runs: String) -> DetectionRate {
    DetectionRate(runs: runs, found: found, count: count, areFlawed: false)
  }

  /// The rate in words: `found in 40 of 40 curves made to overfit`.
  public var phrase: String {
    "\(areFlawed ? "found" : "false alarm") in \(found) of \(count) \(runs)"
  }
}

/// A run does not hold what a detector needs.
public struct LackingRecord: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is lacking, such as `no loss of a validation split`.
  public let reason: String

  /// Makes the refusal of a detector.
  public init(_ reason: String) {
    self.reason = reason
  }

  /// What is lacking.
  public var description: String { reason }
}
