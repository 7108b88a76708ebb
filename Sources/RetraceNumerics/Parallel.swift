import COpenBLAS
import Dispatch
import Glibc
import Synchronization

/// Parallel loops over fixed blocks of work.
///
/// The caller chooses the blocks, never the number of threads, and each block writes only to its
/// own place: so results do not depend on how many threads there are. Threads take blocks from a
/// common counter, in order. The environment variable `RETRACE_THREADS` or ``setThreadLimit(_:)``
/// limits the threads; a loop inside a loop uses the threads that are free, often only its own.
public enum Parallel {
  /// How many threads may be busy in parallel loops at once, the callers' own included.
  public static var threadLimit: Int { limit.load(ordering: .relaxed) }

  /// Sets how many threads may be busy at once.
  ///
  /// - Parameter threads: at least 1; `nil` for what the environment and the machine say.
  public static func setThreadLimit(_ threads: Int?) {
    limit.store(max(1, threads ?? defaultLimit), ordering: .relaxed)
  }

  /// Runs a body for every block of a range, on several threads.
  ///
  /// ``Interruption`` is checked before every block: choose blocks of at most 0.1 s. When blocks
  /// throw, the error of the first of them (by index) is thrown and later blocks are left
  /// out; this, too, does not depend on the threads.
  ///
  /// - Parameters:
  ///   - count: the size of the range 0..<count.
  ///   - blockSize: elements a block; the last one may be smaller.
  ///   - body: receives the block's range and its index. It runs on several threads at once.
  /// - Throws: the first error of a body, or ``Interrupted``.
  public static func forEachBlock(
    count: Int, blockSize: Int, _ body: @Sendable (Range<Int>, Int) throws -> Void
  ) throws {
    precondition(blockSize > 0, "blocks of \(blockSize) elements")
    let blocks = blockCount(count, blockSize)
    let failure = Mutex<(block: Int, error: any Error)?>(nil)
    runWorkers(blocks: blocks) { block in
      if Interruption.isRequested { return false }
      let start = block * blockSize
      do {
        try body(start..<min(count, start + blockSize), block)
        return true
      } catch {
        failure.withLock { current in
          if block < current?.block ?? .max { current = (block, error) }
        }
        return false
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure.error }
    try Interruption.check()
  }

  /// Runs a body for every block of a range to the end, on several threads.
  ///
  /// For short loops in code that cannot fail: it is not interrupted.
  public static func forEachBlockUninterrupted(
    count: Int, blockSize: Int, _ body: @Sendable (Range<Int>, Int) -> Void
  ) {
    precondition(blockSize > 0, "blocks of \(blockSize) elements")
    runWorkers(blocks: blockCount(count, blockSize)) { block in
      let start = block * blockSize
      body(start..<min(count, start + blockSize), block)
      return true
    }
  }

  /// How many blocks a range has.
  public static func blockCount(_ count: Int, _ blockSize: Int) -> Int {
    count <= 0 ? 0 : (count - 1) / blockSize + 1
  }

  /// Calls a body once for every block, in order of start, until one says to stop.
  private static func runWorkers(blocks: Int, _ body: @Sendable (Int) -> Bool) {
    guard blocks > 1 else {
      if blocks == 1 { _ = body(0) }
      return
    }
    let extra = reserve(min(blocks, threadLimit) - 1)
    let next = Atomic<Int>(0)
    let stopped = Atomic<Bool>(false)
    @Sendable func work() {
      while !stopped.load(ordering: .relaxed) {
        let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard block < blocks else { return }
        if !body(block) { stopped.store(true, ordering: .relaxed) }
      }
    }
    guard extra > 0 else { return work() }
    // As many iterations as workers: concurrentPerform by itself would take all cores.
    DispatchQueue.concurrentPerform(iterations: extra + 1) { worker in
      work()
      if worker > 0 { busy.wrappingSubtract(1, ordering: .relaxed) }
    }
  }

  /// Takes up to the wanted number of threads that are still free.
  private static func reserve(_ wanted: Int) -> Int {
    guard wanted > 0 else { return 0 }
    var current = busy.load(ordering: .relaxed)
    while true {
      let granted = min(wanted, threadLimit - 1 - current)
      guard granted > 0 else { return 0 }
      let (exchanged, original) = busy.compareExchange(
        expected: current, desired: current + granted, ordering: .relaxed)
      if exchanged { return granted }
      current = original
    }
  }

  /// Threads busy in addition to the callers' own.
  private static let busy = Atomic<Int>(0)
  private static let limit = Atomic<Int>(defaultLimit)

  private static let defaultLimit: Int = {
    // OpenBLAS counts the cores this process may run on: `taskset` and containers reduce them.
    let cores = max(1, Int(openblas_get_num_procs()))
    guard let text = getenv("RETRACE_THREADS"), let asked = Int(String(cString: text)), asked > 0
    else { return cores }
    return min(asked, 1024)
  }()
}
