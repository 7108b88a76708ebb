import RetraceNumerics

/// Reads JSON lines, or a JSON array of objects, into a table.
///
/// Columns stand in order of first appearance over the file; an absent key and `null` are missing;
/// arrays and objects are kept as their JSON text; of a key that occurs twice the first counts.
struct JSONTableReader {
  private let text: TextBytes
  private let options: TableReadingOptions
  private let start: Int
  /// The array of objects is one value; JSON lines are one value a line.
  private let isArray: Bool
  private var notes: [String] = []

  static func read(
    _ text: TextBytes, options: TableReadingOptions, isArray: Bool
  ) throws -> Table {
    var reader = JSONTableReader(text, options, isArray: isArray)
    return try reader.table()
  }

  private init(_ text: TextBytes, _ options: TableReadingOptions, isArray: Bool) {
    self.text = text
    self.options = options
    self.isArray = isArray
    let hasMark = text.count >= 3 && text.start[0] == 0xEF && text.start[1] == 0xBB
    start = hasMark && text.start[2] == 0xBF ? 3 : 0
  }

  private mutating func table() throws -> Table {
    var index = try DelimitedIndex.make(
      text, from: start, terminator: 0x0A, chunkSize: options.chunkSize, readsQuotes: false)
    if isArray { index = DelimitedIndex(whole: text, from: start) }
    var textColumns = Set(options.types.keys)
    var regions = try regions(index, textColumns)
    var columns = try JSONColumns(regions, text, options)
    if !columns.mixed.isEmpty {
      textColumns.formUnion(columns.mixed.map(\.name))
      for (name, kinds) in columns.mixed {
        notes.append(
          "column '\(name)' mixes \(kinds.joined(separator: " and ")) and is kept as text")
      }
      regions = try self.regions(index, textColumns)
      columns = try JSONColumns(regions, text, options)
    }
    for name in options.types.keys.sorted() where !columns.names.contains(name) {
      throw TableError.unknownColumn(
        file: text.name, column: name, near: NearNames.near(name, among: columns.names))
    }
    let rowCount = regions.reduce(0) { $0 + $1.rows }
    guard rowCount > 0 else { throw TableError.empty(file: text.name) }
    let repeated = regions.reduce(into: Occurrences()) { $0.add($1.repeatedKeys) }
    if repeated.count > 0 {
      let lines = repeated.offsets.map { String(text.line(at: $0)) }.joined(separator: ", ")
      notes.append(
        "some objects have a key twice, the first counts (\(repeated.count) times, lines \(lines))")
    }
    return Table(
      try columns.finished(rowCount), rowCount: rowCount, notes: notes + columns.notes)
  }

  private func regions(
    _ index: DelimitedIndex, _ textColumns: Set<String>
  ) throws -> [JSONRegion] {
    var ranges = index.regions.map { $0.start..<$0.end }
    if index.tailStart < text.count { ranges.append(index.tailStart..<text.count) }
    let limit = cellLimit
    let isArray = isArray
    let regions = try Parallel.mapBlocks(count: ranges.count, blockSize: 1) { [ranges] _, block in
      let region = JSONRegion(textColumns: textColumns, cellLimit: limit)
      var cursor = JSONCursor(
        start: text.start, count: ranges[block].upperBound, endsWithLine: !isArray)
      cursor.place += ranges[block].lowerBound
      do throws(JSONCursor.Failure) {
        try Self.parse(&cursor, into: region, isArray: isArray)
      } catch {
        throw cursor.located(error, in: text.name)
      }
      region.close()
      guard !region.isTooSparse else { throw tooSparse(region.parts.count) }
      return region
    }
    return regions
  }

  /// How many cells, absent ones included, a file of this size may have.
  private var cellLimit: Int { min(4 * text.count + 1_000_000, MemoryLimit.bytes / 16) }

  private func tooSparse(_ keys: Int) -> TableError {
    .tooLarge(
      file: text.name,
      what: "\(keys) different keys or more, most of them absent from most objects",
      limit: "\(cellLimit) cells for a file of \(text.count) bytes")
  }

  private static func parse(
    _ cursor: inout JSONCursor, into region: JSONRegion, isArray: Bool
  ) throws(JSONCursor.Failure) {
    guard isArray else {
      while cursor.place < cursor.end {
        cursor.skipBlanks()
        if cursor.place.pointee != 0x0A, cursor.place < cursor.end {
          try region.object(&cursor)
          if region.isTooSparse { return }
          cursor.skipBlanks()
        }
        guard cursor.place.pointee == 0x0A || cursor.place == cursor.end else {
          throw cursor.failure("expected the end of the line after the object, got \(cursor.found)")
        }
        cursor.place += 1
      }
      return
    }
    cursor.skipBlanks()
    cursor.place += 1
    cursor.skipBlanks()
    if cursor.place.pointee == UInt8(ascii: "]") {
      cursor.place += 1
    } else {
      repeat {
        try region.object(&cursor)
        if region.isTooSparse { return }
      } while try cursor.separator(closing: UInt8(ascii: "]"))
    }
    try cursor.expectEnd()
  }
}
