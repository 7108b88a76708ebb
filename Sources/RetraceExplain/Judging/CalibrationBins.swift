import RetraceModels
import RetraceNumerics

/// Rows in bins by what was predicted, with what came true.
struct CalibrationBins {
  /// A bin.
  struct Bin {
    /// Where it begins and ends.
    let low: Double, high: Double
    /// How many rows are in it.
    let count: Int
    /// The mean prediction.
    let predicted: Double
    /// The share that came true.
    let observed: Double
    /// How many came true.
    let found: Int
    /// Where the observed share lies in 95% of cases if the predictions are right; NaN if unknown.
    var consistentLow = Double.nan, consistentHigh = Double.nan
  }

  /// The bins that hold rows.
  private(set) var bins: [Bin] = []
  /// The bin of each row, as a position in `bins`.
  private let places: [Int]
  private let shares: [Double]
  private let isRight: [Bool]

  /// Makes bins of equal width, (i/n, (i+1)/n], or of about equally many rows.
  ///
  /// Equal predictions are never parted.
  init(shares: [Double], isRight: [Bool], count: Int, hasEqualWidth: Bool) {
    self.shares = shares
    self.isRight = isRight
    var raw = [Int](repeating: 0, count: shares.count)
    if hasEqualWidth {
      raw = shares.map { CalibrationCells.bin(of: $0, count) }
    } else {
      let order = Sorting.order(of: shares)
      var (bin, filled) = (0, 0)
      var position = 0
      while position < order.count {
        var end = position
        while end < order.count, shares[order[end]] == shares[order[position]] {
          raw[order[end]] = bin
          end += 1
        }
        filled = end
        position = end
        if bin < count - 1, filled * count >= (bin + 1) * order.count { bin += 1 }
      }
    }
    var members = [[Int]](repeating: [], count: count)
    for (row, bin) in raw.enumerated() { members[bin].append(row) }
    var places = [Int](repeating: -1, count: count)
    for bin in 0..<count where !members[bin].isEmpty {
      places[bin] = bins.count
      let own = members[bin]
      let values = own.map { shares[$0] }
      let found = own.count { isRight[$0] }
      bins.append(
        Bin(
          low: hasEqualWidth ? Double(bin) / Double(count) : Statistics.minimum(values),
          high: hasEqualWidth ? Double(bin + 1) / Double(count) : Statistics.maximum(values),
          count: own.count, predicted: Statistics.mean(values),
          observed: Double(found) / Double(own.count), found: found))
    }
    self.places = raw.map { places[$0] }
  }

  /// Σ share · |predicted − observed|.
  var expectedError: Double {
    let total = Double(shares.count)
    return bins.reduce(0) { $0 + Double($1.count) / total * abs($1.predicted - $1.observed) }
  }

  /// The largest |predicted − observed|.
  var largestError: Double { bins.map { abs($0.predicted - $0.observed) }.max() ?? .nan }

  /// The mean squared error and its parts, which sum to it.
  ///
  /// Source: A. H. Murphy, "A New Vector Partition of the Probability Score", Journal of Applied
  /// Meteorology 12, 1973; D. B. Stephenson et al., "Two Extra Components in the Brier Score
  /// Decomposition", Weather and Forecasting 23, 2008, https://doi.org/10.1175/2007WAF2006116.1.
  var brier: (score: Double, reliability: Double, resolution: Double, uncertainty: Double) {
    let total = Double(shares.count)
    let base = Double(isRight.count { $0 }) / total
    var (reliability, resolution, score) = (0.0, 0.0, 0.0)
    for bin in bins {
      let weight = Double(bin.count) / total
      reliability += weight * (bin.predicted - bin.observed) * (bin.predicted - bin.observed)
      resolution += weight * (bin.observed - base) * (bin.observed - base)
    }
    for (share, right) in zip(shares, isRight) {
      let error = share - (right ? 1 : 0)
      score += error * error
    }
    return (score / total, reliability, resolution, base * (1 - base))
  }

  /// Finds where the observed shares would lie if every prediction were right: rows are drawn with
  /// replacement and their outcomes with the predicted probabilities.
  ///
  /// Source: J. Bröcker and L. A. Smith, "Increasing the Reliability of Reliability Diagrams",
  /// Weather and Forecasting 22, 2007, https://doi.org/10.1175/WAF993.1.
  ///
  /// - Returns: the expected calibration errors of the draws.
  /// - Throws: `Interrupted`.
  /// - Complexity: O(replicates · rows).
  mutating func findConsistency(replicates asked: Int, seed: UInt64) throws -> [Double] {
    let rows = shares.count
    guard rows > 0, asked > 0 else { return [] }
    let replicates = min(asked, max(100, 100_000_000 / rows))
    let width = bins.count + 1
    let stream = RandomStream(seed: seed, command: "calibration", purpose: "consistency")
    let progress = ProgressCounter("consistency", total: replicates)
    var results = [Double](repeating: .nan, count: replicates * width)
    let (places, shares) = (places, shares)
    try Parallel.fill(
      &results, rowLength: width, blockSize: min(64, max(1, 500_000 / rows))
    ) { range, part in
      for (position, replicate) in range.enumerated() {
        let random = stream.item(replicate)
        var counts = [Int](repeating: 0, count: width)
        var found = counts
        var sums = [Double](repeating: 0, count: width)
        for draw in 0..<rows {
          let word = random.word(at: UInt64(2 * draw))
          let row = Int(word.multipliedFullWidth(by: UInt64(rows)).high)
          let bin = places[row]
          counts[bin] += 1
          sums[bin] += shares[row]
          if random.uniform(at: UInt64(2 * draw + 1)) < shares[row] { found[bin] += 1 }
        }
        var error = 0.0
        for bin in 0..<width - 1 where counts[bin] > 0 {
          part[position * width + bin] = Double(found[bin]) / Double(counts[bin])
          error += abs(sums[bin] - Double(found[bin]))
        }
        part[position * width + width - 1] = error / Double(rows)
        progress.add()
        try Interruption.check()
      }
    }
    func column(_ bin: Int) -> [Double] {
      stride(from: bin, to: results.count, by: width).map { results[$0] }.filter { !$0.isNaN }
    }
    for bin in bins.indices {
      let values = column(bin)
      guard values.count > 1 else { continue }
      let ends = Statistics.quantiles(values, [0.025, 0.975])
      bins[bin].consistentLow = ends[0]
      bins[bin].consistentHigh = ends[1]
    }
    return column(width - 1)
  }
}
