import RetraceNumerics
import RetraceTables

/// The tables that are timed, the same on every machine.
enum GeneratedTables {
  /// How the cells of the large table are written.
  enum Writing {
    /// Numbers with six decimals, plain words.
    case plain
    /// Numbers with all their digits, plain words.
    case precise
    /// Numbers with six decimals; every text in quotes, with commas, quotes or newlines inside.
    case quoted
  }

  /// How many rows the large table has.
  static let largeRows = 1_000_000
  /// The different texts of its five text columns.
  static let levels = [4, 12, 200, 5_000, 50_000]

  /// A table of ten real columns `r0`…, five whole ones `w0`… and five of texts `t0`….
  static func large(_ writing: Writing) -> Table {
    let stream = RandomStream(seed: 1, command: "bench", purpose: "large table")
    var columns: [(name: String, column: Column)] = []
    for position in 0..<10 {
      var own = stream.item(position)
      var numbers = own.normals(largeRows)
      if writing != .precise {
        for row in numbers.indices { numbers[row] = (numbers[row] * 1e6).rounded() / 1e6 }
      }
      columns.append(("r\(position)", Column(numbers: numbers)))
    }
    for (position, bound) in [2.0, 100, 10_000, 1_000_000, 100_000_000].enumerated() {
      let numbers = wholes(below: bound, stream.item(10 + position))
      columns.append(("w\(position)", Column(numbers: numbers)))
    }
    for (position, count) in levels.enumerated() {
      let numbers = wholes(below: Double(count), stream.item(15 + position))
      let texts = (0..<count).map { text($0, column: position, writing) }
      let coded = CodedValues(
        codes: numbers.map { UInt32($0) }, levels: texts, isCategory: false)
      columns.append(("t\(position)", Column(.codes(coded))))
    }
    return Table(columns)
  }

  private static func wholes(below bound: Double, _ stream: RandomStream) -> [Double] {
    (0..<largeRows).map { (stream.uniform(at: UInt64($0)) * bound).rounded(.down) }
  }

  private static func text(_ level: Int, column: Int, _ writing: Writing) -> String {
    let plain = ["kind", "region", "city", "product", "customer"][column] + "\(level)"
    guard writing == .quoted else { return plain }
    return switch level % 4 {
    case 0: "\(plain), first"
    case 1: "\(plain)\nsecond line"
    case 2: "\"\(plain)\""
    default: "\(plain)\nnext, with \"quotes\""
    }
  }

  /// Standard normal numbers in columns `column_1`, …, as an NPY file names them.
  static func normals(rows: Int, columns: Int, purpose: String) -> Table {
    let stream = RandomStream(seed: 1, command: "bench", purpose: purpose)
    return Table(
      (0..<columns).map { position in
        var own = stream.item(position)
        return ("column_\(position + 1)", Column(numbers: own.normals(rows)))
      })
  }

  /// What a table read from a file holds, in a few numbers that other readers can tell, too: the
  /// sum of each number column; of the others how many different texts there are and how many
  /// bytes all cells have.
  static func digest(_ table: Table) -> JSON {
    var sums: [JSON] = []
    var texts: [JSON] = []
    for column in table.columns {
      switch column.storage {
      case .numbers(let numbers), .moments(let numbers, _):
        sums.append(.number(numbers.reduce(0, +)))
      case .logicals(let bytes): sums.append(.number(bytes.reduce(0) { $0 + Double($1) }))
      case .codes(let coded):
        let lengths = coded.levels.map(\.utf8.count)
        let bytes = coded.codes.reduce(0) { sum, code in
          code == CodedValues.missingCode ? sum : sum + lengths[Int(code)]
        }
        texts.append(.array([.number(Double(coded.levels.count)), .number(Double(bytes))]))
      }
    }
    return .record([
      "rows": .number(Double(table.rowCount)), "sums": .array(sums), "texts": .array(texts),
    ])
  }
}
