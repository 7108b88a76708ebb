import RetraceNumerics
import Testing

@Suite("Random choices")
struct RandomStreamChoiceTests {
  private func stream(_ seed: UInt64 = 1) -> RandomStream {
    RandomStream(seed: seed, command: "lime", purpose: "samples")
  }

  @Test("are the same on every machine, forever")
  func golden() {
    var integers = stream()
    #expect(
      (0..<8).map { _ in integers.nextBelow(1000) } == [736, 375, 331, 486, 968, 595, 251, 92])
    var order = stream()
    #expect(order.permutation(10) == [7, 4, 1, 6, 9, 0, 5, 3, 2, 8])
  }

  @Test("below a bound are within it and equally frequent", arguments: [1, 2, 3, 10, 1000])
  func below(_ bound: Int) {
    var stream = stream()
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<bound * 1000 { counts[stream.nextBelow(bound)] += 1 }
    // Standard deviation below 32; the largest of 1000 deviations stays below five of them.
    #expect(counts.allSatisfy { abs($0 - 1000) < 160 })
  }

  @Test("below an enormous bound have no bias towards small numbers")
  func hugeBound() {
    var stream = stream()
    // Without redrawing, a third of the products would favour low values.
    let bound = Int.max / 4 * 3
    let draws = (0..<20_000).map { _ in Double(stream.nextBelow(bound)) / Double(bound) }
    #expect(kolmogorovDistance(draws) { $0 } < 1.95 / 20_000.0.squareRoot())
  }

  @Test("of orders reach every order equally often")
  func orders() {
    var counts: [[Int]: Int] = [:]
    var stream = stream()
    for _ in 0..<24_000 { counts[stream.permutation(4), default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(counts.values.allSatisfy { abs($0 - 1000) < 140 })
  }

  @Test(
    "without replacement are distinct, and a prefix of the whole order",
    arguments: [(0, 10), (1, 1), (3, 1000), (62, 1000), (63, 1000), (999, 1000), (1000, 1000)])
  func samples(size: Int, population: Int) {
    var sampled = stream(7)
    var ordered = stream(7)
    let sample = sampled.sample(size, of: population)
    #expect(sample == Array(ordered.permutation(population)[..<size]))
    #expect(Set(sample).count == size)
  }

  @Test("from too small a population take all of it")
  func small() {
    var stream = stream()
    #expect(stream.sample(9, of: 3).sorted() == [0, 1, 2])
    #expect(stream.sample(9, of: 0) == [])
    #expect(stream.sample(-1, of: 5) == [])
    #expect(stream.permutation(0) == [])
    #expect(stream.resample(4, of: 1) == [0, 0, 0, 0])
  }

  @Test("with a probability occur that often")
  func chance() {
    var stream = stream()
    let hits = (0..<100_000).count { _ in stream.nextBool(probability: 0.3) }
    #expect(abs(hits - 30_000) < 600)
    #expect(!(0..<100).contains { _ in stream.nextBool(probability: 0) })
    #expect((0..<100).allSatisfy { _ in stream.nextBool(probability: 1) })
  }
}
