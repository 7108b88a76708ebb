import RetraceNumerics

/// What the surrogate of one row regresses on, and how samples are weighted for that row.
struct LocalDesign: Sendable {
  /// What a feature is to the surrogate.
  enum Regressor: Sendable, Equatable {
    /// 1 where a sample is in this state, as the row is, else 0.
    case indicator(code: Double)
    /// 1 where the cell is missing, as the row's is, of a number that is otherwise explained per
    /// standard deviation.
    case isMissing
    /// Standard deviations from the background's mean, 0 where missing; this many in the row.
    case standardized(Double)

    /// The regressor's value in the row itself.
    var ownValue: Double {
      switch self {
      case .indicator, .isMissing: 1
      case .standardized(let value): value
      }
    }
  }

  /// A regressor per feature.
  let regressors: [Regressor]
  /// The kernel width.
  let kernelWidth: Double
  private let weightsByMismatch: [Double]?

  /// Looks at a row as the model takes it.
  init(row: [Double], neighbourhood: Neighbourhood, kernelWidth: Double) {
    regressors = row.indices.map { feature in
      let profile = neighbourhood.profiles[feature]
      guard neighbourhood.isStandardized(feature) else {
        return .indicator(code: profile.code(of: row[feature]))
      }
      return row[feature].isMissing
        ? .isMissing : .standardized(profile.standardized(row[feature]))
    }
    self.kernelWidth = kernelWidth
    let onlyIndicators = regressors.allSatisfy {
      if case .standardized = $0 { false } else { true }
    }
    // The squared distance of 0/1 vectors is the number of places where they differ.
    weightsByMismatch =
      onlyIndicators
      ? (0...row.count).map { Kernels.exp(-Double($0) / (2 * kernelWidth * kernelWidth)) } : nil
  }

  /// Computes the weights of some samples: √exp(−distance² / width²).
  ///
  /// - Parameter weights: receives a weight per sample of the range.
  func weigh(
    _ samples: Neighbourhood.Samples, _ range: Range<Int>,
    into weights: UnsafeMutableBufferPointer<Double>
  ) {
    let length = range.count
    for place in 0..<length { weights[place] = 0 }
    for feature in regressors.indices {
      samples.withValues(feature, range) { values in
        switch regressors[feature] {
        case .indicator(let own):
          values.fold(into: weights) { weight, value in
            weight + SIMD8(repeating: 1).replacing(with: 0, where: value .== own)
          }
        case .isMissing:
          values.fold(into: weights) { weight, value in
            weight + SIMD8(repeating: 0).replacing(with: 1, where: value .== value)
          }
        case .standardized(let own):
          values.fold(into: weights) { weight, value in
            let difference = value.replacing(with: 0, where: value .!= value) - own
            return weight + difference * difference
          }
        }
      }
    }
    if let weightsByMismatch {
      for place in 0..<length { weights[place] = weightsByMismatch[Int(weights[place])] }
      return
    }
    let factor = -1 / (2 * kernelWidth * kernelWidth)
    for place in 0..<length { weights[place] *= factor }
    Kernels.exp(UnsafeMutableBufferPointer(rebasing: weights[0..<length]))
  }

  /// Writes a feature's regressor times a factor per sample.
  ///
  /// - Parameter column: holds the factors, receives the products.
  func multiply(
    feature: Int, of samples: Neighbourhood.Samples, _ range: Range<Int>,
    into column: UnsafeMutableBufferPointer<Double>
  ) {
    samples.withValues(feature, range) { values in
      switch regressors[feature] {
      case .indicator(let own):
        values.fold(into: column) { $0.replacing(with: 0, where: $1 .!= own) }
      case .isMissing:
        values.fold(into: column) { $0.replacing(with: 0, where: $1 .== $1) }
      case .standardized:
        values.fold(into: column) { $0 * $1.replacing(with: 0, where: $1 .!= $1) }
      }
    }
  }

  /// Subtracts a feature's regressor times a coefficient from every sample's number.
  func subtract(
    feature: Int, times coefficient: Double, of samples: Neighbourhood.Samples,
    _ range: Range<Int>, from numbers: UnsafeMutableBufferPointer<Double>
  ) {
    let all = SIMD8<Double>(repeating: coefficient)
    samples.withValues(feature, range) { values in
      switch regressors[feature] {
      case .indicator(let own):
        values.fold(into: numbers) { $0 - all.replacing(with: 0, where: $1 .!= own) }
      case .isMissing:
        values.fold(into: numbers) { $0 - all.replacing(with: 0, where: $1 .== $1) }
      case .standardized:
        values.fold(into: numbers) { $0 - all * $1.replacing(with: 0, where: $1 .!= $1) }
      }
    }
  }
}

extension Neighbourhood.Samples {
  /// Calls a body with what the surrogate sees of a feature in a range of samples.
  @inline(__always)
  fileprivate func withValues(
    _ feature: Int, _ range: Range<Int>, _ body: (UnsafeBufferPointer<Double>) -> Void
  ) {
    let start = feature * count + range.lowerBound
    values.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[start..<start + range.count]))
    }
  }
}

extension UnsafeBufferPointer<Double> {
  /// Changes as many numbers as there are values, eight at a time.
  @inline(__always)
  fileprivate func fold(
    into numbers: UnsafeMutableBufferPointer<Double>,
    _ step: (SIMD8<Double>, SIMD8<Double>) -> SIMD8<Double>
  ) {
    precondition(numbers.count >= count, "fewer numbers than values")
    guard let source = baseAddress, let target = numbers.baseAddress else { return }
    var place = 0
    while place &+ 8 <= count {
      let values = UnsafeRawPointer(source + place).loadUnaligned(as: SIMD8<Double>.self)
      let pointer = UnsafeMutableRawPointer(target + place)
      let old = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Double>.self)
      pointer.storeBytes(of: step(old, values), as: SIMD8<Double>.self)
      place &+= 8
    }
    while place < count {
      target[place] = step(SIMD8(repeating: target[place]), SIMD8(repeating: source[place]))[0]
      place &+= 1
    }
  }
}
