import RetraceNumerics

/// Where rows end, chunk by chunk, so that all chunks can be parsed at the same time.
///
/// A chunk's region reaches from behind the last row end before it to its own last row end: it
/// holds the rows that end in the chunk. With quotes, whether a chunk starts inside them follows
/// from the number of quotes before it; quotes in the middle of an unquoted cell break that, which
/// the parser notices (regions then do not fit together) and asks for ``exact(_:_:)``.
struct DelimitedIndex {
  /// Rows that are parsed together.
  struct Region: Sendable {
    /// Bytes from the start of the text.
    let start: Int
    /// One behind the last row's terminator.
    let end: Int
    /// At least as many rows as there are.
    let capacity: Int
  }

  /// The regions, in order of the text.
  private(set) var regions: [Region] = []
  /// What stands behind the last terminator.
  private(set) var tailStart = 0
  /// Whether row ends were told from quoted ones by counting quotes alone.
  private(set) var isGuess = false

  /// What is known of a chunk under one assumption on its start.
  private struct Ends {
    var count = 0
    /// The offset of the last one, -1 if there is none.
    var last = -1
  }

  private struct Chunk {
    var outside = Ends()
    var inside = Ends()
    var hasOddQuotes = false
    var hasQuotes = false
    /// The offset of the first byte that is a zero or no UTF-8, -1 if there is none.
    var invalid = -1
  }

  /// Looks for row ends from `start` on, in parallel, and checks that the text is UTF-8.
  ///
  /// With `readsQuotes` false every terminator ends a row.
  ///
  /// - Throws: ``TableError`` for zero bytes and what is not UTF-8.
  static func make(
    _ text: TextBytes, from start: Int, terminator: UInt8, chunkSize: Int,
    readsQuotes: Bool = true
  ) throws -> DelimitedIndex {
    let length = text.count - start
    let blocks = Parallel.blockCount(length, chunkSize)
    let chunks = try Parallel.mapBlocks(count: length, blockSize: chunkSize) { range, _ in
      let first = start + range.lowerBound
      let last = start + range.upperBound
      return Self.chunk(text, first, last, from: start, terminator, readsQuotes)
    }
    var index = DelimitedIndex(tailStart: start)
    var isInside = false
    for chunk in chunks {
      if chunk.invalid >= 0 { throw text.invalidByte(at: chunk.invalid) }
      let ends = isInside ? chunk.inside : chunk.outside
      index.append(ends)
      if chunk.hasOddQuotes { isInside.toggle() }
      if chunk.hasQuotes, blocks > 0 { index.isGuess = true }
    }
    return index
  }

  /// The same by reading all records in order.
  static func exact(
    _ text: TextBytes, from start: Int, format: DelimitedFormat, chunkSize: Int
  ) throws -> DelimitedIndex {
    let scanner = RecordScanner(format: format, limit: text.end)
    var index = DelimitedIndex(tailStart: start)
    var ends = Ends()
    var place = text.start + start
    var chunkEnd = start + chunkSize
    while place < text.end {
      let end = scanner.end(of: place)
      guard end < text.end else { break }
      if end - text.start >= chunkEnd {
        try Interruption.check()
        index.append(ends)
        ends = Ends()
        chunkEnd += ((end - text.start - chunkEnd) / chunkSize + 1) * chunkSize
      }
      ends.count += 1
      ends.last = end - text.start
      place = end + 1
    }
    index.append(ends)
    return index
  }

  /// The whole text as what stands behind the last row end.
  init(whole text: TextBytes, from start: Int) { tailStart = start }

  private init(tailStart: Int) { self.tailStart = tailStart }

  private mutating func append(_ ends: Ends) {
    guard ends.count > 0 else { return }
    regions.append(Region(start: tailStart, end: ends.last + 1, capacity: ends.count))
    tailStart = ends.last + 1
  }

  private static func chunk(
    _ text: TextBytes, _ first: Int, _ last: Int, from start: Int, _ terminator: UInt8,
    _ readsQuotes: Bool
  ) -> Chunk {
    var chunk = Chunk()
    let bytes = text.start + first
    let summary = ByteSummary.make(bytes, last - first, terminator: terminator)
    chunk.hasQuotes = summary.hasQuotes && readsQuotes
    if summary.hasZeros || summary.hasHighBits {
      chunk.invalid = text.firstInvalid(first, last, notBefore: start) ?? -1
    }
    if chunk.hasQuotes {
      countEnds(bytes, last - first, terminator, offset: first, &chunk)
    } else {
      chunk.outside.count = summary.terminators
      if summary.terminators > 0 {
        var place = last - 1
        while place > first, text.start[place] != terminator { place -= 1 }
        chunk.outside.last = place
      }
    }
    return chunk
  }

  /// Counts row ends under both assumptions in one pass, eight bytes at a time: the prefix parity
  /// of the quotes says for every byte whether it lies inside.
  private static func countEnds(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, _ terminator: UInt8, offset: Int,
    _ chunk: inout Chunk
  ) {
    let quotes = UInt64(RecordScanner.quote) &* 0x0101_0101_0101_0101
    let terminators = UInt64(terminator) &* 0x0101_0101_0101_0101
    // All ones if an odd number of quotes came before.
    var parity: UInt64 = 0
    var even = Ends()
    var odd = Ends()
    var position = 0
    while position < count {
      let word = NumberScanner.load(bytes + position)
      let left = count - position
      let valid: UInt64 = left >= 8 ? .max : (1 << UInt64(8 * left)) - 1
      let ends = exactlyEqual(word, terminators) & valid
      let marks = exactlyEqual(word, quotes) & valid
      if marks | ends != 0 {
        var prefix = marks
        prefix ^= prefix &<< 8
        prefix ^= prefix &<< 16
        prefix ^= prefix &<< 32
        prefix ^= parity & 0x8080_8080_8080_8080
        let evenEnds = ends & ~prefix
        let oddEnds = ends & prefix
        if evenEnds != 0 {
          even.count += evenEnds.nonzeroBitCount
          even.last = position + (63 - evenEnds.leadingZeroBitCount) >> 3
        }
        if oddEnds != 0 {
          odd.count += oddEnds.nonzeroBitCount
          odd.last = position + (63 - oddEnds.leadingZeroBitCount) >> 3
        }
        if marks.nonzeroBitCount & 1 == 1 { parity = ~parity }
      }
      position += 8
    }
    if even.last >= 0 { even.last += offset }
    if odd.last >= 0 { odd.last += offset }
    chunk.outside = even
    chunk.inside = odd
    chunk.hasOddQuotes = parity != 0
  }

  /// The high bits of exactly the bytes that are equal.
  @inline(__always)
  private static func exactlyEqual(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
    let difference = word ^ pattern
    let low = (difference & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F
    return ~(low | difference) & 0x8080_8080_8080_8080
  }
}
