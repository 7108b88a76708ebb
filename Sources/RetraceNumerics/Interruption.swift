import Synchronization

/// Whether the user asked to stop (Ctrl-C), for loops that take long to ask.
///
/// The shell sets it from its signal handler; loops call ``check()`` once per block of work,
/// at least five times a second.
public enum Interruption {
  private static let requested = Atomic<Bool>(false)
  /// How many calls of ``postponed(_:)`` are running.
  private static let postponements = Atomic<Int>(0)

  /// Whether a stop has been asked for and not yet been cleared; not while it is postponed.
  public static var isRequested: Bool {
    requested.load(ordering: .relaxed) && postponements.load(ordering: .relaxed) == 0
  }

  /// Asks all running work to stop at its next check.
  public static func request() { requested.store(true, ordering: .relaxed) }

  /// Forgets an earlier request, before new work starts.
  public static func clear() { requested.store(false, ordering: .relaxed) }

  /// Runs short work to its end even if a stop is asked for, such as closing what was stopped.
  ///
  /// The request stands: whatever checks behind it stops.
  public static func postponed<Value, Failure: Error>(
    _ work: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    postponements.wrappingAdd(1, ordering: .relaxed)
    defer { postponements.wrappingSubtract(1, ordering: .relaxed) }
    return try work()
  }

  /// Stops the work that calls it if a stop was asked for.
  ///
  /// - Throws: ``Interrupted`` if so.
  public static func check() throws(Interrupted) {
    if isRequested { throw Interrupted() }
  }
}

/// Thrown by work that was asked to stop.
public struct Interrupted: Error, Sendable, Equatable {
  /// Makes the error.
  public init() {}
}
