import RetraceNumerics
import Testing

@Suite("The hint for huge pages")
struct HugePagesTests {
  @Test("leaves the buffer as it is", arguments: [0, 100, 1 << 20, (1 << 20) + 13])
  func harmless(_ count: Int) {
    var numbers = (0..<count).map(Double.init)
    numbers.withUnsafeMutableBufferPointer { HugePages.advise($0) }
    #expect(numbers == (0..<count).map(Double.init))
  }
}
