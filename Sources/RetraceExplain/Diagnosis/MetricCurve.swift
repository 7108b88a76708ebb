import Glibc
import RetraceNumerics
import RetraceTables

/// One metric of one split as it went, and the statistics that detectors take of it.
struct MetricCurve: Sendable {
  /// What its x counts.
  enum Axis: String, Sendable {
    case epoch
    case step
    case index
  }

  /// The metric as its tool names it, and without the split.
  let name: String
  let measure: String
  /// `train`, `valid`, `test`, or empty where nothing tells.
  let split: String
  let axis: Axis
  private(set) var x: [Double]
  private(set) var y: [Double]
  /// The variance of each value that comes of averaging over a block, where it was averaged.
  private(set) var samplingVariance = 0.0

  init(
    name: String, measure: String? = nil, split: String, axis: Axis, x: [Double], y: [Double]
  ) {
    self.name = name
    self.measure = measure ?? name
    self.split = split
    self.axis = axis
    self.x = x
    self.y = y
  }

  /// How many values it has.
  var count: Int { y.count }

  /// It without values that are no finite numbers.
  var finite: MetricCurve {
    let kept = y.indices.filter { y[$0].isFinite && !x[$0].isNaN }
    guard kept.count < count else { return self }
    var curve = self
    curve.x = kept.map { x[$0] }
    curve.y = kept.map { y[$0] }
    return curve
  }

  /// It with a value an epoch where it has several, and at most `limit` values: means of blocks.
  ///
  /// Detectors of trends look at 200 values: what is to be seen in a curve is seen there, and the
  /// time they take does not grow with the log.
  func condensed(limit: Int = 200) -> MetricCurve {
    let curve = finite
    var blocks: [Range<Int>] = []
    if axis == .epoch {
      var start = 0
      for index in 1..<max(1, curve.count + 1)
      where index == curve.count || floor(curve.x[index]) != floor(curve.x[start]) {
        if start < index { blocks.append(start..<index) }
        start = index
      }
      // Fractions of epochs, as some tools log them, are no blocks of their own.
      if blocks.count < 6 { blocks = [] }
    }
    if blocks.isEmpty { blocks = curve.y.indices.map { $0..<$0 + 1 } }
    if blocks.count > limit {
      let all = blocks
      blocks = (0..<limit).map { part in
        let low = part * all.count / limit
        let high = (part + 1) * all.count / limit
        return all[low].lowerBound..<all[high - 1].upperBound
      }
    }
    guard blocks.count < curve.count else { return curve }
    var result = curve
    result.x = blocks.map { curve.x[$0.upperBound - 1] }
    result.y = blocks.map { block in
      block.reduce(0) { $0 + curve.y[$1] } / Double(block.count)
    }
    var (variance, counted) = (0.0, 0.0)
    for (block, mean) in zip(blocks, result.y) where block.count > 1 {
      let squares = block.reduce(0) { sum, index in
        sum + (curve.y[index] - mean) * (curve.y[index] - mean)
      }
      variance += squares / Double(block.count - 1) / Double(block.count)
      counted += 1
    }
    result.samplingVariance = counted > 0 ? variance / counted : 0
    return result
  }

  /// The standard deviation of what goes up and down from value to value.
  ///
  /// From second differences, which a smooth trend leaves near 0: their median size over that of
  /// a normal number, √6 of which is the factor of independent noise.
  ///
  /// Source: D. L. Donoho and I. M. Johnstone, "Ideal spatial adaptation by wavelet shrinkage",
  /// Biometrika 81(3), 1994, for the median of differences as an estimate of noise.
  func noise(in range: Range<Int>? = nil) -> Double {
    let range = range ?? 0..<count
    guard range.count >= 4 else { return 0 }
    let inner = range.lowerBound + 1..<range.upperBound - 1
    let differences = inner.map { (index: Int) -> Double in
      let bend: Double = y[index + 1] - 2 * y[index] + y[index - 1]
      return abs(bend)
    }
    return 1.4826 * Statistics.median(differences) / 6.0.squareRoot()
  }

  /// The mean of some of its values.
  func mean(_ range: Range<Int>) -> Double {
    let range = range.clamped(to: 0..<count)
    guard !range.isEmpty else { return .nan }
    return range.reduce(0) { $0 + y[$1] } / Double(range.count)
  }

  /// Its last values, an eighth and at least three, whose mean stands for where it ended.
  var tail: Range<Int> { max(0, count - max(3, count / 8))..<count }

  /// A window for moving means: a twentieth of it, odd, at least three.
  var window: Int { max(3, count / 20 | 1) }

  /// Moving means over ``window`` values, fewer at the ends.
  var smoothed: [Double] {
    let half = window / 2
    return y.indices.map { mean(max(0, $0 - half)..<min(count, $0 + half + 1)) }
  }

  /// How many standard errors a difference of two means of its values is.
  func standardErrors(_ difference: Double, noise: Double, _ first: Int, _ second: Int) -> Double {
    let error = noise * (1 / Double(max(1, first)) + 1 / Double(max(1, second))).squareRoot()
    guard error > 0 else { return difference > 0 ? .infinity : difference < 0 ? -.infinity : 0 }
    return difference / error
  }

  /// Where a value stands: `epoch 12`.
  func place(_ index: Int) -> String { "\(axis.rawValue) \(ExplanationText.number(x[index]))" }

  /// The member of evidence that says where a value stands.
  func placeMember(_ index: Int, prefix: String = "") -> JSON.Member {
    .init(prefix + axis.rawValue, .number(x[index]))
  }
}
