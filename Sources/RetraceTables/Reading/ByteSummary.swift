/// What bytes occur in a text, found sixteen at a time.
struct ByteSummary {
  var terminators = 0
  var hasQuotes = false
  var hasZeros = false
  /// Whether there are bytes outside ASCII.
  var hasHighBits = false

  /// Looks through `count` bytes.
  static func make(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, terminator: UInt8
  ) -> ByteSummary {
    typealias Lanes = SIMD16<UInt8>
    let raw = UnsafeRawPointer(bytes)
    let zero = Lanes(repeating: 0)
    let one = Lanes(repeating: 1)
    let ends = Lanes(repeating: terminator)
    let quote = Lanes(repeating: RecordScanner.quote)
    var summary = ByteSummary()
    var quotes = zero
    var zeros = zero
    var all = zero
    var position = 0
    while position + 16 <= count {
      // Counters of a byte each are emptied before they overflow. `replacing` on sixteen lanes is
      // what the compiler makes vector instructions of; masks as numbers it does not.
      var counters = zero
      let stop = min(position + 16 * 255, count - 15)
      while position < stop {
        let lanes = raw.loadUnaligned(fromByteOffset: position, as: Lanes.self)
        counters = counters &+ zero.replacing(with: one, where: lanes .== ends)
        quotes = quotes | zero.replacing(with: one, where: lanes .== quote)
        zeros = zeros | zero.replacing(with: one, where: lanes .== zero)
        all = all | lanes
        position += 16
      }
      for lane in 0..<16 { summary.terminators += Int(counters[lane]) }
    }
    while position < count {
      let byte = bytes[position]
      summary.terminators += byte == terminator ? 1 : 0
      quotes[0] |= byte == RecordScanner.quote ? 1 : 0
      zeros[0] |= byte == 0 ? 1 : 0
      all[0] |= byte
      position += 1
    }
    summary.hasQuotes = quotes != zero
    summary.hasZeros = zeros != zero
    summary.hasHighBits = all.max() >= 0x80
    return summary
  }
}
