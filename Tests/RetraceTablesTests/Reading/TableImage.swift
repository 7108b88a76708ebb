import RetraceTables

/// A table as lines that are equal only if names, kinds, levels and the bits of all cells are.
func image(_ table: Table) -> [String] {
  table.namedColumns.map { name, column in
    switch column.storage {
    case .numbers(let numbers): "\(name) number \(numbers.map(\.bitPattern))"
    case .logicals(let bytes): "\(name) logical \(bytes)"
    case .moments(let seconds, let isDate):
      "\(name) moments \(isDate) \(seconds.map(\.bitPattern))"
    case .codes(let coded):
      "\(name) codes \(coded.isCategory) \(coded.levels) \(coded.codes)"
    }
  } + ["rows \(table.rowCount)"] + table.notes
}

/// Reads a text as a file of this name.
func read(
  _ text: String, name: String = "t.csv", options: TableReadingOptions = TableReadingOptions()
) throws -> Table {
  try TableReader.read(bytes: Array(text.utf8), name: name, options: options)
}

/// The cells of a column as short texts, `-` for missing.
func cells(_ table: Table, _ name: String) -> [String] {
  guard let column = table[name] else { return ["no column '\(name)'"] }
  return (0..<column.count).map { row in
    switch column[row] {
    case .missing: "-"
    case .number(let number): JSON.numberText(number)
    case .logical(let flag): "\(flag)"
    case .text(let text): text
    }
  }
}

/// Where the fixtures of these tests lie.
func fixture(_ name: String) -> String {
  let here = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
  return here.joined(separator: "/") + "/Fixtures/" + name
}

/// A generator with a seed, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
