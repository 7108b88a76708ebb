import RetraceNumerics
import Testing

@Suite("Kernels")
struct KernelsTests {
  @Test("agree with plain loops at every length", arguments: 0...50)
  func bruteForce(_ count: Int) {
    var stream = RandomStream(seed: 1, command: "test", purpose: "kernels")
    // Integers: exact whatever the order.
    let x = (0..<count).map { _ in Double(stream.nextBelow(100) - 50) }
    let y = (0..<count).map { _ in Double(stream.nextBelow(100) - 50) }
    #expect(Kernels.sum(x) == x.reduce(0, +))
    #expect(Kernels.sumOfSquares(x) == x.reduce(0) { $0 + $1 * $1 })
    #expect(Kernels.dot(x, y) == zip(x, y).reduce(0) { $0 + $1.0 * $1.1 })
    #expect(
      Kernels.squaredDistance(x, y)
        == zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
    var z = y
    Kernels.addScaled(x, times: 3, to: &z)
    #expect(z == zip(x, y).map { $1 + 3 * $0 })
  }

  @Test("take arrays, slices, buffers and spans alike")
  func containers() {
    let x = (0..<40).map { Double($0).squareRoot() }
    let expected = Kernels.sum(x)
    #expect(Kernels.sum((x + [1])[..<40]) == expected)
    #expect(x.withUnsafeBufferPointer { Kernels.sum($0) } == expected)
    var copy = x
    #expect(copy.withUnsafeMutableBufferPointer { Kernels.sum($0) } == expected)
    let span = x.span
    #expect(Kernels.sum(span) == expected)
    #expect(Kernels.dot(span, x) == Kernels.sumOfSquares(x))
    #expect(Statistics.mean(span) == Statistics.mean(x))
  }

  @Test("add in an order that never changes")
  func golden() {
    var stream = RandomStream(seed: 1, command: "test", purpose: "order")
    let x = stream.normals(1003)
    let y = stream.normals(1003)
    #expect(Kernels.sum(x) == 18.471352770242014)
    #expect(Kernels.dot(x, y) == -14.556149363859827)
    #expect(Kernels.squaredDistance(x, y) == 2115.581603277896)
  }
}
