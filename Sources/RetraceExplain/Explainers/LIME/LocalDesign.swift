import RetraceNumerics

/// What the surrogate of one row regresses on, and how samples are weighted for that row.
struct LocalDesign: Sendable {
  /// What a feature is to the surrogate.
  enum Regressor: Sendable, Equatable {
    /// 1 where a sample is in this state, as the row is, else 0.
    case indicator(code: UInt16)
    /// Standard deviations from the background's mean; this many in the row.
    case standardized(Double)

    /// The regressor's value in the row itself.
    var ownValue: Double {
      switch self {
      case .indicator: 1
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
      return neighbourhood.isStandardized(feature) && !row[feature].isMissing
        ? .standardized(profile.standardized(row[feature]))
        : .indicator(code: profile.code(of: row[feature]))
    }
    self.kernelWidth = kernelWidth
    let onlyIndicators = regressors.allSatisfy { if case .indicator = $0 { true } else { false } }
    // The squared distance of 0/1 vectors is the number of places where they differ.
    weightsByMismatch =
      onlyIndicators
      ? (0...row.count).map { Kernels.exp(-Double($0) / (2 * kernelWidth * kernelWidth)) } : nil
  }

  /// Computes the weights of some samples: √exp(−distance² / width²).
  ///
  /// - Parameters:
  ///   - weights: receives a weight per sample of the range.
  ///   - counts: scratch of the same size.
  func weigh(
    _ samples: Neighbourhood.Samples, _ range: Range<Int>,
    into weights: UnsafeMutableBufferPointer<Double>, counts: UnsafeMutableBufferPointer<UInt16>
  ) {
    let length = range.count
    if let weightsByMismatch {
      for place in 0..<length { counts[place] = 0 }
      samples.codes.withUnsafeBufferPointer { codes in
        for (feature, regressor) in regressors.enumerated() {
          guard case .indicator(let own) = regressor else { continue }
          let start = feature * samples.count + range.lowerBound
          for place in 0..<length {
            counts[place] &+= codes[start &+ place] == own ? 0 : 1
          }
        }
      }
      for place in 0..<length { weights[place] = weightsByMismatch[Int(counts[place])] }
      return
    }
    for place in 0..<length { weights[place] = 0 }
    for (feature, regressor) in regressors.enumerated() {
      let start = feature * samples.count + range.lowerBound
      switch regressor {
      case .indicator(let own):
        samples.codes.withUnsafeBufferPointer { codes in
          for place in 0..<length { weights[place] += codes[start &+ place] == own ? 0 : 1 }
        }
      case .standardized(let own):
        samples.standardized.withUnsafeBufferPointer { values in
          for place in 0..<length {
            let difference = values[start &+ place] - own
            weights[place] += difference * difference
          }
        }
      }
    }
    let factor = -1 / (2 * kernelWidth * kernelWidth)
    for place in 0..<length { weights[place] *= factor }
    Kernels.exp(UnsafeMutableBufferPointer(rebasing: weights[0..<length]))
  }

  /// Writes a feature's regressor times a factor per sample.
  func fill(
    feature: Int, of samples: Neighbourhood.Samples, _ range: Range<Int>,
    times factors: UnsafeMutableBufferPointer<Double>, into column: UnsafeMutablePointer<Double>
  ) {
    let start = feature * samples.count + range.lowerBound
    switch regressors[feature] {
    case .indicator(let own):
      samples.codes.withUnsafeBufferPointer { codes in
        for place in 0..<range.count {
          column[place] = codes[start &+ place] == own ? factors[place] : 0
        }
      }
    case .standardized:
      samples.standardized.withUnsafeBufferPointer { values in
        for place in 0..<range.count { column[place] = values[start &+ place] * factors[place] }
      }
    }
  }

  /// Subtracts a feature's regressor times a coefficient from every sample's number.
  func subtract(
    feature: Int, times coefficient: Double, of samples: Neighbourhood.Samples,
    _ range: Range<Int>, from numbers: UnsafeMutableBufferPointer<Double>
  ) {
    let start = feature * samples.count + range.lowerBound
    switch regressors[feature] {
    case .indicator(let own):
      samples.codes.withUnsafeBufferPointer { codes in
        for place in 0..<range.count {
          numbers[place] -= codes[start &+ place] == own ? coefficient : 0
        }
      }
    case .standardized:
      samples.standardized.withUnsafeBufferPointer { values in
        for place in 0..<range.count { numbers[place] -= coefficient * values[start &+ place] }
      }
    }
  }
}
