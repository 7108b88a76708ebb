/// Reads tables from files.
public enum TableReader {
  /// Reads a file: CSV, TSV, cells between semicolons (with decimal commas) or bars, JSON lines,
  /// a JSON array of objects, NPY; each also compressed by gzip; `-` is standard input.
  public static func read(
    path: String, options: TableReadingOptions = TableReadingOptions()
  ) throws -> Table {
    try read(MappedFile(path: path), options: options)
  }

  /// Reads bytes as ``read(path:options:)`` reads a file of this name.
  public static func read(
    bytes: [UInt8], name: String, options: TableReadingOptions = TableReadingOptions()
  ) throws -> Table {
    try read(MappedFile(bytes: bytes, name: name), options: options)
  }

  /// Reads a mapped file.
  public static func read(
    _ file: MappedFile, options: TableReadingOptions = TableReadingOptions()
  ) throws -> Table {
    guard file.count > 0 else { throw TableError.empty(file: file.name) }
    return try SimpleReader.read(file, options)
  }
}
enum SimpleReader {
  static func read(_ file: MappedFile, _ options: TableReadingOptions) throws -> Table {
    let bytes = file.array
    if bytes.first == 0x7B {
      var names: [String] = []
      var rows: [[String: JSON]] = []
      for line in bytes.split(separator: 0x0A) {
        guard case .object(let members) = try JSONParser.parse(Array(line), name: file.name) else { continue }
        var row: [String: JSON] = [:]
        for member in members where row[member.key] == nil {
          if !names.contains(member.key) { names.append(member.key) }
          row[member.key] = member.value
        }
        rows.append(row)
      }
      return Table(names.map { name in
        let cells = rows.map { row -> String? in
          switch row[name] { case .none, .null: nil; case .text(let text): text; case .some(let other): other.serialized }
        }
        return (name, column(cells, nil, false))
      })
    }
    let first = bytes.prefix { $0 != 0x0A }
    let delimiter: UInt8
    if case .character(let c) = options.delimiter { delimiter = UInt8(c.value) } else {
      delimiter = [0x2C, 0x3B, 0x09, 0x7C].max { a, b in first.count { $0 == a } < first.count { $0 == b } } ?? 0x2C
    }
    var rows: [[String]] = []
    var row: [String] = [], cell: [UInt8] = [], quoted = false
    var i = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    func flush() { row.append(String(decoding: cell, as: UTF8.self)); cell = [] }
    while i < bytes.count {
      let b = bytes[i]
      if quoted {
        if b == 0x22, i + 1 < bytes.count, bytes[i + 1] == 0x22 { cell.append(b); i += 1 } else if b == 0x22 { quoted = false } else { cell.append(b) }
      } else if b == 0x22, cell.isEmpty { quoted = true } else if b == delimiter { flush() } else if b == 0x0A {
        if cell.last == 0x0D { cell.removeLast() }
        flush(); rows.append(row); row = []
      } else { cell.append(b) }
      i += 1
    }
    if !cell.isEmpty || !row.isEmpty { flush(); rows.append(row) }
    let names = rows.removeFirst()
    return Table(names.enumerated().map { j, name in
      let cells = rows.map { row -> String? in j < row.count && !options.missing.contains(row[j]) ? row[j] : nil }
      return (name, column(cells, options.types[name], delimiter == 0x3B))
    }, rowCount: rows.count)
  }
  static func column(_ cells: [String?], _ kind: Column.Kind?, _ comma: Bool) -> Column {
    let present = cells.compactMap { $0 }
    func number(_ s: String) -> Double? { Double(comma ? String(s.map { $0 == "," ? "." : $0 }) : s) }
    if kind == .number || kind == nil && present.allSatisfy({ number($0) != nil }) {
      return Column(numbers: cells.map { $0.flatMap(number) ?? Double(bitPattern: 0x7FF8_0000_0000_07A2) })
    }
    if kind == .logical || kind == nil && present.allSatisfy({ ["true", "false"].contains($0.lowercased()) }) {
      return Column(logicals: cells.map { $0.map { $0.lowercased() == "true" } })
    }
    let d = Set(present).count
    let few = (d <= 20 || 20 * d <= cells.count) && 2 * d <= cells.count
    return Column(.codes(CodedValues(cells, isCategory: kind == .category || kind == nil && few)))
  }
}
