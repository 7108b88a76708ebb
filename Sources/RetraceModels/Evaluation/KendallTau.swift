import RetraceNumerics

/// Kendall's correlation of two orders with ties.
///
/// τ_b = (concordant − discordant) / √((n₀ − n₁)(n₀ − n₂)), with all pairs n₀ and those tied in the
/// first and in the second.
///
/// Source: M. G. Kendall, "The Treatment of Ties in Ranking Problems", Biometrika 33, 1945,
/// https://doi.org/10.1093/biomet/33.3.239.
package enum KendallTau {
  /// The correlation of numbers, each row once.
  package static func b(_ x: [Double], _ y: [Double]) -> Double {
    let ones = [UInt16](repeating: 1, count: x.count)
    return ones.withUnsafeBufferPointer { b(x, y, $0) }
  }

  /// The correlation of rows as often as they count; NaN where one does not vary.
  ///
  /// - Complexity: O(n log n).
  static func b(_ x: [Double], _ y: [Double], _ counts: RowCounts) -> Double {
    let places = self.places(y)
    let order = Sorting.order(of: x)
    let levels = (places.max() ?? -1) + 1
    var tree = FenwickTree(levels)
    var (difference, tiedX, before) = (0, 0, 0)
    var start = 0
    while start < order.count {
      var (end, group) = (start, 0)
      while end < order.count, x[order[end]] == x[order[start]] {
        let row = order[end]
        let (count, place) = (Int(counts[row]), places[row])
        if count > 0 {
          let smaller = tree.sum(below: place)
          let notGreater = tree.sum(below: place + 1)
          difference += count * (smaller - (before - notGreater))
        }
        group += count
        end += 1
      }
      end = max(end, start + 1)
      for position in start..<end {
        tree.add(Int(counts[order[position]]), at: places[order[position]])
      }
      before += group
      tiedX += group * (group - 1) / 2
      start = end
    }
    var tiedY = 0
    for level in 0..<levels {
      let group = tree.sum(below: level + 1) - tree.sum(below: level)
      tiedY += group * (group - 1) / 2
    }
    let pairs = before * (before - 1) / 2
    guard pairs > tiedX, pairs > tiedY else { return .nan }
    return Double(difference)
      / (Double(pairs - tiedX).squareRoot() * Double(pairs - tiedY).squareRoot())
  }

  /// The position of each number among the different ones.
  private static func places(_ numbers: [Double]) -> [Int] {
    let order = Sorting.order(of: numbers)
    var places = [Int](repeating: 0, count: numbers.count)
    var place = -1
    var last: Double?
    for row in order {
      if last != numbers[row] { place += 1 }
      last = numbers[row]
      places[row] = place
    }
    return places
  }
}

/// Counts per place, whose sums up to a place are known in O(log n).
private struct FenwickTree {
  private var parts: [Int]

  init(_ count: Int) { parts = [Int](repeating: 0, count: count + 1) }

  mutating func add(_ count: Int, at place: Int) {
    var node = place + 1
    while node < parts.count {
      parts[node] += count
      node += node & -node
    }
  }

  func sum(below place: Int) -> Int {
    var (node, sum) = (place, 0)
    while node > 0 {
      sum += parts[node]
      node -= node & -node
    }
    return sum
  }
}
