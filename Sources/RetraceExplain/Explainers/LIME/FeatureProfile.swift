import Glibc
import RetraceModels
import RetraceNumerics

/// What LIME needs to know of a feature: how its cells are spread over the background, and how to
/// draw new ones.
///
/// A feature has states: bins between its quartiles, or its levels, and one more for missing
/// cells. A state is drawn with its share of the background.
struct FeatureProfile: Sendable {
  /// The code of a missing cell.
  static let missingCode = -1.0
  /// The code of a level that the model does not know.
  static let unknownCode = -2.0

  /// How a cell of a state is drawn: x = offset + scale · Φ⁻¹(low + u · width), kept within limits.
  struct State: Sendable {
    let code: Double
    let offset: Double
    /// 0 where all cells of the state are equal.
    let scale: Double
    let low: Double
    let width: Double
    let minimum: Double
    let maximum: Double

    /// A state whose cells are all equal.
    init(code: Double, always value: Double) {
      self.code = code
      offset = value
      scale = 0
      low = 0
      width = 0
      minimum = value
      maximum = value
    }

    /// Cells of a normal distribution cut to an interval.
    init(code: Double, mean: Double, deviation: Double, from minimum: Double, to maximum: Double) {
      self.code = code
      offset = mean
      scale = deviation
      low = NormalDistribution.cumulative((minimum - mean) / deviation)
      width = NormalDistribution.cumulative((maximum - mean) / deviation) - low
      self.minimum = minimum
      self.maximum = maximum
    }

    /// The cell at u from (0, 1).
    @inline(__always)
    func cell(_ u: Double) -> Double {
      guard scale > 0 else { return offset }
      let x = offset + scale * NormalDistribution.quantile(low + u * width)
      return x < minimum ? minimum : x > maximum ? maximum : x
    }
  }

  /// The feature's name.
  let name: String
  /// Whether it is a category.
  let isCategory: Bool
  /// The different quartiles, in ascending order; of a category none.
  let edges: [Double]
  /// The states that occur, with the sum of the shares up to and including each.
  let states: [State]
  let cumulativeShares: [Double]
  /// The share of missing cells.
  let missingShare: Double
  /// Mean and standard deviation (divisor n) of the cells that are there.
  let mean: Double
  let deviation: Double
  /// From where to where they reach; NaN where there is none.
  let minimum: Double
  let maximum: Double

  /// The only number of the lowest bin where that bin is drawn as 0, see ``LIME/PointBins``.
  let zeroedPoint: Double?

  /// Whether all cells of the background are equal.
  var isConstant: Bool { states.count <= 1 && deviation == 0 }

  /// Profiles a column of the background.
  ///
  /// - Parameters:
  ///   - column: finite numbers, missing cells, and NaN for unknown levels.
  ///   - feature: what the column is.
  init(_ column: [Double], of feature: Feature, drawsPointBinsAsZero: Bool) {
    name = feature.name
    let present = column.filter { !$0.isNaN }
    let total = Double(column.count)
    missingShare = Double(column.count { $0.isMissing }) / total
    if let levels = feature.levels {
      (isCategory, edges, mean, deviation, zeroedPoint) = (true, [], 0, 0, nil)
      (minimum, maximum) = (.nan, .nan)
      var counts = [Int](repeating: 0, count: levels.count)
      for cell in present where cell >= 0 && cell < Double(levels.count) { counts[Int(cell)] += 1 }
      let drawn = counts.indices.filter { counts[$0] > 0 }
      let unknown = column.count { $0.isNaN && !$0.isMissing }
      var states = drawn.map { State(code: Double($0), always: Double($0)) }
      var shares = drawn.map { Double(counts[$0]) / total }
      if unknown > 0 {
        states.append(State(code: Self.unknownCode, always: .nan))
        shares.append(Double(unknown) / total)
      }
      (self.states, cumulativeShares) = Self.closing(states, shares, missing: missingShare)
      return
    }
    isCategory = false
    let sorted = Sorting.sorted(present)
    (minimum, maximum) = (sorted.first ?? .nan, sorted.last ?? .nan)
    (mean, deviation) = Self.moments(sorted[...])
    var edges: [Double] = []
    for quarter in [0.25, 0.5, 0.75] where !sorted.isEmpty {
      let edge = Statistics.quantile(sorted: sorted, quarter)
      if edges.last != edge { edges.append(edge) }
    }
    self.edges = edges
    var states: [State] = []
    var shares: [Double] = []
    var zeroedPoint: Double?
    var start = 0
    for bin in 0...edges.count where !sorted.isEmpty {
      var end = start
      let upper = bin < edges.count ? edges[bin] : .infinity
      while end < sorted.count, sorted[end] <= upper { end += 1 }
      defer { start = end }
      guard end > start else { continue }
      let (mean, deviation) = Self.moments(sorted[start..<end])
      let low = bin == 0 ? minimum : edges[bin - 1]
      let high = bin < edges.count ? edges[bin] : maximum
      if deviation == 0 || low == high {
        // See ``LIME/PointBins``.
        let isZero = drawsPointBinsAsZero && low == high && minimum != maximum && low != 0
        if isZero { zeroedPoint = low }
        states.append(State(code: Double(bin), always: isZero ? 0 : sorted[start]))
      } else {
        states.append(
          State(code: Double(bin), mean: mean, deviation: deviation, from: low, to: high))
      }
      shares.append(Double(end - start) / total)
    }
    self.zeroedPoint = zeroedPoint
    (self.states, cumulativeShares) = Self.closing(states, shares, missing: missingShare)
  }

  /// The code of a cell's state.
  func code(of cell: Double) -> Double {
    if cell.isMissing { return Self.missingCode }
    if cell.isNaN { return Self.unknownCode }
    if isCategory { return cell }
    var bin = 0
    while bin < edges.count, edges[bin] < cell { bin += 1 }
    return Double(bin)
  }

  /// The share of the background that is in a state.
  func share(of code: Double) -> Double {
    guard let position = states.firstIndex(where: { $0.code == code }) else { return 0 }
    return cumulativeShares[position] - (position > 0 ? cumulativeShares[position - 1] : 0)
  }

  /// A cell in standard deviations from the mean; 0 for missing cells and constant features.
  func standardized(_ cell: Double) -> Double {
    cell.isNaN || deviation == 0 ? 0 : (cell - mean) / deviation
  }

  /// The state that a uniform number picks, and where in the state it lies, again uniform.
  @inline(__always)
  func pick(_ u: Double) -> (state: Int, rest: Double) {
    var state = 0
    if cumulativeShares.count > 16 {
      var high = cumulativeShares.count - 1
      while state < high {
        let middle = (state + high) / 2
        if cumulativeShares[middle] > u { high = middle } else { state = middle + 1 }
      }
    } else {
      while state < cumulativeShares.count - 1, cumulativeShares[state] <= u { state += 1 }
    }
    let low = state > 0 ? cumulativeShares[state - 1] : 0
    return (state, (u - low) / (cumulativeShares[state] - low))
  }

  private static func closing(
    _ states: [State], _ shares: [Double], missing: Double
  ) -> ([State], [Double]) {
    var states = states
    var sums: [Double] = []
    var sum = 0.0
    for share in shares {
      sum += share
      sums.append(sum)
    }
    if missing > 0 {
      states.append(State(code: missingCode, always: .missing))
      sums.append(1)
    }
    if !sums.isEmpty { sums[sums.count - 1] = 1 }
    return (states, sums)
  }

  /// Mean and standard deviation (divisor n); equal numbers have exactly 0.
  private static func moments(_ sorted: ArraySlice<Double>) -> (Double, Double) {
    guard let first = sorted.first, let last = sorted.last else { return (0, 0) }
    guard first != last else { return (first, 0) }
    let mean = Statistics.mean(sorted)
    var squares = 0.0
    for number in sorted { squares += (number - mean) * (number - mean) }
    return (mean, (squares / Double(sorted.count)).squareRoot())
  }
}
