import RetraceNumerics
import Testing

@Suite("Sorting")
struct SortingTests {
  @Test("orders the special values as documented")
  func special() {
    let values = [
      .missing, .nan, .infinity, 1, -.infinity, 0, -1, -0.0, -.nan, .leastNonzeroMagnitude,
      -.leastNonzeroMagnitude, .missing,
    ]
    #expect(Sorting.order(of: values) == [4, 6, 10, 5, 7, 9, 3, 2, 1, 8, 0, 11])
  }

  @Test(
    "agrees with a stable comparison sort",
    arguments: [0, 1, 2, 50, 384, 385, 1000, 70_000],
    ["normals", "ties", "bits", "sorted", "equal"])
  func bruteForce(count: Int, kind: String) {
    var stream = RandomStream(seed: UInt64(count), command: "sort", purpose: kind)
    let values: [Double] = (0..<count).map { index in
      switch kind {
      case "normals": return stream.nextNormal()
      case "ties": return Double(stream.nextBelow(7) - 3)
      case "bits":
        // Every kind of number: NaN becomes a plain one.
        let value = Double(bitPattern: stream.next())
        return value.isNaN ? .nan : value
      case "sorted": return Double(index)
      default: return 2.5
      }
    }
    let expected = (0..<count).sorted { left, right in
      let (a, b) = (values[left], values[right])
      if a.isNaN || b.isNaN { return a.isNaN == b.isNaN ? left < right : b.isNaN }
      return a == b ? left < right : a < b
    }
    #expect(Sorting.order(of: values) == expected)
    #expect(Sorting.compactOrder(of: values) == expected.map(UInt32.init))
    #expect(
      Sorting.sorted(values).map(\.bitPattern) == expected.map { values[$0].bitPattern })
  }
}
