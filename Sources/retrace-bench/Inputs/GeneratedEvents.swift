import RetraceNumerics
import RetraceRuns

/// A TensorBoard event file, the same on every machine, as PyTorch's SummaryWriter writes it.
enum GeneratedEvents {
  /// The tags, in the order in which each step logs them.
  static let tags = [
    "train/loss", "train/accuracy", "valid/loss", "valid/accuracy", "learning_rate",
    "gradient_norm", "weight_norm", "time/step", "memory", "throughput",
  ]

  /// The bytes of a file with some steps, each with a number a tag.
  static func file(steps: Int) -> [UInt8] {
    let stream = RandomStream(seed: 1, command: "bench", purpose: "events")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(steps * tags.count * 64)
    append([0x09] + little((1.7e9).bitPattern) + field(3, Array("brain.Event:2".utf8)), to: &bytes)
    let names = tags.map { field(1, Array($0.utf8)) }
    for step in 0..<steps {
      let head = [0x09] + little((1.7e9 + Double(step) / 64).bitPattern)
      let number = step == 0 ? [] : [0x10] + varint(UInt64(step))
      for (position, name) in names.enumerated() {
        let value = Float(stream.uniform(at: UInt64(step * tags.count + position)))
        let summary = field(1, name + [0x15] + little(value.bitPattern))
        append(head + number + field(5, summary), to: &bytes)
      }
    }
    return bytes
  }

  /// A record: length, its checksum, the content, its checksum.
  private static func append(_ content: [UInt8], to bytes: inout [UInt8]) {
    let length = little(UInt64(content.count))
    bytes += length
    bytes += little(checksum(length))
    bytes += content
    bytes += little(checksum(content))
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { Checksum.masked(Checksum.crc32C.value(of: $0)) }
  }

  private static func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
    [UInt8(number << 3 | 2)] + varint(UInt64(content.count)) + content
  }

  private static func varint(_ number: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
    return bytes
  }

  private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}
