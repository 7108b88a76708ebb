import RetraceNumerics
import Testing

@Suite("A compensated sum")
struct CompensatedSumTests {
  private func sum(_ terms: [Double]) -> Double {
    var sum = CompensatedSum()
    for term in terms { sum.add(term) }
    return sum.value
  }

  @Test("keeps what a plain sum loses")
  func cancellation() {
    #expect(sum([1, 1e100, 1, -1e100]) == 2)
    #expect(sum([Double](repeating: 0.1, count: 1_000_000)) == 100_000)
    #expect(sum([]) == 0)
  }

  @Test("passes infinite terms and NaN on")
  func special() {
    #expect(sum([1, .infinity, 2]) == .infinity)
    #expect(sum([-.infinity, 2]) == -.infinity)
    #expect(sum([.infinity, -.infinity]).isNaN)
    #expect(sum([1, .nan]).isNaN)
  }
}
