import RetraceNumerics

/// Makes columns of what was parsed.
struct ColumnAssembly {
  let text: TextBytes
  let names: [String]
  let types: [String: Column.Kind]
  let markers: MissingMarkers
  private(set) var notes: [String] = []

  init(
    text: TextBytes, names: [String], types: [String: Column.Kind], markers: MissingMarkers
  ) {
    self.text = text
    self.names = names
    self.types = types
    self.markers = markers
  }

  /// All columns, in order.
  mutating func columns(_ pass: ParsePass, rowCount: Int) throws -> [Column] {
    for column in names.indices where pass.plans[column] == .number {
      guard let offset = pass.misfit(of: column) else { continue }
      throw misfit(column, offset, "a number", pass.cell(at: offset))
    }
    let textColumns = names.indices.filter { pass.plans[$0] == .text }
    let finished = try Parallel.map(count: textColumns.count) { [self] position in
      let column = textColumns[position]
      let merged = MergedTexts(pass.results[pass.passOfColumn[column]], column: column)
      let content = try TextColumn(
        merged, kind: types[names[column]], markers: markers, rowCount: rowCount
      ) { entry, expected in
        misfit(column, pass.offset(of: entry.start), expected, Array(entry.bytes))
      }
      return (merged, content)
    }
    try recode(pass, textColumns, finished)
    var next = 0
    return names.indices.map { column in
      guard pass.plans[column] == .text else {
        noteNumbers(column, pass.remarks(of: column))
        return Column(numbers: pass.cells[column].numbers(rowCount))
      }
      let content = finished[next].1
      next += 1
      if let note = content.note { notes.append("column '\(names[column])': \(note)") }
      if pass.mixedMarks.contains(column) {
        notes.append(
          "column '\(names[column])' has both decimal points and decimal commas and is kept as text"
        )
      }
      return content.column(pass.cells[column].codes(rowCount))
    }
  }

  /// Translates the codes of the regions into those of the finished columns.
  private func recode(
    _ pass: ParsePass, _ textColumns: [Int], _ finished: [(MergedTexts, TextColumn)]
  ) throws {
    let regions = pass.rowRanges.count
    try Parallel.forEachBlock(count: textColumns.count * regions, blockSize: 1) { _, block in
      let (position, region) = (block / regions, block % regions)
      let (merged, content) = finished[position]
      let table = merged.codes[region].map { content.codes[Int($0)] }
      let rows = pass.rowRanges[region]
      let cells = pass.cells[textColumns[position]].pointer
        .assumingMemoryBound(to: UInt32.self)
      table.withUnsafeBufferPointer { table in
        for row in rows {
          let code = cells[row]
          if code != CodedValues.missingCode { cells[row] = table[Int(code)] }
        }
      }
    }
  }

  private func misfit(
    _ column: Int, _ offset: Int, _ expected: String, _ bytes: [UInt8]
  ) -> TableError {
    .misfit(
      file: text.name, line: text.line(at: offset), column: names[column], expected: expected,
      got: String(decoding: bytes.prefix(60), as: UTF8.self))
  }

  private mutating func noteNumbers(_ column: Int, _ remarks: NumberScanner.Remarks) {
    let name = names[column]
    if remarks.contains(.inexactInteger) {
      notes.append(
        "column '\(name)': whole numbers beyond 2^53 lost digits; "
          + "types: {\"\(name)\": \"text\"} keeps them")
    }
    if remarks.contains(.overflow) {
      notes.append("column '\(name)': numbers too large for 64-bit floats became infinite")
    }
    if remarks.contains(.leadingZero) {
      notes.append(
        "column '\(name)': numbers lost leading zeros; types: {\"\(name)\": \"text\"} keeps them")
    }
  }
}
