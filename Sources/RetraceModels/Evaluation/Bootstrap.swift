package import RetraceNumerics

/// Intervals by drawing rows again and again with replacement.
///
/// Draw i of a seed is the same whatever is measured on it, and on any number of threads.
///
/// Source: B. Efron, "Bootstrap Methods: Another Look at the Jackknife", Annals of Statistics 7,
/// 1979, https://doi.org/10.1214/aos/1176344552.
package struct Bootstrap: Sendable {
  /// The most rows that are drawn in all: some seconds of work.
  static let workLimit = 400_000_000
  /// Fewer draws tell little about the ends of an interval of 95%.
  static let leastReplicates = 200

  /// The ends of an interval.
  package struct Interval: Sendable, Equatable {
    /// The lower end.
    package let low: Double
    /// The upper end.
    package let high: Double
    /// In how many of the draws it was undefined.
    package let undefined: Int

    /// Makes an interval.
    package init(low: Double, high: Double, undefined: Int = 0) {
      self.low = low
      self.high = high
      self.undefined = undefined
    }

    /// Whether there is none.
    package var isMissing: Bool { low.isNaN }
  }

  /// How many rows there are.
  package let rows: Int
  /// How often they are drawn.
  package let replicates: Int
  /// How often they were to be drawn.
  package let asked: Int
  private let stream: RandomStream

  /// Plans draws.
  ///
  /// - Parameters:
  ///   - asked: how often rows are to be drawn; fewer where the work would be too much.
  ///   - cost: how many times longer than means the measures take.
  package init(rows: Int, replicates asked: Int, cost: Int = 1, seed: UInt64, command: String) {
    self.rows = rows
    self.asked = asked
    let affordable = Self.workLimit / max(1, rows) / max(1, cost)
    replicates = rows < 2 ? 0 : min(asked, max(Self.leastReplicates, affordable))
    stream = RandomStream(seed: seed, command: command, purpose: "resample rows")
  }

  /// What to say of the number of draws; nil if it is what was asked for.
  package var note: String? {
    guard replicates < asked, rows > 1 else { return nil }
    return "the intervals come from \(replicates) draws instead of \(asked), as there are many rows"
  }

  /// Measures every draw.
  ///
  /// - Parameters:
  ///   - width: how many numbers a measurement gives.
  ///   - label: what progress is shown as.
  ///   - measure: the numbers of rows that count so often.
  /// - Returns: for each number its values over the draws.
  /// - Throws: `Interrupted`.
  /// - Complexity: O(replicates · rows).
  package func measure(
    width: Int, label: String, _ measure: @Sendable (RowCounts) -> [Double]
  ) throws -> [[Double]] {
    guard replicates > 0, width > 0 else { return Array(repeating: [], count: width) }
    var numbers = [Double](repeating: .nan, count: replicates * width)
    let progress = ProgressCounter(label, total: replicates)
    let (rows, stream) = (rows, stream)
    // Blocks of about a hundredth of a second.
    let blockSize = min(max(1, 1_000_000 / rows), 64)
    try Parallel.fill(&numbers, rowLength: width, blockSize: blockSize) { range, part in
      var counts = [UInt16](repeating: 0, count: rows)
      for (position, replicate) in range.enumerated() {
        Self.draw(stream.item(replicate), &counts)
        let values = counts.withUnsafeBufferPointer { measure($0) }
        for column in 0..<width { part[position * width + column] = values[column] }
        progress.add()
        try Interruption.check()
      }
    }
    return (0..<width).map { column in
      stride(from: column, to: numbers.count, by: width).map { numbers[$0] }
    }
  }

  /// Draws as many rows as there are and counts each.
  private static func draw(_ stream: RandomStream, _ counts: inout [UInt16]) {
    let rows = counts.count
    var random = stream
    counts.withUnsafeMutableBufferPointer { counts in
      counts.update(repeating: 0)
      for _ in 0..<rows { counts[random.nextBelow(rows)] &+= 1 }
    }
  }

  /// The middle 95% of the values of draws in which a measure is defined.
  ///
  /// There is none where more than half of the draws leave it undefined.
  package static func interval(_ values: [Double]) -> Interval {
    let defined = values.filter { !$0.isNaN }
    let undefined = values.count - defined.count
    guard defined.count > 1, 2 * defined.count >= values.count,
      defined.allSatisfy({ $0.isFinite })
    else {
      return Interval(low: .nan, high: .nan, undefined: undefined)
    }
    let ends = Statistics.quantiles(defined, [0.025, 0.975])
    return Interval(low: ends[0], high: ends[1], undefined: undefined)
  }
}
