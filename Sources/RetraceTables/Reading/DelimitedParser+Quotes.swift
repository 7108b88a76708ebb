extension DelimitedParser {
  /// Reads a quoted cell of a text column and returns where its delimiter or row end stands.
  @inline(never)
  func quotedText(
    _ place: UnsafePointer<UInt8>, _ state: UnsafeMutablePointer<ColumnState>, _ row: Int,
    _ result: RegionResult
  ) throws(Failure) -> UnsafePointer<UInt8> {
    let quotes = UInt64(RecordScanner.quote) &* 0x0101_0101_0101_0101
    let inside = place + 1
    var scan = inside
    var hasEscapes = false
    while true {
      guard scan < limit else { throw .unclosedQuote(offset: place - start + offset) }
      let found = ByteSearch.equalBytes(NumberScanner.load(scan), quotes)
      guard found != 0 else {
        scan += 8
        continue
      }
      scan += found.trailingZeroBitCount &>> 3
      guard scan[1] == RecordScanner.quote else { break }
      hasEscapes = true
      scan += 2
    }
    let end = scan + 1
    guard end < limit else { throw .wrongRegion }
    guard end.pointee == format.delimiter || isRowEnd(end) else {
      throw .textAfterQuote(offset: end - start + offset)
    }
    guard end - place <= Int(Int32.max) else { throw .hugeCell(offset: place - start + offset) }
    let code: UInt32
    if hasEscapes {
      let scratch = result.scratch(scan - inside)
      let count = Self.unescape(inside, scan, into: scratch)
      let known = state.pointee.texts.count
      code = state.pointee.texts.code(UnsafePointer(scratch), count)
      if state.pointee.texts.count > known {
        let copy = result.keep(UnsafePointer(scratch), count, offset: place - start + offset)
        state.pointee.texts.moveNewest(to: copy)
      }
    } else {
      code = state.pointee.texts.code(inside, scan - inside)
    }
    ColumnState.store(code, state.pointee.cells, row)
    return end
  }

  /// Copies what stands between two quotes with doubled ones made single, and counts it.
  ///
  /// Whole words are copied: there is room for eight bytes more than are counted.
  private static func unescape(
    _ first: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>,
    into scratch: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let quotes = UInt64(RecordScanner.quote) &* 0x0101_0101_0101_0101
    var source = first
    var target = scratch
    while source < end {
      let word = NumberScanner.load(source)
      UnsafeMutableRawPointer(target).storeBytes(of: word.littleEndian, as: UInt64.self)
      let plain = ByteSearch.equalBytes(word, quotes).trailingZeroBitCount &>> 3
      let left = end - source
      if plain >= left { return target - scratch + left }
      if plain == 8 {
        source += 8
        target += 8
      } else {
        source += plain + 2
        target += plain + 1
      }
    }
    return target - scratch
  }
}
