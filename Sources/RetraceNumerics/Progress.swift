import Synchronization

/// How far long work has come, told to whoever listens.
///
/// The libraries report; the executable shows what is reported, on standard error and on
/// terminals only, once a second has passed. Without a listener a report costs one load.
public enum Progress {
  /// What a listener is told: what is being done, how much of it is done and how much there is.
  public typealias Listener = @Sendable (_ label: String, _ done: Int, _ total: Int) -> Void

  private static let listener = Mutex<Listener?>(nil)
  private static let isObserved = Atomic<Bool>(false)

  /// Sets who is told; `nil` for nobody.
  public static func observe(_ newListener: Listener?) {
    listener.withLock { $0 = newListener }
    isObserved.store(newListener != nil, ordering: .relaxed)
  }

  /// Tells the listener, if there is one.
  ///
  /// - Parameters:
  ///   - label: what is being done, such as `training epoch 3, loss 0.52`.
  ///   - done: finished units of work.
  ///   - total: all units of work.
  public static func report(_ label: @autoclosure () -> String, done: Int, total: Int) {
    guard isObserved.load(ordering: .relaxed) else { return }
    let current = listener.withLock { $0 }
    current?(label(), done, total)
  }
}
