/// Cyclic redundancy checks of 32 bits, eight bytes at a time.
///
/// The remainders of one byte behind 0 to 7 further ones lie in tables, so that eight bytes cost
/// eight look-ups that do not wait for one another (Kounavis and Berry, "A Systematic Approach to
/// Building High Performance Software-based CRC Generators", 2005).
package struct Checksum: Sendable {
  /// CRC-32 as zip and W&B's logs have it, polynomial 0x04C11DB7.
  package static let crc32 = Checksum(polynomial: 0xEDB8_8320)
  /// CRC-32C as TensorBoard's records have it, polynomial 0x1EDC6F41.
  package static let crc32C = Checksum(polynomial: 0x82F6_3B78)

  // Written once, in the initialiser, and never freed: there are two of them.
  private nonisolated(unsafe) let tables: UnsafePointer<UInt32>

  /// Makes the tables of a polynomial, its bits in reverse.
  private init(polynomial: UInt32) {
    let tables = UnsafeMutablePointer<UInt32>.allocate(capacity: 8 * 256)
    for byte in 0..<256 {
      var remainder = UInt32(byte)
      for _ in 0..<8 { remainder = (remainder >> 1) ^ (remainder & 1 == 1 ? polynomial : 0) }
      tables[byte] = remainder
    }
    for place in 256..<8 * 256 {
      let before = tables[place - 256]
      tables[place] = (before >> 8) ^ tables[Int(before & 0xFF)]
    }
    self.tables = UnsafePointer(tables)
  }

  /// The checksum of bytes.
  ///
  /// - Complexity: O(bytes), about a byte a clock cycle.
  package func value(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    value(of: bytes, after: 0)
  }

  /// The checksum of earlier bytes, whose checksum is known, and of these behind them.
  package func value(of bytes: UnsafeRawBufferPointer, after earlier: UInt32) -> UInt32 {
    var remainder = ~earlier
    var place = 0
    let tables = tables
    while place + 8 <= bytes.count {
      let word =
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        ^ UInt64(remainder)
      let low = UInt32(truncatingIfNeeded: word)
      let high = UInt32(truncatingIfNeeded: word >> 32)
      let near =
        tables[0x700 + Int(low & 0xFF)] ^ tables[0x600 + Int(low >> 8 & 0xFF)]
        ^ tables[0x500 + Int(low >> 16 & 0xFF)] ^ tables[0x400 + Int(low >> 24)]
      let far =
        tables[0x300 + Int(high & 0xFF)] ^ tables[0x200 + Int(high >> 8 & 0xFF)]
        ^ tables[0x100 + Int(high >> 16 & 0xFF)] ^ tables[Int(high >> 24)]
      remainder = near ^ far
      place += 8
    }
    while place < bytes.count {
      remainder = (remainder >> 8) ^ tables[Int((remainder ^ UInt32(bytes[place])) & 0xFF)]
      place += 1
    }
    return ~remainder
  }

  /// A checksum as TensorBoard's records store it: turned by 15 bits and moved, so that the
  /// checksum of bytes that hold a checksum is not in a row with it.
  package static func masked(_ checksum: UInt32) -> UInt32 {
    (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
  }
}
