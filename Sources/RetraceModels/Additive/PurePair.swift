/// A pair's table, parted into interaction and what its rows and columns say by themselves.
struct PurePair {
  /// Sweeps end when no mean is larger than this share of the table's largest entry.
  private static let tolerance = 1e-15
  private static let sweepLimit = 2_000

  /// The table without the means.
  private(set) var scores: [Double]
  /// What was taken from the bins of either axis, a number per output.
  private(set) var effects: [[Double]]

  /// Takes the weighted means of rows and columns out by turns until they are 0.
  ///
  /// Bins without weight keep what they say beyond the means of the other axis.
  init(_ term: AdditiveTerm, outputs: Int) {
    scores = term.scores
    let (rows, columns) = (term.axes[0].count, term.axes[1].count)
    effects = [
      [Double](repeating: 0, count: rows * outputs),
      [Double](repeating: 0, count: columns * outputs),
    ]
    var table = [Double](repeating: 0, count: rows * columns)
    for output in 0..<outputs {
      for entry in table.indices { table[entry] = scores[entry * outputs + output] }
      let (ofRows, ofColumns) = Self.purify(&table, term.weights, rows: rows, columns: columns)
      for entry in table.indices { scores[entry * outputs + output] = table[entry] }
      for row in 0..<rows { effects[0][row * outputs + output] = ofRows[row] }
      for column in 0..<columns { effects[1][column * outputs + output] = ofColumns[column] }
    }
  }

  private static func purify(
    _ table: inout [Double], _ weights: [Double], rows: Int, columns: Int
  ) -> (rows: [Double], columns: [Double]) {
    var ofRows = [Double](repeating: 0, count: rows)
    var ofColumns = [Double](repeating: 0, count: columns)
    var rowWeights = ofRows
    var columnWeights = ofColumns
    for row in 0..<rows {
      for column in 0..<columns {
        rowWeights[row] += weights[row * columns + column]
        columnWeights[column] += weights[row * columns + column]
      }
    }
    let limit = tolerance * (table.reduce(0) { max($0, abs($1)) })
    var sums = ofColumns
    for _ in 0..<sweepLimit {
      var largest = 0.0
      for row in 0..<rows where rowWeights[row] > 0 {
        var sum = 0.0
        for entry in row * columns..<(row + 1) * columns { sum += weights[entry] * table[entry] }
        let mean = sum / rowWeights[row]
        for entry in row * columns..<(row + 1) * columns { table[entry] -= mean }
        ofRows[row] += mean
        largest = max(largest, abs(mean))
      }
      for column in 0..<columns { sums[column] = 0 }
      for row in 0..<rows {
        for column in 0..<columns {
          let entry = row * columns + column
          sums[column] += weights[entry] * table[entry]
        }
      }
      for column in 0..<columns {
        let mean = columnWeights[column] > 0 ? sums[column] / columnWeights[column] : 0
        sums[column] = mean
        ofColumns[column] += mean
        largest = max(largest, abs(mean))
      }
      for row in 0..<rows {
        for column in 0..<columns { table[row * columns + column] -= sums[column] }
      }
      if largest <= limit { break }
    }
    return (ofRows, ofColumns)
  }
}
