import RetraceNumerics

/// How the numbers of a column fall into bins of about equally many rows.
///
/// Few different numbers have a bin each, with cuts midway between neighbours. Of more, bins are
/// filled from the lowest number up until they hold their share; a number that fills a share by
/// itself has a bin of its own. Where numbers stand on both sides of 0, one of the cuts parts the
/// negative ones from the rest or 0 from the positive ones: data often turn there.
///
/// A number belongs to the bin of its position among the cuts: x is in bin b if exactly b cuts are
/// below it, so x ≤ cut goes left as in trees. A missing cell has no bin.
///
/// Source: the greedy search for bins of G. Ke et al., "LightGBM: A Highly Efficient Gradient
/// Boosting Decision Tree", NeurIPS 2017.
package struct QuantileBins: Sendable, Equatable {
  /// The cuts in ascending order; one less than there are bins.
  package let cuts: [Double]

  /// Finds the cuts of some numbers.
  ///
  /// - Parameters:
  ///   - numbers: in any order; NaN and missing ones are left out.
  ///   - limit: how many bins there may be, from 2 on.
  /// - Complexity: O(n) by radix sorting.
  package init(_ numbers: [Double], limit: Int) {
    var sorted = Sorting.sorted(numbers)
    while let last = sorted.last, last.isNaN { sorted.removeLast() }
    self.init(sorted: sorted, limit: limit)
  }

  /// Finds the cuts of numbers in ascending order, none of them NaN.
  ///
  /// - Complexity: O(n).
  package init(sorted: [Double], limit: Int) {
    var values: [Double] = []
    var counts: [Int] = []
    for number in sorted {
      if let last = values.last, last == number {
        counts[counts.count - 1] += 1
      } else {
        // −0 is 0.
        values.append(number + 0)
        counts.append(1)
      }
    }
    guard values.count > limit else {
      cuts = zip(values, values.dropFirst()).map { Self.between($0, $1) }
      return
    }
    let found = Self.cut(values, counts, rows: sorted.count, limit: max(2, limit))
    guard let first = values.first, let last = values.last, first < 0, last > 0 else {
      cuts = found
      return
    }
    let negative = values.last { $0 < 0 } ?? first
    let positive = values.first { $0 > 0 } ?? last
    if found.contains(where: { $0 >= negative && $0 < positive }) {
      cuts = found
    } else {
      // One bin less leaves room for the cut at 0.
      let fewer =
        limit > 2 ? Self.cut(values, counts, rows: sorted.count, limit: limit - 1) : []
      cuts = (fewer + [0]).sorted()
    }
  }

  /// Cuts of given places, in ascending order.
  package init(cuts: [Double]) {
    self.cuts = cuts
  }

  /// How many bins there are.
  package var count: Int { cuts.count + 1 }

  /// The bin of a number.
  ///
  /// - Parameter number: not NaN.
  /// - Complexity: O(log bins).
  package func bin(_ number: Double) -> Int {
    var (low, high) = (0, cuts.count)
    while low < high {
      let middle = (low + high) / 2
      if cuts[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The bin of each number of a column, `missing` where it is NaN.
  ///
  /// Eight steps without a branch: the cuts are padded to a power of two with infinity.
  ///
  /// - Complexity: O(n log bins).
  package func bins<Bin: UnsignedInteger & FixedWidthInteger>(
    of column: UnsafeBufferPointer<Double>, missing: Bin,
    into target: UnsafeMutableBufferPointer<Bin>
  ) {
    var width = 1
    while width <= cuts.count { width *= 2 }
    let edges = cuts + [Double](repeating: .infinity, count: width - cuts.count)
    edges.withUnsafeBufferPointer { edges in
      guard let edge = edges.baseAddress else { return }
      for row in column.indices {
        let number = column[row]
        var place = 0
        var step = width / 2
        while step > 0 {
          place &+= edge[place &+ step &- 1] < number ? step : 0
          step /= 2
        }
        target[row] = number.isNaN ? missing : Bin(truncatingIfNeeded: place)
      }
    }
  }

  /// The midpoint of two neighbouring numbers: at least the lower and below the upper one.
  package static func between(_ low: Double, _ high: Double) -> Double {
    let sum = (low + high) / 2
    let middle = sum.isFinite ? sum : low / 2 + high / 2
    return middle < high && middle >= low ? middle : low
  }

  private static func cut(
    _ values: [Double], _ counts: [Int], rows: Int, limit: Int
  ) -> [Double] {
    // Numbers that fill a share alone are set apart before the rest is shared out.
    var share = Double(rows) / Double(limit)
    let isBig = counts.map { Double($0) >= share }
    var restRows = rows
    var restBins = limit
    for place in counts.indices where isBig[place] {
      restRows -= counts[place]
      restBins -= 1
    }
    share = Double(restRows) / Double(max(1, restBins))
    // Which number each bin ends with.
    var ends: [Int] = []
    var held = 0
    for place in 0..<values.count - 1 {
      if !isBig[place] { restRows -= counts[place] }
      held += counts[place]
      let isFull = Double(held) >= share
      let standsBeforeBig = isBig[place + 1] && Double(held) >= max(1, share / 2)
      guard isBig[place] || isFull || standsBeforeBig else { continue }
      ends.append(place)
      held = 0
      if !isBig[place] {
        restBins -= 1
        share = Double(restRows) / Double(max(1, restBins))
      }
      if ends.count == limit - 1 { break }
    }
    return ends.map { between(values[$0], values[$0 + 1]) }
  }
}
