extension Parallel {
  /// The results of a body for every element of a range, in order, computed on several threads.
  ///
  /// - Parameters:
  ///   - count: the size of the range 0..<count.
  ///   - blockSize: how many elements a thread takes at a time.
  ///   - body: computes one element's result.
  /// - Throws: the first error of a body (by index), or ``Interrupted``.
  public static func map<Result: Sendable>(
    count: Int, blockSize: Int = 1, _ body: @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    let parts = try mapBlocks(count: count, blockSize: blockSize) { range, _ in
      try range.map(body)
    }
    return parts.flatMap { $0 }
  }

  /// One result for every block of a range, in order, computed on several threads.
  ///
  /// Partial sums taken this way and added in order are the same for any number of threads.
  public static func mapBlocks<Result: Sendable>(
    count: Int, blockSize: Int, _ body: @Sendable (Range<Int>, Int) throws -> Result
  ) throws -> [Result] {
    var results = [Result?](repeating: nil, count: blockCount(count, blockSize))
    try results.withUnsafeMutableBufferPointer { buffer in
      // Every block writes to its own slot only.
      nonisolated(unsafe) let slots = buffer
      try forEachBlock(count: count, blockSize: blockSize) { range, block in
        slots[block] = try body(range, block)
      }
    }
    return results.compactMap { $0 }
  }

  /// An array computed block by block on several threads.
  ///
  /// - Parameters:
  ///   - count: the array's length.
  ///   - blockSize: elements a block.
  ///   - body: receives a block's range and that part of the array, zeros, to write to; index 0
  ///     of the part is the range's lower bound.
  public static func generate(
    count: Int, blockSize: Int,
    _ body: @Sendable (Range<Int>, UnsafeMutableBufferPointer<Double>) throws -> Void
  ) throws -> [Double] {
    var result = [Double](repeating: 0, count: max(0, count))
    try fill(&result, rowLength: 1, blockSize: blockSize, body)
    return result
  }

  /// Fills an array of rows block by block on several threads.
  ///
  /// - Parameters:
  ///   - elements: rows of equal length, one after another.
  ///   - rowLength: elements a row, at least 1.
  ///   - blockSize: rows a block.
  ///   - body: receives a block's rows and the part of the array that holds them, to change.
  public static func fill(
    _ elements: inout [Double], rowLength: Int, blockSize: Int,
    _ body: @Sendable (Range<Int>, UnsafeMutableBufferPointer<Double>) throws -> Void
  ) throws {
    precondition(rowLength > 0, "rows of \(rowLength) elements")
    let rows = elements.count / rowLength
    try elements.withUnsafeMutableBufferPointer { buffer in
      // Blocks are disjoint parts of the buffer.
      nonisolated(unsafe) let whole = buffer
      try forEachBlock(count: rows, blockSize: blockSize) { range, _ in
        let part = whole[range.lowerBound * rowLength..<range.upperBound * rowLength]
        try body(range, UnsafeMutableBufferPointer(rebasing: part))
      }
    }
  }

  /// Fills a matrix block by block of rows, on several threads.
  ///
  /// - Parameters:
  ///   - matrix: the matrix to change.
  ///   - blockSize: rows a block.
  ///   - body: receives a block's rows and their elements, to change.
  public static func fillRows(
    of matrix: inout Matrix, blockSize: Int,
    _ body: @Sendable (Range<Int>, UnsafeMutableBufferPointer<Double>) throws -> Void
  ) throws {
    guard matrix.columns > 0 else { return }
    try fill(&matrix.elements, rowLength: matrix.columns, blockSize: blockSize, body)
  }
}
