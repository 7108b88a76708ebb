import RetraceNumerics
import Testing

@Suite("Normal draws")
struct RandomStreamNormalTests {
  @Test("are the same on every machine, forever")
  func golden() {
    var stream = RandomStream(seed: 1, command: "lime", purpose: "samples")
    #expect(
      stream.normals(5) == [
        -1.939538782218624, -0.3058973630243615, 0.5869891861941187, -0.18256287573307522,
        -1.8592094882940866,
      ])
  }

  @Test("keep their bits over wedges and tails")
  func goldenSum() {
    var stream = RandomStream(seed: 5, command: "t", purpose: "z")
    let draws = stream.normals(400_000)
    #expect(draws[31_554] == -4.438924045680228)
    #expect(stream.position == 409_054)
    var checksum: UInt64 = 0
    for draw in draws[..<100_000] {
      checksum = (checksum ^ draw.bitPattern) &* 0x9E37_79B9_7F4A_7C15
      checksum ^= checksum &>> 29
    }
    #expect(checksum == 6_667_562_470_371_977_141)
  }

  @Test("are the same one by one and in bulk")
  func bulk() {
    var one = RandomStream(seed: 2, command: "t", purpose: "bulk")
    var many = one
    let draws = (0..<5_000).map { _ in one.nextNormal() }
    #expect(many.normals(5_000) == draws)
    #expect(one == many)
  }

  @Test("have the normal distribution and its moments")
  func distribution() {
    var stream = RandomStream(seed: 2, command: "t", purpose: "moments")
    let count = 1_000_000
    let draws = stream.normals(count)
    let scale = 1 / Double(count)
    let moments = (1...4).map { power in
      draws.reduce(0) { sum, draw in
        sum + (0..<power).reduce(1.0) { product, _ in product * draw }
      } * scale
    }
    // Four standard errors: √(1, 2, 15, 96) / 1000.
    #expect(moments[0].magnitude < 0.004)
    #expect((moments[1] - 1).magnitude < 0.0057)
    #expect(moments[2].magnitude < 0.0155)
    #expect((moments[3] - 3).magnitude < 0.0392)
    #expect(
      kolmogorovDistance(draws, NormalDistribution.cumulative) < 1.95 * scale.squareRoot())
    // The tail beyond 3.654 is drawn by other means: 258 expected, standard deviation 16.
    let beyond = draws.count { $0.magnitude > 3.654_152_885_361_009 }
    #expect((194...322).contains(beyond))
    // Both signs, beyond the tail's start as well.
    #expect(draws.contains { $0 > 3.7 } && draws.contains { $0 < -3.7 })
  }
}
