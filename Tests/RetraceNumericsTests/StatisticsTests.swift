import RetraceNumerics
import Testing

@Suite("Statistics")
struct StatisticsTests {
  static let x: [Double] = [3.1, -2.5, 7.25, 0, 3.1, 100, -41.5, 6, 2, 9.75]
  static let y: [Double] = [1, 4, 1, 5, 9, 2, 6, 5, 3, 5.5]
  static let w: [Double] = [1, 0, 2, 0.5, 3, 1, 0.25, 1, 1, 2]

  private func agree(_ value: Double, _ expected: Double, _ tolerance: Double = 1e-14) -> Bool {
    (value - expected).magnitude <= tolerance * max(1, expected.magnitude)
  }

  @Test("agree with NumPy 2.4 and SciPy 1.17")
  func references() {
    let (x, y, w) = (Self.x, Self.y, Self.w)
    #expect(agree(Statistics.mean(x), 8.72))
    #expect(agree(Statistics.variance(x), 1241.6623333333332))
    #expect(agree(Statistics.variance(x, divisor: .population), 1117.4961))
    #expect(agree(Statistics.standardDeviation(x), 35.23722936516623))
    #expect(agree(Statistics.medianAbsoluteDeviation(x), 3.625))
    #expect(Statistics.ranks(x) == [5.5, 2, 8, 3, 5.5, 10, 1, 7, 4, 9])
    #expect(agree(Statistics.covariance(x, y), -32.55611111111111))
    #expect(agree(Statistics.correlation(x, y), -0.3703062915117531))
    #expect(agree(Statistics.rankCorrelation(x, y), -0.30886994580828375))
    #expect(agree(Statistics.weightedMean(x, weights: w), 12.25744680851064))
    #expect(agree(Statistics.weightedVariance(x, weights: w), 769.2658488003623))
    #expect(agree(Statistics.weightedCovariance(x, y, weights: w), -24.8391127206881))
    #expect(agree(Statistics.weightedCorrelation(x, y, weights: w), -0.2946425653930786))
  }

  @Test("give quantiles of types 7 and 1 as NumPy")
  func quantiles() {
    let linear = Statistics.quantiles(Self.x, [0, 0.1, 0.25, 0.5, 0.9, 1])
    let expected = [-41.5, -6.4, 0.5, 3.1, 18.775, 100]
    #expect(zip(linear, expected).allSatisfy { agree($0, $1) })
    #expect(
      Statistics.quantiles(
        Self.x, [0, 0.1, 0.25, 0.5, 0.9, 0.91, 1], type: .inverseDistribution)
        == [-41.5, -41.5, 0, 3.1, 9.75, 100, 100])
    #expect(Statistics.median([4, 1, 3, 2]) == 2.5 && Statistics.median([5, 1, 3]) == 3)
    // Hundredths as probabilities hit integers despite their rounding.
    let hundred = (1...100).map(Double.init)
    for percent in 1...100 {
      let p = Double(percent) / 100
      #expect(Statistics.quantile(hundred, p, type: .inverseDistribution) == Double(percent))
      let equal = [Double](repeating: 0.01, count: 100)
      #expect(Statistics.weightedQuantile(hundred, weights: equal, p) == Double(percent))
    }
  }

  @Test("say NaN where there are too few numbers")
  func empty() {
    let none: [Double] = []
    #expect(Statistics.sum(none) == 0)
    let results = [
      Statistics.mean(none), Statistics.variance(none), Statistics.variance([1.0]),
      Statistics.variance(none, divisor: .population), Statistics.standardDeviation([1.0]),
      Statistics.minimum(none), Statistics.maximum(none), Statistics.median(none),
      Statistics.quantile(none, 0.5), Statistics.medianAbsoluteDeviation(none),
      Statistics.covariance([1.0], [1.0]), Statistics.correlation(none, none),
      Statistics.correlation([1, 2], [3, 3]), Statistics.rankCorrelation([1.0], [1.0]),
      Statistics.weightedMean(none, weights: none),
      Statistics.weightedMean([1, 2], weights: [0, 0]),
      Statistics.weightedQuantile(none, weights: none, 0.5),
      Statistics.weightedQuantile([1, 2], weights: [0, 0], 0.5),
      Statistics.quantile([1, 2], -0.1), Statistics.quantile([1, 2], 1.1),
      Statistics.quantile([1, 2], .nan),
    ]
    #expect(results.allSatisfy { $0.isNaN }, "\(results)")
    #expect(Statistics.variance([1.0], divisor: .population) == 0)
    #expect(Statistics.ranks(none) == [])
  }

  @Test("pass NaN on", arguments: [Double.nan, .missing])
  func nan(_ nan: Double) {
    let x = [1, nan, 3]
    let y: [Double] = [1, 2, 4]
    let results = [
      Statistics.sum(x), Statistics.mean(x), Statistics.variance(x), Statistics.minimum(x),
      Statistics.maximum(x), Statistics.median(x), Statistics.quantile(x, 0),
      Statistics.medianAbsoluteDeviation(x), Statistics.covariance(x, y),
      Statistics.correlation(x, y), Statistics.rankCorrelation(x, y),
      Statistics.weightedMean(x, weights: y), Statistics.weightedMean(y, weights: x),
      Statistics.weightedVariance(x, weights: y), Statistics.weightedQuantile(x, weights: y, 0.5),
    ]
    #expect(results.allSatisfy { $0.isNaN }, "\(results)")
    let ranks = Statistics.ranks([5, nan, 1])
    #expect(ranks[0] == 2 && ranks[1].isNaN && ranks[2] == 1)
  }

  @Test("do not overflow, cancel or drift")
  func hard() {
    let huge = [Double](repeating: .greatestFiniteMagnitude, count: 10)
    #expect(Statistics.mean(huge) == .greatestFiniteMagnitude)
    #expect(agree(Statistics.mean([1.7e308, 1.6e308]) / 1e308, 1.65))
    #expect(Statistics.mean([.infinity, 1]) == .infinity)
    #expect(Statistics.mean([.infinity, -.infinity]).isNaN)
    // Constants have no spread at all.
    let constant = [Double](repeating: 0.1, count: 1001)
    #expect(Statistics.mean(constant) == 0.1 && Statistics.variance(constant) == 0)
    // The textbook formula would give rubbish.
    let shifted = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]
    #expect(Statistics.variance(shifted) == 30)
    #expect(Statistics.variance([1e200, -1e200]) == .infinity)
    #expect(Statistics.correlation([1, 2, 4], [1, 2, 4]) == 1)
    #expect(Statistics.correlation([1, 2, 4], [-1, -2, -4]) == -1)
    #expect(agree(Statistics.correlation([1e140, 2e140, 4e140], [1e100, 2e100, 4e100]), 1))
    #expect(agree(Statistics.correlation([1e-140, 2e-140, 4e-140], [1, 2, 4]), 1))
    #expect(Statistics.quantile([-1.7e308, 1.7e308], 0.5) == 0)
    #expect(Statistics.median([1, .infinity]) == .infinity)
  }

  @Test("find weights equal to repetitions", arguments: 0..<20)
  func repetition(_ seed: Int) {
    var stream = RandomStream(seed: UInt64(seed), command: "test", purpose: "weights")
    let x = stream.normals(30)
    let y = stream.normals(30)
    let times = (0..<30).map { _ in stream.nextBelow(4) }
    let weights = times.map(Double.init)
    let repeated = zip(x, times).flatMap { [Double](repeating: $0, count: $1) }
    let other = zip(y, times).flatMap { [Double](repeating: $0, count: $1) }
    #expect(agree(Statistics.weightedMean(x, weights: weights), Statistics.mean(repeated)))
    #expect(
      agree(
        Statistics.weightedVariance(x, weights: weights),
        Statistics.variance(repeated, divisor: .population)))
    #expect(
      agree(
        Statistics.weightedCorrelation(x, y, weights: weights),
        Statistics.correlation(repeated, other), 1e-12))
    for p in [0, 0.01, 0.3, 0.5, 0.77, 1] {
      #expect(
        Statistics.weightedQuantile(x, weights: weights, p)
          == Statistics.quantile(repeated, p, type: .inverseDistribution))
    }
  }

  @Test("find the extremes")
  func extremes() {
    #expect(Statistics.minimum(Self.x) == -41.5 && Statistics.maximum(Self.x) == 100)
    #expect(Statistics.maximum([-.infinity]) == -.infinity)
  }
}
