import RetraceNumerics
import RetraceTables

/// A number for each cell of a table by its content, which rows and whole tables are compared by.
///
/// Equal cells of two tables have equal digests whatever their columns' kinds are stored as; cells
/// that differ have equal ones with a probability of 2⁻⁶⁴.
struct RowDigests {
  /// The columns that were digested.
  let names: [String]
  /// A digest per row, of each column.
  let cells: [[UInt64]]
  let rowCount: Int

  init(_ table: Table, _ names: [String]) {
    self.names = names
    rowCount = table.rowCount
    cells = names.map { name in
      table[name].map { Self.digests($0) } ?? [UInt64](repeating: 0, count: table.rowCount)
    }
  }

  /// The digest of each row, of all columns but one if one is left out.
  ///
  /// A sum, so that a column is taken away by subtraction.
  func rows(without left: Int? = nil) -> [UInt64] {
    var sums = [UInt64](repeating: 0, count: rowCount)
    for (column, digests) in cells.enumerated() where column != left {
      for row in 0..<rowCount { sums[row] &+= Self.placed(digests[row], column) }
    }
    return sums
  }

  /// What a cell adds to the digest of its row.
  func part(_ row: Int, _ column: Int) -> UInt64 { Self.placed(cells[column][row], column) }

  private static func placed(_ digest: UInt64, _ column: Int) -> UInt64 {
    mix(digest ^ (UInt64(column) &* 0x9E37_79B9_7F4A_7C15))
  }

  private static func digests(_ column: Column) -> [UInt64] {
    switch column.storage {
    case .numbers(let numbers): return numbers.map(digest)
    case .logicals(let bytes): return bytes.map { $0 == 2 ? missing : mix(UInt64($0) &+ 11) }
    case .codes(let coded):
      // A text that is a number in the other table is compared as one.
      let levels = coded.levels.map { text in Double(text).map(digest) ?? digest(text) }
      return coded.codes.map { $0 == CodedValues.missingCode ? missing : levels[Int($0)] }
    case .moments(let seconds, let isDate):
      return seconds.map { $0.isMissing ? missing : digest($0 + (isDate ? 0.25 : 0.5)) }
    }
  }

  private static let missing: UInt64 = 0x5851_F42D_4C95_7F2D

  private static func digest(_ number: Double) -> UInt64 {
    number.isMissing ? missing : mix((number == 0 ? 0 : number.bitPattern) &+ 1)
  }

  private static func digest(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return mix(hash ^ UInt64(text.utf8.count) << 48)
  }

  private static func mix(_ word: UInt64) -> UInt64 {
    var word = word
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
