public import RetraceNumerics

extension AdditiveModel {
  /// Rows a block: their cells and bins stay in the inner caches.
  private static let blockRows = 512

  /// Predicts a batch, in blocks of rows on all cores.
  public func predict(_ rows: Matrix, scale: OutputScale, into result: inout Matrix) throws {
    try outputs.require(scale)
    let columns = outputs.count(on: scale)
    if columns == outputCount {
      try addScores(of: rows, into: &result)
    } else {
      // Two scores for two classes: the margin of the second is their difference.
      var both = Matrix(rows: rows.rows, columns: outputCount)
      try addScores(of: rows, into: &both)
      result = Matrix(
        rows: rows.rows, columns: columns,
        elements: (0..<rows.rows).map { both[$0, 1] - both[$0, 0] })
    }
    guard scale == .probability else { return }
    let activation: Activation = columns == 1 ? .logistic : .softmax
    let count = result.rows
    result.elements.withUnsafeMutableBufferPointer {
      activation.apply($0, rows: count, columns: columns)
    }
  }

  /// What each term adds to the scores of each row.
  ///
  /// With the intercept the contributions of a row add up to its scores.
  ///
  /// - Returns: a row per row; for each term, in order, a column per output.
  /// - Throws: ``ModelError``, `Interrupted`.
  public func contributions(_ rows: Matrix) throws -> Matrix {
    try require(rows)
    let outputs = outputCount
    let width = terms.count * outputs
    var result = Matrix(rows: rows.rows, columns: width)
    let plan = AxisPlan(terms)
    try Parallel.fillRows(of: &result, blockSize: Self.blockRows) { range, target in
      let bins = plan.bins(of: rows, range)
      for (position, term) in terms.enumerated() {
        plan.forEachEntry(of: position, bins: bins, rows: range.count) { row, entry in
          for output in 0..<outputs {
            target[row * width + position * outputs + output] =
              term.scores[entry * outputs + output]
          }
        }
      }
    }
    return result
  }

  /// The mean size of each term's contribution over some rows; of several outputs their mean.
  ///
  /// - Throws: ``ModelError``, `Interrupted`.
  public func importances(_ rows: Matrix) throws -> [Double] {
    let contributions = try contributions(rows)
    let outputs = outputCount
    return terms.indices.map { term in
      var sum = 0.0
      for output in term * outputs..<(term + 1) * outputs {
        for row in 0..<rows.rows { sum += abs(contributions[row, output]) }
      }
      return sum / Double(max(1, rows.rows * outputs))
    }
  }

  private func require(_ rows: Matrix) throws {
    guard rows.columns == features.count else {
      throw ModelError.wrongWidth(expected: features.count, got: rows.columns)
    }
  }

  /// Overwrites a matrix with the scores of rows, term by term in order.
  private func addScores(of rows: Matrix, into result: inout Matrix) throws {
    try require(rows)
    let outputs = outputCount
    if result.rows != rows.rows || result.columns != outputs {
      result = Matrix(rows: rows.rows, columns: outputs)
    }
    let plan = AxisPlan(terms)
    try Parallel.fillRows(of: &result, blockSize: Self.blockRows) { range, target in
      for row in range.indices {
        let start = (row - range.lowerBound) * outputs
        for output in 0..<outputs { target[start + output] = intercept[output] }
      }
      let bins = plan.bins(of: rows, range)
      for (position, term) in terms.enumerated() {
        term.scores.withUnsafeBufferPointer { scores in
          if outputs == 1 {
            plan.forEachEntry(of: position, bins: bins, rows: range.count) { row, entry in
              target[row] += scores[entry]
            }
          } else {
            plan.forEachEntry(of: position, bins: bins, rows: range.count) { row, entry in
              for output in 0..<outputs {
                target[row * outputs + output] += scores[entry * outputs + output]
              }
            }
          }
        }
      }
    }
  }
}

/// The different axes of a model's terms, so that each is looked up once a row.
private struct AxisPlan {
  let axes: [AdditiveAxis]
  /// For each term the positions of its axes, and how many bins the second one has.
  let places: [(first: Int, second: Int?, stride: Int)]

  init(_ terms: [AdditiveTerm]) {
    var axes: [AdditiveAxis] = []
    var byFeature: [Int: [Int]] = [:]
    places = terms.map { term in
      let positions = term.axes.map { axis -> Int in
        let known = byFeature[axis.feature, default: []]
        if let position = known.first(where: { axes[$0] == axis }) { return position }
        axes.append(axis)
        byFeature[axis.feature, default: []].append(axes.count - 1)
        return axes.count - 1
      }
      return (
        positions[0], positions.count > 1 ? positions[1] : nil,
        term.axes.count > 1 ? term.axes[1].count : 1
      )
    }
    self.axes = axes
  }

  /// The bins of some rows: of each axis a bin per row.
  func bins(of rows: Matrix, _ range: Range<Int>) -> [Int32] {
    let (count, width) = (range.count, rows.columns)
    return [Int32](unsafeUninitializedCapacity: axes.count * count) { buffer, initialized in
      rows.elements.withUnsafeBufferPointer { elements in
        let cells = UnsafeBufferPointer(
          rebasing: elements[range.lowerBound * width..<range.upperBound * width])
        for (position, axis) in axes.enumerated() {
          let part = UnsafeMutableBufferPointer(
            rebasing: buffer[position * count..<(position + 1) * count])
          axis.bins(of: cells, width: width, into: part)
        }
      }
      initialized = axes.count * count
    }
  }

  /// Calls a body with each row and the entry of a term's table that it falls into.
  @inline(__always)
  func forEachEntry(
    of term: Int, bins: [Int32], rows: Int, _ body: (_ row: Int, _ entry: Int) -> Void
  ) {
    let place = places[term]
    let first = place.first * rows
    guard let second = place.second.map({ $0 * rows }) else {
      for row in 0..<rows { body(row, Int(bins[first + row])) }
      return
    }
    for row in 0..<rows {
      body(row, Int(bins[first + row]) * place.stride + Int(bins[second + row]))
    }
  }
}
