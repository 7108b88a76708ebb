import Glibc
import RetraceNumerics
import Testing

/// An elementary function in its two forms, with the platform's for comparison.
struct ElementaryFunction: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var scalar: @Sendable (Double) -> Double
  var vector: @Sendable ([Double]) -> [Double]
  var platform: @Sendable (Double) -> Double
  var low: Double
  var high: Double
  /// Whether arguments near 0 matter.
  var isFineNearZero: Bool

  static let all: [ElementaryFunction] = [
    .init(
      testDescription: "exp", scalar: { Kernels.exp($0) }, vector: { Kernels.exp($0) },
      platform: { Glibc.exp($0) }, low: -708, high: 709.7, isFineNearZero: false),
    .init(
      testDescription: "expm1", scalar: { Kernels.expm1($0) }, vector: { Kernels.expm1($0) },
      platform: { Glibc.expm1($0) }, low: -50, high: 709.7, isFineNearZero: true),
    .init(
      testDescription: "log", scalar: { Kernels.log($0) }, vector: { Kernels.log($0) },
      platform: { Glibc.log($0) }, low: 0x1p-1074, high: 1e308, isFineNearZero: true),
    .init(
      testDescription: "log1p", scalar: { Kernels.log1p($0) }, vector: { Kernels.log1p($0) },
      platform: { Glibc.log1p($0) }, low: -0.999_999, high: 1e308, isFineNearZero: true),
    .init(
      testDescription: "tanh", scalar: { Kernels.tanh($0) }, vector: { Kernels.tanh($0) },
      platform: { Glibc.tanh($0) }, low: -30, high: 30, isFineNearZero: true),
    .init(
      testDescription: "logistic", scalar: { Kernels.logistic($0) },
      vector: { Kernels.logistic($0) },
      platform: { $0 < 0 ? Glibc.exp($0) / (1 + Glibc.exp($0)) : 1 / (1 + Glibc.exp(-$0)) },
      low: -700, high: 700, isFineNearZero: false),
    .init(
      testDescription: "softplus", scalar: { Kernels.softplus($0) },
      vector: { Kernels.softplus($0) },
      platform: { max($0, 0) + Glibc.log1p(Glibc.exp(-$0.magnitude)) }, low: -700, high: 700,
      isFineNearZero: false),
  ]

  /// Arguments all over the range, some tiny, some around powers of two.
  func arguments() -> [Double] {
    var stream = RandomStream(seed: 1, command: "elementary", purpose: testDescription)
    var arguments = (0..<60_000).map { _ in
      low + stream.nextUniform() * (min(high, low + 1500) - low)
    }
    arguments += (0..<60_000).map { _ in -3 + 6 * stream.nextUniform() }
    arguments += (0..<20_000).map { _ in
      Glibc.exp(-700 + 1400 * stream.nextUniform()) * (stream.nextBool() ? 1 : -1)
    }
    arguments += (-60...60).flatMap { power in
      let base = Double(sign: .plus, exponent: power, significand: 1)
      return [base.nextDown, base, base.nextUp, -base]
    }
    return arguments.filter { low <= $0 && $0 <= high }
  }
}

@Suite("Elementary functions")
struct KernelsElementaryTests {
  @Test("agree with the platform's to 1e-15 relative", arguments: ElementaryFunction.all)
  func accuracy(_ function: ElementaryFunction) {
    var worst = 0.0
    var place = 0.0
    for x in function.arguments() {
      let expected = function.platform(x)
      let error = ((function.scalar(x) - expected) / max(expected.magnitude, 0x1p-1022)).magnitude
      if error > worst || error.isNaN { (worst, place) = (error, x) }
    }
    #expect(worst < 1e-15, "at \(place)")
  }

  @Test("give the same bits alone and in a buffer", arguments: ElementaryFunction.all)
  func vector(_ function: ElementaryFunction) {
    let special: [Double] = [
      0, -0.0, 1, -1, .infinity, -.infinity, .nan, .missing, .leastNonzeroMagnitude,
      -.leastNonzeroMagnitude,
      0x1p-1022, 1e308,
      -1e308, 709.79, 710, -745, -746, -1000, 1000, -0.5, -1.5, 0x1p-1030,
    ]
    for offset in 0..<8 {
      let arguments = Array(repeating: 0.5, count: offset) + special + function.arguments()
      let result = function.vector(arguments)
      let differing = arguments.indices.filter {
        result[$0].bitPattern != function.scalar(arguments[$0]).bitPattern
          && !(result[$0].isNaN && function.scalar(arguments[$0]).isNaN)
      }
      #expect(differing.isEmpty, "\(differing.prefix(3).map { arguments[$0] })")
      #expect(function.vector([.missing, 1, 1, 1, 1, 1, 1, 1])[0].isMissing)
    }
  }

  @Test("have the right limits")
  func limits() {
    let infinity = Double.infinity
    #expect(
      [-infinity, -746, 709.79, infinity].map { Kernels.exp($0) } == [0, 0, infinity, infinity])
    #expect(Kernels.exp(-745) == .leastNonzeroMagnitude && Kernels.exp(0) == 1)
    #expect(
      [-infinity, -50, infinity, 800].map { Kernels.expm1($0) } == [-1, -1, infinity, infinity])
    #expect([0, -0.0, infinity, 1].map { Kernels.log($0) } == [-infinity, -infinity, infinity, 0])
    #expect(
      Kernels.log(-1).isNaN && Kernels.log(-infinity).isNaN
        && Kernels.log(.leastNonzeroMagnitude) < -744)
    #expect([-1, infinity, 0].map { Kernels.log1p($0) } == [-infinity, infinity, 0])
    #expect(Kernels.log1p(-1.5).isNaN && Kernels.log1p(-infinity).isNaN)
    #expect([-infinity, infinity, -25, 25].map { Kernels.tanh($0) } == [-1, 1, -1, 1])
    #expect([-infinity, infinity, 0].map { Kernels.logistic($0) } == [0, 1, 0.5])
    #expect(Kernels.logistic(-740) > 0)
    #expect([-infinity, infinity].map { Kernels.softplus($0) } == [0, infinity])
    for function in [Kernels.expm1, Kernels.log1p, Kernels.tanh] as [(Double) -> Double] {
      #expect(
        function(-0.0).sign == .minus && function(.leastNonzeroMagnitude) == .leastNonzeroMagnitude)
    }
  }

  @Test("are the same on every machine, forever")
  func golden() {
    let values = [
      Kernels.exp(0.1), Kernels.expm1(-3.7), Kernels.log(12.25), Kernels.log1p(1e-9),
      Kernels.tanh(0.75), Kernels.logistic(-2.5), Kernels.softplus(0.3),
    ]
    #expect(
      values == [
        1.1051709180756477, -0.9752764735296606, 2.505525936990736, 9.999999995e-10,
        0.6351489523872873, 0.07585818002124356, 0.8543552444685272,
      ])
  }

  @Test(
    "give the same softmax for a row alone and among others", arguments: [1, 2, 3, 7, 10, 3000])
  func softmax(_ columns: Int) {
    var stream = RandomStream(seed: 1, command: "test", purpose: "softmax")
    let rows = 5000 / columns + 2
    let scores = stream.normals(rows * columns).map { $0 * 20 }
    var together = scores
    together.withUnsafeMutableBufferPointer { Kernels.softmaxRows($0, columns: columns) }
    for row in 0..<rows {
      let range = row * columns..<(row + 1) * columns
      let alone = Kernels.softmax(Array(scores[range]))
      #expect(alone == Array(together[range]))
      #expect((alone.reduce(0, +) - 1).magnitude < 1e-12)
      let total = scores[range].reduce(0) { $0 + Glibc.exp($1 - scores[row * columns]) }
      let first = 1 / total
      #expect((alone[0] - first).magnitude <= 1e-14 + 1e-12 * first)
    }
  }

  @Test("survive scores beyond a double's exponent")
  func extremeScores() {
    #expect(Kernels.softmax([1e308, 0, -1e308]) == [1, 0, 0])
    #expect(Kernels.softmax([-.infinity, 3]) == [0, 1])
    #expect(Kernels.softmax([.nan, 3]).allSatisfy { $0.isNaN })
    #expect(Kernels.softmax([3, .infinity]).contains { $0.isNaN })
    #expect(Kernels.softmax([]).isEmpty)
    #expect(Kernels.logSumExp([1000, 1000]) == 1000 + Kernels.log(2))
    #expect(Kernels.logSumExp([Double]()) == -.infinity)
    #expect(Kernels.logSumExp([-.infinity, -.infinity]) == -.infinity)
    #expect(Kernels.logSumExp([.infinity, 1]) == .infinity)
    #expect(Kernels.logSumExp([1, .nan]).isNaN)
  }
}
