import Glibc
import RetraceNumerics
import RetraceRuns

/// How far a metric differs between runs that differ in nothing but their seed.
public struct SeedNoise: Sendable {
  /// The standard deviation within groups of such runs, all groups together.
  public let deviation: Double
  /// Runs less groups.
  public let degrees: Int
  /// How many runs it is from.
  public let runCount: Int
  /// How many groups of repeated runs there are.
  public let groupCount: Int

  /// Measures the noise of a metric.
  ///
  /// - Parameters:
  ///   - groups: the values of the metric in each group of repeated runs.
  /// - Returns: nil if no group has two finite values.
  init?(_ groups: [[Double]]) {
    let used = groups.map { $0.filter(\.isFinite) }.filter { $0.count > 1 }
    guard !used.isEmpty else { return nil }
    var squares = 0.0
    for group in used {
      let mean = Statistics.mean(group)
      squares += group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    runCount = used.reduce(0) { $0 + $1.count }
    groupCount = used.count
    degrees = runCount - groupCount
    deviation = (squares / Double(degrees)).squareRoot()
  }

  /// The probability of a difference at least so large between two runs that differ in their seed
  /// alone, by Student's distribution: |d| / (√2 · deviation).
  public func probability(ofDifference difference: Double) -> Double {
    guard deviation > 0 else { return difference == 0 ? 1 : 0 }
    return StudentDistribution.twoSided(
      difference / (2.0.squareRoot() * deviation), degrees: degrees)
  }

  /// The runs that repeat each other: equal in all parameters but seeds, and in their data where
  /// that is known.
  static func groups(of runs: [Run]) -> [[Int]] {
    var places: [String: Int] = [:]
    var groups: [[Int]] = []
    for (position, run) in runs.enumerated() {
      guard !run.params.isEmpty else { continue }
      let data = run.header.data["train"]?.digest ?? ""
      let key = RunParameters.identity(of: run) + data + (run.target ?? "")
      let place = places[key] ?? groups.count
      if place == groups.count {
        places[key] = place
        groups.append([])
      }
      groups[place].append(position)
    }
    return groups.filter { $0.count > 1 }
  }
}
