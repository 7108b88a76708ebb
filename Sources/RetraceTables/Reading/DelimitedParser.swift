import Glibc
import RetraceNumerics

/// Parses regions of a text straight into columns.
struct DelimitedParser: @unchecked Sendable {
  /// Why a region cannot be parsed; offsets are from the start of the text.
  enum Failure: Error {
    case surplusCells(offset: Int, got: Int)
    case unclosedQuote(offset: Int)
    case textAfterQuote(offset: Int)
    case hugeCell(offset: Int)
    /// The region does not end where its rows do: quotes were counted wrongly.
    case wrongRegion
  }

  /// The bytes in which regions lie; all regions end with a terminator.
  let start: UnsafePointer<UInt8>
  let limit: UnsafePointer<UInt8>
  /// The offset of `start` in the text.
  let offset: Int
  let format: DelimitedFormat
  let markers: MissingMarkers

  /// Parses the rows between two places.
  ///
  /// - Throws: the first thing that is wrong with the region.
  func parse(
    _ first: Int, _ last: Int, capacity: Int, into result: RegionResult
  ) throws(Failure) {
    let scanner = NumberScanner(decimalComma: format.decimalComma)
    let records = RecordScanner(format: format, limit: limit)
    let delimiter = format.delimiter
    let terminator = format.terminator
    let delimiters = UInt64(delimiter) &* 0x0101_0101_0101_0101
    let terminators = UInt64(terminator) &* 0x0101_0101_0101_0101
    let hasNumericMarkers = markers.includesNumbers
    let width = result.width
    let states = result.states
    let end = start + last
    var place = start + first
    var row = result.firstRow
    let rowLimit = row + capacity
    while place < end {
      if let next = records.behindBlankLine(place) {
        result.trailingBlankLines.add(place - start + offset)
        place = next
        continue
      }
      guard row < rowLimit else { throw .wrongRegion }
      if result.trailingBlankLines.count > 0 {
        result.blankLines.add(result.trailingBlankLines)
        result.trailingBlankLines = Occurrences()
      }
      let rowStart = place
      var column = 0
      while true {
        let state = states + column
        var stop = place
        switch state.pointee.plan {
        case .number:
          let number = scanner.plain(place, &state.pointee.remarks)
          var value = number.value
          stop = number.end
          let mark = stop.pointee
          if stop == place || hasNumericMarkers
            || mark != delimiter && mark != terminator
              && (mark != RecordScanner.carriageReturn || stop[1] != terminator)
          {
            (stop, value) = try unusualNumber(place, scanner, state)
          }
          ColumnState.store(value, state.pointee.cells, row)
        case .text:
          if place.pointee == RecordScanner.quote {
            stop = try quotedText(place, state, row, result)
          } else {
            while true {
              let word = NumberScanner.load(stop)
              let found =
                ByteSearch.equalBytes(word, delimiters) | ByteSearch.equalBytes(word, terminators)
              if found != 0 {
                stop += found.trailingZeroBitCount &>> 3
                break
              }
              stop += 8
            }
            if stop > place, stop.pointee == terminator, stop[-1] == RecordScanner.carriageReturn {
              stop -= 1
            }
            let code = state.pointee.texts.code(place, stop - place)
            ColumnState.store(code, state.pointee.cells, row)
            if stop - place > Int(Int32.max) { throw .hugeCell(offset: place - start + offset) }
          }
        case .skip:
          stop = try cell(place).end
        }
        column += 1
        if stop.pointee == delimiter {
          place = stop + 1
          guard place < end else { throw .wrongRegion }
          guard column < width else { throw surplus(rowStart, records) }
          continue
        }
        place = stop + (stop.pointee == terminator ? 1 : 2)
        break
      }
      if column < width {
        result.shortRows.add(rowStart - start + offset)
        for absent in column..<width { Self.storeMissing(states + absent, row) }
      }
      row += 1
    }
    guard place == end else { throw .wrongRegion }
    result.rows = row - result.firstRow
  }

  @inline(never)
  private static func storeMissing(_ state: UnsafeMutablePointer<ColumnState>, _ row: Int) {
    switch state.pointee.plan {
    case .skip: break
    case .number: ColumnState.store(Double.missing, state.pointee.cells, row)
    case .text: ColumnState.store(CodedValues.missingCode, state.pointee.cells, row)
    }
  }

  private func surplus(_ row: UnsafePointer<UInt8>, _ records: RecordScanner) -> Failure {
    var cells: [[UInt8]] = []
    _ = records.record(at: row, into: &cells)
    return .surplusCells(offset: row - start + offset, got: cells.count)
  }

  /// A cell of a number column that is not plainly a number: empty, quoted, between blanks,
  /// a missing marker, or no number at all.
  @inline(never)
  private func unusualNumber(
    _ place: UnsafePointer<UInt8>, _ scanner: NumberScanner,
    _ state: UnsafeMutablePointer<ColumnState>
  ) throws(Failure) -> (UnsafePointer<UInt8>, Double) {
    let cell = try cell(place)
    if cell.count == 0, markers.includesEmpty { return (cell.end, .missing) }
    if cell.hasEscapes || !markers.contains(cell.start, cell.count) {
      if let number = NumberCell.value(
        cell.start, cell.count, scanner, &state.pointee.remarks)
      {
        return (cell.end, number)
      }
      if state.pointee.misfit < 0 {
        state.pointee.misfit = place - start + offset
        state.pointee.plan = .skip
      }
    }
    return (cell.end, .missing)
  }

  /// Where a cell's inside lies, and where the delimiter or row end (with its carriage return)
  /// behind it.
  struct Cell {
    let start: UnsafePointer<UInt8>
    let count: Int
    let end: UnsafePointer<UInt8>
    let hasEscapes: Bool
  }

  @inline(__always)
  func isRowEnd(_ place: UnsafePointer<UInt8>) -> Bool {
    place.pointee == format.terminator
      || place.pointee == RecordScanner.carriageReturn && place[1] == format.terminator
  }

  func cell(_ place: UnsafePointer<UInt8>) throws(Failure) -> Cell {
    guard place.pointee == RecordScanner.quote else {
      var end = ByteSearch.either(place, format.delimiter, format.terminator, limit)
      // Only in a region that is none.
      guard end < limit else { throw .wrongRegion }
      if end > place, end.pointee == format.terminator, isRowEnd(end - 1) { end -= 1 }
      guard end - place <= Int(Int32.max) else { throw .hugeCell(offset: place - start + offset) }
      return Cell(start: place, count: end - place, end: end, hasEscapes: false)
    }
    var scan = place + 1
    var hasEscapes = false
    while true {
      guard scan < limit, let found = memchr(scan, Int32(RecordScanner.quote), limit - scan) else {
        throw .unclosedQuote(offset: place - start + offset)
      }
      scan = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
      guard scan < limit, scan.pointee == RecordScanner.quote else { break }
      hasEscapes = true
      scan += 1
    }
    guard scan < limit else { throw .wrongRegion }
    guard scan.pointee == format.delimiter || isRowEnd(scan) else {
      throw .textAfterQuote(offset: scan - start + offset)
    }
    guard scan - place <= Int(Int32.max) else { throw .hugeCell(offset: place - start + offset) }
    return Cell(start: place + 1, count: scan - place - 2, end: scan, hasEscapes: hasEscapes)
  }

  func unescaped(_ cell: Cell) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(cell.count + 8)
    var place = cell.start
    let end = place + cell.count
    while place < end {
      bytes.append(place.pointee)
      place += place.pointee == RecordScanner.quote ? 2 : 1
    }
    return bytes
  }
}
