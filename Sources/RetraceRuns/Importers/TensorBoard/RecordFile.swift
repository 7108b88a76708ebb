import RetraceTables

/// The records of a TFRecord file, one after the other.
///
/// A record is its length (64 bits), the masked CRC-32C of the length, the bytes, and the masked
/// CRC-32C of the bytes.
///
/// Source: <https://www.tensorflow.org/tutorials/load_data/tfrecord>.
struct RecordFile {
  /// Where a file stopped being readable, and why.
  struct Damage: Error {
    /// The first byte of the record that cannot be read.
    let offset: Int
    let reason: String
  }

  private let bytes: UnsafeRawBufferPointer
  private let checksum = Checksum.crc32C
  /// Where the next record begins.
  private(set) var offset = 0

  /// Reads from the first byte on; must not outlive the buffer.
  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Whether bytes begin with the length of a record and its checksum.
  static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count >= 12 else { return false }
    let length = UnsafeRawBufferPointer(rebasing: bytes[..<8])
    return Checksum.masked(Checksum.crc32C.value(of: length))
      == UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
  }

  /// The next record; nil at the end of the file.
  @inline(__always)
  mutating func next() throws(Damage) -> UnsafeRawBufferPointer? {
    let remaining = bytes.count - offset
    guard remaining > 0 else { return nil }
    guard remaining >= 12 else { throw cutOff }
    guard isSound(offset..<offset + 8) else {
      throw Damage(offset: offset, reason: "the checksum of a record's length is wrong")
    }
    let length = UInt64(
      littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    guard length <= UInt64(remaining - 12), Int(length) + 16 <= remaining else { throw cutOff }
    let content = offset + 12..<offset + 12 + Int(length)
    guard isSound(content) else {
      throw Damage(offset: offset, reason: "the checksum of a record is wrong")
    }
    offset = content.upperBound + 4
    return UnsafeRawBufferPointer(rebasing: bytes[content])
  }

  private var cutOff: Damage {
    Damage(offset: offset, reason: "the file ends inside a record")
  }

  /// Whether the checksum behind some bytes is theirs; the caller has checked that it is there.
  @inline(__always)
  private func isSound(_ part: Range<Int>) -> Bool {
    let sum = checksum.value(of: UnsafeRawBufferPointer(rebasing: bytes[part]))
    return Checksum.masked(sum)
      == UInt32(
        littleEndian: bytes.loadUnaligned(fromByteOffset: part.upperBound, as: UInt32.self))
  }
}
