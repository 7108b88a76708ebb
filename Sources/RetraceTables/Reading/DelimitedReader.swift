import RetraceNumerics

/// Reads a text of cells between delimiters into a table, in parallel.
struct DelimitedReader {
  private let text: TextBytes
  private let options: TableReadingOptions
  private let layout: DelimitedLayout
  private let markers: MissingMarkers
  private let chunkSize: Int
  private var notes: [String]

  /// Reads the bytes of a file.
  ///
  /// - Throws: ``TableError``, or `Interrupted`.
  static func read(_ text: TextBytes, options: TableReadingOptions) throws -> Table {
    var reader = try DelimitedReader(text, options)
    return try reader.table()
  }

  private init(_ text: TextBytes, _ options: TableReadingOptions) throws {
    var text = text
    let hasMark = text.count >= 3 && text.start[0] == 0xEF && text.start[1] == 0xBB
    let start = hasMark && text.start[2] == 0xBF ? 3 : 0
    layout = try DelimitedLayout.sniff(text, from: start, options: options)
    text.lineEnd = layout.format.terminator
    if let invalid = text.firstInvalid(start, layout.bodyStart, notBefore: start) {
      throw text.invalidByte(at: invalid)
    }
    for name in options.types.keys.sorted() where !layout.names.contains(name) {
      throw TableError.unknownColumn(
        file: text.name, column: name, near: NearNames.near(name, among: layout.names))
    }
    self.text = text
    self.options = options
    notes = layout.notes
    markers = MissingMarkers(options.missing, decimalComma: layout.format.decimalComma)
    // Very wide tables get larger chunks: each keeps something for every column.
    let width = layout.names.count
    chunkSize = max(options.chunkSize, width > 1_000 ? width * 256 : 1)
  }

  private mutating func table() throws -> Table {
    let format = layout.format
    var index = try DelimitedIndex.make(
      text, from: layout.bodyStart, terminator: format.terminator, chunkSize: chunkSize)
    var pass: ParsePass
    do {
      pass = try parse(index)
    } catch is DelimitedParser.Failure where index.isGuess {
      index = try DelimitedIndex.exact(
        text, from: layout.bodyStart, format: format, chunkSize: chunkSize)
      do {
        pass = try parse(index)
      } catch let failure as DelimitedParser.Failure {
        throw located(failure)
      }
    } catch let failure as DelimitedParser.Failure {
      throw located(failure)
    }
    return try assemble(&pass)
  }

  private func parse(_ index: DelimitedIndex) throws -> ParsePass {
    try checkSize(index)
    var pass = ParsePass(text: text, index: index, format: layout.format, markers: markers)
    try pass.run(layout.plans)
    let forced = layout.names.map { options.types[$0] == .number }
    let again = pass.columnsToReadAsText(forced: forced)
    if again.contains(true) {
      try pass.run(again.map { $0 ? .text : .skip })
    }
    return pass
  }

  /// Refuses tables that would take far more memory than their file.
  private func checkSize(_ index: DelimitedIndex) throws {
    let rows = index.regions.reduce(1) { $0 + $1.capacity }
    let (cells, overflow) = rows.multipliedReportingOverflow(by: layout.names.count)
    let bytes = text.count - layout.bodyStart
    if overflow || cells > 16 * bytes + 1_000_000 {
      let scanner = RecordScanner(format: layout.format, limit: text.end)
      var place = text.start + layout.bodyStart
      while place < text.end {
        var record: [[UInt8]] = []
        let next = scanner.record(at: place, into: &record)
        if record.count < layout.names.count, scanner.behindBlankLine(place) == nil {
          throw TableError.mostlyShortRows(
            file: text.name, line: text.line(at: place - text.start),
            expected: layout.names.count, got: record.count)
        }
        place = next
      }
    }
    guard !overflow, cells <= MemoryLimit.bytes / 8 else {
      throw TableError.tooLarge(
        file: text.name, what: "\(rows) rows of \(layout.names.count) columns",
        limit: "half of this machine's memory")
    }
  }

  private func located(_ failure: DelimitedParser.Failure) -> TableError {
    switch failure {
    case .surplusCells(let offset, let got):
      .surplusCells(
        file: text.name, line: text.line(at: offset), expected: layout.names.count, got: got)
    case .unclosedQuote(let offset):
      .unclosedQuote(file: text.name, line: text.line(at: offset))
    case .textAfterQuote(let offset):
      .textAfterQuote(file: text.name, line: text.line(at: offset))
    case .hugeCell(let offset):
      .tooLarge(
        file: text.name, what: "a cell in line \(text.line(at: offset))", limit: "2 GB a cell")
    case .wrongRegion:
      .unclosedQuote(file: text.name, line: text.line(at: layout.bodyStart))
    }
  }

  private mutating func assemble(_ pass: inout ParsePass) throws -> Table {
    let rowCount = pass.closeGaps()
    var assembly = ColumnAssembly(
      text: text, names: layout.names, types: options.types, markers: markers)
    let columns = try assembly.columns(pass, rowCount: rowCount)
    noteRows(pass)
    return Table(
      Array(zip(layout.names, columns)).map { (name: $0, column: $1) }, rowCount: rowCount,
      notes: notes + assembly.notes)
  }

  private mutating func noteRows(_ pass: ParsePass) {
    let short = pass.shortRows
    if short.count > 0 {
      notes.append(
        "\(Self.count(short.count, "row has", "rows have")) fewer than \(layout.names.count) cells; "
          + "the rest is missing (\(lines(short)))")
    }
    let blank = pass.blankLines
    if blank.count > 0 {
      notes.append(
        "skipped \(Self.count(blank.count, "blank line", "blank lines")) (\(lines(blank)))")
    }
  }

  private func lines(_ occurrences: Occurrences) -> String {
    let shown = occurrences.offsets.map { String(text.line(at: $0)) }
    let rest = occurrences.count > shown.count ? ", …" : ""
    return (occurrences.count == 1 ? "line " : "lines ") + shown.joined(separator: ", ") + rest
  }

  private static func count(_ count: Int, _ one: String, _ several: String) -> String {
    count == 1 ? "1 \(one)" : "\(count) \(several)"
  }
}
