import Glibc
import RetraceNumerics
import Synchronization
import Testing

@Suite("Parallel loops")
struct ParallelTests {
  struct Failure: Error, Equatable {
    var block: Int
  }

  @Test(
    "visit every element once, in blocks of the asked size",
    arguments: [(0, 3), (1, 3), (3, 3), (10, 3), (1000, 7), (5, 1000)])
  func coverage(count: Int, blockSize: Int) throws {
    let blocks = try Parallel.mapBlocks(count: count, blockSize: blockSize) { range, block in
      #expect(range.lowerBound == block * blockSize)
      return range
    }
    #expect(blocks.flatMap { $0 } == Array(0..<count))
    #expect(blocks.dropLast().allSatisfy { $0.count == blockSize })
    #expect(blocks.count == Parallel.blockCount(count, blockSize))
  }

  @Test("throw the error of the first failing block, whichever thread was first")
  func firstError() {
    for _ in 0..<50 {
      #expect(throws: Failure(block: 5)) {
        try Parallel.forEachBlock(count: 1000, blockSize: 10) { _, block in
          if block >= 5, block % 5 == 0 { throw Failure(block: block) }
        }
      }
    }
  }

  @Test("keep results in order")
  func order() throws {
    #expect(try Parallel.map(count: 500) { $0 * $0 } == (0..<500).map { $0 * $0 })
    let halves = try Parallel.generate(count: 1001, blockSize: 64) { range, part in
      for index in part.indices { part[index] = Double(range.lowerBound + index) / 2 }
    }
    #expect(halves == (0..<1001).map { Double($0) / 2 })
    var matrix = Matrix(rows: 77, columns: 3, repeating: 1)
    try Parallel.fillRows(of: &matrix, blockSize: 10) { rows, part in
      for index in part.indices { part[index] += Double(rows.lowerBound + index / 3) }
    }
    #expect(matrix.column(2) == (0..<77).map { Double($0 + 1) })
  }

  @Test("run inside each other")
  func nested() throws {
    let sums = try Parallel.map(count: 20) { outer in
      try Parallel.map(count: 20) { $0 * outer }.reduce(0, +)
    }
    #expect(sums == (0..<20).map { 190 * $0 })
  }

  @Test("give the same bytes with one thread and with several")
  func threadIndependence() async {
    // In a process of its own, as the limit belongs to the process.
    await #expect(processExitsWith: .success) {
      func result() throws -> [Double] {
        let stream = RandomStream(seed: 1, command: "test", purpose: "threads")
        let sums = try Parallel.mapBlocks(count: 10_000, blockSize: 37) { range, block in
          var own = stream.item(block)
          return range.reduce(0.0) { sum, _ in sum + own.nextNormal() }
        }
        return sums + [sums.reduce(0, +)]
      }
      Parallel.setThreadLimit(1)
      try #require(Parallel.threadLimit == 1)
      let one = try result()
      for threads in [2, 3, 8] {
        Parallel.setThreadLimit(threads)
        try #require(try result() == one)
      }
      Parallel.setThreadLimit(0)
      try #require(Parallel.threadLimit == 1)
    }
  }

  @Test("take their limit from the environment")
  func environment() async {
    await #expect(processExitsWith: .success) {
      setenv("RETRACE_THREADS", "1", 1)
      try #require(Parallel.threadLimit == 1)
      Parallel.setThreadLimit(5)
      try #require(Parallel.threadLimit == 5)
      Parallel.setThreadLimit(nil)
      try #require(Parallel.threadLimit == 1)
    }
    await #expect(processExitsWith: .success) {
      setenv("RETRACE_THREADS", "99999999999999999999", 1)
      try #require((1...1024).contains(Parallel.threadLimit))
    }
  }

  @Test("keep to the limit of threads")
  func limit() async {
    await #expect(processExitsWith: .success) {
      for threads in 1...2 {
        Parallel.setThreadLimit(threads)
        let running = Atomic<Int>(0)
        let most = Atomic<Int>(0)
        Parallel.forEachBlockUninterrupted(count: 200, blockSize: 1) { _, _ in
          let now = running.wrappingAdd(1, ordering: .relaxed).newValue
          most.max(now, ordering: .relaxed)
          var stream = RandomStream(seed: 1, command: "", purpose: "")
          if stream.normals(20_000).isEmpty { return }
          running.wrappingSubtract(1, ordering: .relaxed)
        }
        try #require(most.load(ordering: .relaxed) <= threads)
      }
    }
  }

  @Test("stop before the next block when asked to")
  func interruption() async {
    await #expect(processExitsWith: .success) {
      let done = Atomic<Int>(0)
      #expect(throws: Interrupted()) {
        try Parallel.forEachBlock(count: 10_000, blockSize: 1) { _, block in
          done.wrappingAdd(1, ordering: .relaxed)
          if block == 10 { Interruption.request() }
        }
      }
      try #require(done.load(ordering: .relaxed) < 1000)
      #expect(throws: Interrupted()) { try Parallel.map(count: 1) { $0 } }
      Interruption.clear()
      try #require(try Parallel.map(count: 3) { $0 } == [0, 1, 2])
    }
  }
}
