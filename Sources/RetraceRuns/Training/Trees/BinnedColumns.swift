import RetraceModels
import RetraceNumerics

/// The columns of a table as bins, a byte a cell, column by column.
///
/// Numbers fall into quantile bins; each level of a category is a bin of its own, the rarest beyond
/// 254 share one. The last bin of a column holds its missing cells.
struct BinnedColumns: Sendable {
  /// What the bins of a column stand for.
  enum Meaning: Sendable {
    /// Stretches of numbers between cuts.
    case numbers(QuantileBins)
    /// The levels of each bin.
    case levels([[Int]])
  }

  /// One column.
  struct Column: Sendable {
    let meaning: Meaning
    /// How many bins there are, the one of missing cells not counted.
    let count: Int
    /// Whether any cell is missing.
    let hasMissing: Bool

    /// The bin of missing cells.
    var missingBin: Int { count }
  }

  /// How many rows are looked at for cuts.
  static let sampledRows = 65_536
  /// The most bins of a category.
  static let levelLimit = 254

  let rows: Int
  let columns: [Column]
  /// The bin of each cell: row r of column c at c · rows + r.
  let codes: [UInt8]

  /// Bins the rows of a matrix.
  ///
  /// - Parameters:
  ///   - matrix: a column per feature, as models take them.
  ///   - features: what the columns are.
  ///   - limit: the most bins of a number column, up to 255.
  ///   - seed: of the rows that cuts are taken from where there are many.
  /// - Throws: `Interrupted`.
  /// - Complexity: O(cells · log bins), a byte a cell.
  init(_ matrix: Matrix, _ features: FeatureSpace, limit: Int, seed: UInt64) throws {
    let rows = matrix.rows
    self.rows = rows
    var sample: [Int]?
    if rows > Self.sampledRows {
      var stream = RandomStream(seed: seed, command: "train", purpose: "bins")
      sample = stream.sample(Self.sampledRows, of: rows).sorted()
    }
    var codes = [UInt8](repeating: 0, count: rows * matrix.columns)
    let drawn = sample
    columns = try codes.withUnsafeMutableBufferPointer { buffer in
      // Each column writes its own part.
      nonisolated(unsafe) let all = buffer
      return try Parallel.map(count: matrix.columns) { position in
        let column = matrix.column(position)
        let target = UnsafeMutableBufferPointer(
          rebasing: all[position * rows..<(position + 1) * rows])
        if let levels = features.features[position].levels {
          return Self.binLevels(column, count: levels.count, into: target)
        }
        let bins = QuantileBins(drawn.map { $0.map { column[$0] } } ?? column, limit: limit)
        let missing = UInt8(truncatingIfNeeded: bins.count)
        column.withUnsafeBufferPointer { bins.bins(of: $0, missing: missing, into: target) }
        return Column(
          meaning: .numbers(bins), count: bins.count, hasMissing: target.contains(missing))
      }
    }
    self.codes = codes
  }

  private static func binLevels(
    _ column: [Double], count: Int, into target: UnsafeMutableBufferPointer<UInt8>
  ) -> Column {
    func level(_ cell: Double) -> Int? {
      cell >= 0 && cell < Double(count) ? Int(cell) : nil
    }
    var rowCounts = [Int](repeating: 0, count: count)
    for cell in column { if let level = level(cell) { rowCounts[level] += 1 } }
    var bins = (0..<count).map { [$0] }
    if count > levelLimit {
      let order = (0..<count).sorted {
        rowCounts[$0] == rowCounts[$1] ? $0 < $1 : rowCounts[$0] > rowCounts[$1]
      }
      bins = order[..<(levelLimit - 1)].map { [$0] } + [order[(levelLimit - 1)...].sorted()]
    }
    var places = [UInt8](repeating: 0, count: count)
    for (bin, levels) in bins.enumerated() {
      for level in levels { places[level] = UInt8(truncatingIfNeeded: bin) }
    }
    let missing = UInt8(truncatingIfNeeded: bins.count)
    var hasMissing = false
    for row in column.indices {
      if let level = level(column[row]) {
        target[row] = places[level]
      } else {
        target[row] = missing
        hasMissing = true
      }
    }
    return Column(meaning: .levels(bins), count: bins.count, hasMissing: hasMissing)
  }
}
