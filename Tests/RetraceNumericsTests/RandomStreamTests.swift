import RetraceNumerics
import Testing

@Suite("A random stream")
struct RandomStreamTests {
  struct Golden: Sendable {
    var seed: UInt64
    var command: String
    var purpose: String
    var item: UInt64
    var words: [UInt64]
  }

  @Test(
    "gives the same words on every machine, forever",
    arguments: [
      Golden(
        seed: 1, command: "lime", purpose: "samples", item: 0,
        words: [0xBC91_734D_90D1_4113, 0x602A_D848_F527_49E1, 0x54F2_F8C6_85D4_8C5F]),
      Golden(
        seed: 0, command: "", purpose: "", item: 0,
        words: [0x5885_21AF_B833_AF08, 0x2039_1FA0_41CD_89F9, 0x0F8D_6886_A9EA_783A]),
      Golden(
        seed: .max, command: "größe", purpose: "Ω", item: 1 << 63,
        words: [0x85BE_1242_2EDE_1359, 0x6F2F_1C47_7BB8_9F80, 0x1B97_04DA_10C2_0C56]),
    ])
  func golden(_ golden: Golden) {
    var stream = RandomStream(
      seed: golden.seed, command: golden.command, purpose: golden.purpose, item: golden.item)
    #expect((0..<3).map { _ in stream.next() } == golden.words)
    #expect((0..<3).map { stream.word(at: $0) } == golden.words)
    #expect(stream.position == 3)
  }

  @Test("turns words into uniforms without rounding")
  func uniforms() {
    var stream = RandomStream(seed: 1, command: "lime", purpose: "samples")
    let expected = [0.7365943970078819, 0.3756537607306686, 0.3318324551272146]
    #expect((0..<3).map { stream.uniform(at: $0) } == expected)
    var copy = stream
    #expect(copy.uniforms(3) == expected)
    #expect((0..<3).map { _ in stream.nextUniform() } == expected)
    #expect(stream == copy)
  }

  @Test("gives an item the stream it would have alone")
  func items() {
    let stream = RandomStream(seed: 9, command: "a", purpose: "b", item: 5)
    #expect(stream.item(7 as Int) == RandomStream(seed: 9, command: "a", purpose: "b", item: 7))
    #expect(stream.item(5 as UInt64) == stream)
    #expect(stream.item(-1) == RandomStream(seed: 9, command: "a", purpose: "b", item: .max))
  }

  @Test("differs as soon as one part of its name differs")
  func names() {
    let names = [
      (1, "ab", "c", 0), (1, "a", "bc", 0), (1, "c", "ab", 0), (1, "", "abc", 0),
      (1, "abc", "", 0), (2, "ab", "c", 0), (1, "ab", "c", 1), (0, "ab", "c", 0),
    ]
    let words = names.map {
      RandomStream(seed: UInt64($0.0), command: $0.1, purpose: $0.2, item: UInt64($0.3))
        .word(at: 0)
    }
    #expect(Set(words).count == names.count)
  }

  @Test("never repeats a first word over a hundred thousand items and seeds")
  func distinct() {
    let base = RandomStream(seed: 3, command: "x", purpose: "y")
    let items = (0..<100_000).map { base.item($0 as Int).word(at: 0) }
    let seeds = (0..<100_000).map {
      RandomStream(seed: UInt64($0), command: "x", purpose: "y").word(at: 1)
    }
    #expect(Set(items + seeds).count == 200_000)
  }

  @Test(
    "is uniform along one item, across items and across seeds",
    arguments: ["along", "across items", "across seeds", "open"])
  func uniformity(_ direction: String) {
    let count = 100_000
    let base = RandomStream(seed: 11, command: "test", purpose: direction)
    let draws = (0..<count).map { index in
      switch direction {
      case "along": base.uniform(at: UInt64(index))
      case "across items": base.item(index).uniform(at: 0)
      case "open": base.openUniform(at: UInt64(index))
      default:
        RandomStream(seed: UInt64(index), command: "test", purpose: direction).uniform(at: 0)
      }
    }
    // The Kolmogorov–Smirnov distance exceeds 1.95/√n with probability 0.001.
    #expect(kolmogorovDistance(draws) { $0 } < 1.95 / Double(count).squareRoot())
    #expect(draws.allSatisfy { 0 <= $0 && $0 < 1 })
    // Neighbours are uncorrelated: standard error 1/√n.
    let lagged = Statistics.correlation(draws[..<(count - 1)], draws[1...])
    #expect(lagged.magnitude < 4 / Double(count).squareRoot())
  }

  @Test("has every bit set half of the time")
  func bits() {
    let stream = RandomStream(seed: 4, command: "test", purpose: "bits")
    var counts = [Int](repeating: 0, count: 64)
    for index in 0..<40_000 {
      let word = stream.word(at: UInt64(index))
      for bit in 0..<64 where word & (1 << UInt64(bit)) != 0 { counts[bit] += 1 }
    }
    // Standard deviation 100.
    #expect(counts.allSatisfy { abs($0 - 20_000) < 450 })
  }

  @Test("serves the standard library's functions")
  func generator() {
    var stream = RandomStream(seed: 1, command: "a", purpose: "b")
    #expect((0..<100).allSatisfy { _ in (3...5).contains(Int.random(in: 3...5, using: &stream)) })
  }
}

/// The largest distance between the draws' empirical distribution and a continuous one.
func kolmogorovDistance(_ draws: [Double], _ distribution: (Double) -> Double) -> Double {
  let count = Double(draws.count)
  return draws.sorted().enumerated().reduce(0) { worst, entry in
    let p = distribution(entry.element)
    let distance = max(p - Double(entry.offset) / count, Double(entry.offset + 1) / count - p)
    return distance > worst || distance.isNaN ? distance : worst
  }
}
