import RetraceRuns

/// Writes event files of TensorBoard, for tests.
struct EventBytes {
  private(set) var bytes: [UInt8] = []
  /// Where each record begins.
  private(set) var offsets: [Int] = []

  init() {
    record(Self.double(1, 1.7e9) + Self.field(3, Array("brain.Event:2".utf8)))
  }

  /// Adds a record of some bytes, with its checksums.
  mutating func record(_ content: [UInt8]) {
    offsets.append(bytes.count)
    let length = Self.little(UInt64(content.count))
    bytes += length + Self.little(Self.sum(length)) + content + Self.little(Self.sum(content))
  }

  /// Adds an event with a summary of one value.
  mutating func value(_ tag: String, step: Int, time: Double = 1.7e9, _ content: [UInt8]) {
    let value = Self.field(1, Array(tag.utf8)) + content
    record(
      Self.double(1, time) + [0x10] + Self.varint(UInt64(bitPattern: Int64(step)))
        + Self.field(5, Self.field(1, value)))
  }

  mutating func scalar(_ tag: String, step: Int, _ number: Float) {
    value(tag, step: step, [0x15] + Self.little(number.bitPattern))
  }

  /// The description of a tag that names its plugin.
  static func plugin(_ name: String, _ content: [UInt8] = []) -> [UInt8] {
    field(9, field(1, field(1, Array(name.utf8)) + (content.isEmpty ? [] : field(2, content))))
  }

  static func varint(_ number: UInt64) -> [UInt8] {
    var (rest, bytes) = (number, [UInt8]())
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  static func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
    varint(UInt64(number << 3 | 2)) + varint(UInt64(content.count)) + content
  }

  static func double(_ number: Int, _ value: Double) -> [UInt8] {
    varint(UInt64(number << 3 | 1)) + little(value.bitPattern)
  }

  static func little(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  private static func sum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { Checksum.masked(Checksum.crc32C.value(of: $0)) }
  }
}
