import RetraceNumerics

/// Finds training rows that are the same as another row, or nearly.
struct RowMatcher {
  /// Numbers as they are, levels as numbers without tolerance.
  private let train: [[Double]]
  private let valid: [[Double]]
  private let tolerances: [Double]
  /// The column with the most different values, and the training rows in its order.
  private let anchor: Int
  private let order: [Int]
  private let anchors: [Double]
  /// Where the missing cells of the anchor begin.
  private let missingStart: Int
  /// How likely two rows agree in all columns if each agrees for itself.
  let chance: Double

  init(_ columns: [RowColumn], trainRows: Int) {
    var (train, valid, tolerances): ([[Double]], [[Double]], [Double]) = ([], [], [])
    for column in columns {
      switch column.cells {
      case .numbers(let first, let second):
        let present = first.filter { !$0.isNaN }
        let quartiles = Statistics.quantiles(present, [0.25, 0.75])
        var spread = (quartiles[1] - quartiles[0]) / 1.349
        if !(spread > 0) { spread = Statistics.standardDeviation(present) }
        train.append(first)
        valid.append(second)
        tolerances.append(spread.isFinite ? 0.01 * max(0, spread) : 0)
      case .levels(let first, let second, _):
        train.append(first.map { $0 < 0 ? .nan : Double($0) })
        valid.append(second.map { $0 < 0 ? .nan : Double($0) })
        tolerances.append(0)
      }
    }
    let agreements = zip(train, tolerances).map { Self.agreement($0, tolerance: $1) }
    let anchor = agreements.indices.min { agreements[$0] < agreements[$1] } ?? 0
    chance = agreements.reduce(1, *)
    // Missing cells come last.
    let order = train.isEmpty ? [] : Sorting.order(of: train[anchor]).map { Int($0) }
    let anchors = order.map { train[anchor][$0] }
    missingStart = anchors.firstIndex(where: \.isNaN) ?? anchors.count
    self.anchors = anchors
    self.train = train
    self.valid = valid
    self.tolerances = tolerances
    self.anchor = anchor
    self.order = order
  }

  /// A training row that is the same as a row, itself aside; of several the first in order of the
  /// anchor, one that is equal to the cell before others.
  func twin(of row: Int, isTrain: Bool) -> (row: Int, isExact: Bool)? {
    let own = isTrain ? train : valid
    let cell = own[anchor][row]
    var place = cell.isNaN ? missingStart : first(from: cell - tolerances[anchor])
    var near: Int?
    var looked = 0
    while place < order.count, cell.isNaN || anchors[place] <= cell + tolerances[anchor],
      looked < 20_000
    {
      let other = order[place]
      place += 1
      looked += 1
      if isTrain, other == row { continue }
      var (isSame, isExact) = (true, true)
      for column in own.indices {
        let (a, b) = (own[column][row], train[column][other])
        if a == b || (a.isNaN && b.isNaN) { continue }
        isExact = false
        guard abs(a - b) <= tolerances[column] else {
          isSame = false
          break
        }
      }
      guard isSame else { continue }
      if isExact { return (other, true) }
      near = near ?? other
    }
    return near.map { ($0, false) }
  }

  /// The first place of the anchors that is not below a number.
  private func first(from number: Double) -> Int {
    var (low, high) = (0, missingStart)
    while low < high {
      let middle = (low + high) / 2
      if anchors[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// How likely two cells of a column agree: pairs within the tolerance over all pairs.
  private static func agreement(_ cells: [Double], tolerance: Double) -> Double {
    let sorted = cells.filter { !$0.isNaN }.sorted()
    let missing = Double(cells.count - sorted.count)
    let all = Double(cells.count) * Double(max(0, cells.count - 1))
    guard all > 0 else { return 1 }
    var pairs = 0.0
    var low = 0
    for high in sorted.indices {
      while sorted[high] - sorted[low] > tolerance { low += 1 }
      pairs += Double(high - low)
    }
    // A column of unlike cells agrees at most once in all pairs.
    return max((2 * pairs + missing * max(0, missing - 1)) / all, 1 / all)
  }
}
