import Synchronization

/// Whether the user asked to stop (Ctrl-C), for loops that take long to ask.
///
/// The shell sets it from its signal handler; loops call ``check()`` once per block of work,
/// at least five times a second.
public enum Interruption {
  private static let requested = Atomic<Bool>(false)

  /// Whether a stop has been asked for and not yet been cleared.
  public static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Asks all running work to stop at its next check.
  public static func request() { requested.store(true, ordering: .relaxed) }

  /// Forgets an earlier request, before new work starts.
  public static func clear() { requested.store(false, ordering: .relaxed) }

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
