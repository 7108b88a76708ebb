import RetraceNumerics

/// Sums that a row's weighted ridge regression is made of, folded over blocks of samples.
///
/// A first sweep over the samples gives the normal equations; a second one, with the
/// coefficients known, the residuals that fidelity and standard errors need.
enum LocalRegression {
  /// Samples that are folded at once.
  static let blockSize = 512

  /// How many sums the first sweep keeps for a number of features: products of all regressors,
  /// the constant and the output with each other.
  static func equationCount(_ features: Int) -> Int { (features + 2) * (features + 2) }

  /// How many sums the second sweep keeps: products of the weighted residuals' gradients, then
  /// the weighted squares of the residuals and the squares of the weights.
  static func residualCount(_ features: Int) -> Int { (features + 1) * (features + 1) + 2 }

  /// Adds the products of some samples to a row's normal equations (upper triangle).
  static func addEquations(
    _ design: LocalDesign, _ samples: Neighbourhood.Samples, outputs: ArraySlice<Double>,
    into sums: UnsafeMutableBufferPointer<Double>
  ) {
    let features = design.regressors.count
    let stride = min(blockSize, samples.count)
    let scratch = Scratch(columns: features + 2, stride: stride)
    defer { scratch.deallocate() }
    for start in Swift.stride(from: 0, to: samples.count, by: blockSize) {
      let range = start..<min(samples.count, start + blockSize)
      design.weigh(samples, range, into: scratch.weights)
      for place in 0..<range.count {
        scratch.factors[place] = scratch.weights[place].squareRoot()
      }
      for feature in 0..<features {
        let column = scratch.column(feature)
        column.copy(scratch.factors, range.count)
        design.multiply(feature: feature, of: samples, range, into: column)
      }
      let constant = scratch.column(features)
      let output = scratch.column(features + 1)
      let first = outputs.startIndex + start
      for place in 0..<range.count {
        constant[place] = scratch.factors[place]
        output[place] = scratch.factors[place] * outputs[first + place]
      }
      LinearAlgebra.addGram(
        ofColumns: UnsafeBufferPointer(scratch.matrix), count: features + 2, length: range.count,
        stride: stride, into: sums)
    }
  }

  /// Adds the row itself, which is sample 0 and has weight 1, to its normal equations.
  static func addOwnRow(
    _ design: LocalDesign, output: Double, into sums: UnsafeMutableBufferPointer<Double>
  ) {
    let values = design.regressors.map(\.ownValue) + [1, output]
    for row in values.indices {
      for column in row..<values.count {
        sums[row * values.count + column] += values[row] * values[column]
      }
    }
  }

  /// Adds the residuals of some samples.
  ///
  /// - Parameters:
  ///   - surrogate: the coefficients.
  ///   - sums: (k + 1)² products for the k selected features and the constant, upper triangle;
  ///     in the last two places Σ w e² and Σ w².
  static func addResiduals(
    _ design: LocalDesign, _ surrogate: LocalSurrogate, _ samples: Neighbourhood.Samples,
    outputs: ArraySlice<Double>, into sums: UnsafeMutableBufferPointer<Double>
  ) {
    let selected = surrogate.selected
    let stride = min(blockSize, samples.count)
    let scratch = Scratch(columns: selected.count + 1, stride: stride)
    defer { scratch.deallocate() }
    var squares = 0.0
    var weightSquares = 0.0
    for start in Swift.stride(from: 0, to: samples.count, by: blockSize) {
      let range = start..<min(samples.count, start + blockSize)
      design.weigh(samples, range, into: scratch.weights)
      let first = outputs.startIndex + start
      for place in 0..<range.count {
        scratch.factors[place] = outputs[first + place] - surrogate.intercept
      }
      for (position, feature) in selected.enumerated() {
        design.subtract(
          feature: feature, times: surrogate.coefficients[position], of: samples, range,
          from: scratch.factors)
      }
      let constant = scratch.column(selected.count)
      for place in 0..<range.count {
        let weight = scratch.weights[place]
        let residual = scratch.factors[place]
        squares += weight * residual * residual
        weightSquares += weight * weight
        scratch.factors[place] = weight * residual
        constant[place] = weight * residual
      }
      for (position, feature) in selected.enumerated() {
        let column = scratch.column(position)
        column.copy(scratch.factors, range.count)
        design.multiply(feature: feature, of: samples, range, into: column)
      }
      LinearAlgebra.addGram(
        ofColumns: UnsafeBufferPointer(scratch.matrix), count: selected.count + 1,
        length: range.count, stride: stride, into: sums)
    }
    sums[sums.count - 2] += squares
    sums[sums.count - 1] += weightSquares
  }

  /// Memory that one row's block works in.
  private struct Scratch {
    let matrix: UnsafeMutableBufferPointer<Double>
    let weights: UnsafeMutableBufferPointer<Double>
    let factors: UnsafeMutableBufferPointer<Double>
    private let base: UnsafeMutablePointer<Double>
    private let stride: Int

    init(columns: Int, stride: Int) {
      self.stride = stride
      matrix = .allocate(capacity: columns * stride)
      // A matrix of at least one column and row has a base address.
      base = matrix.baseAddress ?? .allocate(capacity: 0)
      weights = .allocate(capacity: stride)
      factors = .allocate(capacity: stride)
    }

    func column(_ position: Int) -> UnsafeMutableBufferPointer<Double> {
      UnsafeMutableBufferPointer(start: base + position * stride, count: stride)
    }

    func deallocate() {
      matrix.deallocate()
      weights.deallocate()
      factors.deallocate()
    }
  }
}

extension UnsafeMutableBufferPointer<Double> {
  /// Copies the first numbers of another buffer.
  @inline(__always)
  fileprivate func copy(_ other: UnsafeMutableBufferPointer<Double>, _ count: Int) {
    guard let target = baseAddress, let source = other.baseAddress else { return }
    target.update(from: source, count: Swift.min(count, self.count))
  }
}
