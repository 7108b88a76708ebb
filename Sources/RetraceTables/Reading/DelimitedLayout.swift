/// What the first rows of a text file say about the whole: what stands between cells, whether there
/// is a header, and what the columns may be.
struct DelimitedLayout {
  var format: DelimitedFormat
  var names: [String] = []
  /// The offset at which rows begin.
  var bodyStart = 0
  /// What the parser tries to read each column as.
  var plans: [ColumnState.Plan] = []
  var notes: [String] = []

  /// How many records are looked at.
  static let sampleSize = 256

  /// Looks at the first records of a text.
  static func sniff(
    _ text: TextBytes, from start: Int, options: TableReadingOptions
  ) throws -> DelimitedLayout {
    let terminator = terminator(of: text, from: start)
    var first = text.start + start
    let blanks = RecordScanner(
      format: DelimitedFormat(delimiter: 0, terminator: terminator), limit: text.end)
    while first < text.end, let next = blanks.behindBlankLine(first) { first = min(next, text.end) }
    guard first < text.end else { throw TableError.empty(file: text.name) }
    let delimiter = try delimiter(of: text, from: first, terminator, options)
    var layout = DelimitedLayout(
      format: DelimitedFormat(delimiter: delimiter, terminator: terminator))
    let sample = Sample(text, from: first, layout.format, records: sampleSize)
    let markers = MissingMarkers(options.missing, decimalComma: layout.format.decimalComma)
    let header = sample.records.first ?? []
    guard header.count <= columnLimit else {
      throw TableError.tooLarge(
        file: text.name, what: "\(header.count) columns", limit: "\(columnLimit)")
    }
    let rest = Array(sample.records.dropFirst())
    let hasHeader: Bool
    switch options.header {
    case .present: hasHeader = true
    case .absent: hasHeader = false
    case .auto:
      let judgement = HeaderJudgement(first: header, rest: rest, markers, layout.format)
      hasHeader = judgement.isHeader
      if !hasHeader {
        layout.notes.append(
          "took the first row for data, as \(judgement.reason); header: true takes it for names")
      }
    }
    layout.setNames(
      hasHeader ? header.map { String(decoding: $0, as: UTF8.self) } : nil, header.count)
    layout.bodyStart = (hasHeader ? sample.secondRecord : first) - text.start
    layout.plan(hasHeader ? rest : sample.records, markers, options.types)
    return layout
  }

  static let columnLimit = 1_000_000

  /// A carriage return ends rows only if the first line ends with one alone.
  private static func terminator(of text: TextBytes, from start: Int) -> UInt8 {
    var isQuoted = false
    var place = text.start + start
    while place < text.end {
      switch place.pointee {
      case RecordScanner.quote: isQuoted.toggle()
      case 0x0A where !isQuoted: return 0x0A
      case 0x0D where !isQuoted && place[1] != 0x0A: return 0x0D
      case 0x0D where !isQuoted: return 0x0A
      default: break
      }
      place += 1
    }
    return 0x0A
  }

  private static func delimiter(
    of text: TextBytes, from first: UnsafePointer<UInt8>, _ terminator: UInt8,
    _ options: TableReadingOptions
  ) throws -> UInt8 {
    if case .character(let scalar) = options.delimiter {
      let isUsable =
        scalar.isASCII && scalar.value >= 0x20 && scalar.value < 0x7F || scalar.value == 0x09
      let isTaken =
        scalar.properties.isAlphabetic || "\"+-.0123456789".unicodeScalars.contains(scalar)
      guard isUsable, !isTaken else {
        throw TableError.badOption(
          option: "delimiter", got: String(scalar),
          expected: "one character that is no letter, digit, sign, point or quote, such as ';'")
      }
      return UInt8(truncatingIfNeeded: scalar.value)
    }
    let name = text.name.lowercased()
    let bare = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    if bare.hasSuffix(".tsv") || bare.hasSuffix(".tab") { return 0x09 }
    return DelimiterJudgement.best(text, from: first, terminator: terminator)
  }

  private mutating func setNames(_ header: [String]?, _ count: Int) {
    guard let header else {
      names = (0..<count).map { "column_\($0 + 1)" }
      return
    }
    var free = FreeNames(taken: header)
    var seen: Set<String> = []
    for (position, name) in header.enumerated() {
      var unique = name
      if name.isEmpty {
        unique = free.name(like: "column_\(position + 1)", mayBeSame: true)
        notes.append("column \(position + 1) has no name and is called '\(unique)'")
      } else if seen.contains(name) {
        unique = free.name(like: name, mayBeSame: false)
        notes.append("column \(position + 1) is a second '\(name)' and is called '\(unique)'")
      }
      seen.insert(unique)
      names.append(unique)
    }
    if notes.count > 5 {
      notes = Array(notes.prefix(5)) + ["\(notes.count - 5) more columns were given names"]
    }
  }

  /// Plans to read as numbers what has nothing but numbers in the sample.
  private mutating func plan(
    _ records: [[[UInt8]]], _ markers: MissingMarkers, _ types: [String: Column.Kind]
  ) {
    plans = names.indices.map { column in
      if let kind = types[names[column]] { return kind == .number ? .number : .text }
      let isNumber = records.allSatisfy { record in
        guard column < record.count, !markers.contains(record[column]) else { return true }
        return NumberCell.value(of: record[column], decimalComma: format.decimalComma) != nil
      }
      return isNumber ? .number : .text
    }
  }
}

/// The first records of a text.
struct Sample {
  private(set) var records: [[[UInt8]]] = []
  /// Where the second record starts.
  private(set) var secondRecord: UnsafePointer<UInt8>

  /// Reads up to some records, fewer if they are long.
  init(
    _ text: TextBytes, from first: UnsafePointer<UInt8>, _ format: DelimitedFormat,
    records limit: Int
  ) {
    let scanner = RecordScanner(format: format, limit: text.end)
    secondRecord = text.end
    var place = first
    while place < text.end, records.count < limit, records.count < 2 || place - first < 1 << 18 {
      if let next = scanner.behindBlankLine(place) {
        place = min(next, text.end)
        continue
      }
      var cells: [[UInt8]] = []
      place = scanner.record(at: place, into: &cells)
      records.append(cells)
      if records.count == 1 { secondRecord = place }
    }
  }
}

/// Makes names that no column has.
private struct FreeNames {
  private var taken: Set<String>
  /// The next number to try behind a name; without it, many equal names would take long.
  private var next: [String: Int] = [:]

  init(taken: [String]) { self.taken = Set(taken) }

  /// A name like this one, with a number from 2 on if it is taken or must differ.
  mutating func name(like name: String, mayBeSame: Bool) -> String {
    if mayBeSame, taken.insert(name).inserted { return name }
    var number = next[name] ?? 2
    while !taken.insert("\(name)_\(number)").inserted { number += 1 }
    next[name] = number + 1
    return "\(name)_\(number)"
  }
}
