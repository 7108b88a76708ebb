import Glibc

/// The tags of an event file: each text once, found by its bytes without making a text.
struct EventTags {
  /// The tags, in the order in which they came up.
  private(set) var texts: [String] = []
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  /// The tag that followed each one the last time: logs say their tags in turns.
  private var followers: [Int] = []
  private var last = 0
  /// Positions in ``texts``, or −1; as many as a power of two, at most half of them taken.
  private var slots = [Int](repeating: -1, count: 64)

  /// The position of a tag, which is added if it is new.
  @inline(__always)
  mutating func code(of tag: UnsafeRawBufferPointer) -> Int {
    if last < followers.count {
      let guess = followers[last]
      if isTag(guess, tag) {
        last = guess
        return guess
      }
    }
    return look(up: tag)
  }

  private mutating func look(up tag: UnsafeRawBufferPointer) -> Int {
    var slot = Self.hash(tag) & (slots.count - 1)
    while slots[slot] >= 0, !isTag(slots[slot], tag) { slot = (slot + 1) & (slots.count - 1) }
    let code = slots[slot] >= 0 ? slots[slot] : add(tag, slot)
    if last < followers.count { followers[last] = code }
    last = code
    return code
  }

  private mutating func add(_ tag: UnsafeRawBufferPointer, _ slot: Int) -> Int {
    let code = texts.count
    slots[slot] = code
    texts.append(String(decoding: tag, as: UTF8.self))
    bytes.append(contentsOf: tag)
    ends.append(bytes.count)
    followers.append(code)
    if texts.count * 2 > slots.count { grow() }
    return code
  }

  private mutating func grow() {
    slots = [Int](repeating: -1, count: slots.count * 4)
    bytes.withUnsafeBytes { all in
      for code in ends.indices {
        let tag = UnsafeRawBufferPointer(rebasing: all[start(code)..<ends[code]])
        var slot = Self.hash(tag) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = code
      }
    }
  }

  private func start(_ code: Int) -> Int { code == 0 ? 0 : ends[code - 1] }

  @inline(__always)
  private func isTag(_ code: Int, _ tag: UnsafeRawBufferPointer) -> Bool {
    let start = start(code)
    guard ends[code] - start == tag.count else { return false }
    guard tag.count > 0, let other = tag.baseAddress else { return true }
    return bytes.withUnsafeBytes { all in
      all.baseAddress.map { memcmp($0 + start, other, tag.count) == 0 } ?? false
    }
  }

  /// FNV-1a, 64 bits.
  private static func hash(_ tag: UnsafeRawBufferPointer) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in tag { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Int(truncatingIfNeeded: hash ^ hash >> 29)
  }
}
