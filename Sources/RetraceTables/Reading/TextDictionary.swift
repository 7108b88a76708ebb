import Glibc

/// The different texts of some cells, each with a code in order of first appearance.
///
/// Open addressing over the first sixteen bytes, the last eight and the length, which decide
/// equality up to 24 bytes without a look at the text itself. The hash is seeded anew in every process, so that no file can
/// be made to collide; codes do not depend on it. The texts themselves stay where they are.
struct TextDictionary {
  /// A text, behind which eight bytes can be read.
  struct Entry {
    let first: UInt64
    let second: UInt64
    let last: UInt64
    let start: UnsafePointer<UInt8>
    let count: UInt32
    let hash: UInt32

    var bytes: UnsafeBufferPointer<UInt8> {
      UnsafeBufferPointer(start: start, count: Int(count))
    }
  }

  /// The texts by code.
  private(set) var entries: UnsafeMutablePointer<Entry>
  /// How many texts there are.
  private(set) var count = 0
  private var capacity: Int
  /// Hash in the upper half, code + 1 in the lower; 0 is free.
  private var slots: UnsafeMutablePointer<UInt64>
  private var mask: Int
  private let seed: UInt64

  private static let processSeed = UInt64.random(in: .min ... .max)

  /// Makes an empty dictionary; its memory is given back by ``deallocate()`` alone.
  init(capacity wanted: Int = 8) {
    capacity = 8
    while capacity < wanted { capacity *= 2 }
    entries = .allocate(capacity: capacity)
    slots = .allocate(capacity: capacity * 2)
    slots.initialize(repeating: 0, count: capacity * 2)
    mask = capacity * 2 - 1
    seed = Self.processSeed
  }

  /// A dictionary for columns that hold no texts: it takes no memory and no text.
  static var none: TextDictionary { TextDictionary(unused: ()) }

  private init(unused: Void) {
    capacity = 0
    entries = Self.unusedEntries
    slots = Self.unusedSlots
    mask = 0
    seed = 0
  }

  private nonisolated(unsafe) static let unusedEntries =
    UnsafeMutablePointer<Entry>.allocate(capacity: 1)
  private nonisolated(unsafe) static let unusedSlots =
    UnsafeMutablePointer<UInt64>.allocate(capacity: 1)

  func deallocate() {
    guard capacity > 0 else { return }
    entries.deallocate()
    slots.deallocate()
  }

  /// The code of a text, a new one if it has none yet.
  @inline(__always)
  mutating func code(_ start: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    let word = NumberScanner.load(start)
    let shift = UInt64(truncatingIfNeeded: 64 - 8 * min(length, 8))
    let first = length == 0 ? 0 : (word &<< shift) &>> shift
    let last = length > 8 ? NumberScanner.load(start + length - 8) : 0
    var hash = Self.mix(first ^ seed, last ^ UInt64(length) &* 0x9E37_79B9_7F4A_7C15)
    var second: UInt64 = 0
    if length > 16 {
      second = NumberScanner.load(start + 8)
      hash = Self.longHash(start, length, second, hash)
    }
    return code(
      of: Entry(
        first: first, second: second, last: last, start: start,
        count: UInt32(truncatingIfNeeded: length),
        hash: UInt32(truncatingIfNeeded: hash)))
  }

  /// The code of another dictionary's text.
  @inline(__always)
  mutating func code(of entry: Entry) -> UInt32 {
    var slot = Int(entry.hash) & mask
    while true {
      let found = slots[slot]
      if found == 0 { return insert(entry) }
      if UInt32(truncatingIfNeeded: found >> 32) == entry.hash {
        let code = UInt32(truncatingIfNeeded: found) &- 1
        let other = entries + Int(code)
        if other.pointee.first == entry.first, other.pointee.second == entry.second,
          other.pointee.last == entry.last, other.pointee.count == entry.count,
          entry.count <= 24
            || memcmp(other.pointee.start + 16, entry.start + 16, Int(entry.count) - 16) == 0
        {
          return code
        }
      }
      slot = (slot &+ 1) & mask
    }
  }

  /// Points the newest text, which was just added, to a copy of it that stays.
  mutating func moveNewest(to start: UnsafePointer<UInt8>) {
    let entry = entries[count - 1]
    entries[count - 1] = Entry(
      first: entry.first, second: entry.second, last: entry.last, start: start, count: entry.count,
      hash: entry.hash)
  }

  @inline(never)
  private mutating func insert(_ entry: Entry) -> UInt32 {
    if count == capacity { grow() }
    entries[count] = entry
    count += 1
    place(hash: entry.hash, code: count)
    return UInt32(count - 1)
  }

  private mutating func place(hash: UInt32, code: Int) {
    var slot = Int(hash) & mask
    while slots[slot] != 0 { slot = (slot &+ 1) & mask }
    slots[slot] = UInt64(hash) << 32 | UInt64(code)
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: entries, count: count)
    entries.deallocate()
    entries = larger
    capacity *= 2
    slots.deallocate()
    slots = .allocate(capacity: capacity * 2)
    slots.initialize(repeating: 0, count: capacity * 2)
    mask = capacity * 2 - 1
    for code in 0..<count { place(hash: entries[code].hash, code: code + 1) }
  }

  @inline(__always)
  private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = (left ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(
      by: right ^ 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }

  @inline(__always)
  private static func longHash(
    _ start: UnsafePointer<UInt8>, _ length: Int, _ second: UInt64, _ initial: UInt64
  ) -> UInt64 {
    var hash = mix(initial, second)
    var offset = 16
    while offset < length - 8 {
      hash = mix(hash, NumberScanner.load(start + offset))
      offset += 8
    }
    return hash
  }
}
