import CZlib
import Glibc
import RetraceNumerics

/// Compressed data by RFC 1952: one or several members after one another.
package enum Gzip {
  /// Unpacks a file.
  ///
  /// - Parameter limit: how many bytes may come out; a small file may claim to hold terabytes.
  /// - Throws: ``TableError/damaged(file:reason:byte:)``, ``TableError/tooLarge(file:what:limit:)``.
  package static func inflated(
    _ file: MappedFile, limit: Int = MemoryLimit.bytes
  ) throws -> MappedFile {
    let result = GrowingBytes(capacity: min(max(file.count * 4, 1 << 16), limit))
    try file.withBytes { bytes in try inflate(bytes, into: result, name: file.name, limit: limit) }
    return MappedFile(taking: result, name: file.name)
  }

  private static func inflate(
    _ bytes: UnsafeRawBufferPointer, into result: GrowingBytes, name: String, limit: Int
  ) throws {
    var stream = z_stream()
    // 15 bits of window, and 16 for gzip's header and checksum.
    guard
      inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw TableError.damaged(file: name, reason: "zlib cannot start", byte: 0) }
    defer { inflateEnd(&stream) }
    guard let base = bytes.baseAddress else { return }
    let input = UnsafeMutablePointer(mutating: base.assumingMemoryBound(to: UInt8.self))
    var consumed = 0
    while true {
      try Interruption.check()
      var code = Z_OK
      let offered = min(bytes.count - consumed, 1 << 30)
      stream.next_in = input + consumed
      stream.avail_in = UInt32(offered)
      result.append(minimum: 1 << 16) { room in
        let length = min(room.count, 4 << 20)
        stream.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.avail_out = UInt32(length)
        code = CZlib.inflate(&stream, Z_NO_FLUSH)
        return length - Int(stream.avail_out)
      }
      consumed += offered - Int(stream.avail_in)
      guard result.count <= limit else {
        throw TableError.tooLarge(
          file: name, what: "more than \(limit) bytes when unpacked",
          limit: "half of this machine's memory")
      }
      if code == Z_STREAM_END {
        // Zeros may pad the end; another member may follow.
        while consumed < bytes.count, bytes[consumed] == 0 { consumed += 1 }
        if consumed == bytes.count { return }
        guard inflateReset(&stream) == Z_OK else {
          throw TableError.damaged(file: name, reason: "zlib cannot go on", byte: consumed)
        }
        continue
      }
      guard code == Z_OK || code == Z_BUF_ERROR else {
        let reason = stream.msg.map { String(cString: $0) } ?? "compressed data expected"
        throw TableError.damaged(file: name, reason: reason, byte: consumed)
      }
      if consumed == bytes.count, stream.avail_out > 0 {
        throw TableError.damaged(
          file: name, reason: "the compressed data is cut off", byte: consumed)
      }
    }
  }

  /// Compresses bytes into one member without a time or name, so that the same bytes give the same.
  package static func deflated(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    guard
      deflateInit2_(
        &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { deflateEnd(&stream) }
    let result = GrowingBytes(capacity: bytes.count / 4 + 1_024)
    return bytes.withUnsafeBufferPointer { buffer -> [UInt8]? in
      var consumed = 0
      var code = Z_OK
      while code != Z_STREAM_END {
        let offered = min(buffer.count - consumed, 1 << 30)
        let isLast = consumed + offered == buffer.count
        stream.next_in = buffer.baseAddress.map { UnsafeMutablePointer(mutating: $0 + consumed) }
        stream.avail_in = UInt32(offered)
        result.append(minimum: 1 << 16) { room in
          let length = min(room.count, 1 << 30)
          stream.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
          stream.avail_out = UInt32(length)
          code = CZlib.deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
          return length - Int(stream.avail_out)
        }
        consumed += offered - Int(stream.avail_in)
        guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else { return nil }
      }
      return Array(result.bytes)
    }
  }
}
