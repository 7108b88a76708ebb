import RetraceNumerics
import Testing

@Suite("The normal distribution")
struct NormalDistributionTests {
  @Test(
    "has the probabilities of a calculation with 40 digits",
    arguments: [
      (-37.5, 4.605353009581955e-308), (-30, 4.906713927148187e-198),
      (-20.25, 1.77619986494957e-91), (-8, 6.220960574271784e-16),
      (-5.7, 5.990371401063528e-09), (-5.6, 1.071759025831093e-08),
      (-3, 0.0013498980316300946), (-1, 0.15865525393145705), (-0.67, 0.2514288950953101),
      (-0.1, 0.460172162722971), (0, 0.5), (0.3, 0.6179114221889527), (1, 0.8413447460685429),
      (2, 0.9772498680518208), (5, 0.9999997133484281), (8, 0.9999999999999993),
    ])
  func cumulative(_ x: Double, _ expected: Double) {
    #expect(((NormalDistribution.cumulative(x) - expected) / expected).magnitude < 1e-15)
  }

  @Test("has known quantiles")
  func quantiles() {
    let known = [
      (0.975, 1.959963984540054), (0.001, -3.090232306167813), (1e-20, -9.262340089798408),
      (1e-300, -37.0470962993612), (.leastNonzeroMagnitude, -38.46740561714434), (0.5, 0),
    ]
    for (p, x) in known {
      #expect((NormalDistribution.quantile(p) - x).magnitude <= 1e-15 * max(1, x.magnitude))
    }
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
    #expect([-0.1, 1.1, .nan].allSatisfy { NormalDistribution.quantile($0).isNaN })
  }

  @Test("inverts its own probabilities and rises with them")
  func inverse() {
    var previous = -Double.infinity
    var worst = 0.0
    for step in stride(from: -37.0, through: 0, by: 0.01) {
      let p = NormalDistribution.cumulative(step)
      let x = NormalDistribution.quantile(p)
      let error = (x - step).magnitude / max(1, -step)
      if error > worst || error.isNaN || x <= previous { worst = x <= previous ? .nan : error }
      previous = x
    }
    #expect(worst < 2e-15)
    #expect(NormalDistribution.cumulative(-.infinity) == 0)
    #expect(NormalDistribution.cumulative(.infinity) == 1)
    #expect(NormalDistribution.cumulative(-1e308) == 0)
    #expect(NormalDistribution.cumulative(.missing).isMissing)
  }

  @Test("has a density that is the slope of its probabilities")
  func density() {
    #expect(NormalDistribution.density(0) == 0.3989422804014327)
    for x in stride(from: -6.0, through: 6, by: 0.37) {
      let slope =
        (NormalDistribution.cumulative(x + 1e-5) - NormalDistribution.cumulative(x - 1e-5)) / 2e-5
      #expect((NormalDistribution.density(x) - slope).magnitude < 1e-9)
    }
    #expect(NormalDistribution.density(.infinity) == 0)
    #expect(NormalDistribution.density(-1e300) == 0)
  }

  @Test(
    "cut to an interval has SciPy's quantiles",
    arguments: [
      (0.5, -1, 2, 0.17116391801782482), (0.25, 3, 4, 3.084246748861947),
      (0.9, 8, 9, 8.278609037011552), (0.1, -9, -8, -8.278609037011552),
      (0.5, 35, 40, 35.01978249630718),
    ])
  func truncated(u: Double, lower: Double, upper: Double, expected: Double) {
    let x = NormalDistribution.truncatedQuantile(u, from: lower, to: upper)
    #expect((x - expected).magnitude < 1e-12)
  }

  @Test("cut far out or to nothing stays within the interval")
  func truncatedEdges() {
    typealias Normal = NormalDistribution
    let last = 1 - 0x1p-53
    let x = Normal.truncatedQuantile(last, from: -1, to: .infinity)
    #expect((Normal.cumulative(-x) / (0x1p-53 * Normal.cumulative(1)) - 1).magnitude < 1e-12)
    #expect(Normal.truncatedQuantile(0.3, from: 50, to: .infinity) == 50)
    #expect(Normal.truncatedQuantile(0.3, from: -.infinity, to: -50) == -50)
    #expect(Normal.truncatedQuantile(0.3, from: 2, to: 2) == 2)
    #expect(Normal.truncatedQuantile(0.3, from: 3, to: 2).isNaN)
    var stream = RandomStream(seed: 1, command: "test", purpose: "truncated")
    #expect(Normal.draw(from: &stream, mean: 7, standardDeviation: 0, between: 1, and: 5) == 5)
    #expect(stream.position == 1)
  }

  @Test("cut to an interval draws from what is left of it")
  func draws() {
    var stream = RandomStream(seed: 1, command: "test", purpose: "truncated")
    let draws = (0..<20_000).map { _ in
      NormalDistribution.draw(
        from: &stream, mean: 10, standardDeviation: 2, between: 9, and: 15)
    }
    #expect(draws.allSatisfy { 9 <= $0 && $0 <= 15 })
    let low = NormalDistribution.cumulative(-0.5)
    let mass = NormalDistribution.cumulative(2.5) - low
    let distance = kolmogorovDistance(draws) {
      (NormalDistribution.cumulative(($0 - 10) / 2) - low) / mass
    }
    #expect(distance < 1.95 / 20_000.0.squareRoot())
    #expect(stream.position == 20_000)
  }
}
