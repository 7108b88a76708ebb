import RetraceNumerics

/// Parses all regions of a text, as often as columns have to be read another way.
// @unchecked Sendable because columns are written by one thread per region and read afterwards.
struct ParsePass: @unchecked Sendable {
  let text: TextBytes
  private let index: DelimitedIndex
  private let parser: DelimitedParser
  /// What stands behind the last row end, with one appended.
  private let tail: MappedFile?
  private let tailParser: DelimitedParser?
  private let firstRows: [Int]
  private let capacity: Int
  /// How each column was read in the end.
  private(set) var plans: [ColumnState.Plan] = []
  private(set) var cells: [ColumnCells] = []
  /// The results that hold a column's texts or remarks: those of the pass that read it.
  private(set) var results: [[RegionResult]] = []
  /// The pass, counted from 0, that read each column.
  private(set) var passOfColumn: [Int] = []
  /// The columns whose numbers had decimal points and decimal commas.
  private(set) var mixedMarks: Set<Int> = []
  /// Where each region's rows stand once gaps are closed.
  private(set) var rowRanges: [Range<Int>] = []

  init(
    text: TextBytes, index: DelimitedIndex, format: DelimitedFormat, markers: MissingMarkers
  ) {
    self.text = text
    self.index = index
    parser = DelimitedParser(
      start: text.start, limit: text.end, offset: 0, format: format, markers: markers)
    var rows: [Int] = []
    var row = 0
    for region in index.regions {
      rows.append(row)
      row += region.capacity
    }
    if index.tailStart < text.count {
      let length = text.count - index.tailStart
      let bytes = GrowingBytes(capacity: length + 1)
      bytes.append(UnsafeRawBufferPointer(start: text.start + index.tailStart, count: length))
      withUnsafeBytes(of: format.terminator) { bytes.append($0) }
      let file = MappedFile(taking: bytes, name: text.name)
      tail = file
      tailParser = file.withBytes { buffer in
        buffer.baseAddress.map { base in
          let start = UnsafePointer(base.assumingMemoryBound(to: UInt8.self))
          return DelimitedParser(
            start: start, limit: start + buffer.count, offset: index.tailStart, format: format,
            markers: markers)
        }
      }
      rows.append(row)
      row += 1
    } else {
      tail = nil
      tailParser = nil
    }
    firstRows = rows
    capacity = row
  }

  /// Reads the columns that are not to be skipped.
  mutating func run(_ wanted: [ColumnState.Plan]) throws {
    if plans.isEmpty {
      plans = wanted
      cells = wanted.map { ColumnCells(plan: $0, capacity: capacity) }
      passOfColumn = wanted.map { _ in 0 }
    } else {
      for column in wanted.indices where wanted[column] != .skip {
        plans[column] = wanted[column]
        cells[column] = ColumnCells(plan: wanted[column], capacity: capacity)
        passOfColumn[column] = results.count
      }
    }
    let pointers = UncheckedPointers(cells.map(\.pointer))
    let regions = index.regions
    let parser = parser
    let tailParser = tailParser
    let tailLength = text.count - index.tailStart + 1
    let firstRows = firstRows
    results.append(
      try Parallel.mapBlocks(count: firstRows.count, blockSize: 1) { _, block in
        let result = RegionResult(
          plans: wanted, cells: pointers.pointers, firstRow: firstRows[block])
        if block < regions.count {
          let region = regions[block]
          try parser.parse(region.start, region.end, capacity: region.capacity, into: result)
        } else if let tailParser {
          try tailParser.parse(0, tailLength, capacity: 1, into: result)
        }
        return result
      })
  }

  /// Which columns were read as numbers and are not.
  mutating func columnsToReadAsText(forced: [Bool]) -> [Bool] {
    plans.indices.map { column in
      guard plans[column] == .number, !forced[column] else { return false }
      if misfit(of: column) != nil { return true }
      let remarks = remarks(of: column)
      guard remarks.contains(.comma), remarks.contains(.point) else { return false }
      mixedMarks.insert(column)
      return true
    }
  }

  /// The offset of the first cell of a column that is no number.
  func misfit(of column: Int) -> Int? {
    results[passOfColumn[column]].first { $0.states[column].misfit >= 0 }?.states[column].misfit
  }

  /// What was remarkable about a column's numbers.
  func remarks(of column: Int) -> NumberScanner.Remarks {
    results[passOfColumn[column]].reduce(into: []) { $0.formUnion($1.states[column].remarks) }
  }

  /// Moves rows together where blank lines left gaps, and returns how many rows there are.
  mutating func closeGaps() -> Int {
    guard let first = results.first else { return 0 }
    var row = 0
    rowRanges = []
    for result in first {
      if result.firstRow != row {
        for column in cells.indices {
          cells[column].move(result.rows, from: result.firstRow, to: row)
        }
      }
      rowRanges.append(row..<row + result.rows)
      row += result.rows
    }
    return row
  }

  /// Rows with too few cells.
  var shortRows: Occurrences {
    (results.first ?? []).reduce(into: Occurrences()) { $0.add($1.shortRows) }
  }

  /// Blank lines between rows.
  var blankLines: Occurrences {
    var all = Occurrences()
    var pending = Occurrences()
    for result in results.first ?? [] {
      if result.rows > 0 {
        all.add(pending)
        pending = Occurrences()
      }
      all.add(result.blankLines)
      pending.add(result.trailingBlankLines)
    }
    return all
  }

  /// The text of the cell at an offset, without its quotes.
  func cell(at offset: Int) -> [UInt8] {
    let isInTail = offset >= index.tailStart
    guard let parser = isInTail ? tailParser : parser,
      let cell = try? parser.cell(parser.start + (offset - parser.offset))
    else { return [] }
    return cell.hasEscapes
      ? parser.unescaped(cell) : Array(UnsafeBufferPointer(start: cell.start, count: cell.count))
  }

  /// The offset in the text of a cell's inside.
  func offset(of cell: UnsafePointer<UInt8>) -> Int {
    if cell >= text.start, cell < text.end { return cell - text.start }
    if let tailParser, cell >= tailParser.start, cell < tailParser.limit {
      return cell - tailParser.start + tailParser.offset
    }
    return UnsafeRawPointer(cell - 8).loadUnaligned(as: Int.self)
  }
}

/// Pointers that several threads may use: each writes to rows of its own.
struct UncheckedPointers: @unchecked Sendable {
  let pointers: [UnsafeMutableRawPointer]

  init(_ pointers: [UnsafeMutableRawPointer]) { self.pointers = pointers }
}
