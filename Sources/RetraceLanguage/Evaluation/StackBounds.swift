import CZlib
import Glibc
import Synchronization

/// Where the stack of a thread ends, so that deep recursion becomes an error and not a crash.
///
/// The limit on nested calls is what users meet; this one only matters on threads with small
/// stacks.
struct StackBounds: Sendable {
  /// The lowest address that evaluation may reach; below lies room for what commands call.
  let floor: UInt
  /// The address behind the highest one.
  let top: UInt

  private static let latest = Mutex<StackBounds?>(nil)

  /// The bounds of the thread that asks.
  static var current: StackBounds {
    let here = address
    // Asking the system reads a file on the main thread, so the last answer is kept.
    if let known = latest.withLock({ $0 }), known.contains(here) { return known }
    let bounds = asked
    latest.withLock { $0 = bounds }
    return bounds
  }

  /// Whether the thread that asks has come near the end of its stack.
  ///
  /// Of a thread with another stack nothing is known.
  @inline(__always)
  var isExhausted: Bool {
    let here = Self.address
    return here < floor && contains(here)
  }

  private let bottom: UInt

  private func contains(_ address: UInt) -> Bool { address >= bottom && address < top }

  @inline(__always)
  private static var address: UInt {
    var marker: UInt8 = 0
    return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
  }

  private typealias AttributesOfThread =
    @convention(c) (
      pthread_t, UnsafeMutablePointer<pthread_attr_t>
    ) -> CInt

  private static var asked: StackBounds {
    let unknown = StackBounds(floor: 0, top: 0, bottom: 0)
    // The function is an extension of the C library that its headers only show on request.
    guard let symbol = dlsym(nil, "pthread_getattr_np") else { return unknown }
    let attributesOfThread = unsafeBitCast(symbol, to: AttributesOfThread.self)
    var attributes = pthread_attr_t()
    var base: UnsafeMutableRawPointer?
    var size = 0
    guard attributesOfThread(pthread_self(), &attributes) == 0 else { return unknown }
    defer { pthread_attr_destroy(&attributes) }
    guard pthread_attr_getstack(&attributes, &base, &size) == 0, let base else { return unknown }
    let bottom = UInt(bitPattern: base)
    let room = UInt(size)
    return StackBounds(
      floor: bottom + min(room / 4, 512 * 1_024), top: bottom + room, bottom: bottom)
  }

  private init(floor: UInt, top: UInt, bottom: UInt) {
    self.floor = floor
    self.top = top
    self.bottom = bottom
  }
}
