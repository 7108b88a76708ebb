/// Reads the records of a log in LevelDB's format: blocks of 32 KiB with checked fragments.
///
/// Source: <https://github.com/google/leveldb/blob/main/doc/log_format.md>. W&B starts the file
/// with seven bytes of its own, which count as part of the first block, and does not mask the
/// checksums.
struct LogBlocks {
  static let blockSize = 32_768
  private static let headSize = 7

  private let bytes: UnsafeRawBufferPointer
  private var offset: Int
  /// The fragments of a record so far; nil outside a record.
  private var pending: [UInt8]?
  /// What was damaged, and where.
  private(set) var damage: [(offset: Int, reason: String)] = []
  /// How many records were read.
  private(set) var count = 0

  /// Reads a log from a byte on.
  init(_ bytes: UnsafeRawBufferPointer, from start: Int) {
    self.bytes = bytes
    offset = start
  }

  /// Calls a body with the next record and its place; false at the end.
  ///
  /// Behind damage the reading goes on with the next block.
  mutating func next(_ body: (UnsafeRawBufferPointer, Int) throws -> Void) rethrows -> Bool {
    while true {
      let room = Self.blockSize - offset % Self.blockSize
      if room < Self.headSize {
        offset += room
        continue
      }
      guard offset + Self.headSize <= bytes.count else {
        if offset < bytes.count || pending != nil {
          damage.append((min(offset, bytes.count), "the file ends inside a record"))
        }
        pending = nil
        offset = bytes.count
        return false
      }
      let checksum = UInt32(
        littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      let length = Int(
        UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt16.self)))
      let type = bytes[offset + 6]
      let start = offset + Self.headSize
      if type == 0, length == 0, checksum == 0 {
        // Room that was set aside and not written.
        let end = min(bytes.count, offset + room)
        if bytes[offset..<end].contains(where: { $0 != 0 }) {
          damage.append((offset, "a record has no type"))
        }
        skipBlock()
        continue
      }
      guard length <= room - Self.headSize, (1...4).contains(type) else {
        damage.append((offset, "a record has a length or type that does not exist"))
        skipBlock()
        continue
      }
      guard start + length <= bytes.count else {
        damage.append((offset, "the file ends inside a record"))
        pending = nil
        offset = bytes.count
        return false
      }
      let checked = UnsafeRawBufferPointer(rebasing: bytes[(start - 1)..<(start + length)])
      guard Checksum.crc32.value(of: checked) == checksum else {
        damage.append((offset, "a record's checksum is wrong"))
        skipBlock()
        continue
      }
      let place = offset
      offset = start + length
      let data = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + length)])
      if try take(data, type, place, body) { return true }
    }
  }

  /// Joins a fragment to its record; true if that is whole now.
  private mutating func take(
    _ data: UnsafeRawBufferPointer, _ type: UInt8, _ place: Int,
    _ body: (UnsafeRawBufferPointer, Int) throws -> Void
  ) rethrows -> Bool {
    switch type {
    case 1, 2:
      if pending != nil { damage.append((place, "a record has no end")) }
      pending = type == 2 ? Array(data) : nil
      guard type == 1 else { return false }
      count += 1
      try body(data, place)
      return true
    default:
      guard pending != nil else {
        // The rest of a record whose start was damaged, which is counted there.
        if damage.isEmpty { damage.append((place, "a record has no start")) }
        return false
      }
      pending?.append(contentsOf: data)
      guard type == 4, let whole = pending else { return false }
      pending = nil
      count += 1
      try whole.withUnsafeBytes { try body($0, place) }
      return true
    }
  }

  private mutating func skipBlock() {
    pending = nil
    offset += Self.blockSize - offset % Self.blockSize
  }
}
