import Glibc

/// Bytes that grow by doubling and end in zeros that may be read.
///
/// It is used by one thread at a time, until ``relinquish()`` gives the memory away.
package final class GrowingBytes {
  package private(set) var count = 0
  private var capacity: Int
  private var base: UnsafeMutableRawPointer

  /// Makes room for some bytes and the padding.
  package init(capacity: Int) {
    self.capacity = max(capacity, 64)
    base = .allocate(byteCount: self.capacity + MappedFile.padding, alignment: 16)
  }

  deinit { base.deallocate() }

  /// The bytes as they are.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Appends bytes.
  package func append(_ bytes: UnsafeRawBufferPointer) {
    reserve(bytes.count)
    if let start = bytes.baseAddress, bytes.count > 0 {
      (base + count).copyMemory(from: start, byteCount: bytes.count)
      count += bytes.count
    }
  }

  /// Appends what `body` writes into free room of at least `minimum` bytes and says it has written.
  package func append(
    minimum: Int, _ body: (UnsafeMutableRawBufferPointer) throws -> Int
  ) rethrows {
    reserve(minimum)
    let room = UnsafeMutableRawBufferPointer(start: base + count, count: capacity - count)
    count += min(max(try body(room), 0), room.count)
  }

  /// Appends all that a descriptor still gives.
  package func read(from descriptor: Int32, name: String) throws {
    let limit = MemoryLimit.bytes
    var isAtEnd = false
    while !isAtEnd {
      guard count < limit else {
        throw TableError.tooLarge(
          file: name, what: "more than \(limit) bytes", limit: "half of this machine's memory")
      }
      try append(minimum: 1) { room in
        while true {
          let got = Glibc.read(descriptor, room.baseAddress, room.count)
          if got >= 0 {
            isAtEnd = got == 0
            return got
          }
          guard errno == EINTR else {
            throw TableError.unreadable(path: name, reason: String(cString: strerror(errno)))
          }
        }
      }
    }
  }

  /// Gives the memory, with zeros behind the bytes, to the caller, who frees it.
  package func relinquish() -> UnsafeMutableRawPointer {
    let given = base
    memset(given + count, 0, MappedFile.padding)
    capacity = 64
    count = 0
    base = .allocate(byteCount: capacity + MappedFile.padding, alignment: 16)
    return given
  }

  private func reserve(_ additional: Int) {
    guard capacity - count < additional else { return }
    let wanted = max(count + additional, capacity * 2)
    let larger = UnsafeMutableRawPointer.allocate(
      byteCount: wanted + MappedFile.padding, alignment: 16)
    larger.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = larger
    capacity = wanted
  }
}
