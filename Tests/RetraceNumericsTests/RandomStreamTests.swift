import RetraceNumerics
import Testing

@Suite("A random stream")
struct RandomStreamTests {
  @Test("prints")
  func prints() {
    var s = RandomStream(seed: 1, command: "lime", purpose: "samples")
    let words = (0..<4).map { _ in s.next() }
    print(words.map { String($0, radix: 16) })
    print(s.normals(3), s.nextBelow(10), s.permutation(6))
    var n = RandomStream(seed: 2, command: "x", purpose: "y")
    let draws = n.normals(1_000_000)
    let m = draws.reduce(0, +) / 1e6
    print(m, draws.reduce(0) { $0 + ($1 - m) * ($1 - m) } / 1e6, n.position)
    #expect(words.count == 4)
  }
}
