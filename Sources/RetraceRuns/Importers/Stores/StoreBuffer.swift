/// Memory for one small file after another, so that reading many allocates once.
final class StoreBuffer {
  /// Zero bytes that can be read behind a file's last one.
  static let padding = 16

  private(set) var capacity: Int
  private(set) var base: UnsafeMutableRawPointer

  init(capacity: Int = 1 << 16) {
    self.capacity = capacity
    base = .allocate(byteCount: capacity + Self.padding, alignment: 16)
  }

  deinit { base.deallocate() }

  /// Doubles the room and keeps the first bytes.
  func grow(keeping count: Int) {
    let larger = UnsafeMutableRawPointer.allocate(
      byteCount: 2 * capacity + Self.padding, alignment: 16)
    larger.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = larger
    capacity *= 2
  }

  /// The first bytes, with zeros behind them.
  func bytes(_ count: Int) -> UnsafeRawBufferPointer {
    base.advanced(by: count).initializeMemory(as: UInt8.self, repeating: 0, count: Self.padding)
    return UnsafeRawBufferPointer(start: base, count: count)
  }
}
