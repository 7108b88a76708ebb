import RetraceNumerics
import RetraceRuns
import Testing

@Suite("Bins of about equally many rows")
struct QuantileBinsTests {
  @Test("are the numbers themselves where these are few")
  func few() {
    let bins = QuantileBins([3, 1, .missing, 1, 2, .nan, 2], limit: 4)
    #expect(bins.cuts == [1.5, 2.5])
    #expect([1, 1.5, 2, 2.6, -9].map(bins.bin) == [0, 0, 1, 2, 0])
    #expect(QuantileBins([], limit: 4).cuts.isEmpty)
    #expect(QuantileBins([7, 7], limit: 4).cuts.isEmpty)
    #expect(QuantileBins([-0.0, 0], limit: 4).cuts.isEmpty)
  }

  @Test("hold alike many rows of many numbers", arguments: [2, 3, 16, 255])
  func shares(limit: Int) {
    var stream = RandomStream(seed: 3, command: "test", purpose: "bins")
    let numbers = (0..<10_000).map { _ in 5 + stream.nextUniform() }
    let bins = QuantileBins(numbers, limit: limit)
    #expect(bins.count == limit)
    var counts = [Int](repeating: 0, count: bins.count)
    for number in numbers { counts[bins.bin(number)] += 1 }
    let share = 10_000 / Double(limit)
    #expect(counts.allSatisfy { abs(Double($0) - share) <= 2 })
  }

  @Test("give a frequent number a bin of its own and part the signs")
  func frequent() {
    var stream = RandomStream(seed: 4, command: "test", purpose: "bins")
    let numbers = (0..<4_000).map { row in row % 2 == 0 ? 0.25 : stream.nextNormal() + 0.3 }
    let bins = QuantileBins(numbers, limit: 10)
    #expect(bins.count <= 10)
    let own = bins.bin(0.25)
    #expect(numbers.count { bins.bin($0) == own && $0 != 0.25 } < 40)
    #expect(bins.bin(-1e-300) != bins.bin(1e-300))
  }

  @Test("are found for whole columns as for single numbers", arguments: [1, 2, 7, 8, 200])
  func columns(distinct: Int) {
    var stream = RandomStream(seed: 5, command: "test", purpose: "bins")
    var column = (0..<500).map { _ in Double(stream.nextBelow(distinct)) }
    column += [.missing, .infinity, -.infinity, 1e308, -1e308]
    let bins = QuantileBins(Array(column.prefix(500)), limit: 64)
    var found = [UInt8](repeating: 0, count: column.count)
    column.withUnsafeBufferPointer { column in
      found.withUnsafeMutableBufferPointer { bins.bins(of: column, missing: 255, into: $0) }
    }
    for row in column.indices {
      #expect(Int(found[row]) == (column[row].isNaN ? 255 : bins.bin(column[row])))
    }
  }
}
