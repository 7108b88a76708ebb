import Synchronization

/// Counts finished work that several threads do, and reports each step.
public final class ProgressCounter: Sendable {
  private let label: String
  private let total: Int
  private let done = Atomic<Int>(0)

  /// Begins to count.
  ///
  /// - Parameters:
  ///   - label: what is being done.
  ///   - total: all units of work.
  public init(_ label: String, total: Int) {
    self.label = label
    self.total = total
  }

  /// Counts finished units of work.
  public func add(_ units: Int = 1) {
    let now = done.wrappingAdd(units, ordering: .relaxed).newValue
    Progress.report(label, done: now, total: total)
  }
}
