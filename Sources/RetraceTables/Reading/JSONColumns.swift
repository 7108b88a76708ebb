import RetraceNumerics

/// Makes columns of the cells that were read from JSON objects.
struct JSONColumns {
  /// The columns' names in order of first appearance.
  private(set) var names: [String] = []
  /// The columns whose values are of several kinds, with the kinds' names.
  private(set) var mixed: [(name: String, kinds: [String])] = []
  private(set) var notes: [String] = []
  private let regions: [JSONRegion]
  private let text: TextBytes
  private let options: TableReadingOptions
  /// For each column the position of its part in each region, -1 where there is none.
  private var places: [[Int]] = []
  private var occurring: [UInt8] = []
  private let markers: MissingMarkers

  private static let infinities = ["nan", "inf", "-inf"]

  init(_ regions: [JSONRegion], _ text: TextBytes, _ options: TableReadingOptions) throws {
    self.regions = regions
    self.text = text
    self.options = options
    let ownMarkers = options.missing == TableReadingOptions.standardMissing ? [] : options.missing
    markers = MissingMarkers(ownMarkers, decimalComma: false)
    collectNames()
    let rows = regions.reduce(0) { $0 + $1.rows }
    let (cells, overflow) = rows.multipliedReportingOverflow(by: names.count)
    guard !overflow, cells <= min(4 * text.count + 1_000_000, MemoryLimit.bytes / 16) else {
      throw TableError.tooLarge(
        file: text.name,
        what: "\(names.count) different keys in \(rows) objects, most of them absent",
        limit: "four cells a byte")
    }
    findMixed()
  }

  private mutating func collectNames() {
    var positions: [String: Int] = [:]
    for (number, region) in regions.enumerated() {
      for (place, part) in region.parts.enumerated() {
        let column: Int
        if let known = positions[part.name] {
          column = known
        } else {
          column = names.count
          positions[part.name] = column
          names.append(part.name)
          places.append([])
          occurring.append(0)
        }
        let absent = number - places[column].count
        if absent > 0 { places[column].append(contentsOf: repeatElement(-1, count: absent)) }
        places[column].append(place)
        occurring[column] |= part.occurring
      }
    }
  }

  private func has(_ column: Int, _ tag: JSONRegion.Tag) -> Bool {
    occurring[column] & (1 << tag.rawValue) != 0
  }

  private func part(_ column: Int, _ region: Int) -> JSONRegion.Part? {
    guard region < places[column].count, places[column][region] >= 0 else { return nil }
    return regions[region].parts[places[column][region]]
  }

  private func isText(_ column: Int) -> Bool {
    regions.indices.lazy.compactMap { part(column, $0) }.first?.isText ?? false
  }

  private mutating func findMixed() {
    for column in names.indices where !isText(column) {
      var kinds: [String] = []
      if has(column, .number) { kinds.append("numbers") }
      if has(column, .logical) { kinds.append("true/false") }
      if has(column, .text) { kinds.append("texts") }
      if has(column, .nested) { kinds.append("arrays or objects") }
      guard kinds.count > 1, !(kinds == ["numbers", "texts"] && hasOnlyInfinities(column)) else {
        continue
      }
      mixed.append((names[column], kinds))
    }
  }

  private func hasOnlyInfinities(_ column: Int) -> Bool {
    regions.indices.allSatisfy { region in
      guard let texts = part(column, region)?.texts else { return true }
      return (0..<texts.count).allSatisfy {
        let text = String(decoding: texts.entries[$0].bytes, as: UTF8.self)
        return Self.infinities.contains(text) || markers.contains(Array(text.utf8))
      }
    }
  }

  /// The finished columns.
  mutating func finished(_ rowCount: Int) throws -> [(name: String, column: Column)] {
    let columns = try Parallel.map(count: names.count) { [self] column in
      try finished(column, rowCount)
    }
    for (name, (_, note)) in zip(names, columns) {
      if let note { notes.append("column '\(name)': \(note)") }
    }
    return zip(names, columns).map { (name: $0, column: $1.0) }
  }

  private func finished(_ column: Int, _ rowCount: Int) throws -> (Column, String?) {
    if isText(column) || has(column, .nested) || has(column, .text) && !has(column, .number) {
      return try texts(column, rowCount)
    }
    if has(column, .logical) {
      var cells: [UInt8] = []
      cells.reserveCapacity(rowCount)
      for region in regions.indices {
        guard let part = part(column, region) else {
          cells.append(contentsOf: repeatElement(2, count: regions[region].rows))
          continue
        }
        for row in part.tags.indices {
          cells.append(part.tags[row] == 0 ? 2 : UInt8(truncatingIfNeeded: part.values[row]))
        }
      }
      return (Column(.logicals(cells)), nil)
    }
    return (Column(numbers: numbers(column, rowCount)), nil)
  }

  private func numbers(_ column: Int, _ rowCount: Int) -> [Double] {
    var cells: [Double] = []
    cells.reserveCapacity(rowCount)
    for region in regions.indices {
      guard let part = part(column, region) else {
        cells.append(contentsOf: repeatElement(.missing, count: regions[region].rows))
        continue
      }
      let words = (0..<part.texts.count).map { code -> Double in
        let bytes = Array(part.texts.entries[code].bytes)
        if markers.contains(bytes) { return .missing }
        return NumberCell.value(of: bytes, decimalComma: false) ?? .missing
      }
      for row in part.tags.indices {
        switch part.tags[row] {
        case JSONRegion.Tag.number.rawValue: cells.append(Double(bitPattern: part.values[row]))
        case JSONRegion.Tag.text.rawValue: cells.append(words[Int(part.values[row])])
        default: cells.append(.missing)
        }
      }
    }
    return cells
  }

  private func texts(_ column: Int, _ rowCount: Int) throws -> (Column, String?) {
    let parts = regions.indices.map { part(column, $0) }
    let empty = TextDictionary.none
    let merged = MergedTexts(parts.map { $0?.texts ?? empty })
    let kind = options.types[names[column]]
    var values: [Double] = []
    if kind == .number {
      values = try merged.entries.map { entry in
        let bytes = Array(entry.bytes)
        if markers.contains(bytes) { return .missing }
        guard let value = NumberCell.value(of: bytes, decimalComma: false) else {
          throw misfit(column, entry, "a number")
        }
        return value
      }
    }
    let content = try TextColumn(
      merged, kind: kind == .number ? .text : kind, markers: markers, rowCount: rowCount
    ) { misfit(column, $0, $1) }
    var codes: [UInt32] = []
    codes.reserveCapacity(rowCount)
    var numbers: [Double] = []
    for (region, part) in parts.enumerated() {
      guard let part else {
        let absent = regions[region].rows
        codes.append(contentsOf: repeatElement(CodedValues.missingCode, count: absent))
        if kind == .number {
          numbers.append(contentsOf: repeatElement(Double.missing, count: absent))
        }
        continue
      }
      let table = merged.codes[region]
      for row in part.tags.indices {
        let isMissing = part.tags[row] == 0
        let code = isMissing ? 0 : Int(table[Int(part.values[row])])
        if kind == .number {
          numbers.append(isMissing ? .missing : values[code])
        } else {
          codes.append(isMissing ? CodedValues.missingCode : content.codes[code])
        }
      }
    }
    return kind == .number ? (Column(numbers: numbers), nil) : (content.column(codes), content.note)
  }

  private func misfit(
    _ column: Int, _ entry: TextDictionary.Entry, _ expected: String
  ) -> TableError {
    let start = entry.start
    let offset =
      start >= text.start && start < text.end
      ? start - text.start : UnsafeRawPointer(start - 8).loadUnaligned(as: Int.self)
    return .misfit(
      file: text.name, line: text.line(at: offset), column: names[column], expected: expected,
      got: String(decoding: entry.bytes.prefix(60), as: UTF8.self))
  }
}
